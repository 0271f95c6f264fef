package draftscope.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.format.QuantFormat;
import draftscope.format.RandomBlocks;
import draftscope.kernel.vector.VectorWidths;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where weights may lie, and that vector kernels, which read them by address, look before they read.
class WeightMemoryTest {
    private static final int ROWS = 19;
    private static final int COLUMNS = 512;
    /// Up to eight input rows go one way, more another.
    private static final int[] BATCHES = {1, 2, 4, 8, 17};

    static Stream<Kernels> widths() {
        return IntStream.of(128, 256, 512).filter(bits -> bits <= VectorWidths.widest()).mapToObj(Kernels::vector);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void weightsInTheHeapGiveTheBitsOfThoseInAFile(Kernels kernels) {
        float[] in = KernelsTest.random(new Random(1), 17 * COLUMNS);
        for (QuantFormat format : QuantFormat.values()) {
            byte[] bytes = RandomBlocks.of(format, ROWS * COLUMNS, new Random(2));
            Matrix mapped = outside(Arena.ofAuto(), bytes, format);
            Matrix heap = new Matrix(MemorySegment.ofArray(bytes), format, ROWS, COLUMNS);
            for (int batch : BATCHES) {
                assertThat(product(kernels, heap, 1, ROWS, in, batch)).as("%s, %d rows", format, batch)
                        .containsExactly(product(kernels, mapped, 1, ROWS, in, batch));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void closedMemoryIsRefused(Kernels kernels) {
        for (QuantFormat format : QuantFormat.values()) {
            Matrix weights;
            try (Arena arena = Arena.ofShared()) {
                weights = outside(arena, RandomBlocks.of(format, ROWS * COLUMNS, new Random(3)), format);
            }
            float[] in = new float[17 * COLUMNS];
            for (int batch : BATCHES) {
                assertThatThrownBy(() -> product(kernels, weights, 0, ROWS, in, batch)).as("%s", format)
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
            }
            assertThatThrownBy(() -> kernels.dequantise(weights, 0, in, 0)).as("%s", format)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void rowsThatTheMatrixHasNotAreRefused(Kernels kernels) {
        float[] in = new float[17 * COLUMNS];
        for (QuantFormat format : QuantFormat.values()) {
            Matrix weights = outside(Arena.ofAuto(), RandomBlocks.of(format, ROWS * COLUMNS, new Random(4)), format);
            for (int batch : BATCHES) {
                assertThatThrownBy(() -> product(kernels, weights, 0, ROWS + 1, in, batch)).as("%s", format)
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> product(kernels, weights, -1, ROWS, in, batch)).as("%s", format)
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThatThrownBy(() -> kernels.dequantise(weights, ROWS, in, 0)).as("%s", format)
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    private static Matrix outside(Arena arena, byte[] bytes, QuantFormat format) {
        MemorySegment data = arena.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return new Matrix(data, format, ROWS, COLUMNS);
    }

    private static float[] product(Kernels kernels, Matrix weights, int fromRow, int toRow, float[] in, int batch) {
        float[] out = new float[batch * (ROWS + 1)];
        kernels.matmul(weights, fromRow, toRow, in, COLUMNS, batch, out, ROWS + 1);
        return out;
    }
}
