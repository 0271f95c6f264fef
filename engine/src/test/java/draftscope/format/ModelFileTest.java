package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
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

/// What is written is read; what is damaged is refused with one sentence that says what, where and what is accepted.
class ModelFileTest {
    @TempDir
    Path folder;

    private static GgufWriter small() {
        return new GgufWriter().put("general.name", "small").put("count", 7).put("scores", new float[]{1, -2})
                .tensor("a", QuantFormat.F32, new long[]{3, 2}, new float[]{1, 2, 3, 4, 5, 6})
                .tensor("b", QuantFormat.F16, new long[]{4}, new float[]{0.5f, -1, 65504, 0x1p-24f})
                .tensor("c", QuantFormat.Q8_0, new long[]{32}, new float[32]);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file.gguf"), bytes);
    }

    private void refused(byte[] bytes, String... parts) throws IOException {
        Path path = file(bytes);
        assertThatThrownBy(() -> ModelFile.open(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(path.toString()).hasMessageEndingWith(".").hasMessageContainingAll(parts);
    }

    /// A header with one metadata key whose type and value are `value`.
    private static byte[] oneKey(int type, byte... value) {
        return ByteBuffer.allocate(24 + 8 + 1 + 4 + value.length).order(ByteOrder.LITTLE_ENDIAN).put("GGUF".getBytes())
                .putInt(3)
                .putLong(0).putLong(1).putLong(1).put((byte) 'k').putInt(type).put(value).array();
    }

    private static byte[] longs(long... values) {
        ByteBuffer out = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long v : values) {
            out.putLong(v);
        }
        return out.array();
    }

    private static byte[] typedArray(int type, long count, int bytes) {
        return ByteBuffer.allocate(12 + bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(type).putLong(count).array();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = file(small().put("long", 1L << 40).put("minus", -3).put("double", 0.1).put("yes", true)
                .put("words", new String[]{"", "▁é"}).put("ids", new int[]{-1, 5}).toBytes());
        try (ModelFile file = ModelFile.open(path)) {
            assertThat(file.version()).isEqualTo(3);
            assertThat(file.path()).isEqualTo(path);
            assertThat(file.fileBytes()).isEqualTo(Files.size(path));
            assertThat(file.metadata()).containsExactlyEntriesOf(new LinkedHashMap<>(file.metadata()))
                    .containsAllEntriesOf(
                            Map.of("general.name", "small", "count", 7L, "long", 1L << 40, "minus", -3L, "double", 0.1,
                                    "yes", true, "words", List.of("", "▁é"), "ids", List.of(-1L, 5L), "scores",
                                    List.of(1f, -2f)));
            assertThat(file.tensors()).extracting(TensorInfo::name).containsExactly("a", "b", "c");
            TensorInfo a = file.tensor("a");
            assertThat(a.shape()).containsExactly(3, 2);
            assertThat(a.rows()).isEqualTo(2);
            assertThat(a.columns()).isEqualTo(3);
            assertThat(a.bytes()).isEqualTo(24);
            assertThat(a.offset() % 32).isZero();
            assertThat(file.data(a).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 20)).isEqualTo(6);
            assertThat(file.data(a).isReadOnly()).isTrue();
            assertThat(file.data(file.tensor("b")).get(ValueLayout.JAVA_SHORT_UNALIGNED, 6)).isEqualTo((short) 1);
        }
    }

    @Test
    void typedGettersSayWhatTheyAccept() throws IOException {
        try (ModelFile file = ModelFile.open(file(small().put("nan", Float.NaN).toBytes()))) {
            assertThat(file.integer("count", 1, 7)).isEqualTo(7);
            assertThat(file.integer("absent", 1, 7, 3)).isEqualTo(3);
            assertThat(file.number("count", 0)).isEqualTo(7);
            assertThat(file.flag("absent", true)).isTrue();
            assertThat(file.array("scores", Float.class)).contains(List.of(1f, -2f));
            assertThat(file.array("absent", Float.class)).isEmpty();
            assertThatThrownBy(() -> file.integer("count", 1, 6))
                    .hasMessageContaining("'count' is 7; 1 to 6 is accepted");
            assertThatThrownBy(() -> file.integer("absent", 1, 6)).hasMessageContaining("'absent' is missing");
            assertThatThrownBy(() -> file.integer("general.name", 1, 6))
                    .hasMessageContaining("holds String; a whole number");
            assertThatThrownBy(() -> file.flag("count", true)).hasMessageContaining("true or false is accepted");
            assertThatThrownBy(() -> file.number("nan", 1)).hasMessageContaining("a finite number is accepted");
            assertThatThrownBy(() -> file.array("scores", String.class)).hasMessageContaining("array of Float");
            assertThatThrownBy(() -> file.tensor("d")).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("'d'");
        }
    }

    @Test
    void aClosedFileRefusesToBeReadAndCanBeClosedAgain() throws IOException {
        ModelFile file = ModelFile.open(file(small().toBytes()));
        var data = file.data(file.tensor("a"));
        file.close();
        file.close();
        assertThatThrownBy(() -> data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void versionTwoIsReadAndOthersAreNamed() throws IOException {
        byte[] bytes = small().toBytes();
        bytes[4] = 2;
        try (ModelFile file = ModelFile.open(file(bytes))) {
            assertThat(file.version()).isEqualTo(2);
        }
        bytes[4] = 1;
        refused(bytes, "GGUF version 1", "versions 2 and 3 are accepted");
        bytes[4] = 0;
        bytes[7] = 3;
        refused(bytes, "big-endian", "little-endian");
    }

    @Test
    void whatIsNoModelFileIsNamed() throws IOException {
        refused(new byte[0], "empty");
        refused("hello, world".getBytes(), "does not begin with 'GGUF'");
        refused("GG".getBytes(), "ends inside the magic number");
        assertThatThrownBy(() -> ModelFile.open(folder)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("folder");
        assertThatThrownBy(() -> ModelFile.open(folder.resolve("none.gguf"))).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = small().toBytes();
        int end = whole.length - 32 + 2; // the last tensor's 34 bytes are padded to 64
        ModelFile.open(file(Arrays.copyOf(whole, end))).close();
        for (int length = 0; length < end; length++) {
            refused(Arrays.copyOf(whole, length), "file.gguf");
        }
    }

    @Test
    void anyDamagedByteIsReadOrRefusedButNeverAnythingElse() throws IOException {
        byte[] whole = small().toBytes();
        Random random = new Random(3);
        int refusals = 0;
        for (int run = 0; run < 1000; run++) {
            byte[] damaged = whole.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                damaged[random.nextInt(whole.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            try (ModelFile file = ModelFile.open(file(damaged))) {
                for (TensorInfo tensor : file.tensors()) {
                    assertThat(file.data(tensor).byteSize()).isEqualTo(tensor.bytes());
                }
                file.metadata().values().forEach(Object::hashCode);
            } catch (ModelFormatException _) {
                refusals++;
            }
        }
        assertThat(refusals).as("seed 3").isGreaterThan(150);
    }

    @Test
    void absurdCountsAreRefusedBeforeAnythingIsAllocated() throws IOException {
        byte[] header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).put("GGUF".getBytes()).putInt(3)
                .putLong(1L << 60)
                .putLong(0).array();
        refused(header, "1152921504606846976 tensors", "room for at most");
        header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).put("GGUF".getBytes()).putInt(3).putLong(0)
                .putLong(-1)
                .array();
        refused(header, "18446744073709551615 metadata keys");
        refused(oneKey(8, longs(Long.MAX_VALUE)), "9223372036854775807 bytes of the value of 'k'");
        refused(oneKey(9, typedArray(8, 1L << 40, 0)), "1099511627776 elements of 'k'");
        refused(oneKey(9, typedArray(12, 1L << 61, 8)), "2305843009213693952 elements of 'k'");
    }

    @Test
    void badValuesAreNamed() throws IOException {
        refused(oneKey(13), "the type of 'k' is 13; 0 to 12");
        refused(oneKey(7, (byte) 2), "boolean with the byte 2");
        refused(oneKey(9, typedArray(9, 1, 12)), "array of arrays");
        refused(oneKey(9, typedArray(7, 2, 1)), "2 elements of 'k'");
        byte[] badText = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(2).put((byte) 0xc3)
                .put((byte) '(')
                .array();
        refused(oneKey(8, badText), "the value of 'k' is not valid UTF-8");
        refused(oneKey(10, new byte[7]), "8 bytes are needed and 7 are left");
    }

    @Test
    void theLargestUnsignedNumberIsNotNegative() throws IOException {
        try (ModelFile file = ModelFile.open(file(oneKey(10, longs(-1))))) {
            assertThat(file.metadata()).containsEntry("k", new BigInteger("18446744073709551615"));
        }
    }

    @Test
    void repeatedNamesAreRefused() throws IOException {
        byte[] twice = small().put("name2", 1).put("name3", 1).toBytes();
        int at = new String(twice, StandardCharsets.ISO_8859_1).indexOf("name3");
        twice[at + 4] = '2';
        refused(twice, "'name2' appears twice");
        refused(new GgufWriter().raw("t", 0, new long[]{1}, new byte[4]).raw("t", 0, new long[]{1}, new byte[4])
                .toBytes(),
                "tensor 't' appears twice");
    }

    @Test
    void unsupportedTensorTypesAreNamedWithTheSupportedOnes() throws IOException {
        refused(new GgufWriter().raw("t", 19, new long[]{256}, new byte[50]).toBytes(), "tensor 't' is stored as IQ1_S",
                "supported are F32, F16, BF16");
        refused(new GgufWriter().raw("t", 99, new long[]{256}, new byte[144]).toBytes(), "type 99");
        refused(new GgufWriter().raw("t", 8, new long[]{33}, new byte[68]).toBytes(), "rows of 33", "multiple of 32");
    }

    @Test
    void badDimensionsAreRefused() throws IOException {
        refused(new GgufWriter().raw("t", 0, new long[0], new byte[4]).toBytes(), "has 0 dimensions; 1 to 4");
        refused(new GgufWriter().raw("t", 0, new long[]{1, 1, 1, 1, 1}, new byte[4]).toBytes(), "has 5 dimensions");
        refused(new GgufWriter().raw("t", 0, new long[]{0}, new byte[4]).toBytes(), "dimension 0 = 0");
        refused(new GgufWriter().raw("t", 0, new long[]{-1}, new byte[4]).toBytes(),
                "dimension 0 = 18446744073709551615");
        refused(new GgufWriter().raw("t", 0, new long[]{1L << 32, 1L << 31}, new byte[4]).toBytes(), "dimension 1");
        refused(new GgufWriter().raw("t", 0, new long[]{1L << 62}, new byte[4]).toBytes(), "does not fit 63 bits");
        refused(new GgufWriter().raw("t", 0, new long[]{1L << 60}, new byte[4]).toBytes(), "cut short");
    }

    @Test
    void badOffsetsAreRefused() throws IOException {
        byte[] bytes = new GgufWriter().raw("t", 0, new long[]{8}, new byte[32])
                .raw("u", 0, new long[]{8}, new byte[32])
                .toBytes();
        int offsetOfU = 24 + (8 + 1 + 4 + 8 + 4 + 8) * 2 - 8;
        ByteBuffer patch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(patch.getLong(offsetOfU)).isEqualTo(32);
        patch.putLong(offsetOfU, 16);
        refused(bytes, "offset 16", "no multiple of the alignment 32");
        patch.putLong(offsetOfU, 0);
        refused(bytes, "'u' overlaps tensor 't'");
        patch.putLong(offsetOfU, 1 << 20);
        refused(bytes, "offset 1048576", "cut short");
        patch.putLong(offsetOfU, Long.MAX_VALUE - 31);
        refused(bytes, "cut short");
        patch.putLong(offsetOfU, -32);
        refused(bytes, "cut short");
    }

    @Test
    void badAlignmentIsRefusedAndAnotherIsFollowed() throws IOException {
        for (Object bad : new Object[]{0, 3, 48, -32, 1 << 21, "32", 32.0f}) {
            refused(small().put("general.alignment", bad).toBytes(), "general.alignment", "power of two");
        }
        for (int good : new int[]{1, 8, 32, 4096}) {
            try (ModelFile file = ModelFile.open(file(small().put("general.alignment", good).toBytes()))) {
                assertThat(file.tensors()).hasSize(3).allMatch(tensor -> tensor.offset() % good == 0);
                assertThat(file.data(file.tensor("a")).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 20)).isEqualTo(6);
            }
        }
    }

    @Test
    void theWriterRefusesWhatGgufCannotHold() {
        assertThatThrownBy(() -> new GgufWriter().put("k", List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("String[]");
        assertThatThrownBy(() -> new GgufWriter().tensor("t", QuantFormat.Q8_0, new long[]{31}, new float[31]))
                .hasMessageContaining("multiple of 32");
        assertThatThrownBy(() -> new GgufWriter().tensor("t", QuantFormat.F32, new long[]{3}, new float[4]))
                .hasMessageContaining("has 3 numbers; got 4");
    }

    /// Found by [FuzzTest], seed 7: a byte piece whose name held a line end.
    @Test
    void aSentenceStaysOnOneLineWhateverAFileIsNamedInside() {
        assertThat(new ModelFormatException("token 16 is spelt '<0x0C\n'\t.")).hasMessage(
                "token 16 is spelt '<0x0C\\u000a'\\u0009.");
    }
}
