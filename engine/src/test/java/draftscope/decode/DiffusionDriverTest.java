package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.ModelConfig;
import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasToken;
import draftscope.trace.Observation;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiffusionDriverTest {
    private static final int VOCAB = 9;
    private static final int MASK = VOCAB - 1;
    private static final int END = VOCAB - 2;

    /// Scores that depend on the whole canvas and on the position.
    private static ToyNetwork.Law law(long seed, double spread) {
        ToyNetwork.Law most = ToyNetwork.ofAll(seed, VOCAB, spread);
        return context -> {
            float[] scores = most.scores(context);
            scores[MASK] += 5; // must never be proposed all the same
            return scores;
        };
    }

    private static Recording run(String method, Map<String, String> parameters, int[] prompt, int max,
            SamplingSettings sampling, long seed, int end) {
        Participant model = ToyParticipants.diffusion(law(seed, 2), VOCAB, 100, end);
        return Recording.of(Recording.request(method, parameters, prompt, max, sampling, seed), model, null);
    }

    /// A run with random settings.
    private static Recording random(long seed) {
        Random random = new Random(seed);
        boolean quota = random.nextBoolean();
        int length = 1 + random.nextInt(20);
        Map<String, String> parameters = quota
                ? Map.of("length", "" + length, "block", "" + (1 + random.nextInt(length)), "steps",
                        "" + (1 + random.nextInt(25)))
                : Map.of("length", "" + length, "block", "" + (1 + random.nextInt(length)), "threshold",
                        "" + random.nextInt(12) / 10.0);
        return run(quota ? "diffusion-low-confidence" : "diffusion-threshold", parameters, random.ints(1 + random
                .nextInt(5), 0, MASK).toArray(), 30, random.nextBoolean() ? SamplingSettings.GREEDY : Recording.SAMPLED,
                seed, random.nextBoolean() ? END : ToyParticipants.NO_END);
    }

    @Test
    void keepsItsInvariantsUnderRandomSettings() {
        for (long seed = 0; seed < 300; seed++) {
            Recording recording = random(seed);
            TraceEvent.CanvasOpened canvas = recording.all(TraceEvent.CanvasOpened.class).getFirst();
            int promptLength = canvas.prompt().size();
            int[] replayed = new int[canvas.length()];
            Arrays.fill(replayed, MASK);
            Set<Integer> unmasked = new HashSet<>();
            int block = 0;
            for (TraceEvent event : recording.events()) {
                if (event instanceof TraceEvent.Predicted predicted) {
                    block = predicted.block();
                    for (Prediction prediction : predicted.predictions()) {
                        assertThat(prediction.token()).isNotEqualTo(MASK);
                        assertThat(replayed[prediction.position()]).isEqualTo(MASK);
                    }
                } else if (event instanceof TraceEvent.Unmasked written) {
                    assertThat(written.tokens()).as("progress").isNotEmpty();
                    for (CanvasToken token : written.tokens()) {
                        BlockSpan span = canvas.blocks().get(block);
                        assertThat(token.position()).as("the current block, never the prompt").isBetween(span.from(),
                                span.to() - 1);
                        assertThat(unmasked.add(token.position())).as("once").isTrue();
                        replayed[token.position()] = token.token();
                    }
                }
            }
            List<TraceEvent.Committed> committed = recording.all(TraceEvent.Committed.class);
            for (int i = 0; i < committed.size(); i++) {
                assertThat(committed.get(i).position()).isEqualTo(promptLength + i);
                assertThat(committed.get(i).token()).isEqualTo(replayed[promptLength + i]).isNotEqualTo(MASK);
                assertThat(committed.get(i).provenance()).isEqualTo(Provenance.UNMASKED);
            }
            boolean ended = recording.stopReason() == StopReason.END_OF_TEXT;
            if (ended) {
                assertThat(committed.getLast().token()).isEqualTo(END);
            } else {
                assertThat(recording.stopReason()).isEqualTo(StopReason.CANVAS_FILLED);
                assertThat(unmasked).as("every mask was filled").hasSize(canvas.length() - promptLength);
                assertThat(recording.stats().targetForwards()).isBetween(canvas.blocks().size(), canvas.length()
                        - promptLength);
            }
            assertThat(recording.stats().emitted()).isEqualTo(committed.size());
            assertThat(recording.output()).hasSize(committed.size());
        }
    }

    @Test
    void aModelThatScoresTheNextPositionFillsTheSameCanvas() {
        ToyNetwork.Law law = law(5, 2);
        ToyNetwork.Law ofNext = context -> { // the last number of a context is the row's position
            int[] next = context.clone();
            next[next.length - 1]++;
            return law.scores(next);
        };
        Participant own = ToyParticipants.diffusion(law, VOCAB, 100, ToyParticipants.NO_END);
        Participant shifted = ToyParticipants.diffusion(ofNext, VOCAB, 100, ToyParticipants.NO_END);
        ModelConfig c = shifted.config();
        ModelConfig dream = new ModelConfig(c.architecture(), c.name(), c.shape(), c.arithmetic(), c.tied(), false,
                0, true, c.maskToken());
        Participant next = new Participant(shifted.name(), dream, shifted.lexicon(), shifted.scorer(),
                shifted.identity(), shifted.engine());
        for (String method : List.of("diffusion-low-confidence", "diffusion-threshold")) {
            RunRequest request = Recording.request(method, Map.of("length", "12", "block", "5"), new int[]{1, 2}, 12,
                    SamplingSettings.GREEDY, 5);
            assertThat(Recording.of(request, next, null).output()).as(method).isNotEmpty()
                    .isEqualTo(Recording.of(request, own, null).output());
        }
    }

    @Test
    void aThresholdAboveOneEqualsOneTokenAStepFactForFact() {
        for (long seed = 0; seed < 20; seed++) {
            SamplingSettings sampling = seed % 2 == 0 ? SamplingSettings.GREEDY : Recording.SAMPLED;
            Recording reference = run("diffusion-low-confidence", Map.of("length", "12", "block", "4", "steps", "12"),
                    new int[]{1, 2}, 12, sampling, seed, END);
            Recording threshold = run("diffusion-threshold", Map.of("length", "12", "block", "4", "threshold", "1.1"),
                    new int[]{1, 2}, 12, sampling, seed, END);
            assertThat(Facts.firstDifference(facts(threshold), facts(reference))).as("seed " + seed).isEmpty();
        }
    }

    // Without the settings, and the choices, whose reasons differ by name.
    private static List<String> facts(Recording recording) {
        return Facts.of(recording.events(), event -> !(event instanceof TraceEvent.RunStarted)
                && !(event instanceof TraceEvent.Chosen));
    }

    @Test
    void aThresholdOfZeroFillsEachBlockInOneStep() {
        Recording recording = run("diffusion-threshold", Map.of("length", "12", "block", "5", "threshold", "0"),
                new int[]{1}, 12, SamplingSettings.GREEDY, 1, ToyParticipants.NO_END);
        assertThat(recording.stats().targetForwards()).isEqualTo(3);
    }

    @Test
    void theLimitOfEntropyGoesFromOneAStepToABlockAStep() {
        assertThat(forwards("-1")).isEqualTo(12);
        assertThat(forwards("1")).isBetween(4, 11);
        assertThat(forwards("10")).isEqualTo(3);
    }

    private static int forwards(String nats) {
        return run("dparallel", Map.of("length", "12", "block", "5", "entropy", nats), new int[]{1}, 12,
                SamplingSettings.GREEDY, 1, ToyParticipants.NO_END).stats().targetForwards();
    }

    @Test
    void usesAsManyForwardsAsStepsAndSkipsThoseThatWouldTakeNothing() {
        for (int steps : new int[]{3, 4, 6, 12, 50}) {
            Recording recording = run("diffusion-low-confidence", Map.of("length", "12", "block", "4", "steps",
                    "" + steps), new int[]{1}, 12, SamplingSettings.GREEDY, 1, ToyParticipants.NO_END);
            assertThat(recording.stats().targetForwards()).isEqualTo(Math.min(steps, 12));
        }
    }

    @Test
    void stopsWhenEverythingBeforeTheFirstEndOfTextStandsFast() {
        // Every position wants the end; the confidence falls with the position, so the first mask goes first.
        ToyNetwork.Law law = context -> {
            float[] scores = new float[VOCAB];
            int position = context[context.length - 1];
            scores[position == 3 ? END : 1] = 10 - position * .1f;
            return scores;
        };
        Participant model = ToyParticipants.diffusion(law, VOCAB, 100, END);
        Recording recording = Recording.of(Recording.request("diffusion-low-confidence", Map.of("length", "8", "block",
                "8", "steps", "8"), new int[]{0}, 8, SamplingSettings.GREEDY, 1), model, null);
        assertThat(recording.stopReason()).isEqualTo(StopReason.END_OF_TEXT);
        assertThat(recording.output()).containsExactly(1, 1, END);
        assertThat(recording.stats().targetForwards()).isEqualTo(3);
    }

    @Test
    void neverFillsMoreMasksThanTokensAreWanted() {
        Recording recording = run("diffusion-threshold", Map.of("length", "64"), new int[]{1}, 5,
                SamplingSettings.GREEDY, 1, ToyParticipants.NO_END);
        assertThat(recording.output()).hasSize(5);
        assertThat(recording.all(TraceEvent.CanvasOpened.class).getFirst().length()).isEqualTo(6);
    }

    @Test
    void takesTheConfidenceFromTheRawLawAlsoWhenItSamples() {
        Participant model = ToyParticipants.diffusion(ToyNetwork.constant(.5, .25, .25, 0, 0, 0, 0, 0, 0), VOCAB, 100,
                ToyParticipants.NO_END);
        Recording recording = Recording.of(Recording.request("diffusion-threshold", Map.of("length", "30"), new int[]{
                1}, 30, new SamplingSettings(2, 0, 1, 0), 3), model, null);
        List<Double> seen = new ArrayList<>();
        recording.all(TraceEvent.Predicted.class).getFirst().predictions().forEach(prediction -> seen.add(Math.round(
                prediction.confidence() * 1e6) / 1e6));
        assertThat(new HashSet<>(seen)).containsExactlyInAnyOrder(.5, .25);
    }

    @Test
    void samplesEachPositionFromItsLaw() {
        // One position, 20,000 seeds: chi-square with 2 degrees of freedom; above 18.4 once in 10,000 choices of seeds.
        double[] law = {.5, .3, .2};
        Participant model = ToyParticipants.diffusion(ToyNetwork.constant(.5, .3, .2, 0, 0, 0, 0, 0, 0), VOCAB, 100,
                ToyParticipants.NO_END);
        int n = 20_000;
        int[] seen = new int[3];
        for (int seed = 0; seed < n; seed++) {
            seen[Recording.of(Recording.unobserved(Recording.request("diffusion-threshold", Map.of("length", "1"),
                    new int[]{1}, 1, Recording.SAMPLED, seed)), model, null).output()[0]]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < 3; i++) {
            chiSquare += (seen[i] - n * law[i]) * (seen[i] - n * law[i]) / (n * law[i]);
        }
        assertThat(chiSquare).isLessThan(18.4);
    }

    @Test
    void looksAtLaterBlocksOnlyWhenEverythingIsObserved() {
        Participant model = ToyParticipants.diffusion(law(1, 2), VOCAB, 100, ToyParticipants.NO_END);
        RunRequest light = Recording.request("diffusion-threshold", Map.of("length", "6", "block", "3"), new int[]{1},
                6, SamplingSettings.GREEDY, 1);
        Recording some = Recording.of(light, model, null);
        Recording all = Recording.of(Recording.observed(light, Observation.FULL), model, null);
        assertThat(some.all(TraceEvent.Predicted.class).getFirst().predictions()).hasSize(3);
        assertThat(all.all(TraceEvent.Predicted.class).getFirst().predictions()).hasSize(6);
        assertThat(all.output()).containsExactly(some.output());
    }
}
