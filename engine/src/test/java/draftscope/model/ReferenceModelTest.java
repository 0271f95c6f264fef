package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.cache.KvCache;
import draftscope.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Greedy ids and logits of real and of random models against llama.cpp, llama2.c and HF Transformers.
class ReferenceModelTest {
    /// Other engines sum in other orders; in float32 they agree among each other to 2e-5.
    private static final double TIGHT = 1e-4;

    @TempDir
    Path folder;

    /// Every pair of a model file and expected values: weights, then what is expected of them.
    static List<Arguments> others() {
        List<Arguments> all = new ArrayList<>();
        for (String model : List.of("stories260K", "tinystories-656k", "story4m")) {
            for (String made : ReferenceFolder.list("expected/" + model)) {
                String type = made.replace("llamacpp-", "");
                if (!type.equals(made)) {
                    String weights = model.equals("stories260K")
                            ? "stories260K/stories260K-" + type + ".gguf"
                            : type.equals("F32") && model.equals("story4m")
                                    ? "story4m"
                                    : model + "-gguf/" + model + "-" + type + ".gguf";
                    // A quantised type's own greedy files are of quantised activations, which we do not have.
                    add(all, weights, model + "/" + made, type.equals("F32") ? "greedy-" : "dequantised-greedy-");
                }
            }
        }
        add(all, "tinystories-656k", "tinystories-656k/hf", "greedy-");
        add(all, "story4m", "story4m/hf", "greedy-");
        for (String model : ReferenceFolder.list("expected/random-init")) {
            add(all, "random-init/" + model, "random-init/" + model, "greedy-");
            if (ReferenceFolder.list("weights/random-init/" + model).contains(model + "-F32.gguf")) {
                add(all, "random-init/" + model + "/" + model + "-F32.gguf", "random-init/" + model, "greedy-");
            }
        }
        return all;
    }

    private static void add(List<Arguments> all, String weights, String folder, String prefix) {
        ReferenceFolder.list("expected/" + folder).stream().filter(f -> f.startsWith(prefix) && f.endsWith(".json"))
                .forEach(f -> all.add(Arguments.of(weights, folder + "/" + f.replace(".json", ""))));
    }

    @ParameterizedTest
    @MethodSource("others")
    void greedyIdsAndLogitsAreThoseOfOtherEngines(String weights, String expected) {
        compare(ReferenceFolder.file("weights/" + weights), expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama-mha-bias", "llama-rope-linear", "llama-rope-llama3",
            "llama-untied-theta500k",
            "mistral-window8", "qwen2", "qwen3"})
    void theOlderSpellingOfConfigJsonSaysTheSame(String model) throws IOException {
        Path original = ReferenceFolder.file("weights/random-init/" + model);
        for (String name : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(original.resolve(name), folder.resolve(name));
        }
        Files.copy(original.resolve("config.v4.json"), folder.resolve("config.json"));
        compare(folder, "random-init/" + model + "/greedy-0");
    }

    @Test
    void thereAreExpectationsForEveryKindOfFile() {
        assertThat(others()).hasSizeGreaterThan(60);
    }

    private static void compare(Path weights, String expected) {
        JsonNode json = ReferenceFolder.json("expected/" + expected + ".json");
        float[] logits = ReferenceFolder.floats("expected/" + expected + ".logits.f32");
        compare(weights, ReferenceFolder.ints(json.get("prompt_ids")), ReferenceFolder.ints(json.get("greedy_ids")),
                logits, json.get("logits_rows").asInt());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aRealModelAgreesWithLlama2c(int run) {
        JsonNode json = ReferenceFolder.json("expected/stories260K/llama2c/greedy-" + run + ".json");
        float[] logits = ReferenceFolder.floats("expected/stories260K/llama2c/greedy-" + run + ".logits.f32");
        int[] ids = ReferenceFolder.ints(json.get("input_ids"));
        // The text is the ids; the first is the begin token, and where the prompt ends does not matter to the logits.
        compare(ReferenceFolder.file("weights/stories260K/stories260K.bin"), ids, new int[0], logits,
                logits.length / 512);
        compare(ReferenceFolder.file("weights/stories260K/stories260K-F32.gguf"), ids, new int[0], logits,
                logits.length / 512);
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

    private static void compare(Path file, int[] prompt, int[] greedy, float[] expected, int rows) {
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
            System.out.printf("%s: largest difference of a logit %.2g%n", file, worst);
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
