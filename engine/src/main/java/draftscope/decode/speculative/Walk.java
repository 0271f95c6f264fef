package draftscope.decode.speculative;

import draftscope.sampling.Randomness;
import draftscope.sampling.Randomness.Purpose;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// The way of a verifier down a draft tree: from the root into accepted children until none is accepted or there are none.
///
/// @param accepted   indices of the accepted nodes, from the root down
/// @param judgements by the index of the node whose children were judged, in the order of the walk
/// @param judged     how many nodes were tested, each counted once
public record Walk(List<Integer> accepted, Map<Integer, Judgement> judgements, int judged) {
    public Walk {
        accepted = List.copyOf(accepted);
    }

    /// The target's own token at the end of a round.
    ///
    /// @param after      the node it follows, [DraftNode#ROOT] when nothing was accepted
    /// @param law        the law it was drawn from
    /// @param draw       the uniform number behind it; `NaN` when greedy
    public record Ending(int after, int token, Provenance provenance, TokenDistribution law, double draw) {}

    /// Judges a tree.
    ///
    /// @param target the target's law after a node, by the node's index, 0 for the root
    public static Walk down(DraftTree tree, IntFunction<TokenDistribution> target, Verifier verifier,
            Randomness randomness, int step) {
        List<Integer> accepted = new ArrayList<>();
        Map<Integer, Judgement> judgements = new TreeMap<>(); // children have higher indices: the order of the walk
        int judged = 0;
        int at = DraftNode.ROOT;
        while (!tree.children(at).isEmpty()) {
            int node = at;
            List<Integer> children = tree.drawn(node);
            Judgement judgement = verifier.judge(tree, node, target,
                    sibling -> randomness.uniform(Purpose.VERIFY, step, node, sibling));
            judgements.put(node, judgement);
            judged += (int) children.stream().skip(judgement.first()).limit(judgement.tests().size()).distinct()
                    .count();
            if (judgement.acceptedChild() == DraftNode.NONE) {
                break;
            }
            at = children.get(judgement.acceptedChild());
            accepted.add(at);
        }
        return new Walk(accepted, judgements, judged);
    }

    /// The last accepted node, [DraftNode#ROOT] when nothing was accepted.
    public int last() {
        return accepted.isEmpty() ? DraftNode.ROOT : accepted.getLast();
    }

    /// Draws the target's own token: from what the last rejection left, or after a whole path from the target's law itself.
    public Ending end(DraftTree tree, IntFunction<TokenDistribution> target, Randomness randomness, int step) {
        int after = last();
        Judgement rejection = judgements.get(after);
        if (rejection == null) {
            boolean plain = tree.size() == 0;
            return draw(after, target.apply(after), plain ? Provenance.TARGET : Provenance.BONUS, randomness,
                    plain ? Purpose.PLAIN : Purpose.BONUS, step);
        }
        if (rejection.drawnToken() != Judgement.NOT_DRAWN) {
            return new Ending(after, rejection.drawnToken(), Provenance.CORRECTION, rejection.remaining(),
                    rejection.draw());
        }
        return draw(after, rejection.remaining(), Provenance.CORRECTION, randomness, Purpose.RESIDUAL, step);
    }

    private static Ending draw(int after, TokenDistribution law, Provenance provenance, Randomness randomness,
            Purpose purpose, int step) {
        if (law.isPoint()) {
            return new Ending(after, law.mode(), provenance, law, Double.NaN);
        }
        double draw = randomness.uniform(purpose, step, after);
        return new Ending(after, law.draw(draw), provenance, law, draw);
    }
}
