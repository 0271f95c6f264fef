package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/// Takes the draft with the best score whole and judges nobody: of the nodes of the deepest level the one with the highest
/// value, the first on a tie, and the path down to it. Lossy; uses no random number and asks for no law.
public record BestDraft() implements Verifier {
    @Override
    public Rule rule() {
        return Rule.BEST_DRAFT;
    }

    @Override
    public Judgement judge(DraftTree tree, int node, IntFunction<TokenDistribution> target, Draws draws) {
        DraftNode best = tree.level(tree.levels()).stream()
                .max(Comparator.comparingDouble(DraftNode::value).thenComparing(leaf -> -leaf.index())).orElseThrow();
        int child = tree.path(best.index()).get(tree.depth(node));
        return Judgement.untested(tree.drawn(node).indexOf(child));
    }
}
