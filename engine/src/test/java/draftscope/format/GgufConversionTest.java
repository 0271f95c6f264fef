package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import draftscope.model.ReferenceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is converted is the GGUF that llama.cpp's own converter makes of the same model.
class GgufConversionTest {
    @TempDir
    Path temp;

    private static final Set<String> TOLD_BY_ITS_CONVERTER = Set.of("general.name", "general.type",
            "general.size_label", "tokenizer.ggml.pre");

    private List<String> convert(String source, QuantFormat format, Path out) throws IOException {
        try (ModelFile in = ModelFile.open(ReferenceFolder.file(source))) {
            return GgufConversion.convert(in, format, out, (bytes, total) -> {});
        }
    }

    private static float[] values(ModelFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        float[] out = new float[(int) tensor.elements()];
        QuantBlocks.decode(tensor.format(), file.data(tensor), 0, out.length, out, 0);
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama-mha-bias", "llama-rope-linear", "llama-rope-llama3",
            "llama-untied-theta500k", "qwen2", "qwen3"})
    void aFolderBecomesTheGgufThatLlamaCppsConverterMakes(String name) throws IOException {
        Path out = temp.resolve("out.gguf");
        String folder = "weights/random-init/" + name;
        assertThat(convert(folder, QuantFormat.F32, out)).isEmpty();
        try (ModelFile ours = ModelFile.open(out);
                ModelFile theirs = ModelFile.open(ReferenceFolder.file(folder + "/" + name + "-F32.gguf"))) {
            theirs.metadata().forEach((key, value) -> {
                if (!TOLD_BY_ITS_CONVERTER.contains(key)) {
                    assertThat(ours.metadata()).containsEntry(key, value);
                }
            });
            assertThat(ours.metadata().keySet()).noneMatch(key -> key.startsWith("draftscope."));
            assertThat(new TreeSet<>(ours.tensors().stream().map(TensorInfo::name).toList()))
                    .isEqualTo(new TreeSet<>(theirs.tensors().stream().map(TensorInfo::name).toList()));
            for (TensorInfo tensor : theirs.tensors()) {
                assertThat(ours.tensor(tensor.name()).shape()).isEqualTo(tensor.shape());
                assertThat(ours.tensor(tensor.name()).format()).isEqualTo(QuantFormat.F32);
                if (!tensor.name().equals("rope_freqs.weight")) {
                    assertThat(values(ours, tensor.name())).as(tensor.name())
                            .isEqualTo(values(theirs, tensor.name()));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"F16", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
    void everyTypeHasTheTensorTypesAndTheFileTypeOfLlamaCpp(QuantFormat format) throws IOException {
        Path out = temp.resolve("out.gguf");
        List<String> notes = convert("weights/tinystories-656k", format, out);
        try (ModelFile file = ModelFile.open(out)) {
            QuantFormat expected = switch (format) {
                case Q4_K -> QuantFormat.Q5_0; // 128 and 384 are no multiples of 256
                case Q6_K -> QuantFormat.Q8_0;
                default -> format;
            };
            assertThat(notes).hasSize(expected == format ? 0 : 2).allMatch(n -> n.contains("stored as " + expected));
            for (TensorInfo tensor : file.tensors()) {
                assertThat(tensor.format()).as(tensor.name())
                        .isEqualTo(tensor.shape().length == 1 ? QuantFormat.F32 : expected);
            }
            if (expected == format) {
                try (ModelFile theirs = ModelFile.open(ReferenceFolder
                        .file("weights/tinystories-656k-gguf/tinystories-656k-" + format + ".gguf"))) {
                    assertThat(file.metadata().get("general.file_type"))
                            .isEqualTo(theirs.metadata().get("general.file_type"));
                }
            }
        }
    }

    @Test
    void bytesAndHalvesAreThoseOfLlamaCpp() throws IOException {
        for (QuantFormat format : List.of(QuantFormat.F16, QuantFormat.BF16, QuantFormat.Q8_0, QuantFormat.Q4_0)) {
            Path out = temp.resolve(format + ".gguf");
            convert("weights/tinystories-656k", format, out);
            try (ModelFile ours = ModelFile.open(out);
                    ModelFile theirs = ModelFile.open(ReferenceFolder
                            .file("weights/tinystories-656k-gguf/tinystories-656k-" + format + ".gguf"))) {
                String name = "blk.1.ffn_down.weight";
                assertThat(values(ours, name)).as(format.toString()).isEqualTo(values(theirs, name));
            }
        }
    }

    @Test
    void checkpointsAndGgufFilesConvertToo() throws IOException {
        Path fromBin = temp.resolve("bin.gguf");
        Path fromGguf = temp.resolve("gguf.gguf");
        convert("weights/stories260K/stories260K.bin", QuantFormat.Q8_0, fromBin);
        List<String> notes = convert("weights/stories260K/stories260K-F32.gguf", QuantFormat.Q8_0, fromGguf);
        assertThat(notes).containsExactly(
                "rows of 172 numbers do not fit Q8_0 blocks of 32 and are stored as F16 (5 tensors)");
        try (ModelFile theirs = ModelFile.open(ReferenceFolder.file("weights/stories260K/stories260K-Q8_0.gguf"))) {
            for (Path path : List.of(fromBin, fromGguf)) {
                try (ModelFile ours = ModelFile.open(path)) {
                    assertThat(ours.metadata()).doesNotContainKey("tokenizer.ggml.seperator_token_id")
                            .containsEntry("tokenizer.ggml.tokens", theirs.metadata().get("tokenizer.ggml.tokens"));
                    for (TensorInfo tensor : ours.tensors()) {
                        assertThat(tensor.format()).isEqualTo(theirs.tensor(tensor.name()).format());
                        assertThat(values(ours, tensor.name())).as(tensor.name())
                                .isEqualTo(values(theirs, tensor.name()));
                    }
                }
            }
        }
    }

    private Path mixture(int firstExpert) throws IOException {
        GgufWriter writer = new GgufWriter().put("general.architecture", "llama");
        for (int expert = firstExpert; expert < firstExpert + 3; expert++) {
            float[] numbers = new float[64];
            Arrays.fill(numbers, expert);
            writer.tensor("blk.0.ffn_up." + expert + ".weight", QuantFormat.F32, new long[]{32, 2}, numbers);
        }
        Path path = temp.resolve("mixture" + firstExpert + ".gguf");
        writer.write(path);
        return path;
    }

    @Test
    void expertsAreStackedInOrder() throws IOException {
        Path out = temp.resolve("stacked.gguf");
        try (ModelFile in = ModelFile.open(mixture(0))) {
            GgufConversion.convert(in, QuantFormat.Q8_0, out, (bytes, total) -> {});
        }
        try (ModelFile file = ModelFile.open(out)) {
            assertThat(file.tensors()).hasSize(1);
            assertThat(file.tensor("blk.0.ffn_up_exps.weight").shape()).containsExactly(32, 2, 3);
            assertThat(values(file, "blk.0.ffn_up_exps.weight")[70]).isEqualTo(1, offset(0.01f));
        }
        try (ModelFile in = ModelFile.open(mixture(1))) {
            assertThatThrownBy(() -> GgufConversion.convert(in, QuantFormat.F16, out, (bytes, total) -> {}))
                    .isInstanceOf(ModelFormatException.class).hasMessageContaining("experts numbered from 0");
        }
    }

    @Test
    void cancellingLeavesNothingBehindAndKeepsWhatWasThere() throws IOException {
        Path out = temp.resolve("out.gguf");
        Files.writeString(out, "before");
        try (ModelFile in = ModelFile.open(mixture(0))) {
            assertThatThrownBy(() -> GgufConversion.convert(in, QuantFormat.F16, out, (bytes, total) -> {
                throw new CancellationException("enough");
            })).isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> GgufConversion.convert(in, QuantFormat.Q3_K, out, (bytes, total) -> {}))
                    .hasMessageContaining("cannot be converted to Q3_K");
        }
        assertThat(out).hasContent("before");
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("out.gguf",
                    "mixture0.gguf");
        }
    }
}
