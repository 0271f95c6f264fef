package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import java.util.List;
import java.util.Optional;

/// DySpec with a threshold: level by level, a node gets children as long as the slot for the next one is worth enough.
///
/// Slots and values are those of [DySpec]: the same draws fill the same slots, only in another order.
///
/// Source: Xiong, Zhang, Li, Wu, Jiang, Cheng, Yang, 2024, arXiv 2410.11744, algorithm 2. We differ: the printed comparison is
/// reversed, which would draft nothing, and the text beside it says what is meant; a budget ends the tree as well.
final class AboveThreshold implements Growth {
    private final double threshold;
    private final int budget;

    AboveThreshold(double threshold, int budget) {
        this.threshold = threshold;
        this.budget = budget;
    }

    @Override
    public int maxDepth() {
        return budget;
    }

    @Override
    public int maxNodes() {
        return budget;
    }

    @Override
    public Optional<DraftStop> full(DraftTree tree) {
        if (tree.size() >= budget) {
            return Optional.of(new DraftStop("all nodes are spent", tree.size(), budget));
        }
        return tree.full().or(() -> next(tree).isEmpty()
                ? Optional.of(new DraftStop("no place is worth the threshold", best(tree), threshold))
                : Optional.empty());
    }

    @Override
    public List<Integer> next(DraftTree tree) {
        return tree.frontier().stream().filter(node -> value(tree, node) >= threshold).toList();
    }

    @Override
    public void grow(DraftTree tree, List<DraftLaw> laws) {
        for (DraftLaw law : laws) {
            double value = value(tree, law.node());
            Optional<TokenDistribution> left = Optional.of(law.law());
            for (int draw = 0; left.isPresent() && value >= threshold && tree.size() < budget; draw++) {
                int token = law.take(left.get(), draw);
                law.add(tree, token, left.get(), List.of(), value);
                value *= 1 - left.get().probability(token);
                left = left.get().without(token);
            }
        }
    }

    /// Value of the slot for a node's first child.
    private static double value(DraftTree tree, int node) {
        return node == DraftNode.ROOT ? 1 : tree.node(node).pathProbability();
    }

    private static double best(DraftTree tree) {
        return tree.frontier().stream().mapToDouble(node -> value(tree, node)).max().orElse(Double.NaN);
    }
}
