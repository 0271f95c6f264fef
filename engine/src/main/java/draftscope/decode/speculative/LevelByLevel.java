package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All nodes of the deepest level that are to have children are read in one pass.
///
/// Siblings are drawn without replacement, one after the other: the same law as Gumbel-top-k (Kool, van Hoof, Welling 2019,
/// arXiv 1903.06059), for one random number a node instead of one for each token of the vocabulary. Or they are drawn with
/// replacement, and a token that comes up again is one node with several draws. At temperature 0 they are the draft's likeliest
/// tokens either way.
final class LevelByLevel implements Growth {
    private final LengthPolicy length;
    private final boolean replacing;
    private DraftLaw last; // of the last pass

    /// @param replacing whether siblings are drawn with replacement
    LevelByLevel(LengthPolicy length, boolean replacing) {
        this.length = length;
        this.replacing = replacing;
    }

    @Override
    public int maxDepth() {
        return length.maxDepth();
    }

    @Override
    public int maxNodes() {
        return length.maxNodes();
    }

    @Override
    public Optional<DraftStop> full(DraftTree tree) {
        return tree.full().or(() -> tree.size() == 0 ? Optional.empty() : length.stop(tree, last)).or(
                () -> next(tree).isEmpty()
                        ? Optional.of(new DraftStop("every branch has its full length", tree.levels(), maxDepth()))
                        : Optional.empty());
    }

    @Override
    public List<Integer> next(DraftTree tree) {
        return tree.frontier().stream().filter(node -> length.children(tree, node) > 0).toList();
    }

    @Override
    public void grow(DraftTree tree, List<DraftLaw> laws) {
        for (DraftLaw law : laws) {
            int count = length.children(tree, law.node());
            if (replacing && !law.greedy()) {
                drawReplacing(tree, law, count);
            } else {
                draw(tree, law, count);
            }
        }
        last = laws.getLast();
    }

    @Override
    public void observe(Acceptance acceptance) {
        length.observe(acceptance);
    }

    private static void draw(DraftTree tree, DraftLaw law, int count) {
        Optional<TokenDistribution> left = Optional.of(law.law());
        for (int draw = 0; draw < count && left.isPresent(); draw++) {
            int token = law.take(left.get(), draw);
            law.add(tree, token, left.get());
            if (draw + 1 < count) {
                left = left.get().without(token);
            }
        }
    }

    private static void drawReplacing(DraftTree tree, DraftLaw law, int count) {
        Map<Integer, List<Integer>> draws = new LinkedHashMap<>(); // by token, in the order of first draws
        for (int draw = 0; draw < count; draw++) {
            draws.computeIfAbsent(law.take(law.law(), draw), token -> new ArrayList<>()).add(draw);
        }
        draws.forEach((token, all) -> law.add(tree, token, law.law(), all, Double.NaN));
    }
}
