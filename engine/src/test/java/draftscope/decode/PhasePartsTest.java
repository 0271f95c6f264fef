package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the time of a phase is divided into.
class PhasePartsTest {
    private static final int VOCAB = 12;

    private static List<TraceEvent.PhaseFinished> phases(Observation level) {
        ToyNetwork.Law law = ToyNetwork.hashed(3, VOCAB, 1);
        Recording recording = Recording.of(
                Recording.observed(Recording.request("draft-tree", Map.of(), new int[]{1, 2, 3}, 60,
                        SamplingSettings.GREEDY, 7), level),
                ToyParticipants.causal(law, VOCAB, 300, 0),
                ToyParticipants.causal(ToyNetwork.near(law, 1, VOCAB, .5), VOCAB, 300, 0));
        return recording.events().stream().filter(TraceEvent.PhaseFinished.class::isInstance)
                .map(TraceEvent.PhaseFinished.class::cast).filter(e -> e.phase() != Phase.PREFILL).toList();
    }

    @Test
    void noPartIsCountedTwice() {
        List<TraceEvent.PhaseFinished> phases = phases(Observation.LIGHT);
        assertThat(phases).hasSizeGreaterThan(5).allSatisfy(e -> {
            assertThat(e.forwardNanos()).isNotNegative();
            // The clock is read a little after the whole time was taken.
            assertThat(e.forwardNanos() + e.lawNanos() + e.tellNanos()).isLessThanOrEqualTo(e.spentNanos() + 100_000);
        });
    }

    @Test
    void passesBelongToTheirPhases() {
        assertThat(phases(Observation.LIGHT)).allSatisfy(e -> {
            switch (e.phase()) {
                case DRAFT, VERIFY -> assertThat(e.forwardNanos()).as(e.phase().label()).isPositive();
                default -> assertThat(e.forwardNanos()).as(e.phase().label()).isZero();
            }
            if (e.phase() == Phase.VERIFY) {
                assertThat(e.lawNanos()).isPositive();
                assertThat(e.tellNanos()).isPositive();
            }
        });
    }

    @Test
    void anotherThreadsWorkIsNotTheRunsOwn() throws InterruptedException {
        StopClock clock = new StopClock();
        clock.begin();
        Thread other = Thread.ofPlatform().start(() -> clock.enter(StopClock.Part.FORWARD));
        other.join();
        assertThat(clock.spent(StopClock.Part.FORWARD)).isZero();
        clock.enter(StopClock.Part.FORWARD);
        Thread.sleep(2);
        clock.enter(StopClock.Part.OTHER);
        assertThat(clock.spent(StopClock.Part.FORWARD)).isGreaterThan(1_500_000);
    }
}
