package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.trace.Phase;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class PacerTest {
    private final TraceLog log = new TraceLog();
    private Pacer pacer;
    private Thread thread;

    private DecodingRun start(Pacer pacer) {
        this.pacer = pacer;
        ToyNetwork.Law law = ToyNetwork.hashed(1, 20, 1);
        Participant model = ToyParticipants.causal(law, 20, 100_000, ToyParticipants.NO_END);
        DecodingRun run = DecodingRun.prepare(Recording.request("draft-chain", Map.of("gamma", "3"), new int[]{1, 2},
                90_000, SamplingSettings.GREEDY, 1), model, Optional.of(model), log, pacer);
        thread = run.start("a run under test");
        return run;
    }

    @AfterEach
    void endTheRun() throws InterruptedException {
        if (thread != null) {
            pacer.cancel();
            thread.join();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    private long count(Class<? extends TraceEvent> kind) {
        long count = 0;
        for (int i = 0; i < log.length(); i++) {
            count += kind.isInstance(log.get(i)) ? 1 : 0;
        }
        return count;
    }

    private void awaitPause() throws InterruptedException {
        await(() -> pacer.state() == Pacer.State.PAUSED && thread.getState() == Thread.State.WAITING);
    }

    @Test
    void waitsBeforeTheFirstPhaseWhenItBeginsPaused() throws InterruptedException {
        start(Pacer.paused());
        awaitPause();
        assertThat(log.length()).as("only the announcement").isEqualTo(1);
    }

    @Test
    void takesOnePhaseAtATime() throws InterruptedException {
        start(Pacer.paused());
        for (int phases = 1; phases <= 12; phases++) {
            awaitPause();
            pacer.stepPhase();
            awaitPause();
            assertThat(count(TraceEvent.PhaseFinished.class)).isEqualTo(phases);
        }
    }

    @Test
    void takesOneRoundAtATime() throws InterruptedException {
        start(Pacer.paused());
        for (int rounds = 1; rounds <= 4; rounds++) {
            awaitPause();
            pacer.stepRound();
            awaitPause();
            assertThat(count(TraceEvent.StepStarted.class)).isEqualTo(rounds);
            assertThat(((TraceEvent.PhaseFinished) log.get(log.length() - 1)).phase()).isEqualTo(Phase.COMMIT);
        }
    }

    @Test
    void pausesARunningRunAndLetsItGoOn() throws InterruptedException {
        start(Pacer.unthrottled());
        await(() -> log.length() > 100);
        pacer.pause();
        awaitPause();
        int length = log.length();
        Thread.sleep(20);
        assertThat(log.length()).isEqualTo(length);
        pacer.run();
        await(() -> log.length() > length + 100);
    }

    @Test
    void cancelsWithinMillisecondsWhereverTheRunStands() throws InterruptedException {
        for (boolean paused : new boolean[]{false, true}) {
            TraceLog events = new TraceLog();
            ToyNetwork.Law law = ToyNetwork.hashed(1, 20, 1);
            Participant model = ToyParticipants.causal(law, 20, 100_000, ToyParticipants.NO_END);
            Pacer own = paused ? Pacer.paused() : Pacer.unthrottled();
            own.waitBetweenRounds(Duration.ofHours(paused ? 0 : 1)); // the running one waits for its next round
            DecodingRun run = DecodingRun.prepare(Recording.request("autoregressive", Map.of(), new int[]{1}, 90_000,
                    SamplingSettings.GREEDY, 1), model, Optional.empty(), events, own);
            Thread running = run.start("a run under test");
            await(() -> running.getState() == Thread.State.WAITING || running
                    .getState() == Thread.State.TIMED_WAITING);
            long from = System.nanoTime();
            own.cancel();
            running.join();
            assertThat(System.nanoTime() - from).as("generous for a busy machine").isLessThan(500_000_000L);
            assertThat(own.state()).isEqualTo(Pacer.State.CANCELLED);
            assertThat(((TraceEvent.RunFinished) events.get(events.length() - 1)).reason()).isEqualTo(
                    StopReason.CANCELLED);
        }
    }

    @Test
    void cancelsInsideALongPrompt() throws InterruptedException {
        int[] prompt = new int[50_000];
        TraceLog events = new TraceLog();
        Participant model = ToyParticipants.participant(slow(), 20, 100_000, ToyParticipants.NO_END, -1);
        Pacer own = Pacer.unthrottled();
        DecodingRun run = DecodingRun.prepare(Recording.request("autoregressive", Map.of(), prompt, 1,
                SamplingSettings.GREEDY, 1), model, Optional.empty(), events, own);
        Thread running = run.start("a run under test");
        Thread.sleep(20);
        own.cancel();
        running.join(); // the whole prompt would take a minute
        assertThat(run.outputIds()).isEmpty();
        assertThat(((TraceEvent.RunFinished) events.get(events.length() - 1)).reason()).isEqualTo(
                StopReason.CANCELLED);
    }

    // A network that takes 20 ms a pass.
    private static TokenScorer slow() {
        ToyNetwork network = new ToyNetwork(20, true, ToyNetwork.hashed(1, 20, 1));
        return new OuterScorer() {
            @Override
            public TokenScorer network() {
                return network;
            }

            @Override
            public Scores forward(draftscope.model.Batch batch, draftscope.cache.KvCache cache) {
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return network.forward(batch, cache);
            }
        };
    }

    @Test
    void changesItsSpeedAtOnceAlsoDuringAWait() throws InterruptedException {
        Pacer slow = Pacer.unthrottled();
        slow.waitBetweenRounds(Duration.ofHours(1));
        start(slow);
        await(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(pacer.state()).isEqualTo(Pacer.State.RUNNING);
        pacer.waitBetweenRounds(Duration.ZERO);
        await(() -> log.length() > 1000);
    }

    @Test
    void leavesWaitingOutOfTheEnginesTime() throws InterruptedException {
        start(Pacer.paused());
        awaitPause();
        Thread.sleep(200);
        pacer.stepRound();
        awaitPause();
        Thread.sleep(200);
        pacer.cancel();
        thread.join();
        TraceEvent.RunFinished last = (TraceEvent.RunFinished) log.get(log.length() - 1);
        assertThat(last.nanos()).isGreaterThan(400_000_000L);
        assertThat(last.stats().engineNanos()).isLessThan(150_000_000L);
    }

    @Test
    void isFinishedAfterARunThatEndedByItself() {
        Pacer own = Pacer.unthrottled();
        Participant model = ToyParticipants.causal(ToyNetwork.hashed(1, 20, 1), 20, 100, ToyParticipants.NO_END);
        DecodingRun run = DecodingRun.prepare(Recording.request("autoregressive", Map.of(), new int[]{1}, 3,
                SamplingSettings.GREEDY, 1), model, Optional.empty(), event -> {}, own);
        run.run();
        assertThat(own.state()).isEqualTo(Pacer.State.FINISHED);
        own.pause();
        assertThat(own.state()).isEqualTo(Pacer.State.FINISHED);
        assertThatThrownBy(run::run).hasMessageContaining("carried out once");
    }
}
