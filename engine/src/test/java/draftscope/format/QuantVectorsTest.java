package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.model.ReferenceFolder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Eight rows of real weights as ggml's quantisers store them and as ggml's dequantisers read them back.
class QuantVectorsTest {
    private static final int NUMBERS = 8 * 512;

    /// The folder spells `Q4_K` as `q4_K`.
    private static String fileName(QuantFormat format) {
        return format.name().endsWith("_K")
                ? "q" + format.name().substring(1)
                : format.name().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource(value = QuantFormat.class, mode = Mode.EXCLUDE, names = "F32")
    void everyNumberIsTheOneThatGgmlReads(QuantFormat format) throws IOException {
        String stem = "expected/quant-vectors/" + fileName(format);
        byte[] raw = Files.readAllBytes(ReferenceFolder.file(stem + ".raw"));
        float[] expected = ReferenceFolder.floats(stem + ".f32");
        float[] actual = new float[NUMBERS];
        QuantBlocks.decode(format, MemorySegment.ofArray(raw), 0, NUMBERS, actual, 0);
        for (int i = 0; i < NUMBERS; i++) {
            assertThat(Float.floatToRawIntBits(actual[i])).as("number %d: %s, expected %s", i, actual[i], expected[i])
                    .isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
    }

    @Test
    void idsAndSizesAreGgmls() throws IOException {
        List<String> lines = Files.readAllLines(ReferenceFolder.file("expected/quant-vectors/types.txt"));
        assertThat(lines).hasSize(QuantFormat.values().length - 1);
        for (String line : lines) {
            String[] words = line.split(" ");
            QuantFormat format = QuantFormat.valueOf(words[0].toUpperCase(Locale.ROOT));
            assertThat("id=" + format.id()).isEqualTo(words[1]);
            assertThat("blk=" + format.blockLength()).isEqualTo(words[2]);
            assertThat("typesize=" + format.blockBytes()).isEqualTo(words[3]);
            assertThat("row=" + format.rowBytes(512)).isEqualTo(words[4]);
        }
    }

    @ParameterizedTest
    @EnumSource(QuantFormat.class)
    void aBlockReadsTheSameWhereverItLies(QuantFormat format) {
        int n = 3 * format.blockLength();
        byte[] bytes = RandomBlocks.of(format, n, new Random(format.id()));
        float[] together = new float[n];
        QuantBlocks.decode(format, MemorySegment.ofArray(bytes), 0, n, together, 0);
        byte[] shifted = new byte[bytes.length + 5];
        System.arraycopy(bytes, 0, shifted, 5, bytes.length);
        float[] apart = new float[n + 1];
        for (int block = 2; block >= 0; block--) {
            QuantBlocks.decode(format, MemorySegment.ofArray(shifted), 5 + (long) block * format.blockBytes(),
                    format.blockLength(), apart, 1 + block * format.blockLength());
        }
        for (int i = 0; i < n; i++) {
            assertThat(apart[i + 1]).isEqualTo(together[i]);
        }
        assertThat(apart[0]).isZero();
    }

    @Test
    void partOfABlockIsRefused() {
        assertThatThrownBy(() -> QuantBlocks.decode(QuantFormat.Q4_K, MemorySegment.ofArray(new byte[144]), 0, 128,
                new float[128], 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("128 numbers are no whole number of Q4_K blocks of 256");
    }
}
