package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCache;
import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.kernel.Kernels;
import draftscope.model.ArchitectureSamples.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a file tells before it runs: its facts, its memory need, how far its opening is; and what it must tell.
class OpeningTest {
    @TempDir
    Path folder;

    private static Sample sample(String name) {
        return ArchitectureSamples.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    private ModelConfig config(String name) {
        try (ModelFile file = ModelFile.open(sample(name).weights().write(folder.resolve(name + ".gguf")))) {
            return ModelConfig.of(file);
        }
    }

    @Test
    void progressCountsEveryTensorOnce() {
        Path file = ToyModels.causal(1).write(folder.resolve("toy.gguf"));
        List<Integer> heard = new ArrayList<>();
        try (LanguageModel model = LanguageModel.open(file, 1, Kernels.scalar(), (tensors, total) -> {
            heard.add(tensors);
            assertThat(total).isEqualTo(21);
            return true;
        })) {
            assertThat(heard).hasSize(model.file().tensors().size()).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void cancellingSaysHowFarItWentAndClosesTheFile() {
        Path file = ToyModels.causal(1).write(folder.resolve("toy.gguf"));
        assertThatThrownBy(() -> LanguageModel.open(file, 2, Kernels.scalar(), (tensors, _) -> tensors < 5))
                .isInstanceOf(CancellationException.class)
                .hasMessage("opening " + file + " was cancelled after 5 of 21 tensors");
    }

    @Test
    void memoryNeedIsToldWithoutLoading() {
        ModelConfig config = config("gemma3");
        // 7 layers, keys and values of 2 heads of 16 floats of 4 bytes
        assertThat(config.kvBytesPerToken()).isEqualTo(7 * 2 * 2 * 16 * 4);
        assertThat(config.kvBytesPerToken()).isEqualTo(
                new KvCache(config.layers(), 1, config.kvDim()).bytes());
    }

    @Test
    void windowsRotationsAndExpertsAreRead() {
        Arithmetic gemma3 = config("gemma3").arithmetic();
        assertThat(gemma3.layers()).extracting(Arithmetic.LayerRule::window).containsExactly(4, 4, 4, 4, 4, 0, 4);
        assertThat(gemma3.layers().get(0).rotation().orElseThrow().theta()).isEqualTo(10000);
        assertThat(gemma3.layers().get(5).rotation().orElseThrow().scaling()).isEqualTo(new RopeScaling.Linear(2));
        assertThat(config("llama with experts").arithmetic().experts())
                .contains(new Arithmetic.Experts(4, 2, true));
        assertThat(config("smollm3").arithmetic().layers().get(3).rotation()).isEmpty();
        assertThat(config("llada").shiftedLogits()).isFalse();
        assertThat(config("dream").shiftedLogits()).isTrue();
        assertThat(config("dream").causal()).isFalse();
        assertThat(config("qwen2").shiftedLogits()).isTrue();
    }

    @Test
    void aFileMayTellWhichLayersHaveTheWindow() {
        Path file = folder.resolve("listed.gguf");
        RandomWeights weights = sample("gemma3").weights();
        weights.put("attention.sliding_window_pattern", 3).write(file);
        try (ModelFile opened = ModelFile.open(file)) {
            assertThat(ModelConfig.of(opened).arithmetic().layers()).extracting(Arithmetic.LayerRule::window)
                    .containsExactly(4, 4, 0, 4, 4, 0, 4);
        }
    }

    @Test
    void expertsMayLieInTensorsOfTheirOwn() {
        RandomWeights stacked = sample("llama with experts").weights();
        RandomWeights apart = stacked.withExpertsApart();
        int[] text = {1, 260, 262, 17, 290};
        try (LanguageModel a = LanguageModel.open(stacked.write(folder.resolve("a.gguf")), 1);
                LanguageModel b = LanguageModel.open(apart.write(folder.resolve("b.gguf")), 1)) {
            assertThat(b.file().hasTensor("blk.1.ffn_down.3.weight")).isTrue();
            Logits expected = a.transformer().forward(Batch.next(0, text), a.transformer().newCache(8));
            Logits actual = b.transformer().forward(Batch.next(0, text), b.transformer().newCache(8));
            assertThat(actual.row(4)).containsExactly(expected.row(4));
        }
    }

    @Test
    void filesThatContradictThemselvesAreRefused() {
        assertRefused("granite", w -> w.putGeneral("granite.logit_scale", 0f), "'granite.logit_scale' is 0.0");
        assertRefused("qwen3moe", w -> w.put("expert_count", 0), "a mixture of experts is needed");
        assertRefused("qwen3moe", w -> w.put("expert_used_count", 7), "7 of 6 experts are used");
        assertRefused("gemma2", w -> w.put("attn_logit_softcapping", -1f), "a number from 0 is accepted");
        assertRefused("llama with YaRN", w -> w.put("rope.scaling.yarn_log_multiplier", 0.1f),
                "yarn_log_multiplier' is not supported");
        assertRefused("mistral", w -> w.put("rope.scaling.attn_factor", 1.2f), "accepted with yarn and longrope");
        assertRefused("mistral", w -> w.putGeneral("draftscope.rope.pairing", "thirds"),
                "neighbours and halves are accepted");
        assertRefused("qwen2", w -> w.put("rope.dimension_count", 32), "heads are 16 wide");
        assertRefused("phi3", w -> w.given("rope_factors_short.weight", new float[8]),
                "no tensor 'rope_factors_long.weight'");
        assertRefused("gpt2", w -> w.put("context_length", 64), "[48, 128]; the metadata asks for [48, 64]");
        assertRefused("llada", w -> w.given("blk.0.attn_sinks.weight", 1), "'blk.0.attn_sinks.weight' is not part of a "
                + "llada model");
        assertRefused("llada", w -> w.given("output.bias", 1), "'output.bias' is not part");
    }

    private void assertRefused(String sample, Consumer<RandomWeights> change, String message) {
        RandomWeights weights = sample(sample).weights();
        change.accept(weights);
        Path file = weights.write(folder.resolve("changed.gguf"));
        assertThatThrownBy(() -> LanguageModel.open(file, 1)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(file + ": ").hasMessageContaining(message).hasMessageEndingWith(".");
    }

    @Test
    void aLearntPositionBeyondTheTableIsRefused() {
        try (LanguageModel model = LanguageModel.open(sample("gpt2").weights().write(folder.resolve("g.gguf")), 1)) {
            Transformer t = model.transformer();
            assertThatThrownBy(() -> t.forward(new Batch(new int[]{1}, new int[]{128}, new int[]{0},
                    AttentionMask.causal(0, 1), null), t.newCache(2)))
                    .hasMessageContaining("position 128; this model has learnt positions 0 to 127");
        }
    }
}
