package draftscope.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The draft tree of one step, as far as it has been told.
///
/// @param step      the step it belongs to, -1 before the first
/// @param rootToken the last committed token when the step began, else the last prompt token; -1 when there is neither
/// @param length    committed tokens when the step began, prompt included
/// @param nodes     in drafting order: node `i` stands at index `i - 1`
/// @param rootRow   the target's law after the root, once verified
/// @param draw      the target's own token of this step
/// @param stopped   why drafting ended
public record TreeState(int step, int rootToken, int length, List<TreeNode> nodes, Optional<TargetRow> rootRow,
        Optional<TargetDraw> draw, Optional<TraceEvent.DraftStopped> stopped) {

    static final TreeState NONE = new TreeState(-1, -1, 0, List.of(), Optional.empty(), Optional.empty(),
            Optional.empty());

    public TreeState {
        nodes = List.copyOf(nodes);
    }

    /// The position that the root's row stands at: that of the last committed token.
    public int rootPosition() {
        return length - 1;
    }

    /// The node with this index; empty for the root and for numbers that were not drafted.
    public Optional<TreeNode> node(int index) {
        return index < 1 || index > nodes.size() ? Optional.empty() : Optional.of(nodes.get(index - 1));
    }

    /// Children of a node, or of [DraftNode#ROOT], in the order in which the verifier meets them.
    public List<TreeNode> children(int index) {
        List<TreeNode> children = new ArrayList<>();
        for (TreeNode node : nodes) {
            if (node.node().parent() == index)
                children.add(node);
        }
        children.sort(Comparator.comparingInt(child -> child.node().rank()));
        return children;
    }

    /// Nothing was drafted in this step so far.
    public boolean isEmpty() {
        return nodes.isEmpty();
    }
}
