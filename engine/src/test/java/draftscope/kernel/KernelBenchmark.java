package draftscope.kernel;

import draftscope.format.QuantFormat;
import draftscope.format.RandomBlocks;
import draftscope.kernel.vector.VectorWidths;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What one thread reaches in matrix products: GB/s of weights and GFLOP/s for each storage format and number of rows, with
/// the bandwidth of a copy beside them, and the cost of a pass against that of a single row. Formats and row counts take
/// turns in short slices and the best tenth counts, so that a busy machine spoils little. Prints, asserts nothing.
///
/// `-Dbenchmark.bits=256` for narrower vectors, `-Dbenchmark.formats=F16,Q4_0`, `-Dbenchmark.columns=4096`,
/// `-Dbenchmark.rows=1,16`.
@Tag("benchmark")
class KernelBenchmark {
    private static final int[] ROWS = Stream
            .of(System.getProperty("benchmark.rows", "1,2,4,8,16,32,64,128,512").split(","))
            .mapToInt(Integer::parseInt).toArray();
    private static final long BYTES = 96L << 20; // of weights: more than the caches hold
    private static final int ROUNDS = 60;
    private static final long SLICE_NANOS = 4_000_000;

    private final int columns = Integer.getInteger("benchmark.columns", 2048);

    @Test
    void productsPerFormatAndRows() {
        Kernels kernels = Kernels.vector(Integer.getInteger("benchmark.bits", VectorWidths.widest()));
        String names = System.getProperty("benchmark.formats", "F32,F16,BF16,Q8_0,Q4_0,Q4_K,Q6_K");
        Set<QuantFormat> formats = Stream.of(names.split(",")).map(QuantFormat::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(QuantFormat.class)));
        System.out.printf("%s, %d columns; copy %.1f GB/s%n", kernels.name(), columns, copyBandwidth());
        for (QuantFormat format : formats) {
            measure(kernels, format);
        }
    }

    private void measure(Kernels kernels, QuantFormat format) {
        Random random = new Random(1);
        int rows = (int) (BYTES / format.rowBytes(columns));
        Matrix matrix = new Matrix(weights(format, rows, random), format, rows, columns);
        float[] in = new float[ROWS[ROWS.length - 1] * columns];
        for (int i = 0; i < in.length; i++) {
            in[i] = (float) random.nextGaussian();
        }
        Slice[] slices = Arrays.stream(ROWS).mapToObj(r -> new Slice(kernels, matrix, in, r)).toArray(Slice[]::new);
        for (Slice slice : slices) {
            slice.warmUp();
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Slice slice : slices) {
                slice.run(round);
            }
        }
        for (Slice slice : slices) {
            double nanos = slice.nanosPerWeightRow();
            System.out.printf("%5s %3d rows: %6.2f GB/s of weights, %6.1f GFLOP/s, %5.2f of a single row%n", format,
                    slice.rows, format.rowBytes(columns) / nanos, 2.0 * columns * slice.rows / nanos,
                    nanos / slices[0].nanosPerWeightRow());
        }
    }

    private MemorySegment weights(QuantFormat format, int rows, Random random) {
        int some = 64;
        byte[] pattern = RandomBlocks.of(format, some * columns, random);
        MemorySegment data = Arena.ofAuto().allocate(format.rowBytes(columns) * rows, 64);
        for (long at = 0; at < data.byteSize(); at += pattern.length) {
            int length = (int) Math.min(pattern.length, data.byteSize() - at);
            MemorySegment.copy(pattern, 0, data, ValueLayout.JAVA_BYTE, at, length);
        }
        return data;
    }

    private static double copyBandwidth() {
        MemorySegment from = Arena.ofAuto().allocate(BYTES);
        MemorySegment to = Arena.ofAuto().allocate(BYTES);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            to.copyFrom(from);
            best = Math.min(best, System.nanoTime() - start);
        }
        return 2.0 * BYTES / best;
    }

    /// Products of some weight rows at a time, one stretch of the matrix after the other.
    private static final class Slice {
        private final Kernels kernels;
        private final Matrix matrix;
        private final float[] in;
        private final float[] out;
        private final int rows;
        private int stretch = 32; // weight rows
        private int next;
        private final double[] nanos = new double[ROUNDS];

        Slice(Kernels kernels, Matrix matrix, float[] in, int rows) {
            this.kernels = kernels;
            this.matrix = matrix;
            this.in = in;
            this.rows = rows;
            out = new float[rows * matrix.rows()];
        }

        /// Also finds how many weight rows take a few milliseconds.
        void warmUp() {
            long until = System.nanoTime() + Long.getLong("benchmark.warm", 1_000) * 1_000_000;
            while (System.nanoTime() < until) {
                advance();
            }
            long start = System.nanoTime();
            advance();
            double one = (double) (System.nanoTime() - start) / stretch;
            stretch = (int) Math.clamp(SLICE_NANOS / one, 32, matrix.rows() / 4) / 8 * 8;
        }

        void run(int round) {
            long start = System.nanoTime();
            advance();
            nanos[round] = (double) (System.nanoTime() - start) / stretch;
        }

        private void advance() {
            if (next + stretch > matrix.rows()) {
                next = 0;
            }
            kernels.matmul(matrix, next, next + stretch, in, matrix.columns(), rows, out, matrix.rows());
            next += stretch;
        }

        double nanosPerWeightRow() {
            return Arrays.stream(nanos).sorted().limit(ROUNDS / 10).average().orElseThrow();
        }
    }
}
