package draftscope.lab;

import draftscope.trace.DraftNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// Which part of a drafted tree to keep. Every part is a tree again: a node is kept only with its parent.
///
/// Example: of the tree `1(2, 3(4))`, nodes in drafting order, depth 2 and width 1 keep 1 and 2; depth 9, width 9 and two nodes
/// keep 1 and 2 as well.
///
/// @param depth most levels, at least 1
/// @param width most children of a node: those of rank 0 to `width - 1`; at least 1
/// @param nodes most nodes of what depth, width and `leastProbability` leave, at least 1
/// @param order which of them come first
/// @param leastProbability a node to which the draft gave less is still sent, and has no children; 0 to 1. It looks at nodes that
///        are there in any case, so it takes nothing out by the token that was drawn, and a ratio rule stays lossless
public record Shape(int depth, int width, int nodes, Order order, double leastProbability) {
    /// Which nodes a budget is spent on first.
    public enum Order {
        /// As they were drafted.
        DRAFTED,
        /// The likeliest path first, as in EAGLE-2 (Li, Wei, Zhang, Zhang 2024, arXiv 2406.16858). Everything is drafted before it is
        /// chosen from, so no draft pass is saved. Only a match rule may judge it: a ratio rule would favour likely draws.
        PATH_PROBABILITY
    }

    public Shape {
        if (depth < 1 || width < 1 || nodes < 1 || !(leastProbability >= 0 && leastProbability <= 1))
            throw new IllegalArgumentException(
                    "a shape has depth, width and nodes of at least 1 and a least probability"
                            + " from 0 to 1; got " + depth + ", " + width + ", " + nodes + " and " + leastProbability);
    }

    /// The nodes that are kept.
    ///
    /// @param drafted a whole tree, parents before children
    public List<DraftNode> of(List<DraftNode> drafted) {
        BitSet kept = new BitSet();
        kept.set(DraftNode.ROOT);
        List<DraftNode> result = new ArrayList<>();
        for (DraftNode node : allowed(drafted).stream().limit(nodes).toList()) {
            if (kept.get(node.parent())) {
                kept.set(node.index());
                result.add(node);
            }
        }
        return result;
    }

    /// What depth, width and least probability leave, in the order in which a budget is spent.
    List<DraftNode> allowed(List<DraftNode> drafted) {
        BitSet open = new BitSet(); // nodes that may have children
        open.set(DraftNode.ROOT);
        List<DraftNode> allowed = new ArrayList<>();
        for (DraftNode node : drafted) {
            if (open.get(node.parent()) && node.depth() <= depth && node.rank() < width) {
                allowed.add(node);
                if (!(node.probability() < leastProbability))
                    open.set(node.index());
            }
        }
        if (order == Order.PATH_PROBABILITY)
            allowed.sort(Comparator.comparingDouble(node -> -node.pathProbability())); // stable: parents stay first
        return allowed;
    }
}
