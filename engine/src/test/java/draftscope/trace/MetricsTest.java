package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each metric on two rounds small enough to count by hand.
class MetricsTest {
    private final List<TraceEvent> events = new ArrayList<>();

    private void add(java.util.function.LongFunction<TraceEvent> event) {
        events.add(event.apply(events.size()));
    }

    private static DraftNode node(int index, int parent, int depth, int rank) {
        return new DraftNode(index, parent, depth, rank, 5, .5, .5, .5, "draft model", 1, TopTokens.NOT_CAPTURED);
    }

    private static Verdict verdict(int node, Verdict.Outcome outcome) {
        return new Verdict(node, outcome, Rule.RATIO, .5, .5, 1, .5, -1, .5, DraftNode.NONE, TopTokens.NOT_CAPTURED,
                Double.NaN);
    }

    private void committed(int step, int position, Provenance provenance, int node) {
        add(s -> new TraceEvent.Committed(s, s, step, position, 5, provenance, node, TokenMeasures.NOT_CAPTURED));
    }

    /// Round 0: two children of the root, the second accepted, its child rejected, one node cut. Round 1: a chain of two, both
    /// accepted.
    private Trace trace() {
        add(s -> new TraceEvent.PromptIngested(s, s, List.of(5)));
        add(s -> new TraceEvent.StepStarted(s, s, 0, 1));
        add(s -> new TraceEvent.Drafted(s, s, 0, 1, List.of(node(1, 0, 1, 0), node(2, 0, 1, 1))));
        add(s -> new TraceEvent.Drafted(s, s, 0, 2,
                List.of(node(3, 2, 2, 0), node(4, 1, 2, 0), node(5, 1, 2, 1))));
        add(s -> new TraceEvent.Cut(s, s, 0, List.of(5), "budget"));
        add(s -> new TraceEvent.Judged(s, s, 0,
                List.of(verdict(1, Verdict.Outcome.REJECTED), verdict(2, Verdict.Outcome.ACCEPTED),
                        verdict(3, Verdict.Outcome.REJECTED), verdict(4, Verdict.Outcome.NOT_REACHED))));
        committed(0, 1, Provenance.ACCEPTED_DRAFT, 2);
        committed(0, 2, Provenance.CORRECTION, DraftNode.NONE);
        add(s -> new TraceEvent.PhaseFinished(s, s, 0, Phase.COMMIT, 0, 10));
        add(s -> new TraceEvent.StepStarted(s, s, 1, 3));
        add(s -> new TraceEvent.Drafted(s, s, 1, 1, List.of(node(1, 0, 1, 0))));
        add(s -> new TraceEvent.Drafted(s, s, 1, 2, List.of(node(2, 1, 2, 0))));
        add(s -> new TraceEvent.Judged(s, s, 1,
                List.of(verdict(1, Verdict.Outcome.ACCEPTED), verdict(2, Verdict.Outcome.ACCEPTED))));
        committed(1, 3, Provenance.ACCEPTED_DRAFT, 1);
        committed(1, 4, Provenance.ACCEPTED_DRAFT, 2);
        committed(1, 5, Provenance.BONUS, DraftNode.NONE);
        add(s -> new TraceEvent.PhaseFinished(s, s, 1, Phase.COMMIT, 0, 10));
        return Trace.of(events);
    }

    @Test
    void countsNodesAndTokens() {
        Trace trace = trace();
        Metrics m = Metrics.of(trace, trace.length());
        assertThat(m.counts().drafted()).isEqualTo(7);
        assertThat(m.sent()).isEqualTo(6);
        assertThat(m.counts().judged()).isEqualTo(5);
        assertThat(m.passed()).isEqualTo(3);
        assertThat(m.ignored()).isEqualTo(1);
        assertThat(m.counts().emitted()).isEqualTo(5);
        assertThat(m.meanAcceptedLength()).isEqualTo(1.5);
        assertThat(m.meanAcceptedLengthWithBonus()).isEqualTo(2.5);
        assertThat(m.counts().acceptedLengths()).containsExactly(0, 1, 1);
    }

    @Test
    void tellsTheMarginalRateFromTheConditionalOne() {
        Trace trace = trace();
        Metrics m = Metrics.of(trace, trace.length());
        assertThat(m.depths()).containsExactly(new Metrics.Depth(2, 2, 2), new Metrics.Depth(2, 1, 2));
        assertThat(m.ranks()).containsExactly(new Metrics.Rank(5, 4, 2), new Metrics.Rank(1, 1, 1));
        assertThat(m.depths().get(1).marginal()).isEqualTo(.5);
        assertThat(m.ranks().getFirst().marginal()).isEqualTo(.4);
        assertThat(m.ranks().getFirst().conditional()).isEqualTo(.5);
    }

    @Test
    void aRangeCountsItsOwnRoundsOnly() {
        Trace trace = trace();
        Metrics m = Metrics.of(trace, 1, 1, trace.length());
        assertThat(m.counts().rounds()).isEqualTo(1);
        assertThat(m.counts().acceptedLengths()).containsExactly(0, 0, 1);
        assertThat(m.counts().drafted()).isEqualTo(2);
        assertThat(m.meanAcceptedLengthWithBonus()).isEqualTo(3);
        assertThat(m.depths()).containsExactly(new Metrics.Depth(1, 1, 1), new Metrics.Depth(1, 1, 1));
    }

    @Test
    void aMomentInsideARoundCountsWhatIsToldByThen() {
        Trace trace = trace();
        assertThat(Metrics.of(trace, 4).counts().drafted()).isEqualTo(5);
        assertThat(Metrics.of(trace, 4).counts().judged()).isZero();
        assertThat(Metrics.of(trace, 0, 5, 4)).isEqualTo(Metrics.of(trace, 4));
        assertThat(Metrics.of(trace, 0).meanAcceptedLength()).isNaN();
    }
}
