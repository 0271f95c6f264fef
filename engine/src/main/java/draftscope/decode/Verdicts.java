package draftscope.decode;

import draftscope.decode.speculative.DraftTree;
import draftscope.decode.speculative.Judgement;
import draftscope.decode.speculative.Walk;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.Rule;
import draftscope.trace.TopTokens;
import draftscope.trace.Verdict;
import draftscope.trace.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Writes a walk down as one verdict for each node, in order of the nodes.
final class Verdicts {
    private Verdicts() {}

    /// @param target the target's law after a node, by the node's index
    /// @param top    how many of a residual's likeliest tokens to note
    static List<Verdict> of(DraftTree tree, Walk walk, Rule rule, IntFunction<TokenDistribution> target, int top) {
        List<Verdict> verdicts = new ArrayList<>(tree.size());
        for (DraftNode node : tree.nodes()) {
            Judgement judgement = walk.judgements().get(node.parent());
            double targetProbability = target.apply(node.parent()).probability(node.token());
            int test = judgement == null ? DraftNode.NONE : deciding(tree.drawn(node.parent()), node, judgement);
            if (test != DraftNode.NONE) {
                verdicts.add(tested(node.index(), rule, judgement.tests().get(test - judgement.first()),
                        targetProbability, top));
            } else {
                verdicts.add(new Verdict(node.index(), Outcome.NOT_REACHED, rule, Double.NaN, Double.NaN, Double.NaN,
                        Double.NaN, -1, targetProbability, blockedBy(tree, node, judgement, verdicts),
                        TopTokens.NOT_CAPTURED, Double.NaN));
            }
        }
        return verdicts;
    }

    /// The draw whose test accepted the node, else its first; [DraftNode#NONE] when none was tested.
    private static int deciding(List<Integer> drawn, DraftNode node, Judgement judgement) {
        int accepted = judgement.acceptedChild();
        int first = drawn.indexOf(node.index());
        if (accepted != DraftNode.NONE && drawn.get(accepted) == node.index()) {
            return accepted;
        }
        return first >= judgement.first() && first < judgement.first() + judgement.tests().size()
                ? first
                : DraftNode.NONE;
    }

    private static Verdict tested(int node, Rule rule, Judgement.Test test, double targetProbability, int top) {
        return new Verdict(node, test.accepted() ? Outcome.ACCEPTED : Outcome.REJECTED, rule, test.target(),
                test.draft(), test.threshold(), test.draw(), test.drawnToken(), targetProbability, DraftNode.NONE,
                test.left() == null ? TopTokens.NOT_CAPTURED : test.left().top(top), test.leftMass());
    }

    private static int blockedBy(DraftTree tree, DraftNode node, Judgement judgement, List<Verdict> before) {
        if (judgement != null) {
            return tree.drawn(node.parent()).get(judgement.acceptedChild());
        }
        Verdict parent = before.get(node.parent() - 1);
        return parent.outcome() == Outcome.REJECTED ? node.parent() : parent.blockedBy();
    }
}
