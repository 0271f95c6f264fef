package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.cache.KvCache;
import draftscope.kernel.Kernels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Greedy ids and logits of real and of random models against llama.cpp, llama2.c and HF Transformers.
class ReferenceModelTest {
    /// Other engines sum in other orders; in float32 they agree among each other to 2e-5.
    private static final double TIGHT = 1e-4;

    @ParameterizedTest
    @CsvSource(textBlock = """
            stories260K/stories260K-F32,                 stories260K/llamacpp-F32/greedy-0
            stories260K/stories260K-F32,                 stories260K/llamacpp-F32/greedy-1
            stories260K/stories260K-F32,                 stories260K/llamacpp-F32/greedy-2
            stories260K/stories260K-F32,                 stories260K/llamacpp-F32/greedy-3
            stories260K/stories260K-F32,                 stories260K/llamacpp-F32/greedy-4
            stories260K/stories260K-F16,                 stories260K/llamacpp-F16/dequantised-greedy-1
            stories260K/stories260K-Q8_0,                stories260K/llamacpp-Q8_0/dequantised-greedy-1
            tinystories-656k-gguf/tinystories-656k-F32,  tinystories-656k/llamacpp-F32/greedy-0
            tinystories-656k-gguf/tinystories-656k-F32,  tinystories-656k/llamacpp-F32/greedy-1
            tinystories-656k-gguf/tinystories-656k-F32,  tinystories-656k/llamacpp-F32/greedy-2
            tinystories-656k-gguf/tinystories-656k-F32,  tinystories-656k/llamacpp-F32/greedy-3
            tinystories-656k-gguf/tinystories-656k-F32,  tinystories-656k/hf/greedy-0
            tinystories-656k-gguf/tinystories-656k-F32,  tinystories-656k/hf/greedy-3
            tinystories-656k-gguf/tinystories-656k-F16,  tinystories-656k/llamacpp-F16/dequantised-greedy-1
            tinystories-656k-gguf/tinystories-656k-Q8_0, tinystories-656k/llamacpp-Q8_0/dequantised-greedy-1
            random-init/llama-untied-theta500k/llama-untied-theta500k-F32, random-init/llama-untied-theta500k/greedy-0
            random-init/llama-untied-theta500k/llama-untied-theta500k-F32, random-init/llama-untied-theta500k/greedy-1
            random-init/llama-rope-llama3/llama-rope-llama3-F32,           random-init/llama-rope-llama3/greedy-0
            random-init/llama-rope-llama3/llama-rope-llama3-F32,           random-init/llama-rope-llama3/greedy-1
            random-init/llama-rope-linear/llama-rope-linear-F32,           random-init/llama-rope-linear/greedy-0
            random-init/llama-rope-linear/llama-rope-linear-F32,           random-init/llama-rope-linear/greedy-1
            random-init/llama-mha-bias/llama-mha-bias-F32,                 random-init/llama-mha-bias/greedy-0
            random-init/llama-mha-bias/llama-mha-bias-F32,                 random-init/llama-mha-bias/greedy-1
            """)
    void greedyIdsAndLogitsAreThoseOfOtherEngines(String weights, String expected) {
        JsonNode json = ReferenceFolder.json("expected/" + expected + ".json");
        float[] logits = ReferenceFolder.floats("expected/" + expected + ".logits.f32");
        compare(weights, ReferenceFolder.ints(json.get("prompt_ids")), ReferenceFolder.ints(json.get("greedy_ids")),
                logits,
                json.get("logits_rows").asInt());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aRealModelAgreesWithLlama2c(int run) {
        JsonNode json = ReferenceFolder.json("expected/stories260K/llama2c/greedy-" + run + ".json");
        float[] logits = ReferenceFolder.floats("expected/stories260K/llama2c/greedy-" + run + ".logits.f32");
        int[] ids = ReferenceFolder.ints(json.get("input_ids"));
        // The text is the ids; the first is the begin token, and where the prompt ends does not matter to the logits.
        compare("stories260K/stories260K-F32", ids, new int[0], logits, logits.length / 512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F16", "Q8_0"})
    void theScalarReferenceAgreesToo(String type) {
        String expected = "expected/stories260K/llamacpp-" + type
                + (type.equals("F32") ? "/greedy-1" : "/dequantised-greedy-1");
        JsonNode json = ReferenceFolder.json(expected + ".json");
        try (LanguageModel model = LanguageModel.open(
                ReferenceFolder.file("weights/stories260K/stories260K-" + type + ".gguf"), 1, Kernels.scalar())) {
            assertThat(greedy(model, ReferenceFolder.ints(json.get("prompt_ids")), json.get("greedy_ids").size()))
                    .containsExactly(ReferenceFolder.ints(json.get("greedy_ids")));
        }
    }

    private static void compare(String weights, int[] prompt, int[] greedy, float[] expected, int rows) {
        Path file = ReferenceFolder.file("weights/" + weights + ".gguf");
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            assertThat(greedy(model, prompt, greedy.length)).containsExactly(greedy);
            int[] all = IntStream.concat(Arrays.stream(prompt), Arrays.stream(greedy)).limit(rows).toArray();
            Logits actual = model.transformer().forward(Batch.next(0, all), model.transformer().newCache(all.length));
            int vocab = model.config().vocabSize();
            assertThat(expected).hasSizeGreaterThanOrEqualTo(all.length * vocab);
            double worst = 0;
            for (int row = 0; row < all.length; row++) {
                for (int token = 0; token < vocab; token++) {
                    worst = Math.max(worst, Math.abs(actual.get(row, token) - expected[row * vocab + token]));
                }
            }
            System.out.printf("%s: largest difference of a logit %.2g%n", weights, worst);
            assertThat(worst).isLessThan(TIGHT);
        }
    }

    private static int[] greedy(LanguageModel model, int[] prompt, int count) {
        Transformer transformer = model.transformer();
        KvCache cache = transformer.newCache(prompt.length + count + 1);
        int[] out = new int[count];
        int[] feed = prompt;
        for (int i = 0; i < count; i++) {
            Logits logits = transformer.forward(Batch.nextLastLogits(cache.length(), feed), cache);
            cache.append(feed.length);
            out[i] = logits.argmax(feed.length - 1);
            feed = new int[]{out[i]};
        }
        return out;
    }
}
