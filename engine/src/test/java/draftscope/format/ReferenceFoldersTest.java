package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.model.ReferenceFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Hugging Face folders and llama2.c checkpoints say what the GGUF files of the same models say.
class ReferenceFoldersTest {
    private static final String FOLDERS = "weights/random-init/";
    /// Told in GGUF by converters and not by what we read, or the other way round; none changes what the model computes.
    private static final Set<String> TOLD_BY_ONE = Set.of("general.name", "general.type", "general.size_label",
            "general.file_type", "general.quantization_version", "tokenizer.ggml.pre");

    @TempDir
    Path temp;

    private static float[] values(ModelFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        float[] out = new float[(int) tensor.elements()];
        QuantBlocks.decode(tensor.format(), file.data(tensor), 0, out.length, out, 0);
        return out;
    }

    /// Rows of a head from halves to neighbours.
    private static float[] neighbours(float[] halves, int heads, int columns) {
        int headDim = halves.length / columns / heads;
        float[] out = new float[halves.length];
        for (int row = 0; row < halves.length / columns; row++) {
            int within = row % headDim;
            int target = row - within + within % (headDim / 2) * 2 + within / (headDim / 2);
            System.arraycopy(halves, row * columns, out, target * columns, columns);
        }
        return out;
    }

    private static void sameNumbers(ModelFile folder, ModelFile gguf) {
        Set<String> names = new TreeSet<>(gguf.tensors().stream().map(TensorInfo::name).toList());
        assertThat(new TreeSet<>(folder.tensors().stream().map(TensorInfo::name).toList())).isEqualTo(names);
        boolean llama = gguf.string("general.architecture").equals("llama") && gguf.kind().equals("GGUF");
        for (String name : names) {
            TensorInfo tensor = folder.tensor(name);
            assertThat(tensor.shape()).as(name).isEqualTo(gguf.tensor(name).shape());
            float[] ours = values(folder, name);
            if (llama && folder.metadata().containsKey("draftscope.rope.pairing") && name.matches(".*attn_[qk]\\..*")) {
                String count = name.contains("attn_q") ? "llama.attention.head_count" : "llama.attention.head_count_kv";
                int columns = tensor.shape().length == 1 ? 1 : (int) tensor.columns();
                ours = neighbours(ours, folder.integer(count, 1, 100), columns);
            }
            float[] theirs = values(gguf, name);
            for (int i = 0; i < ours.length; i++) {
                // Computed factors differ by the converter's float32 arithmetic; stored numbers do not differ.
                assertThat(ours[i]).as("%s %d", name, i)
                        .isCloseTo(theirs[i], within(name.equals("rope_freqs.weight") ? 1e-5f * theirs[i] : 0));
            }
        }
    }

    private static void sameKeys(ModelFile folder, ModelFile gguf) {
        for (Map.Entry<String, Object> entry : gguf.metadata().entrySet()) {
            if (!TOLD_BY_ONE.contains(entry.getKey())) {
                assertThat(folder.metadata()).containsKey(entry.getKey());
                assertThat(folder.metadata().get(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama-mha-bias", "llama-rope-linear", "llama-rope-llama3",
            "llama-untied-theta500k", "qwen2", "qwen3"})
    void aFolderIsTheGgufOfTheSameModel(String name) {
        Path folder = ReferenceFolder.file(FOLDERS + name);
        try (ModelFile ours = ModelFile.open(folder);
                ModelFile gguf = ModelFile.open(folder.resolve(name + "-F32.gguf"));
                ModelFile single = ModelFile.open(folder.resolve("model.safetensors"))) {
            assertThat(ours.kind()).isEqualTo("safetensors");
            sameKeys(ours, gguf);
            sameNumbers(ours, gguf);
            assertThat(single.metadata()).isEqualTo(ours.metadata());
            assertThat(ours.metadata().containsKey("draftscope.rope.pairing")).isEqualTo(!name.equals("gpt2"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama-mha-bias", "llama-rope-linear", "llama-rope-llama3",
            "llama-untied-theta500k", "mistral-window8", "qwen2", "qwen3"})
    void bothSpellingsOfTheConfigurationSayTheSame(String name) throws IOException {
        Path folder = ReferenceFolder.file(FOLDERS + name);
        Path older = Files.createDirectory(temp.resolve(name));
        for (String file : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json",
                "generation_config.json")) {
            Files.copy(folder.resolve(file), older.resolve(file));
        }
        Files.copy(folder.resolve("config.v4.json"), older.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
        try (ModelFile five = ModelFile.open(folder); ModelFile four = ModelFile.open(older)) {
            assertThat(four.metadata()).isEqualTo(five.metadata());
            sameNumbers(four, five);
        }
    }

    @Test
    void aWindowIsTold() {
        try (ModelFile file = ModelFile.open(ReferenceFolder.file(FOLDERS + "mistral-window8"))) {
            assertThat(file.string("general.architecture")).isEqualTo("mistral");
            assertThat(file.integer("mistral.attention.sliding_window", 1, 100)).isEqualTo(8);
            assertThat(file.metadata()).doesNotContainKey("mistral.attention.sliding_window_pattern");
        }
    }

    @Test
    void halfPrecisionAndShardsStayInPlace() {
        try (ModelFile half = ModelFile.open(ReferenceFolder.file(FOLDERS + "llama-rope-llama3-f16"));
                ModelFile full = ModelFile.open(ReferenceFolder.file(FOLDERS + "llama-rope-llama3"))) {
            assertThat(half.tensor("token_embd.weight").format()).isEqualTo(QuantFormat.F16);
            assertThat(values(half, "token_embd.weight")[7])
                    .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(values(full, "token_embd.weight")[7])));
        }
        try (ModelFile shards = ModelFile.open(ReferenceFolder.file(FOLDERS + "qwen2-bf16-sharded"));
                ModelFile whole = ModelFile.open(ReferenceFolder.file(FOLDERS + "qwen2"))) {
            assertThat(shards.tensors()).hasSameSizeAs(whole.tensors())
                    .allMatch(t -> t.format() == QuantFormat.BF16 && t.offset() >= 8);
            assertThat(shards.fileBytes()).isEqualTo(107056 + 121488 + 12896);
            assertThat(shards.metadata()).usingRecursiveComparison().ignoringFields("general.name")
                    .isEqualTo(whole.metadata());
        }
    }

    static Stream<String> safetensorsAccounts() throws IOException {
        try (Stream<Path> files = Files.list(ReferenceFolder.file("expected/structure"))) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".safetensors.json")).sorted()
                    .toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("safetensorsAccounts")
    void everyStoredTensorIsTheOneThatAnotherReaderFinds(String account) {
        JsonNode expected = ReferenceFolder.json("expected/structure/" + account);
        Path path = ReferenceFolder.file(expected.get("file").asString());
        try (Arena arena = Arena.ofConfined()) {
            Map<String, SafetensorsFile.Stored> stored = SafetensorsFile.read(path, arena);
            assertThat(stored).hasSize(expected.get("tensors").size());
            for (JsonNode tensor : expected.get("tensors")) {
                SafetensorsFile.Stored found = stored.get(tensor.get("name").asString());
                assertThat(found.shape()).hasSize(tensor.get("shape").size());
                for (int d = 0; d < found.shape().length; d++) {
                    assertThat(found.shape()[d]).isEqualTo(tensor.get("shape").get(d).asLong());
                }
                Tensor read = found.as("t");
                assertThat(Map.of(QuantFormat.F32, "float32", QuantFormat.F16, "float16", QuantFormat.BF16, "bfloat16")
                        .get(read.info().format())).isEqualTo(tensor.get("dtype").asString());
                float[] values = new float[(int) read.info().elements()];
                QuantBlocks.decode(read.info().format(), read.data(), 0, values.length, values, 0);
                double sum = 0;
                double squares = 0;
                for (float v : values) {
                    sum += v;
                    squares += (double) v * v;
                }
                assertThat(sum).isCloseTo(tensor.get("sum").asDouble(), within(1e-9 * (1 + squares)));
                assertThat(squares).isCloseTo(tensor.get("sum_of_squares").asDouble(), within(1e-9 * (1 + squares)));
                for (int i = 0; i < tensor.get("first").size(); i++) {
                    assertThat(values[i]).isEqualTo((float) tensor.get("first").get(i).asDouble());
                }
            }
        }
    }

    @Test
    void aSharedMatrixUnderTheNameOfTheOutputIsTheEmbedding() {
        try (ModelFile folder = ModelFile.open(ReferenceFolder.file("weights/tinystories-656k"));
                ModelFile gguf = ModelFile
                        .open(ReferenceFolder.file("weights/tinystories-656k-gguf/tinystories-656k-F32.gguf"))) {
            sameNumbers(folder, gguf);
            assertThat(folder.metadata().get("tokenizer.ggml.tokens"))
                    .isEqualTo(gguf.metadata().get("tokenizer.ggml.tokens"));
            assertThat(folder.flag("tokenizer.ggml.add_bos_token", false)).isTrue();
            assertThat(folder.metadata()).containsEntry("draftscope.tokenizer.normalizer",
                    List.of("Prepend", "", "▁", "Replace", " ", "▁"));
        }
    }

    @Test
    void aLlama2cCheckpointIsTheGgufOfTheSameModel() {
        try (ModelFile checkpoint = ModelFile.open(ReferenceFolder.file("weights/stories260K/stories260K.bin"));
                ModelFile gguf = ModelFile.open(ReferenceFolder.file("weights/stories260K/stories260K-F32.gguf"))) {
            assertThat(checkpoint.kind()).isEqualTo("llama2.c");
            assertThat(checkpoint.integer("llama.context_length", 1, 1000)).isEqualTo(512);
            for (TensorInfo tensor : checkpoint.tensors()) {
                assertThat(tensor.shape()).isEqualTo(gguf.tensor(tensor.name()).shape());
                assertThat(values(checkpoint, tensor.name())).as(tensor.name()).isEqualTo(values(gguf, tensor.name()));
            }
            for (String key : List.of("tokens", "scores", "token_type", "bos_token_id", "eos_token_id")) {
                assertThat(checkpoint.metadata().get("tokenizer.ggml." + key)).as(key)
                        .isEqualTo(gguf.metadata().get("tokenizer.ggml." + key));
            }
        }
    }

    @Test
    void aCheckpointOfBytesIsCloseToTheOneOfFloats() {
        try (ModelFile bytes = ModelFile.open(ReferenceFolder.file("weights/stories260K/stories260K-q8.bin"));
                ModelFile floats = ModelFile.open(ReferenceFolder.file("weights/stories260K/stories260K.bin"))) {
            assertThat(bytes.version()).isEqualTo(2);
            assertThat(bytes.tensors()).hasSameSizeAs(floats.tensors());
            for (TensorInfo tensor : bytes.tensors()) {
                float[] coarse = values(bytes, tensor.name());
                float[] fine = values(floats, tensor.name());
                for (int i = 0; i < fine.length; i++) {
                    // Half a step, where a step is at most 1/127 of the largest weight of a group.
                    assertThat(coarse[i]).as("%s %d", tensor.name(), i).isCloseTo(fine[i], within(0.02f));
                }
            }
        }
    }

    @Test
    void sentencePieceModelsHoldThePiecesOfTheirGgufAndBin() {
        try (ModelFile model = ModelFile.open(ReferenceFolder.file("tokenizers/llama2/tokenizer.model"));
                ModelFile bin = ModelFile.open(ReferenceFolder.file("tokenizers/llama2/tokenizer.bin"));
                ModelFile gguf = ModelFile
                        .open(ReferenceFolder.file("tokenizers/ggml-vocab/ggml-vocab-llama-spm.gguf"))) {
            for (ModelFile file : List.of(model, bin)) {
                for (String key : List.of("model", "tokens", "scores", "token_type", "bos_token_id", "eos_token_id",
                        "unknown_token_id")) {
                    assertThat(file.metadata().get("tokenizer.ggml." + key)).as(key)
                            .isEqualTo(gguf.metadata().get("tokenizer.ggml." + key));
                }
            }
            assertThat(model.flag("draftscope.tokenizer.byte_fallback", false)).isTrue();
        }
        try (ModelFile unigram = ModelFile.open(ReferenceFolder.file("tokenizers/sentencepiece/test_ja_model.model"))) {
            assertThat(unigram.string("tokenizer.ggml.model")).isEqualTo("t5");
            assertThat(unigram.array("tokenizer.ggml.precompiled_charsmap", Long.class).orElseThrow()).isNotEmpty();
        }
    }

    @Test
    void tokenizerJsonAloneIsAVocabulary() {
        try (ModelFile json = ModelFile.open(ReferenceFolder.file("tokenizers/gpt2/tokenizer.json"));
                ModelFile gguf = ModelFile.open(ReferenceFolder.file("tokenizers/ggml-vocab/ggml-vocab-gpt-2.gguf"))) {
            for (String key : List.of("model", "pre", "tokens", "token_type", "merges")) {
                assertThat(json.metadata().get("tokenizer.ggml." + key)).as(key)
                        .isEqualTo(gguf.metadata().get("tokenizer.ggml." + key));
            }
        }
        try (ModelFile json = ModelFile.open(ReferenceFolder.file("tokenizers/gpt2-llama3-style/tokenizer.json"))) {
            assertThat(json.string("tokenizer.ggml.pre")).isEqualTo("llama-bpe");
            assertThat(json.metadata()).containsEntry("draftscope.tokenizer.prefix_ids", List.of(50257L))
                    .containsEntry("draftscope.tokenizer.ignore_merges", true);
        }
    }
}
