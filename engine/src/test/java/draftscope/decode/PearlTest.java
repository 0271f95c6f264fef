package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.audit.AuditReport;
import draftscope.audit.Auditor;
import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.trace.Note;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TimeLedger;
import draftscope.trace.TimeSlice;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Drafting and checking at the same time. That the text is the target's own the contracts of all exact methods show.
class PearlTest {
    private static final int VOCAB = 12;
    private static final int[] PROMPT = {1, 2, 3};
    private static final ToyNetwork.Law LAW = ToyNetwork.hashed(4, VOCAB, 1.5);

    /// A network that does something before each pass.
    private record Before(TokenScorer network, Runnable work) implements OuterScorer {
        @Override
        public Scores forward(Batch batch, KvCache cache) {
            work.run();
            return network.forward(batch, cache);
        }
    }

    private static Participant target(Runnable work) {
        return participant(LAW, work);
    }

    private static Participant draft(Runnable work) {
        return participant(ToyNetwork.near(LAW, 5, VOCAB, .5), work);
    }

    private static Participant participant(ToyNetwork.Law law, Runnable work) {
        return ToyParticipants.participant(new Before(new ToyNetwork(VOCAB, true, law), work), VOCAB, 400,
                ToyParticipants.NO_END, -1);
    }

    private static RunRequest request(int gamma, int max, SamplingSettings sampling) {
        return Recording.request("pearl", Map.of("gamma", String.valueOf(gamma)), PROMPT, max, sampling, 9);
    }

    private static Recording run(int gamma, SamplingSettings sampling) {
        return Recording.of(request(gamma, 200, sampling), target(() -> {}), draft(() -> {}));
    }

    /// (1 - P) + P (1 - a^gamma) / (1 - a) with P = a / (a + 1 - a^gamma), for a draft that is accepted with the same
    /// probability a everywhere. 100,000 tokens, of which samples have a standard deviation of .016 where a is .9, and less
    /// below.
    @ParameterizedTest
    @CsvSource({".6, 3, 1.416185", ".8, 5, 2.283199", ".9, 4, 2.764692"})
    void writesAsManyTokensARoundAsTheChainOfItsTwoModesPredicts(double alpha, int gamma, double expected) {
        Participant target = ToyParticipants.causal(ToyNetwork.constant(alpha, 1 - alpha), 2, 2100,
                ToyParticipants.NO_END);
        Participant draft = ToyParticipants.causal(ToyNetwork.constant(1, 0), 2, 2100, ToyParticipants.NO_END);
        int tokens = 0;
        int rounds = 0;
        for (int seed = 0; seed < 50; seed++) {
            Recording recording = Recording.of(Recording.unobserved(Recording.request("pearl", Map.of("gamma",
                    String.valueOf(gamma)), new int[]{0}, 2000, Recording.SAMPLED, seed)), target, draft);
            tokens += recording.stats().emitted();
            rounds += recording.stats().rounds();
        }
        assertThat((double) tokens / rounds).isCloseTo(expected, within(.05));
    }

    @Test
    void theDraftModelRunsWhileTheTargetRuns() {
        Semaphore drafting = new Semaphore(0);
        AtomicInteger alone = new AtomicInteger();
        AtomicInteger passes = new AtomicInteger();
        Participant target = target(() -> {
            // A pass of the target ends only after a pass of the draft model has begun beside it.
            if (passes.getAndIncrement() > 0) { // the prompt is read before
                alone.addAndGet(acquired(drafting) ? 0 : 1);
            }
        });
        AtomicInteger drafts = new AtomicInteger();
        Participant draft = draft(() -> {
            if (drafts.getAndIncrement() > 0) {
                drafting.release();
            }
        });
        Recording.of(request(1, 30, Recording.SAMPLED), target, draft);
        assertThat(passes.get()).isEqualTo(31);
        assertThat(alone.get()).as("passes of the target without one of the draft beside them").isZero();
    }

    private static boolean acquired(Semaphore semaphore) {
        try {
            return semaphore.tryAcquire(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsTheSameWhateverTheTiming() {
        List<String> steady = Facts.of(run(3, Recording.SAMPLED).events(), event -> true);
        for (int seed = 0; seed < 4; seed++) {
            Random one = new Random(seed);
            Random other = new Random(seed + 100);
            Recording jittery = Recording.of(request(3, 200, Recording.SAMPLED), target(() -> pause(one)),
                    draft(() -> pause(other)));
            assertThat(Facts.firstDifference(steady, Facts.of(jittery.events(), event -> true))).isEmpty();
        }
    }

    private static void pause(Random random) {
        try {
            Thread.sleep(0, random.nextInt(2) * 300_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void outputsNothingThatWasNotJudged() {
        for (int gamma : new int[]{1, 2, 5}) {
            for (SamplingSettings sampling : List.of(SamplingSettings.GREEDY, Recording.SAMPLED)) {
                Recording recording = run(gamma, sampling);
                Auditor auditor = new Auditor(new ToyNetwork(VOCAB, true, LAW), compared -> true);
                auditor.add(recording.events());
                AuditReport report = auditor.report();
                assertThat(report.findings()).as("gamma " + gamma).isEmpty();
                assertThat(report.rounds()).isEqualTo(recording.stats().rounds());
                assertThat(recording.output()).hasSize(200);
                assertThat(recording.stats().bonus()).as("the spare row is spent on the next chunk").isZero();
            }
        }
    }

    @Test
    void aRoundWithNothingPendingWritesOneToken() {
        Recording recording = run(4, Recording.SAMPLED);
        Trace trace = Trace.of(recording.events());
        List<TraceEvent.Verified> verified = recording.all(TraceEvent.Verified.class);
        int alone = 0;
        for (int step = 0; step < verified.size(); step++) {
            if (verified.get(step).rows().size() == 1) {
                assertThat(trace.steps().get(step).tokens()).hasSize(1);
                alone++;
            }
        }
        assertThat(alone).isBetween(5, verified.size() - 5);
    }

    @Test
    void theGuessThatTheTargetDidNotReadBecomesTheNextRoot() {
        Recording recording = run(4, SamplingSettings.GREEDY);
        List<TraceEvent.Verified> verified = recording.all(TraceEvent.Verified.class);
        int unread = 0;
        for (TraceEvent.Committed commit : recording.all(TraceEvent.Committed.class)) {
            boolean read = verified.get(commit.step()).rows().stream().anyMatch(row -> row.node() == commit.node());
            unread += commit.provenance() == Provenance.ACCEPTED_DRAFT && !read ? 1 : 0;
        }
        assertThat(unread).isGreaterThan(10);
    }

    @Test
    void notesWhatItWroteAheadAndWhatItThrewAway() {
        List<Note> notes = run(4, Recording.SAMPLED).all(TraceEvent.Noted.class).stream().flatMap(
                e -> e.notes().stream()).toList();
        assertThat(notes).extracting(Note::topic).contains("written ahead", "discarded");
        assertThat(notes).allSatisfy(note -> assertThat(note.value()).isEqualTo(note.tokens().size()));
    }

    @Test
    void itsDraftPassesLieBesideTheTargetsPhase() {
        Recording recording = run(4, Recording.SAMPLED);
        List<TraceEvent.PhaseFinished> phases = recording.all(TraceEvent.PhaseFinished.class);
        assertThat(phases.stream().filter(TraceEvent.PhaseFinished::aside)).hasSize(
                recording.stats().draftForwards());
        Trace trace = Trace.of(recording.events());
        for (int step = 0; step < trace.steps().size(); step++) {
            TimeLedger ledger = TimeLedger.of(trace, step, step, trace.length());
            long begun = ledger.segments().stream().filter(s -> s.slice() == TimeSlice.TARGET_PASS).findFirst()
                    .orElseThrow().from();
            long verified = phases.stream().filter(p -> p.phase() == Phase.VERIFY).skip(step).findFirst().orElseThrow()
                    .spentNanos();
            assertThat(ledger.segments().stream().filter(s -> s.slice() == TimeSlice.DRAFT_PASS)).isNotEmpty()
                    .allSatisfy(s -> assertThat(s.to()).isLessThanOrEqualTo(begun + verified));
        }
        assertThat(trace.at(trace.length()).counts().engineNanos()).as("what ran beside is not counted twice")
                .isEqualTo(recording.stats().engineNanos());
    }

    @Test
    void aFailureOfTheDraftModelEndsTheRunWithItsWords() {
        AtomicInteger passes = new AtomicInteger();
        DecodingRun run = ended(target(() -> {}), draft(() -> {
            if (passes.incrementAndGet() == 7) {
                throw new IllegalStateException("the draft model broke");
            }
        }), new ArrayList<>(), Pacer.unthrottled());
        assertThat(run.failure().orElseThrow()).hasMessage("the draft model broke");
    }

    @Test
    void afterAFailureOfTheTargetTheDraftModelIsAtRest() {
        AtomicInteger passes = new AtomicInteger();
        AtomicBoolean drafting = new AtomicBoolean();
        DecodingRun run = ended(target(() -> {
            if (passes.incrementAndGet() == 5) {
                throw new IllegalStateException("the target broke");
            }
        }), draft(() -> {
            drafting.set(true);
            pause(new Random(3));
            drafting.set(false);
        }), new ArrayList<>(), Pacer.unthrottled());
        assertThat(run.failure().orElseThrow()).hasMessage("the target broke");
        assertThat(drafting.get()).isFalse();
    }

    @Test
    void aCancelEndsTheChunkThatIsBeingWritten() {
        Pacer pacer = Pacer.unthrottled();
        AtomicInteger passes = new AtomicInteger();
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = ended(target(() -> {}), draft(() -> {
            if (passes.incrementAndGet() == 9) {
                pacer.cancel();
            }
        }), events, pacer);
        assertThat(run.failure()).isEmpty();
        assertThat(passes.get()).as("no pass was begun after it").isEqualTo(9);
        assertThat(((TraceEvent.RunFinished) events.getLast()).reason()).isEqualTo(StopReason.CANCELLED);
    }

    private static DecodingRun ended(Participant target, Participant draft, List<TraceEvent> events, Pacer pacer) {
        DecodingRun run = DecodingRun.prepare(Recording.observed(request(16, 200, SamplingSettings.GREEDY),
                Observation.LIGHT), target, Optional.of(draft), events::add, pacer);
        run.run();
        return run;
    }
}
