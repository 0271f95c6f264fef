package draftscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.ModelIdentity;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The moment shown, over a trace of steps with three phases each: `StepStarted` and three `PhaseFinished`.
class PlayheadTest {
    private static final int EVENTS_BEFORE = 2;
    private static final int EVENTS_A_STEP = 4;
    private static final Duration ROUND = Duration.ofMillis(400);
    private static final long MILLI = 1_000_000;

    private final TraceLog log = new TraceLog();
    private final Trace trace = Trace.of(log);
    private final Playhead head = new Playhead(trace);

    @BeforeEach
    void threeSteps() {
        log.accept(new TraceEvent.RunStarted(0, 0, settings()));
        log.accept(new TraceEvent.PromptIngested(1, 0, List.of(1, 2)));
        steps(0, 3);
    }

    @Test
    void followsTheEndAtOnceWhenNothingIsPaced() {
        assertThat(head.tick(0, Duration.ZERO, false)).isTrue();
        assertThat(head.position()).isEqualTo(trace.length());
        assertThat(head.following()).isTrue();
        assertThat(head.tick(1, Duration.ZERO, false)).isFalse();
    }

    @Test
    void unfoldsTheNewestRoundPhaseByPhaseWhenPaced() {
        head.seek(trace.length());
        steps(3, 1);
        int last = EVENTS_BEFORE + 3 * EVENTS_A_STEP;
        // Phases end behind the second, third and fourth event of the step.
        long dwell = (long) (ROUND.toNanos() * 0.8 / 3);
        long now = 1_000 * MILLI;
        assertThat(head.tick(now, ROUND, false)).isTrue();
        assertThat(head.position()).isEqualTo(last + 2);
        assertThat(head.tick(now + dwell / 2, ROUND, false)).isFalse();
        assertThat(head.tick(now + dwell + MILLI, ROUND, false)).isTrue();
        assertThat(head.position()).isEqualTo(last + 3);
        assertThat(head.following()).isTrue();
    }

    @Test
    void doesNotFallMoreThanARoundBehindItsRun() {
        head.seek(trace.length());
        steps(3, 10);
        head.tick(1_000 * MILLI, ROUND, false);
        assertThat(head.position()).isGreaterThan(EVENTS_BEFORE + 12 * EVENTS_A_STEP);
    }

    @Test
    void goesBackAndForthByRoundsAndPhases() {
        head.seek(trace.length());
        head.previousStep();
        assertThat(head.position()).isEqualTo(EVENTS_BEFORE + 2 * EVENTS_A_STEP);
        assertThat(head.following()).isFalse();
        head.previousPhase();
        assertThat(head.position()).isEqualTo(EVENTS_BEFORE + 2 * EVENTS_A_STEP - 1);
        head.nextPhase();
        head.nextStep();
        assertThat(head.position()).isEqualTo(trace.length());
        assertThat(head.following()).isTrue();
    }

    @Test
    void staysInThePastWhileTheRunGrows() {
        head.seek(5);
        steps(3, 2);
        assertThat(head.tick(1_000 * MILLI, ROUND, true)).isFalse();
        assertThat(head.position()).isEqualTo(5);
    }

    @Test
    void playsThePastToItsEndAndThenFollows() {
        head.seek(trace.length());
        head.play(0);
        assertThat(head.position()).isZero();
        for (long now = MILLI; now < 10_000 * MILLI && head.playing(); now += 16 * MILLI) {
            head.tick(now, ROUND, false);
        }
        assertThat(head.position()).isEqualTo(trace.length());
        assertThat(head.following()).isTrue();
        assertThat(head.playing()).isFalse();
    }

    @Test
    void neverLeavesTheTrace() {
        head.seek(-4);
        assertThat(head.position()).isZero();
        head.previousStep();
        assertThat(head.position()).isZero();
        head.seek(1_000_000);
        assertThat(head.position()).isEqualTo(trace.length());
        head.nextPhase();
        assertThat(head.position()).isEqualTo(trace.length());
    }

    private void steps(int from, int count) {
        for (int step = from; step < from + count; step++) {
            log.accept(new TraceEvent.StepStarted(log.length(), 0, step, 2));
            for (Phase phase : List.of(Phase.VERIFY, Phase.EMIT, Phase.COMMIT)) {
                log.accept(new TraceEvent.PhaseFinished(log.length(), 0, step, phase, 0, 1));
            }
        }
        trace.catchUp();
    }

    private static RunSettings settings() {
        ModelIdentity model = new ModelIdentity("toy", "llama", 1, 1, 1, 8, 16, 4, "00");
        return new RunSettings("autoregressive", "Plain", "Plain", "", Map.of(), SamplingSettings.GREEDY, 1, 8, model,
                Optional.empty(), 1, Observation.LIGHT, 16, "", "test");
    }
}
