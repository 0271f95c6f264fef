package draftscope.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import draftscope.lab.Shape.Order;
import draftscope.trace.DraftNode;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.Rule;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Parts of drafts and what they cost, on rounds whose numbers can be worked out by hand.
class ReplayTest {
    private final List<TraceEvent> events = new ArrayList<>(
            List.of(new TraceEvent.PromptIngested(0, 0, List.of(1, 2))));
    private int steps;
    private int length = 2;

    private static DraftNode node(int index, int parent, int depth, int rank, double probability, double path) {
        return new DraftNode(index, parent, depth, rank, index, probability, probability, path, "draft model", 1,
                TopTokens.NOT_CAPTURED);
    }

    /// A chain, a pass of 10 for each node, a target's pass of so many nanoseconds and 5 for the rest.
    private void chain(int nodes, int accepted, long target) {
        int step = steps++;
        add(seq -> new TraceEvent.StepStarted(seq, seq, step, length));
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            int index = i;
            add(seq -> new TraceEvent.Drafted(seq, seq, step, index,
                    List.of(node(index, index - 1, index, 0, .5, Math.pow(.5, index)))));
            // Telling takes 3 of the 13.
            add(seq -> new TraceEvent.PhaseFinished(seq, seq, step, Phase.DRAFT, index, 13, 10, 0, 3));
            Verdict.Outcome outcome = i <= accepted
                    ? Verdict.Outcome.ACCEPTED
                    : i == accepted + 1 ? Verdict.Outcome.REJECTED : Verdict.Outcome.NOT_REACHED;
            verdicts.add(new Verdict(i, outcome, Rule.GREEDY_MATCH, 1, 1, 1, Double.NaN, i, 1,
                    outcome == Verdict.Outcome.NOT_REACHED ? accepted + 1 : DraftNode.NONE, TopTokens.NOT_CAPTURED,
                    Double.NaN));
        }
        add(seq -> new TraceEvent.PhaseFinished(seq, seq, step, Phase.VERIFY, 0, target));
        if (nodes > 0)
            add(seq -> new TraceEvent.Judged(seq, seq, step, verdicts));
        for (int i = 1; i <= accepted + 1; i++) {
            int at = i;
            int position = length++;
            add(seq -> new TraceEvent.Committed(seq, seq, step, position, at,
                    at <= accepted ? Provenance.ACCEPTED_DRAFT : Provenance.CORRECTION,
                    at <= accepted ? at : DraftNode.NONE, TokenMeasures.NOT_CAPTURED));
        }
        add(seq -> new TraceEvent.PhaseFinished(seq, seq, step, Phase.COMMIT, 0, 5));
    }

    private void add(LongFunction<TraceEvent> event) {
        events.add(event.apply(events.size()));
    }

    private Rounds rounds() {
        return Rounds.of(Trace.of(events));
    }

    @Test
    void keepsClosedPartsInTheOrderOfTheBudget() {
        List<DraftNode> tree = List.of(node(1, 0, 1, 0, .6, .6), node(2, 0, 1, 1, .3, .3), node(3, 1, 2, 0, .4, .24),
                node(4, 1, 2, 1, .35, .21), node(5, 2, 2, 0, .9, .27), node(6, 5, 3, 0, .9, .243));
        assertThat(indices(new Shape(2, 9, 9, Order.DRAFTED, 0), tree)).containsExactly(1, 2, 3, 4, 5);
        assertThat(indices(new Shape(9, 1, 9, Order.DRAFTED, 0), tree)).containsExactly(1, 3);
        assertThat(indices(new Shape(9, 9, 3, Order.DRAFTED, 0), tree)).containsExactly(1, 2, 3);
        assertThat(indices(new Shape(9, 9, 4, Order.PATH_PROBABILITY, 0), tree)).containsExactly(1, 2, 5, 6);
        // What is below is still sent and has no children.
        assertThat(indices(new Shape(9, 9, 9, Order.DRAFTED, .5), tree)).containsExactly(1, 2, 3, 4);
        assertThatIllegalArgumentException().isThrownBy(() -> new Shape(0, 1, 1, Order.DRAFTED, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Shape(1, 1, 1, Order.DRAFTED, Double.NaN));
    }

    private static List<Integer> indices(Shape shape, List<DraftNode> tree) {
        return shape.of(tree).stream().map(DraftNode::index).toList();
    }

    @Test
    void addsUpWhatARoundCosts() {
        chain(3, 3, 100);
        chain(3, 1, 120);
        Rounds rounds = rounds();
        Costs costs = Costs.of(List.of(rounds));
        // Itself: 30 + 110 + 5 a round, 4 + 2 tokens.
        Prediction whole = predict(rounds, costs, 3, 3);
        assertThat(whole.tokensPerRound()).isEqualTo(3);
        assertThat(whole.tokensPerSecond()).isCloseTo(6e9 / 290, within(1e-3))
                .isCloseTo(rounds.tokensPerSecond(), within(1e-3));
        assertThat(whole.known()).isEqualTo(Costs.Known.MEASURED);
        assertThat(whole.rounds()).isEqualTo(2);
        // One node: 10 + 110 + 5 a round, and the target's pass over 2 rows was never measured.
        Prediction one = predict(rounds, costs, 1, 3);
        assertThat(one.tokensPerRound()).isEqualTo(2);
        assertThat(one.nodesPerRound()).isEqualTo(1);
        assertThat(one.tokensPerSecond()).isCloseTo(4e9 / 250, within(1e-3));
        assertThat(one.known()).isEqualTo(Costs.Known.BEYOND);
        assertThat(predict(rounds, costs, 3, 1).tokensPerSecond()).isEqualTo(one.tokensPerSecond());
    }

    private static Prediction predict(Rounds rounds, Costs costs, int depth, int nodes) {
        return Replay.predict(rounds, costs, new Shape(depth, 1, 1, Order.DRAFTED, 0), List.of(nodes)).getFirst();
    }

    @Test
    void drawsALineBetweenMeasuredRowsAndSaysWhereItGoesBeyond() {
        chain(2, 0, 100); // 3 rows
        chain(6, 0, 140); // 7 rows
        Costs costs = Costs.of(List.of(rounds()));
        assertThat(costs.measuredRows()).containsExactly(3, 7);
        assertThat(costs.target(3)).isEqualTo(new Costs.Cost(100, Costs.Known.MEASURED));
        assertThat(costs.target(5)).isEqualTo(new Costs.Cost(120, Costs.Known.BETWEEN));
        assertThat(costs.target(1)).isEqualTo(new Costs.Cost(80, Costs.Known.BEYOND));
        assertThat(costs.target(9)).isEqualTo(new Costs.Cost(160, Costs.Known.BEYOND));
    }

    @Test
    void neverTakesMoreRowsToCostLessThanWasMeasured() {
        chain(2, 0, 140);
        chain(6, 0, 100);
        Costs costs = Costs.of(List.of(rounds()));
        assertThat(costs.target(9).nanos()).isEqualTo(100);
        assertThat(costs.target(1).nanos()).isEqualTo(140);
    }

    @Test
    void splitsIntoHalvesThatShareNoRound() {
        IntStream.range(0, 5).forEach(i -> chain(2, i % 3, 100 + i));
        Rounds rounds = rounds();
        assertThat(rounds.half(false).count()).isEqualTo(3);
        assertThat(rounds.half(true).count()).isEqualTo(2);
        assertThat(Replay.acceptedLengths(rounds.half(true), rounds.shape())).containsExactly(1, 0);
        assertThat(Replay.predict(rounds.half(false), Costs.of(List.of(rounds)), rounds.shape(), List.of(2)).getFirst()
                .agrees(rounds.tokensPerSecond() * 3)).isFalse();
    }
}
