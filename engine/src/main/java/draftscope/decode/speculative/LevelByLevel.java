package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All nodes of the deepest level that are to have children are read in one pass.
final class LevelByLevel implements Growth {
    /// How the children of a node come about. At temperature 0 they are the draft's likeliest tokens in any case.
    enum Siblings {
        /// The draft's likeliest tokens. Only a match rule may judge them.
        LIKELIEST,
        /// Drawn without replacement, one after the other: the same law as Gumbel-top-k (Kool, van Hoof, Welling 2019, arXiv
        /// 1903.06059), for one random number a node instead of one for each token of the vocabulary.
        DISTINCT,
        /// The same, and when the draft's law has no more to give, from the even law over all tokens not drawn yet.
        DISTINCT_THEN_EVEN,
        /// Drawn with replacement; a token that comes up again is one node with several draws.
        INDEPENDENT
    }

    private final LengthPolicy length;
    private final Siblings siblings;
    private DraftLaw last; // of the last pass

    LevelByLevel(LengthPolicy length, Siblings siblings) {
        this.length = length;
        this.siblings = siblings;
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
    public void begin(DraftContext context) {
        length.begin(context);
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
            if (siblings == Siblings.INDEPENDENT && !law.greedy()) {
                drawIndependent(tree, law, count);
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

    private void draw(DraftTree tree, DraftLaw law, int count) {
        Optional<TokenDistribution> left = Optional.of(law.law());
        List<Integer> drawn = new ArrayList<>();
        while (drawn.size() < count && left.isPresent()) {
            TokenDistribution from = left.get();
            int token = siblings == Siblings.LIKELIEST ? from.mode() : law.take(from, drawn.size());
            law.add(tree, token, from);
            drawn.add(token);
            if (drawn.size() < count) {
                left = from.without(token);
            }
            if (left.isEmpty() && siblings == Siblings.DISTINCT_THEN_EVEN && !law.greedy()) {
                left = RecursiveWithoutReplacement.even(from.size(), drawn);
            }
        }
    }

    private static void drawIndependent(DraftTree tree, DraftLaw law, int count) {
        Map<Integer, List<Integer>> draws = new LinkedHashMap<>(); // by token, in the order of first draws
        for (int draw = 0; draw < count; draw++) {
            draws.computeIfAbsent(law.take(law.law(), draw), token -> new ArrayList<>()).add(draw);
        }
        draws.forEach((token, all) -> law.add(tree, token, law.law(), all, Double.NaN));
    }
}
