package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimeLedgerTest {
    private static final Trace TRACE = Trace.of(List.of(
            new TraceEvent.PromptIngested(0, 10, List.of(5)),
            new TraceEvent.PhaseFinished(1, 100, 0, Phase.PREFILL, 0, 90, 90, 0, 0),
            new TraceEvent.StepStarted(2, 100, 0, 1),
            new TraceEvent.Drafted(3, 150, 0, 1,
                    List.of(new DraftNode(1, 0, 1, 0, 5, .5, .5, .5, "", 1, TopTokens.NOT_CAPTURED))),
            new TraceEvent.PhaseFinished(4, 200, 0, Phase.DRAFT, 1, 100, 60, 0, 10),
            // A person looked for two milliseconds.
            new TraceEvent.PhaseFinished(5, 2_000_600, 0, Phase.VERIFY, 0, 400, 300, 50, 30),
            new TraceEvent.PhaseFinished(6, 2_000_650, 0, Phase.ACCEPT, 0, 40, 0, 0, 0),
            new TraceEvent.Committed(7, 2_000_650, 0, 1, 5, Provenance.ACCEPTED_DRAFT, 1, TokenMeasures.NOT_CAPTURED),
            new TraceEvent.Committed(8, 2_000_650, 0, 2, 5, Provenance.BONUS, -1, TokenMeasures.NOT_CAPTURED),
            new TraceEvent.PhaseFinished(9, 2_000_700, 0, Phase.COMMIT, 0, 50, 0, 0, 5),
            new TraceEvent.StepStarted(10, 2_000_700, 1, 3),
            new TraceEvent.PhaseFinished(11, 2_001_000, 1, Phase.VERIFY, 0, 300, 280, 0, 0),
            new TraceEvent.Committed(12, 2_001_000, 1, 3, 5, Provenance.TARGET, -1, TokenMeasures.NOT_CAPTURED),
            new TraceEvent.PhaseFinished(13, 2_001_010, 1, Phase.COMMIT, 0, 10)));

    @Test
    void givesEveryNanosecondToOneSlice() {
        TimeLedger ledger = TimeLedger.of(TRACE, 0, 1, TRACE.length());
        assertThat(ledger.nanos(TimeSlice.DRAFT_PASS)).isEqualTo(60);
        assertThat(ledger.nanos(TimeSlice.TREE)).isEqualTo(30);
        assertThat(ledger.nanos(TimeSlice.TARGET_PASS)).isEqualTo(300 + 280);
        assertThat(ledger.nanos(TimeSlice.SAMPLING)).isEqualTo(50);
        assertThat(ledger.nanos(TimeSlice.ACCEPT)).isEqualTo(40);
        assertThat(ledger.nanos(TimeSlice.KV_COPY)).isEqualTo(45 + 10);
        assertThat(ledger.nanos(TimeSlice.CAPTURE)).isEqualTo(10 + 30 + 5);
        assertThat(ledger.nanos(TimeSlice.OTHER)).isEqualTo(20 + 10 + 20);
        assertThat(ledger.waitingNanos()).isEqualTo(2_000_000);
        assertThat(ledger.totalNanos() + ledger.waitingNanos()).isEqualTo(2_001_010 - 100);
        assertThat(ledger.segments().getLast().to()).isEqualTo(ledger.totalNanos());
    }

    @Test
    void timesRoundsThatDraftedNothingOnTheirOwn() {
        TimeLedger ledger = TimeLedger.of(TRACE, 0, 1, TRACE.length());
        assertThat(ledger.plain()).isEqualTo(new TimeLedger.Side(1, 1, 0, 310, 280));
        assertThat(ledger.drafting()).isEqualTo(new TimeLedger.Side(1, 2, 1, 600 - 45 + 0, 300));
    }

    @Test
    void aPassBesideTheTargetsLiesBesideItAndCostsNothing() {
        Trace two = Trace.of(List.of(new TraceEvent.PromptIngested(0, 100, List.of(5)),
                new TraceEvent.StepStarted(1, 100, 0, 1),
                // From 120 to 220 and from 230 to 330, told at 500; the target read from 110 to 400 and then waited.
                new TraceEvent.PhaseFinished(2, 500, 0, Phase.DRAFT, 1, 100, 90, 0, 0, 280),
                new TraceEvent.PhaseFinished(3, 500, 0, Phase.DRAFT, 2, 100, 90, 0, 0, 170),
                new TraceEvent.PhaseFinished(4, 500, 0, Phase.VERIFY, 0, 390, 290, 0, 0)));
        TimeLedger ledger = TimeLedger.of(two, 0, 0, two.length());
        assertThat(ledger.segments()).contains(
                new TimeLedger.Segment(0, true, TimeSlice.DRAFT_PASS, 1, 20, 120),
                new TimeLedger.Segment(0, true, TimeSlice.DRAFT_PASS, 2, 130, 230),
                new TimeLedger.Segment(0, false, TimeSlice.TARGET_PASS, 0, 10, 300));
        assertThat(ledger.segments()).isSortedAccordingTo(java.util.Comparator.comparingLong(TimeLedger.Segment::from));
        assertThat(ledger.end()).isEqualTo(400);
        assertThat(ledger.asideNanos()).isEqualTo(200);
        assertThat(ledger.totalNanos()).isEqualTo(400);
        assertThat(ledger.nanos(TimeSlice.DRAFT_PASS)).isZero();
        RunCounts counts = two.at(two.length()).counts();
        assertThat(counts.engineNanos()).isEqualTo(390);
        assertThat(counts.draftForwards()).isEqualTo(2);
        assertThat(counts.phaseNanos().get(Phase.DRAFT)).isEqualTo(200);
    }

    @Test
    void lawsThatOnlyAnObserverAskedForAreNoCostOfDecoding() {
        List<TargetRow> rows = java.util.stream.IntStream.range(0, 4).mapToObj(i -> new TargetRow(i, i, i, 0,
                List.of(), 1, TopTokens.NOT_CAPTURED, TopTokens.NOT_CAPTURED)).toList();
        List<DraftNode> nodes = java.util.stream.IntStream.rangeClosed(1, 3).mapToObj(i -> new DraftNode(i, 0, 1, i - 1,
                5, .5, .5, .5, "", 1, TopTokens.NOT_CAPTURED)).toList();
        Trace trace = Trace.of(List.of(new TraceEvent.PromptIngested(0, 0, List.of(5)),
                new TraceEvent.StepStarted(1, 0, 0, 1), new TraceEvent.Drafted(2, 0, 0, 1, nodes),
                new TraceEvent.Verified(3, 0, 0, rows),
                new TraceEvent.PhaseFinished(4, 100, 0, Phase.VERIFY, 0, 100, 20, 80, 0),
                new TraceEvent.Committed(5, 100, 0, 1, 5, Provenance.CORRECTION, -1, TokenMeasures.NOT_CAPTURED)));
        TimeLedger ledger = TimeLedger.of(trace, 0, 0, trace.length());
        // One of four rows was asked for.
        assertThat(ledger.drafting().nanos()).isEqualTo(20 + 20);
        assertThat(ledger.nanos(TimeSlice.SAMPLING)).isEqualTo(80);
    }

    @Test
    void aPhaseThatIsNotDividedIsOneSlice() {
        Trace old = Trace.of(List.of(new TraceEvent.PromptIngested(0, 0, List.of(5)),
                new TraceEvent.StepStarted(1, 0, 0, 1), new TraceEvent.PhaseFinished(2, 100, 0, Phase.VERIFY, 0, 100)));
        TimeLedger ledger = TimeLedger.of(old, 0, 0, old.length());
        assertThat(ledger.divided()).isFalse();
        assertThat(ledger.nanos()).containsOnly(java.util.Map.entry(TimeSlice.TARGET_PASS, 100L));
    }

    @Test
    void theTokensOfABatchAreThoseOfAllLanes() {
        Trace batch = Trace.of(TraceFixtures.batch());
        TimeLedger ledger = TimeLedger.of(batch, 0, 2, batch.length());
        assertThat(ledger.lanes()).isEqualTo(3);
        assertThat(ledger.tokens()).isEqualTo(7 + 3 + 1);
        assertThat(ledger.drafting().tokens()).isEqualTo(7 + 3);
        assertThat(ledger.drafting().accepted()).isEqualTo(4);
        assertThat(ledger.plain().rounds()).isEqualTo(1);
    }
}
