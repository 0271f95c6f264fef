package draftscope.lab;

import draftscope.trace.DraftNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Judges parts of what a run drafted, from its recording: a part's accepted length in a round is the longest beginning of the
/// recorded accepted path that lies in the part.
///
/// **When this is exact.** A part that is closed under parents and earlier siblings gets the recorded verdicts, number for number:
/// a walk tests siblings in their order, and a test asks the target's law after the parent and earlier siblings, never later ones or
/// what hangs below. That covers the greedy match, the ratio test, and recursive rejection without replacement. A match rule draws
/// the target's token before it looks at any child, so there closure under parents is enough. Rules that weigh all drafts together
/// are refused by [Rounds#obstacle()].
///
/// **What it is not.** A smaller draft accepts less, so its next round would begin at another place than the recorded one. The
/// tokens a round are therefore a mean over the recorded places, and not the rounds of one run. Where a method adapts to what was
/// accepted, the recorded lengths stay as they are.
///
/// A round's time is that of its draft passes up to the last that made one of its nodes, of the target's pass by its rows, and of
/// the rest; see [Costs]. A narrower pass of the draft is taken to cost what the recorded one did.
public final class Replay {
    private Replay() {}

    /// How many drafted tokens each round of a run would have accepted, in the order of the rounds.
    public static List<Integer> acceptedLengths(Rounds rounds, Shape shape) {
        return rounds.all().stream().map(round -> new Part(round, shape).accepted(shape.nodes())).toList();
    }

    /// The same part of every round's draft with several budgets.
    ///
    /// @param budgets for [Shape#nodes()], each at least 1
    /// @return one prediction a budget; empty where there are no rounds
    public static List<Prediction> predict(Rounds rounds, Costs costs, Shape shape, List<Integer> budgets) {
        if (rounds.count() == 0)
            return List.of();
        List<Part> parts = rounds.all().stream().map(round -> new Part(round, shape)).toList();
        List<Prediction> predictions = new ArrayList<>();
        for (int budget : budgets) {
            long tokens = 0;
            long nodes = 0;
            double nanos = 0;
            Costs.Known known = Costs.Known.MEASURED;
            for (Part part : parts) {
                int sent = Math.min(budget, part.allowed.size());
                Costs.Cost target = costs.target(sent + 1);
                tokens += part.accepted(budget) + 1;
                nodes += sent;
                nanos += target.nanos() + costs.rest() + part.draft(costs, budget);
                known = known.and(target.known());
            }
            predictions.add(new Prediction(
                    new Shape(shape.depth(), shape.width(), budget, shape.order(), shape.leastProbability()),
                    (double) tokens / parts.size(), (double) nodes / parts.size(), tokens * 1e9 / nanos, parts.size(),
                    known));
        }
        return predictions;
    }

    /// What a shape without its budget leaves of one round.
    private static final class Part {
        private final Round round;
        private final List<DraftNode> allowed;
        private final int[] path; // where the accepted nodes stand among the allowed ones, as far as they are there
        private final int[] passes; // the last draft pass that the first so many of them need
        private final boolean chosenAfterwards;

        Part(Round round, Shape shape) {
            this.round = round;
            allowed = shape.allowed(round.nodes());
            chosenAfterwards = shape.order() == Shape.Order.PATH_PROBABILITY;
            Map<Integer, Integer> placeOf = new HashMap<>();
            passes = new int[allowed.size() + 1];
            for (int i = 0; i < allowed.size(); i++) {
                int index = allowed.get(i).index();
                placeOf.put(index, i);
                passes[i + 1] = Math.max(passes[i], round.passOf().get(index));
            }
            path = round.accepted().stream().map(DraftNode::index).takeWhile(placeOf::containsKey)
                    .mapToInt(placeOf::get).toArray();
        }

        int accepted(int budget) {
            int length = 0;
            while (length < path.length && path[length] < budget)
                length++;
            return length;
        }

        double draft(Costs costs, int budget) {
            int made = chosenAfterwards ? allowed.size() : Math.min(budget, allowed.size());
            boolean whole = made == round.nodes().size(); // a pass that found nothing more is then part of it
            double nanos = 0;
            for (int pass : round.passNanos().keySet())
                nanos += whole || pass <= passes[made] ? costs.pass(pass) : 0;
            return nanos;
        }
    }
}
