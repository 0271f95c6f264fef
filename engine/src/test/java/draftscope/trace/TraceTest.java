package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceTest {
    static List<List<TraceEvent>> runs() {
        return List.of(TraceFixtures.speculative(), TraceFixtures.diffusion(), TraceFixtures.editing(),
                TraceFixtures.batch(),
                TraceFixtures.synthetic(60, 7));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void standsWhereverANaiveReadingStandsForwardsBackwardsAndAtRandom(List<TraceEvent> events) {
        List<String> expected = naive(events);
        Trace trace = Trace.of(events);
        for (int p = 0; p <= trace.length(); p++)
            assertThat(StateText.of(trace.at(p))).as("forwards, position %d", p).isEqualTo(expected.get(p));
        for (int p = trace.length(); p >= 0; p--)
            assertThat(StateText.of(trace.at(p))).as("backwards, position %d", p).isEqualTo(expected.get(p));
        long seed = 20;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int p = random.nextInt(trace.length() + 1);
            assertThat(StateText.of(trace.at(p))).as("seed %d, position %d", seed, p).isEqualTo(expected.get(p));
        }
    }

    @Test
    void standsRightAnywhereInALongRun() {
        List<TraceEvent> events = TraceFixtures.synthetic(2_000, 3);
        Trace trace = Trace.of(events);
        Random random = new Random(4);
        NaiveRun naive = new NaiveRun();
        int read = 0;
        for (int p : random.ints(100, 0, events.size() + 1).sorted().toArray()) {
            while (read < p)
                naive.apply(events.get(read++));
            trace.at(random.nextInt(events.size()));
            assertThat(StateText.of(trace.at(p))).as("position %d", p).isEqualTo(naive.text());
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void keepsOldStatesAsTheyWereWhileTheRunGoesOn(List<TraceEvent> events) {
        List<String> expected = naive(events);
        TraceLog log = new TraceLog();
        Trace trace = Trace.of(log);
        List<TraceState> states = new ArrayList<>(List.of(trace.at(0)));
        for (TraceEvent event : events) {
            log.accept(event);
            assertThat(trace.catchUp()).isEqualTo(1);
            states.add(trace.at(trace.length()));
        }
        for (int p = 0; p < states.size(); p++)
            assertThat(StateText.of(states.get(p))).as("position %d", p).isEqualTo(expected.get(p));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void reconcilesEveryTotalAtEveryPosition(List<TraceEvent> events) {
        Trace trace = Trace.of(events);
        for (int p = 0; p <= trace.length(); p++) {
            TraceState state = trace.at(p);
            RunCounts c = state.counts();
            assertThat(c.emitted()).isEqualTo(c.accepted() + c.corrected() + c.bonus() + c.plain())
                    .isEqualTo(state.committed().size());
            assertThat(c.acceptedLengths().stream().mapToInt(Integer::intValue).sum()).isBetween(c.rounds() - 1,
                    c.rounds());
        }
        RunCounts all = trace.at(trace.length()).counts();
        List<StepSummary> steps = trace.steps();
        assertThat(steps.stream().mapToInt(StepSummary::committed).sum()).isEqualTo(all.emitted());
        assertThat(steps.stream().mapToInt(StepSummary::drafted).sum()).isEqualTo(all.drafted());
        assertThat(steps.stream().mapToInt(StepSummary::judged).sum()).isEqualTo(all.judged());
        assertThat(steps.stream().mapToInt(StepSummary::rejected).sum()).isEqualTo(all.rejected());
        assertThat(steps.stream().mapToInt(StepSummary::notReached).sum()).isEqualTo(all.notReached());
        assertThat(steps).allMatch(s -> s.committed() == s.accepted() + s.corrected() + s.bonus() + s.plain());
        assertThat(steps).allMatch(StepSummary::complete);
    }

    @Test
    void countsWhatTheEngineCounts() {
        for (List<TraceEvent> events : List.of(TraceFixtures.speculative(), TraceFixtures.diffusion())) {
            Trace trace = Trace.of(events);
            RunStats stats = trace.finished().orElseThrow().stats();
            RunCounts counts = trace.at(trace.length()).counts();
            assertThat(counts.rounds()).isEqualTo(stats.rounds());
            assertThat(counts.targetForwards()).isEqualTo(stats.targetForwards());
            assertThat(counts.draftForwards()).isEqualTo(stats.draftForwards());
            assertThat(counts.drafted()).isEqualTo(stats.drafted());
            assertThat(counts.judged()).isEqualTo(stats.judged());
            assertThat(counts.accepted()).isEqualTo(stats.accepted());
            assertThat(counts.corrected()).isEqualTo(stats.corrected());
            assertThat(counts.bonus()).isEqualTo(stats.bonus());
            assertThat(counts.plain()).isEqualTo(stats.plain());
            assertThat(counts.acceptedLengths()).isEqualTo(stats.acceptedLengths());
            assertThat(counts.blockEfficiency()).isEqualTo((Double) stats.blockEfficiency());
            assertThat(counts.acceptanceRate()).isEqualTo((Double) stats.acceptanceRate());
        }
    }

    @Test
    void summarisesARoundInNumbersThatCanBeCheckedByHand() {
        StepSummary first = Trace.of(TraceFixtures.speculative()).steps().getFirst();
        assertThat(first.drafted()).isEqualTo(5);
        assertThat(first.cut()).isEqualTo(1);
        assertThat(first.judged()).isEqualTo(2);
        assertThat(first.accepted()).isEqualTo(1);
        assertThat(first.rejected()).isEqualTo(1);
        assertThat(first.notReached()).isEqualTo(2);
        assertThat(first.tokens()).containsExactly(20, 30);
        assertThat(first.meanEntropyBits()).isEqualTo(2.5);
        assertThat(first.meanConfidence()).isNaN();
        assertThat(first.kvPeak()).isEqualTo(8);
        assertThat(first.kvLength()).isEqualTo(5);
        assertThat(first.phaseNanos()).containsEntry(Phase.DRAFT, 100_000L);

        StepSummary second = Trace.of(TraceFixtures.diffusion()).steps().get(1);
        assertThat(second.unmasked()).isEqualTo(1);
        assertThat(second.remasked()).isEqualTo(1);
        assertThat(second.meanConfidence()).isEqualTo(0.54);
    }

    @Test
    void walksPhaseByPhaseAndBack() {
        Trace trace = Trace.of(TraceFixtures.speculative());
        List<Integer> forwards = new ArrayList<>();
        for (int p = trace.nextPhase(0); p < trace.length(); p = trace.nextPhase(p)) {
            assertThat(trace.event(p - 1)).isInstanceOf(TraceEvent.PhaseFinished.class);
            forwards.add(p);
        }
        assertThat(TraceFixtures.speculative()).filteredOn(TraceEvent.PhaseFinished.class::isInstance)
                .hasSize(forwards.size());
        List<Integer> backwards = new ArrayList<>();
        for (int p = trace.previousPhase(trace.length()); p > 0; p = trace.previousPhase(p))
            backwards.addFirst(p);
        assertThat(backwards).isEqualTo(forwards);
        assertThat(trace.previousPhase(0)).isZero();
        assertThat(trace.nextPhase(trace.length())).isEqualTo(trace.length());
    }

    @Test
    void walksStepByStepAndBack() {
        Trace trace = Trace.of(TraceFixtures.speculative());
        int p = 0;
        for (int step = 0; step < 4; step++) {
            assertThat(trace.event(trace.startOfStep(step))).isInstanceOf(TraceEvent.StepStarted.class);
            p = trace.nextStep(p);
            assertThat(p).isEqualTo(trace.endOfStep(step));
            assertThat(trace.at(p).step()).isEqualTo(step);
            assertThat(trace.nextStep(trace.startOfStep(step) + 1)).isEqualTo(p);
        }
        assertThat(trace.nextStep(p)).isEqualTo(trace.length());
        assertThat(trace.previousStep(trace.length())).isEqualTo(p);
        for (int step = 2; step >= 0; step--) {
            p = trace.previousStep(p);
            assertThat(p).isEqualTo(trace.endOfStep(step));
        }
        assertThat(trace.previousStep(p)).isZero();
        assertThat(trace.endOfStep(99)).isEqualTo(trace.length());
        assertThat(trace.startOfStep(-1)).isZero();
    }

    @Test
    void saysWhenTheLastStepIsStillGoingOn() {
        List<TraceEvent> events = TraceFixtures.speculative();
        int end = Trace.of(events).endOfStep(1);
        Trace inside = Trace.of(events.subList(0, end - 2));
        assertThat(inside.steps()).hasSize(2);
        assertThat(inside.steps().getLast().complete()).isFalse();
        assertThat(inside.steps().getLast().endEvent()).isEqualTo(inside.length());
        assertThat(Trace.of(events.subList(0, end)).steps().getLast().complete()).isTrue();
    }

    @Test
    void readsAnEmptyTrace() {
        Trace trace = Trace.of(List.of());
        assertThat(trace.length()).isZero();
        assertThat(trace.at(0).tree().isEmpty()).isTrue();
        assertThat(trace.at(0).step()).isEqualTo(-1);
        assertThat(trace.steps()).isEmpty();
        assertThat(trace.nextStep(0)).isZero();
        assertThat(trace.previousPhase(0)).isZero();
        assertThat(trace.settings()).isEmpty();
    }

    @Test
    void namesTokensAndAnswersForUnnamedOnes() {
        Trace trace = Trace.of(TraceFixtures.speculative());
        assertThat(trace.piece(20).piece()).isEqualTo(" w20");
        TokenPiece unknown = trace.piece(99_999);
        assertThat(unknown.piece()).isEqualTo("<99999>");
        assertThat(unknown.special()).isTrue();
    }

    @Test
    void followsARunThatAnotherThreadWrites() throws InterruptedException {
        List<TraceEvent> events = TraceFixtures.synthetic(7_000, 5);
        assertThat(events).hasSizeGreaterThan(100_000);
        TraceLog log = new TraceLog();
        Trace trace = Trace.of(log);
        Thread writer = Thread.ofPlatform().start(() -> events.forEach(log::accept));
        int read = 0;
        int frames = 0;
        while (read < events.size()) {
            read += trace.catchUp();
            TraceState now = trace.at(trace.length());
            assertThat(now.position()).isEqualTo(read);
            assertThat(now.counts().emitted()).isEqualTo(now.committed().size()).isEqualTo(trace.committed().size());
            frames++;
        }
        writer.join();
        System.out.printf("followed %,d events in %,d frames%n", read, frames);
        assertThat(StateText.of(trace.at(read))).isEqualTo(StateText.of(Trace.of(events).at(read)));
    }

    @Test
    void measuresHowLongASeekTakes() {
        List<TraceEvent> events = TraceFixtures.synthetic(2_000, 6);
        long begun = System.nanoTime();
        Trace trace = Trace.of(events);
        long indexed = System.nanoTime() - begun;
        seeks(trace, 300);
        long[] random = seeks(trace, 2_000);
        long[] forwards = new long[2_000];
        for (int i = 0; i < forwards.length; i++) {
            long t = System.nanoTime();
            trace.at(i + 1_000);
            forwards[i] = System.nanoTime() - t;
        }
        java.util.Arrays.sort(forwards);
        System.out.printf(
                "2,000 rounds, %,d events: indexed in %.1f ms; random seek median %.3f ms, 99%% %.3f ms, worst %.3f ms;"
                        + " one event forwards median %.4f ms, 99%% %.4f ms%n",
                events.size(), indexed / 1e6, random[1_000] / 1e6, random[1_980] / 1e6, random[1_999] / 1e6,
                forwards[1_000] / 1e6, forwards[1_980] / 1e6);
    }

    private static long[] seeks(Trace trace, int count) {
        Random random = new Random(8);
        long[] took = new long[count];
        for (int i = 0; i < count; i++) {
            int p = random.nextInt(trace.length() + 1);
            long t = System.nanoTime();
            trace.at(p);
            took[i] = System.nanoTime() - t;
        }
        java.util.Arrays.sort(took);
        return took;
    }

    /// What a naive reading shows at each position.
    private static List<String> naive(List<TraceEvent> events) {
        NaiveRun run = new NaiveRun();
        List<String> texts = new ArrayList<>(List.of(run.text()));
        for (TraceEvent event : events) {
            run.apply(event);
            texts.add(run.text());
        }
        return texts;
    }
}
