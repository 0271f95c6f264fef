package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every damaged or lying file is refused with one sentence; nothing else is thrown and nothing large is allocated.
class HostileFilesTest {
    @TempDir
    Path temp;

    private static void refused(Path path, String... parts) {
        assertThatThrownBy(() -> ModelFile.open(path).close()).isInstanceOf(ModelFormatException.class)
                .satisfies(HostileFilesTest::isOneSentence)
                .satisfies(refusal -> List.of(parts).forEach(part -> assertThat(refusal).hasMessageContaining(part)));
    }

    private static void isOneSentence(Throwable refusal) {
        assertThat(refusal.getMessage()).endsWith(".").doesNotContain("\n").doesNotContain("null")
                .hasSizeLessThan(800);
    }

    private Path folder() {
        return SmallFiles.folder(temp.resolve("folder"));
    }

    private static Path weights(Path folder) {
        return folder.resolve("model.safetensors");
    }

    /// A folder whose one file of weights has this header and so many bytes after it.
    private Path withHeader(String header, int dataBytes) throws IOException {
        Path folder = folder();
        Files.write(weights(folder), SmallFiles.safetensors(header, dataBytes));
        return folder;
    }

    private static String tensor(String dtype, String shape, String offsets) {
        return "{\"model.norm.weight\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": %s}}".formatted(dtype,
                shape,
                offsets);
    }

    @Test
    void theSmallFilesAreWhole() throws IOException {
        try (ModelFile file = ModelFile.open(folder())) {
            assertThat(file.tensors()).hasSize(11);
            assertThat(file.array("tokenizer.ggml.tokens", String.class)).contains(
                    List.of("<s>", "a", "b", "ab", "[PAD4]"));
            assertThat(file.array("tokenizer.ggml.token_type", Long.class)).contains(List.of(3L, 1L, 1L, 1L, 5L));
        }
        Files.write(temp.resolve("tok5.bin"), SmallFiles.llama2cTokenizer());
        for (int version = 0; version <= 2; version++) {
            Path path = Files.write(temp.resolve("v" + version + ".bin"), SmallFiles.llama2c(version));
            try (ModelFile file = ModelFile.open(path)) {
                assertThat(file.version()).isEqualTo(version);
                assertThat(file.tensors()).hasSize(11);
                assertThat(file.array("tokenizer.ggml.tokens", String.class).orElseThrow())
                        .containsExactly("<unk>", "<s>", "</s>", "▁a", "b");
            }
        }
        try (ModelFile file = ModelFile.open(Files.write(temp.resolve("a.model"), SmallFiles.sentencePiece()))) {
            assertThat(file.string("tokenizer.ggml.model")).isEqualTo("llama");
            assertThat(file.flag("tokenizer.ggml.add_space_prefix", true)).isFalse();
            assertThat(file.array("tokenizer.ggml.precompiled_charsmap", Long.class)).contains(List.of(7L, 8L));
        }
    }

    @Test
    void whatIsCutShortIsRefused() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int version = 0; version <= 2; version++) {
            files.put("v" + version + ".bin", SmallFiles.llama2c(version));
        }
        files.put("tokenizer.json", SmallFiles.TOKENIZER.getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = temp.resolve(file.getKey());
            for (int length = 0; length < file.getValue().length; length += 97) {
                refused(Files.write(path, Arrays.copyOf(file.getValue(), length)));
            }
            refused(Files.write(path, Arrays.copyOf(file.getValue(), file.getValue().length - 1)));
        }
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Path folder = folder();
            byte[] whole = Files.readAllBytes(folder.resolve(name));
            for (int length = 0; length < whole.length; length += 97) {
                Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
                refused(folder, name);
            }
            Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length - 1));
            refused(folder, name);
        }
    }

    @Test
    void vocabulariesCutInsideAPieceAreRefusedAndBetweenPiecesAreSmaller() throws IOException {
        Map<String, byte[]> files = Map.of("tok5.bin", SmallFiles.llama2cTokenizer(), "a.model",
                SmallFiles.sentencePiece());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            int read = 0;
            for (int length = 0; length < file.getValue().length; length++) {
                Path path = Files.write(temp.resolve(file.getKey()), Arrays.copyOf(file.getValue(), length));
                try (ModelFile model = ModelFile.open(path)) {
                    read++;
                    assertThat(model.metadata()).containsKey("tokenizer.ggml.tokens");
                } catch (ModelFormatException e) {
                    isOneSentence(e);
                }
            }
            assertThat(read).isBetween(1, 8);
        }
    }

    @Test
    void anyDamagedByteIsReadOrRefusedButNeverAnythingElse() throws IOException {
        Random random = new Random(11);
        int refusals = 0;
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("v0.bin", SmallFiles.llama2c(0));
        files.put("v2.bin", SmallFiles.llama2c(2));
        files.put("tok5.bin", SmallFiles.llama2cTokenizer());
        files.put("a.model", SmallFiles.sentencePiece());
        files.put("tokenizer.json", SmallFiles.TOKENIZER.getBytes(StandardCharsets.UTF_8));
        files.put("folder/config.json", SmallFiles.CONFIG.getBytes(StandardCharsets.UTF_8));
        files.put("folder/tokenizer.json", SmallFiles.TOKENIZER.getBytes(StandardCharsets.UTF_8));
        files.put("folder/model.safetensors", SmallFiles.safetensors(SmallFiles.llamaShapes()));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            folder();
            for (int run = 0; run < 400; run++) {
                byte[] damaged = file.getValue().clone();
                for (int n = random.nextInt(3); n >= 0; n--) {
                    // Most of these files is header and text; weights say nothing that can be wrong.
                    damaged[random.nextInt(Math.min(damaged.length, 1400))] = (byte) (random.nextInt(4) == 0
                            ? 0xff
                            : random.nextInt());
                }
                Path path = Files.write(temp.resolve(file.getKey()), damaged);
                try (ModelFile model = ModelFile.open(file.getKey().startsWith("folder") ? path.getParent() : path)) {
                    model.metadata().values().forEach(Object::hashCode);
                    for (TensorInfo tensor : model.tensors()) {
                        assertThat(model.data(tensor).byteSize()).isEqualTo(tensor.bytes());
                    }
                } catch (ModelFormatException e) {
                    refusals++;
                    assertThat(e.getMessage()).endsWith(".").hasSizeLessThan(4000);
                }
            }
        }
        assertThat(refusals).as("seed 11").isGreaterThan(1000);
    }

    @Test
    void headersThatLieAboutTheirLengthAreRefused() throws IOException {
        for (long claimed : new long[]{0, 1, 1L << 20, 1L << 40, Long.MAX_VALUE, -1}) {
            Path folder = folder();
            byte[] bytes = Files.readAllBytes(weights(folder));
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed);
            Files.write(weights(folder), bytes);
            refused(folder, "its header claims " + Long.toUnsignedString(claimed) + " bytes");
        }
    }

    @Test
    void tensorsThatLieAboutTheirPlaceAreRefused() throws IOException {
        refused(withHeader(tensor("F32", "[4]", "[0, 32]"), 16), "lies at [0, 32] of 16");
        refused(withHeader(tensor("F32", "[4]", "[16, 0]"), 16), "lies at [16, 0]");
        refused(withHeader(tensor("F32", "[4]", "[-16, 0]"), 16), "data_offsets", "whole numbers from 0");
        refused(withHeader(tensor("F32", "[4]", "[0]"), 16), "lies at [0]");
        refused(withHeader(tensor("F32", "[4]", "[0, 1e3]"), 16), "data_offsets");
        refused(withHeader(tensor("F32", "[4]", "[0, 99999999999999999999]"), 16), "data_offsets");
        refused(withHeader(tensor("F32", "[3]", "[0, 16]"), 16),
                "takes 16 bytes, but F32 of shape [3] takes 3 times 4");
        refused(withHeader(tensor("F32", "[-4]", "[0, 16]"), 16), "dimension 0 = -4");
        refused(withHeader(tensor("F32", "[4294967296, 4294967296]", "[0, 16]"), 16), "dimension 0 = 4294967296");
        refused(withHeader(tensor("F32", "[2, 9223372036854775807]", "[0, 16]"), 16), "dimension 1");
        refused(withHeader(tensor("F32", "[0]", "[0, 0]"), 16), "has the shape [0]");
        refused(withHeader(tensor("F32", "[]", "[0, 4]"), 16), "has the shape []");
        refused(withHeader(tensor("F32", "4", "[0, 16]"), 16), "'model.norm.weight.shape' is 4; an array");
        refused(withHeader("{\"a\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [0, 16]}, "
                + "\"b\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [12, 28]}}", 28),
                "'b' overlaps tensor 'a'");
    }

    @Test
    void typesAndNamesThatAreNotKnownAreNamed() throws IOException {
        refused(withHeader(tensor("F8_E4M3", "[16]", "[0, 16]"), 16), "stored as F8_E4M3; F32, F16 and BF16");
        refused(withHeader(tensor("Q9", "[16]", "[0, 16]"), 16), "stored as 'Q9'; F32, F16 and BF16");
        refused(withHeader(tensor("F32", "[4]", "[0, 16]").replace("model.norm", "model.fancy"), 16),
                "'model.fancy.weight' is not part of a llama model");
        refused(withHeader(tensor("F32", "[4]", "[0, 16]").replace("model.norm", "norm").replace("}}",
                "}, \"model.norm.weight\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [16, 32]}}"), 32),
                "'output_norm.weight' appears twice");
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() throws IOException {
        refused(withHeader("{\"a\": ", 0), "JSON is broken", "line 1");
        refused(withHeader("[]", 0), "its JSON is no object");
        refused(withHeader("{\"a\": 1, \"a\": 2}", 0), "JSON is broken", "a");
        refused(withHeader("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000), 0), "JSON is broken");
        refused(withHeader(tensor("F32", "[" + "9".repeat(5000) + "]", "[0, 16]"), 16), "JSON is broken");
        Path folder = folder();
        SmallFiles.edit(folder.resolve("config.json"),
                text -> text.replace("\"hidden_size\": 4", "\"hidden_size\": NaN"));
        refused(folder, "config.json", "JSON is broken");
    }

    @Test
    void shardsThatAreMissingOrElsewhereAreRefused() throws IOException {
        Path folder = folder();
        Files.move(weights(folder), folder.resolve("model-1.safetensors"));
        refused(folder, "neither model.safetensors nor model.safetensors.index.json");
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\": {\"model.norm.weight\": \"model-1.safetensors\"}}");
        try (ModelFile file = ModelFile.open(folder); ModelFile same = ModelFile.open(index)) {
            assertThat(file.tensors()).extracting(TensorInfo::name).containsExactly("output_norm.weight");
            assertThat(same.metadata()).isEqualTo(file.metadata());
        }
        Files.writeString(index, "{\"weight_map\": {\"model.norm.weight\": \"model-2.safetensors\"}}");
        refused(folder, "model-2.safetensors: cannot be read: there is no such file");
        Files.writeString(index, "{\"weight_map\": {\"model.other.weight\": \"model-1.safetensors\"}}");
        refused(folder, "'model.other.weight' is said to lie in 'model-1.safetensors', which does not hold it");
        for (String elsewhere : List.of("../model-1.safetensors", "/etc/passwd", "c:\\\\a.safetensors",
                "config.json")) {
            Files.writeString(index, "{\"weight_map\": {\"a\": \"%s\"}}".formatted(elsewhere));
            refused(folder, "a .safetensors file in the same folder is accepted");
        }
        Files.writeString(index, "{\"weight_map\": 3}");
        refused(folder, "'weight_map' is 3; an object is accepted");
    }

    @Test
    void configurationsThatMakeNoSenseAreRefused() throws IOException {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("\"model_type\": \"llama\"->\"model_type\": \"mamba\"", "the architecture 'mamba' is not supported");
        wrong.put("\"model_type\": \"llama\",->", "'model_type' is missing; text is accepted");
        wrong.put("\"hidden_size\": 4->\"hidden_size\": -4", "'hidden_size' is -4; a whole number from 1");
        wrong.put("\"hidden_size\": 4->\"hidden_size\": 4.5", "'hidden_size' is 4.5");
        wrong.put("\"num_hidden_layers\": 1->\"num_hidden_layers\": 99999999", "'num_hidden_layers' is 99999999");
        wrong.put("\"vocab_size\": 5->\"vocab_size\": 2147483647", "'vocab_size' is 2147483647");
        wrong.put("\"linear\"->\"spiral\"", "rotary scaling 'spiral' is not supported; supported are default, linear");
        wrong.put("\"factor\": 2.0->\"factor\": 0", "'rope_scaling.factor' is 0.0; a positive number");
        wrong.put("\"factor\": 2.0->\"factor\": \"2\"", "'rope_scaling.factor' is \"2\"; a finite number");
        wrong.put("\"rms_norm_eps\"->\"hidden_act\": \"relu\", \"rms_norm_eps\"", "'hidden_act' is 'relu'; 'silu' is");
        wrong.put("\"linear\"->\"llama3\"", "'rope_scaling.low_freq_factor' is missing");
        wrong.put("\"linear\"->\"longrope\"", "'rope_scaling.long_factor' has 0 numbers; 1 positive");
        for (Map.Entry<String, String> change : wrong.entrySet()) {
            Path folder = folder();
            String[] parts = change.getKey().split("->", 2);
            SmallFiles.edit(folder.resolve("config.json"), text -> {
                assertThat(text).contains(parts[0]);
                return text.replace(parts[0], parts[1]);
            });
            refused(folder, "config.json", change.getValue());
        }
        Path folder = folder();
        Files.delete(folder.resolve("config.json"));
        refused(folder, "this folder has no config.json");
        refused(weights(folder), "this folder has no config.json");
    }

    @Test
    void tokenizersThatMakeNoSenseAreRefused() throws IOException {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("\"BPE\"->\"WordPiece\"", "of type 'WordPiece'; BPE and Unigram are accepted");
        wrong.put("\"NFC\"->\"Magic\"", "normalizer 'Magic' is not supported");
        wrong.put("\"ab\": 3->\"ab\": 2", "every piece has one id");
        wrong.put("\"ab\": 3->\"ab\": 16000000", "'model.vocab.ab' is 16000000");
        wrong.put("\"id\": 0->\"id\": 16000000", "id' is 16000000");
        wrong.put("[\"a\", \"b\"]->[\"a\"]", "merge 0 of 'model.merges'");
        wrong.put("[\"a\", \"b\"]->[\"a \", \"b\"]", "merge 0 of 'model.merges'");
        wrong.put("[0]->[7]", "ids");
        for (Map.Entry<String, String> change : wrong.entrySet()) {
            String[] parts = change.getKey().split("->", 2);
            assertThat(SmallFiles.TOKENIZER).contains(parts[0]);
            refused(Files.writeString(temp.resolve("tokenizer.json"), SmallFiles.TOKENIZER.replace(parts[0], parts[1])),
                    "tokenizer.json", change.getValue());
        }
    }

    @Test
    void checkpointsThatPromiseMoreThanTheyHoldAreRefused() throws IOException {
        byte[] bytes = SmallFiles.llama2c(0);
        ByteBuffer patch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Path path = temp.resolve("a.bin");
        for (int field = 0; field < 7; field++) {
            int old = patch.getInt(4 * field);
            for (int lie : new int[]{0, -7, 1 << 19, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                patch.putInt(4 * field, lie);
                refused(Files.write(path, bytes), "it is no llama2.c checkpoint");
            }
            patch.putInt(4 * field, old);
        }
        byte[] three = SmallFiles.llama2c(1);
        three[4] = 3;
        refused(Files.write(path, three), "its version is 3");
        byte[] groups = SmallFiles.llama2c(2);
        groups[37] = 5;
        refused(Files.write(path, groups), "no multiple of its groups of 5");
        Files.write(path, SmallFiles.llama2c(0));
        Files.write(temp.resolve("tok5.bin"), Arrays.copyOf(SmallFiles.llama2cTokenizer(), 59));
        refused(path, "tok5.bin");
    }

    @Test
    void aFileOfNoKnownKindIsNamedWithWhatIsAccepted() throws IOException {
        refused(Files.writeString(temp.resolve("notes.txt"), "hello, world"), "does not begin with 'GGUF'");
        refused(Files.writeString(temp.resolve("notes.bin"), "hello, world, this is no checkpoint"),
                "it is no llama2.c checkpoint", "a GGUF file", "a .safetensors file");
        refused(temp.resolve("none.safetensors"), "there is no such file");
        refused(temp.resolve("none.json"), "there is no such file");
        refused(Files.createDirectory(temp.resolve("empty")), "this folder has no config.json", "a GGUF file");
    }
}
