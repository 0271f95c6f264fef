package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.LayerPlan;
import draftscope.model.ToyModels;
import draftscope.trace.KvOwner;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A target that drafts for itself. That its text is the target's own the contracts of all exact methods show.
class LayerSkipTest {
    private static final int VOCAB = 12;
    private static final int[] PROMPT = {1, 2, 3};

    private static Recording run(Map<String, String> parameters, SamplingSettings sampling) {
        Participant target = ToyParticipants.causal(ToyNetwork.hashed(4, VOCAB, 2), VOCAB, 300,
                ToyParticipants.NO_END);
        return Recording.of(Recording.request("layer-skip", parameters, PROMPT, 120, sampling, 5), target, null);
    }

    @Test
    void leavingNothingOutGuessesEverythingRight() {
        Map<String, String> whole = Map.of("attention", "none", "feed-forward", "none", "confidence", "0");
        Recording greedy = run(whole, SamplingSettings.GREEDY);
        Recording sampled = run(whole, Recording.SAMPLED);
        assertThat(greedy.stats().accepted()).isEqualTo(greedy.stats().drafted());
        assertThat(sampled.stats().accepted()).as("the law drafted from is the law judged by").isEqualTo(
                sampled.stats().drafted());
        assertThat(run(Map.of(), Recording.SAMPLED).stats().accepted()).isLessThan(run(Map.of(), Recording.SAMPLED)
                .stats().drafted());
    }

    @Test
    void itsNodesNameThePartsThatWereLeftOut() {
        assertThat(sources(Map.of())).isEqualTo("the target without attention 2 and feed-forward 2");
        assertThat(sources(Map.of("attention", "3, 0-1", "feed-forward", "none"))).isEqualTo(
                "the target without attention 0, 1, 3");
        assertThat(sources(Map.of("attention", "none", "feed-forward", "1"))).isEqualTo(
                "the target without feed-forward 1");
        assertThat(sources(Map.of("attention", "none", "feed-forward", "none"))).isEqualTo("the whole target");
    }

    private static String sources(Map<String, String> parameters) {
        return run(parameters, SamplingSettings.GREEDY).all(TraceEvent.Drafted.class).getFirst().nodes().getFirst()
                .source();
    }

    @Test
    void refusesLayersThatThereAreNot() {
        for (String wrong : new String[]{"4", "1-4", "3-1", "-1", "one", "1,,2", "99999999999", ""}) {
            assertThatThrownBy(() -> run(Map.of("attention", wrong), SamplingSettings.GREEDY)).as(wrong)
                    .isInstanceOf(CannotRunException.class).hasMessageContaining("'attention' is '" + wrong + "'")
                    .hasMessageContaining("layers from 0 to 3");
        }
    }

    @Test
    void itsPassesAreCountedAndItsCacheIsTold() {
        Recording recording = run(Map.of("confidence", "0"), SamplingSettings.GREEDY);
        long guesses = recording.all(TraceEvent.Drafted.class).stream().mapToLong(e -> e.nodes().size()).sum();
        assertThat((long) recording.stats().draftForwards()).isEqualTo(guesses);
        assertThat(recording.all(TraceEvent.KvChanged.class)).extracting(TraceEvent.KvChanged::owner).contains(
                KvOwner.TARGET, KvOwner.DRAFT);
    }

    @Test
    void theReducedNetworkIsTheTransformerWithThatPlan(@TempDir Path folder) {
        try (LanguageModel model = ToyModels.causal(5).open(folder, 1)) {
            int layers = model.config().layers();
            LayerPlan plan = LayerPlan.all(layers).withoutAttention(0).withoutFeedForward(layers - 1);
            TokenScorer reduced = TokenScorer.of(model).keeping(plan);
            Batch batch = Batch.next(0, 3, 4, 5);
            float[] scores = new float[reduced.vocabSize()];
            reduced.forward(batch, reduced.newCache(8)).copyRow(2, scores);
            float[] expected = new float[scores.length];
            model.transformer().forward(batch, model.transformer().newCache(8), plan).copyRow(2, expected, 0);
            assertThat(scores).containsExactly(expected);
            float[] whole = new float[scores.length];
            TokenScorer.of(model).forward(batch, model.transformer().newCache(8)).copyRow(2, whole);
            assertThat(scores).isNotEqualTo(whole);
        }
    }

    @Test
    void draftingLeavesTheTargetsCacheAsPlainDecodingLeavesIt(@TempDir Path folder) {
        try (LanguageModel model = ToyModels.causal(5).open(folder, 1)) {
            KvCache plain = cacheAfter(model, "autoregressive");
            KvCache skipping = cacheAfter(model, "layer-skip");
            assertThat(skipping.length()).isEqualTo(plain.length());
            for (int layer = 0; layer < plain.layers(); layer++) {
                int held = plain.length() * plain.kvDim();
                assertThat(java.util.Arrays.copyOf(skipping.keys(layer), held)).containsExactly(
                        java.util.Arrays.copyOf(plain.keys(layer), held));
                assertThat(java.util.Arrays.copyOf(skipping.values(layer), held)).containsExactly(
                        java.util.Arrays.copyOf(plain.values(layer), held));
            }
        }
    }

    /// The target's cache after a run; the reduced network asks for one of its own.
    private static KvCache cacheAfter(LanguageModel model, String method) {
        Participant honest = Participant.of(model);
        KvCache[] made = new KvCache[1];
        TokenScorer watched = new OuterScorer() {
            @Override
            public TokenScorer network() {
                return honest.scorer();
            }

            @Override
            public KvCache newCache(int capacity, int[] text) {
                made[0] = honest.scorer().newCache(capacity, text);
                return made[0];
            }
        };
        Participant target = new Participant(honest.name(), honest.config(), honest.lexicon(), watched, honest
                .identity(), honest.engine());
        DecodingRun run = DecodingRun.prepare(Recording.request(method, Map.of(), new int[]{1, 40, 41}, 30,
                SamplingSettings.GREEDY, 1), target, Optional.empty(), event -> {}, Pacer.unthrottled());
        run.run();
        assertThat(run.failure()).isEmpty();
        return made[0];
    }
}
