package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.kernel.Kernels;
import draftscope.kernel.Matrix;
import draftscope.model.ReferenceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every key and every tensor of real files against another reader's account of them.
class ReferenceStructureTest {
    static Stream<String> ggufFiles() throws IOException {
        Path folder = ReferenceFolder.file("expected/structure");
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".gguf.json")).sorted().toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("ggufFiles")
    void keysAndTensorsAreThoseAnotherReaderFinds(String account) {
        JsonNode expected = ReferenceFolder.json("expected/structure/" + account);
        Path path = ReferenceFolder.file(expected.get("file").asString());
        try (ModelFile file = ModelFile.open(path)) {
            assertThat(file.fileBytes()).isEqualTo(expected.get("size").asLong());
            JsonNode metadata = expected.get("metadata");
            assertThat(file.version()).isEqualTo(metadata.get("GGUF.version").get("value").asInt());
            assertThat(file.tensors()).hasSize(metadata.get("GGUF.tensor_count").get("value").asInt());
            assertThat(file.metadata()).hasSize(metadata.get("GGUF.kv_count").get("value").asInt());
            for (Map.Entry<String, JsonNode> key : metadata.properties()) {
                if (!key.getKey().startsWith("GGUF.")) {
                    assertThat(file.metadata()).containsKey(key.getKey());
                    checkValue(file.metadata().get(key.getKey()), key.getValue());
                }
            }
            for (JsonNode tensor : expected.get("tensors")) {
                checkTensor(file, tensor);
            }
        }
    }

    private static void checkValue(Object value, JsonNode expected) {
        if (expected.has("count")) {
            List<?> list = (List<?>) value;
            assertThat(list).hasSize(expected.get("count").asInt());
            JsonNode first = expected.get("first");
            JsonNode last = expected.get("last");
            for (int i = 0; i < first.size(); i++) {
                checkScalar(list.get(i), first.get(i));
            }
            for (int i = 0; i < last.size(); i++) {
                checkScalar(list.get(list.size() - last.size() + i), last.get(i));
            }
        } else if (expected.get("value").isArray()) {
            List<?> list = (List<?>) value;
            assertThat(list).hasSize(expected.get("value").size());
            for (int i = 0; i < list.size(); i++) {
                checkScalar(list.get(i), expected.get("value").get(i));
            }
        } else {
            checkScalar(value, expected.get("value"));
        }
    }

    private static void checkScalar(Object value, JsonNode expected) {
        switch (value) {
            case String s -> assertThat(s).isEqualTo(expected.asString());
            case Boolean b -> assertThat(b).isEqualTo(expected.asBoolean());
            case Number n -> assertThat(n.doubleValue()).isEqualTo(expected.asDouble());
            default -> throw new AssertionError("a value of " + value.getClass());
        }
    }

    private static void checkTensor(ModelFile file, JsonNode expected) {
        TensorInfo tensor = file.tensor(expected.get("name").asString());
        assertThat(tensor.format()).hasToString(expected.get("type").asString());
        assertThat(tensor.bytes()).isEqualTo(expected.get("bytes").asLong());
        assertThat(tensor.offset()).isEqualTo(expected.get("file_offset").asLong());
        assertThat(tensor.shape()).hasSize(expected.get("ggml_dims").size());
        for (int d = 0; d < tensor.shape().length; d++) {
            assertThat(tensor.shape()[d]).isEqualTo(expected.get("ggml_dims").get(d).asLong());
        }
        assertThat(sha256(file, tensor)).isEqualTo(expected.get("sha256").asString());
        for (Kernels kernels : List.of(Kernels.scalar(), Kernels.best())) {
            checkNumbers(kernels, file, tensor, expected);
        }
    }

    private static void checkNumbers(Kernels kernels, ModelFile file, TensorInfo tensor, JsonNode expected) {
        int rows = (int) tensor.rows();
        int columns = (int) tensor.columns();
        Matrix matrix = new Matrix(file.data(tensor), tensor.format(), rows, columns);
        float[] values = new float[rows * columns];
        double sum = 0;
        double squares = 0;
        for (int r = 0; r < rows; r++) {
            kernels.dequantise(matrix, r, values, r * columns);
        }
        for (float v : values) {
            sum += v;
            squares += (double) v * v;
        }
        assertThat(sum).isCloseTo(expected.get("sum").asDouble(), within(1e-9 * (1 + squares)));
        assertThat(squares).isCloseTo(expected.get("sum_of_squares").asDouble(), within(1e-9 * (1 + squares)));
        JsonNode first = expected.get("first");
        JsonNode last = expected.get("last");
        for (int i = 0; i < first.size(); i++) {
            assertThat(values[i]).isEqualTo((float) first.get(i).asDouble());
            assertThat(values[values.length - last.size() + i]).isEqualTo((float) last.get(i).asDouble());
        }
    }

    private static String sha256(ModelFile file, TensorInfo tensor) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(file.data(tensor).asByteBuffer());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
