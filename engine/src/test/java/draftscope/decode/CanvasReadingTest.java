package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.BlockSpan;
import draftscope.trace.Phase;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import draftscope.trace.UnmaskChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is computed of a canvas, what is read ahead, where blocks end and when a run stops asking: each changes the cost of a run
/// as its method says, and where it claims to change nothing else, it does not.
class CanvasReadingTest {
    private static final int VOCAB = 9;
    private static final int MASK = VOCAB - 1;
    private static final int END = VOCAB - 2;

    /// Scores that depend on the position and a little on the whole canvas, so that a guess often stays right and often does not.
    private static ToyNetwork.Law law(long seed) {
        return ToyNetwork.ofPosition(seed, VOCAB, 0.7);
    }

    private static Recording run(String method, Map<String, String> parameters, SamplingSettings sampling, long seed) {
        Participant model = ToyParticipants.diffusion(law(seed), VOCAB, 100,
                seed % 3 == 0 ? END : ToyParticipants.NO_END);
        return Recording.of(Recording.request(method, parameters, new int[]{1, 2}, 14, sampling, seed), model, null);
    }

    private static Map<String, String> with(Map<String, String> parameters, String... more) {
        Map<String, String> all = new TreeMap<>(parameters);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static List<List<?>> written(Recording recording) {
        return new ArrayList<>(recording.all(TraceEvent.Unmasked.class).stream().map(TraceEvent.Unmasked::tokens)
                .toList());
    }

    @Test
    void readingAheadChangesTheForwardsAndNothingThatIsWritten() {
        int fewer = 0;
        for (long seed = 0; seed < 200; seed++) {
            SamplingSettings sampling = seed % 2 == 0 ? SamplingSettings.GREEDY : Recording.SAMPLED;
            for (String cache : List.of("none", "prefix", "dual")) {
                Map<String, String> base = Map.of("length", "14", "block", seed % 4 < 2 ? "7" : "14", "cache", cache);
                Recording plain = run("freedave", with(base, "canvases", "1"), sampling, seed);
                for (String canvases : List.of("2", "4", "8")) {
                    Recording ahead = run("freedave", with(base, "canvases", canvases), sampling, seed);
                    assertThat(written(ahead)).as("seed " + seed + ", " + canvases + " canvases, cache " + cache)
                            .isEqualTo(written(plain));
                    assertThat(ahead.output()).isEqualTo(plain.output());
                    assertThat(ahead.stopReason()).isEqualTo(plain.stopReason());
                    assertThat(ahead.stats().targetForwards()).isLessThanOrEqualTo(plain.stats().targetForwards());
                    fewer += ahead.stats().targetForwards() < plain.stats().targetForwards() ? 1 : 0;
                }
            }
        }
        assertThat(fewer).as("runs that took fewer forwards").isGreaterThan(900);
    }

    @Test
    void withOneCanvasAndNoCacheItIsOneTokenAStep() {
        for (long seed = 0; seed < 40; seed++) {
            Recording plain = run("diffusion-low-confidence",
                    Map.of("length", "14", "block", "7", "steps", "14"), SamplingSettings.GREEDY, seed);
            Recording ahead = run("freedave", Map.of("length", "14", "block", "7"), SamplingSettings.GREEDY, seed);
            assertThat(written(ahead)).isEqualTo(written(plain));
        }
    }

    @Test
    void aModelThatNeverChangesItsMindIsReadOnceForManyTokens() {
        Participant model = ToyParticipants.diffusion(context -> {
            float[] scores = new float[VOCAB];
            scores[1 + context[context.length - 1] % 5] = 3 + context[context.length - 1] * .01f;
            return scores;
        }, VOCAB, 100, ToyParticipants.NO_END);
        Recording ahead = Recording.of(Recording.request("freedave", Map.of("length", "16", "block", "16", "canvases",
                "4"), new int[]{1}, 16, SamplingSettings.GREEDY, 1), model, null);
        // The first reads what is there, each of the others four canvases; the last token needs no reading of its own.
        assertThat(ahead.stats().targetForwards()).isEqualTo(1 + (int) Math.ceil(15 / 4.0));
        List<TraceEvent.Predicted> readings = ahead.all(TraceEvent.Predicted.class);
        assertThat(readings).hasSize(16);
        assertThat(readings.stream().filter(reading -> reading.rows() > 0)).hasSize(ahead.stats().targetForwards());
        assertThat(readings.get(1).rows()).isEqualTo(4 * 17);
        assertThat(readings.get(2).rows()).isZero();
    }

    @Test
    void aCacheComputesTheCanvasAtABlocksStartAndLessWithinIt() {
        for (String cache : List.of("prefix", "dual")) {
            Recording recording = run("fast-dllm", Map.of("length", "14", "block", "7", "cache", cache, "threshold",
                    "1.1"), SamplingSettings.GREEDY, 1);
            List<BlockSpan> blocks = recording.all(TraceEvent.CanvasOpened.class).getFirst().blocks();
            int before = -1;
            for (TraceEvent.Predicted reading : recording.all(TraceEvent.Predicted.class)) {
                BlockSpan block = blocks.get(reading.block());
                BlockSpan within = new BlockSpan(block.from(), cache.equals("dual") ? block.to() : 16);
                BlockSpan expected = reading.block() == before ? within : new BlockSpan(0, 16);
                assertThat(reading.computed()).containsExactly(expected);
                assertThat(reading.rows()).isEqualTo(expected.to() - expected.from());
                before = reading.block();
            }
        }
    }

    @Test
    void aCacheChangesNothingWhereEveryBlockTakesOneStep() {
        for (long seed = 0; seed < 20; seed++) {
            Map<String, String> base = Map.of("length", "14", "block", "5", "threshold", "0");
            List<List<?>> computed = written(run("fast-dllm", with(base, "cache", "none"), SamplingSettings.GREEDY,
                    seed));
            assertThat(written(run("fast-dllm", with(base, "cache", "dual"), SamplingSettings.GREEDY, seed)))
                    .isEqualTo(computed);
            assertThat(written(run("fast-dllm", with(base, "cache", "prefix"), SamplingSettings.GREEDY, seed)))
                    .isEqualTo(computed);
        }
    }

    @Test
    void blocksOfTheirOwnLengthCoverTheCanvas() {
        for (long seed = 0; seed < 100; seed++) {
            Recording recording = run("adablock", Map.of("length", "14", "block", "4", "sure", "0.2"),
                    SamplingSettings.GREEDY, seed);
            int from = 2;
            for (TraceEvent.BlockCut cut : recording.all(TraceEvent.BlockCut.class)) {
                assertThat(cut.span().from()).isEqualTo(from);
                assertThat(cut.span().to()).isBetween(from + 1, 16);
                from = cut.span().to();
            }
            assertThat(recording.all(TraceEvent.Unmasked.class)).isNotEmpty();
            if (recording.stopReason() == StopReason.CANVAS_FILLED) {
                assertThat(recording.output()).hasSize(14);
            }
        }
    }

    @Test
    void withoutASureDelimiterBlocksHaveTheirUsualLength() {
        for (long seed = 0; seed < 40; seed++) {
            Recording fixed = run("diffusion-threshold", Map.of("length", "14", "block", "4", "threshold", "0.6"),
                    SamplingSettings.GREEDY, seed);
            Recording adaptive = run("adablock",
                    Map.of("length", "14", "block", "4", "threshold", "0.6", "sure", "1.1"),
                    SamplingSettings.GREEDY, seed);
            assertThat(written(adaptive)).isEqualTo(written(fixed));
        }
    }

    @Test
    void anUnreachableLeadIsOneTokenAStep() {
        for (long seed = 0; seed < 40; seed++) {
            Recording plain = run("diffusion-low-confidence", Map.of("length", "14", "block", "7", "steps", "14"),
                    SamplingSettings.GREEDY, seed);
            Recording asked = run("prophet", Map.of("length", "14", "block", "7", "steps", "14", "early", "1000",
                    "middle", "1000", "late", "1000"), SamplingSettings.GREEDY, seed);
            assertThat(written(asked)).isEqualTo(written(plain));
        }
    }

    @Test
    void anyLeadFillsTheWholeCanvasAfterOneForward() {
        for (long seed = 0; seed < 40; seed++) {
            Recording asked = run("prophet", Map.of("length", "14", "block", "7", "steps", "14", "early", "0"),
                    SamplingSettings.GREEDY, seed);
            assertThat(asked.stats().targetForwards()).isEqualTo(1);
            List<UnmaskChoice> choices = asked.all(TraceEvent.Chosen.class).getFirst().choices();
            assertThat(choices).hasSize(14).allMatch(choice -> choice.reason() == UnmaskChoice.Reason.ALL_IN);
            assertThat(asked.all(TraceEvent.Committed.class)).hasSameSizeAs(asked.output());
        }
    }

    @Test
    void aHigherLeadNeverTakesFewerForwards() {
        for (long seed = 0; seed < 40; seed++) {
            int before = 0;
            for (String limit : List.of("0", "1", "2", "3", "1000")) {
                int forwards = run("prophet", Map.of("length", "14", "block", "14", "steps", "14", "early", limit,
                        "middle", limit, "late", limit), SamplingSettings.GREEDY, seed).stats().targetForwards();
                assertThat(forwards).isGreaterThanOrEqualTo(before);
                before = forwards;
            }
        }
    }

    @Test
    void onTheSampleModelFutureCanvasesGiveTheSameTextInFewerForwards(@TempDir Path folder) {
        try (LanguageModel model = LanguageModel.open(new SampleModels(folder).locate("tales-diffusion"), 1)) {
            Map<String, String> base = Map.of("length", "24", "block", "12");
            Recording plain = tale(model, with(base, "canvases", "1"));
            Recording ahead = tale(model, with(base, "canvases", "4"));
            assertThat(written(ahead)).isEqualTo(written(plain));
            assertThat(ahead.stats().targetForwards()).isLessThan(plain.stats().targetForwards());
            assertThat(ahead.all(TraceEvent.PhaseFinished.class)).anyMatch(phase -> phase.phase() == Phase.PREDICT);
        }
    }

    private static Recording tale(LanguageModel model, Map<String, String> parameters) {
        int[] prompt = model.tokenizer().encode("Once upon a time there was a", true);
        return Recording.of(Recording.request("freedave", parameters, prompt, 24, SamplingSettings.GREEDY, 1),
                Participant.of(model), null);
    }
}
