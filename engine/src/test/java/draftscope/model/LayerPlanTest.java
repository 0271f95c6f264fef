package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCache;
import draftscope.format.QuantFormat;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pass may leave out halves of layers, and may be fed with embeddings in the place of tokens.
class LayerPlanTest {
    private static final int[] TEXT = {1, 260, 262, 17, 290, 261};

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeFourLayers() {
        file = new ToyModels(31, 300, 32, 4, 4, 2, 64, true, true, false, QuantFormat.F32)
                .write(folder.resolve("four.gguf"));
    }

    private static float[] last(LanguageModel model, LayerPlan plan, KvCache cache) {
        return model.transformer().forward(Batch.next(0, TEXT), cache, plan).row(TEXT.length - 1);
    }

    @Test
    void allLayersAreAWholePass() {
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            Transformer t = model.transformer();
            assertThat(last(model, LayerPlan.all(4), t.newCache(8)))
                    .containsExactly(t.forward(Batch.next(0, TEXT), t.newCache(8)).row(TEXT.length - 1));
        }
    }

    @Test
    void leavingOutTheLastLayersEqualsAModelWithoutThem() {
        Path two = folder.resolve("two.gguf");
        ToyModels toy = new ToyModels(31, 300, 32, 2, 4, 2, 64, true, true, false, QuantFormat.F32);
        toy.write(two);
        try (LanguageModel whole = LanguageModel.open(file, 1); LanguageModel half = LanguageModel.open(two, 1)) {
            // the norm at the end is drawn after the layers and so is another one; compare what the layers leave behind
            KvCache of = whole.transformer().newCache(8);
            KvCache expected = half.transformer().newCache(8);
            float[] first = last(whole, LayerPlan.first(2, 4), of);
            last(half, LayerPlan.all(2), expected);
            for (int layer = 0; layer < 2; layer++) {
                assertThat(of.keys(layer)).containsExactly(expected.keys(layer));
                assertThat(of.values(layer)).containsExactly(expected.values(layer));
            }
            assertThat(first)
                    .containsExactly(last(whole, LayerPlan.all(4).without(2, 3), whole.transformer().newCache(8)));
            assertThat(first).isNotEqualTo(last(whole, LayerPlan.all(4), whole.transformer().newCache(8)));
        }
    }

    @Test
    void aLayerWithoutAttentionWritesNoKeys() {
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            KvCache cache = model.transformer().newCache(8);
            for (int layer = 0; layer < 4; layer++) {
                Arrays.fill(cache.keys(layer), Float.NaN);
                Arrays.fill(cache.values(layer), Float.NaN);
            }
            float[] logits = last(model, LayerPlan.all(4).withoutAttention(1, 3).withoutFeedForward(2), cache);
            for (float logit : logits) {
                assertThat(logit).isFinite();
            }
            for (int layer = 0; layer < 4; layer++) {
                boolean written = layer % 2 == 0;
                assertThat(Float.isNaN(cache.keys(layer)[0])).as("layer %d", layer).isEqualTo(!written);
                assertThat(Float.isNaN(cache.values(layer)[0])).as("layer %d", layer).isEqualTo(!written);
            }
        }
    }

    @Test
    void nothingButTheEmbeddingIsLeftWithoutLayers() {
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            Transformer t = model.transformer();
            Logits logits = t.forward(Batch.next(0, TEXT), t.newCache(8), LayerPlan.first(0, 4));
            Logits alone = t.forward(Batch.next(0, TEXT[4]), t.newCache(8), LayerPlan.first(0, 4));
            assertThat(logits.row(4)).containsExactly(alone.row(0));
        }
    }

    @Test
    void aTokensOwnEmbeddingGivesWhatTheTokenGives() {
        for (ArchitectureSamples.Sample sample : ArchitectureSamples.all()) {
            try (LanguageModel model = LanguageModel.open(
                    sample.weights().write(folder.resolve(sample.name() + ".gguf")), 1)) {
                Transformer t = model.transformer();
                int dim = model.config().dim();
                float[] rows = new float[TEXT.length * dim];
                float[] one = new float[dim];
                for (int r = 0; r < TEXT.length; r++) {
                    t.embedding(TEXT[r], one);
                    System.arraycopy(one, 0, rows, r * dim, dim);
                }
                Batch tokens = Batch.next(0, TEXT);
                Batch unnamed = Batch.next(0, -1, -1, -1, -1, -1, -1).withEmbeddings(rows);
                Logits expected = t.forward(tokens, t.newCache(8));
                Logits actual = t.forward(unnamed, t.newCache(8));
                for (int r = 0; r < TEXT.length; r++) {
                    assertThat(actual.row(r)).as("%s, row %d", sample, r).containsExactly(expected.row(r));
                }
            }
        }
    }

    @Test
    void aMixtureOfEmbeddingsIsItsOwnInput() {
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            Transformer t = model.transformer();
            float[] a = new float[32];
            float[] b = new float[32];
            t.embedding(260, a);
            t.embedding(261, b);
            float[] mean = new float[32];
            for (int i = 0; i < 32; i++) {
                mean[i] = 0.5f * a[i] + 0.5f * b[i];
            }
            float[] mixed = t.forward(Batch.next(0, -1).withEmbeddings(mean), t.newCache(2)).row(0);
            assertThat(mixed).isNotEqualTo(t.forward(Batch.next(0, 260), t.newCache(2)).row(0))
                    .isNotEqualTo(t.forward(Batch.next(0, 261), t.newCache(2)).row(0));
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            Transformer t = model.transformer();
            KvCache cache = t.newCache(4);
            assertThatThrownBy(() -> t.forward(Batch.next(0, 1), cache, LayerPlan.all(3)))
                    .hasMessage("the plan is made for 3 layers; this model has 4");
            assertThatThrownBy(() -> t.forward(Batch.next(0, 1).withEmbeddings(new float[31]), cache))
                    .hasMessageContaining("1 embeddings has 32 floats each; got 31");
            assertThatThrownBy(() -> t.embedding(300, new float[32])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> t.embedding(1, new float[33])).hasMessageContaining("room for 33");
            assertThatThrownBy(() -> LayerPlan.first(5, 4)).hasMessage("cannot keep 5 of 4 layers");
            assertThatThrownBy(() -> LayerPlan.all(4).without(4)).hasMessage("there is no layer 4 among 4");
        }
    }
}
