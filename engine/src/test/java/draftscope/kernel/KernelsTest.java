package draftscope.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import draftscope.format.QuantFormat;
import draftscope.format.RandomBlocks;
import draftscope.kernel.vector.VectorWidths;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation, format, length, offset and width against the scalar reference.
class KernelsTest {
    static final int[] LENGTHS = {1, 3, 7, 8, 13, 16, 31, 32, 33, 64, 127, 207, 256, 1000, 4098};
    static final int[] BLOCK_LENGTHS = {32, 64, 128, 224, 256, 1024, 4096};
    static final int[] SUPER_BLOCK_LENGTHS = {256, 512, 1024, 4096};
    static final int[] OFFSETS = {0, 1, 5};
    static final float EPSILON = 0x1p-23f;

    static List<Kernels> widths() {
        return IntStream.of(128, 256, 512).filter(bits -> bits <= VectorWidths.widest()).mapToObj(Kernels::vector)
                .toList();
    }

    static Stream<Arguments> lengths() {
        return widths().stream().flatMap(k -> Arrays.stream(LENGTHS).mapToObj(n -> Arguments.of(k.name(), k, n)));
    }

    static Stream<Arguments> matrices() {
        List<Arguments> cases = new ArrayList<>();
        for (Kernels k : widths()) {
            for (QuantFormat format : QuantFormat.values()) {
                for (int n : lengths(format)) {
                    cases.add(Arguments.of(k.name(), k, format, n));
                }
            }
        }
        return cases.stream();
    }

    private static int[] lengths(QuantFormat format) {
        return switch (format.blockLength()) {
            case 1 -> LENGTHS;
            case 32 -> BLOCK_LENGTHS;
            default -> SUPER_BLOCK_LENGTHS;
        };
    }

    static float[] random(Random random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    /// A matrix whose bytes begin at an odd address, as they may in a file.
    static Matrix matrix(Random random, QuantFormat format, int rows, int columns) {
        byte[] bytes = RandomBlocks.of(format, rows * columns, random);
        MemorySegment data = Arena.ofAuto().allocate(bytes.length + 1, 64).asSlice(1);
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return new Matrix(data, format, rows, columns);
    }

    @Test
    void thisMachineRunsTheWidthsItClaims() {
        assertThat(VectorWidths.widest()).isGreaterThanOrEqualTo(VectorWidths.NARROWEST);
        assertThat(widths()).extracting(Kernels::name).startsWith("vector 128 bit").doesNotHaveDuplicates()
                .hasSize(Integer.numberOfTrailingZeros(VectorWidths.widest() / 64));
    }

    @Test
    void everyFormatHasAMatmulAndADequantiser() {
        assertThat(matrices().map(arguments -> arguments.get()[2]).distinct())
                .containsExactly((Object[]) QuantFormat.values());
    }

    @ParameterizedTest(name = "{0}, {2}, {3}")
    @MethodSource("matrices")
    void matmulAgreesWithTheReference(String name, Kernels kernels, QuantFormat format, int n) {
        Random random = new Random(n);
        int out = 21; // two wide tiles and a rest that is no whole tile
        Matrix weights = matrix(random, format, out, n);
        for (int rows : new int[]{1, 2, 3}) {
            int inStride = n + 3;
            int outStride = out + 2;
            float[] in = random(random, rows * inStride);
            float[] expected = new float[rows * outStride];
            float[] actual = new float[rows * outStride];
            float[] bound = new float[rows * outStride];
            Kernels.scalar().matmul(weights, 1, out, in, inStride, rows, expected, outStride);
            kernels.matmul(weights, 1, out, in, inStride, rows, actual, outStride);
            float[] row = new float[n];
            for (int j = 1; j < out; j++) {
                Kernels.scalar().dequantise(weights, j, row, 0);
                for (int r = 0; r < rows; r++) {
                    for (int i = 0; i < n; i++) {
                        bound[r * outStride + j] += Math.abs(row[i] * in[r * inStride + i]);
                    }
                    // At most n / 4 + 4 roundings follow each other in a lane, the fold and the rest.
                    bound[r * outStride + j] *= EPSILON * (n / 4f + 4);
                }
            }
            for (int i = 0; i < actual.length; i++) {
                assertThat(Math.abs(actual[i] - expected[i])).as("rows %d, place %d", rows, i)
                        .isLessThanOrEqualTo(bound[i]);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}, {3}")
    @MethodSource("matrices")
    void dequantiseIsExactlyTheReference(String name, Kernels kernels, QuantFormat format, int n) {
        Matrix weights = matrix(new Random(n), format, 3, n);
        for (int offset : OFFSETS) {
            float[] expected = new float[offset + n];
            float[] actual = new float[offset + n];
            Kernels.scalar().dequantise(weights, 2, expected, offset);
            kernels.dequantise(weights, 2, actual, offset);
            assertThat(actual).containsExactly(expected);
        }
    }

    @Test
    void everyHalfPrecisionNumberIsReadExactly() {
        byte[] bytes = new byte[2 << 16];
        for (int h = 0; h < 1 << 16; h++) {
            bytes[2 * h] = (byte) h;
            bytes[2 * h + 1] = (byte) (h >> 8);
        }
        MemorySegment data = Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
        Matrix all = new Matrix(data, QuantFormat.F16, 1, 1 << 16);
        for (Kernels kernels : widths()) {
            float[] out = new float[1 << 16];
            kernels.dequantise(all, 0, out, 0);
            for (int h = 0; h < 1 << 16; h++) {
                float expected = Float.float16ToFloat((short) h);
                assertThat(Float.floatToIntBits(out[h])).as("%s, half %04x", kernels.name(), h)
                        .isEqualTo(Float.floatToIntBits(expected));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}, {3}")
    @MethodSource("matrices")
    void aRowsProductIsTheSameInAnyBatch(String name, Kernels kernels, QuantFormat format, int n) {
        Random random = new Random(n);
        int out = 19;
        int rows = 7;
        Matrix weights = matrix(random, format, out, n);
        float[] in = random(random, rows * n);
        float[] together = new float[rows * out];
        kernels.matmul(weights, 0, out, in, n, rows, together, out);
        for (int r = 0; r < rows; r++) {
            float[] alone = new float[out];
            kernels.matmul(weights, 0, out, Arrays.copyOfRange(in, r * n, (r + 1) * n), n, 1, alone, out);
            assertThat(alone).containsExactly(Arrays.copyOfRange(together, r * out, (r + 1) * out));
            float[] inParts = new float[out];
            float[] one = Arrays.copyOfRange(in, r * n, (r + 1) * n);
            kernels.matmul(weights, 0, 3, one, n, 1, inParts, out);
            kernels.matmul(weights, 3, 12, one, n, 1, inParts, out);
            kernels.matmul(weights, 12, out, one, n, 1, inParts, out);
            assertThat(inParts).containsExactly(alone);
        }
    }

    static Stream<Arguments> formats() {
        return widths().stream()
                .flatMap(k -> Arrays.stream(QuantFormat.values()).map(f -> Arguments.of(k.name(), k, f)));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("formats")
    void aRowsProductIsTheSameInBatchesOfOneToSeventy(String name, Kernels kernels, QuantFormat format) {
        Random random = new Random(format.id());
        int n = 256;
        int out = 9; // a panel and a rest
        int most = 70;
        Matrix weights = matrix(random, format, out, n);
        float[] in = random(random, most * n);
        float[] all = new float[most * out];
        kernels.matmul(weights, 0, out, in, n, most, all, out);
        for (int rows = 1; rows < most; rows++) {
            float[] some = new float[rows * out];
            kernels.matmul(weights, 0, out, in, n, rows, some, out);
            assertThat(some).as("%d rows", rows).containsExactly(Arrays.copyOf(all, rows * out));
        }
    }

    @ParameterizedTest(name = "{0}, {2}, {3}")
    @MethodSource("matrices")
    void everyFormatAndWidthMultipliesAsTheSameWeightsInFloat32(String name, Kernels kernels, QuantFormat format,
            int n) {
        Random random = new Random(n);
        Matrix weights = matrix(random, format, 5, n);
        float[] plain = new float[5 * n];
        for (int j = 0; j < 5; j++) {
            Kernels.scalar().dequantise(weights, j, plain, j * n);
        }
        Matrix same = new Matrix(MemorySegment.ofArray(plain), QuantFormat.F32, 5, n);
        float[] in = random(random, 3 * n);
        for (int rows : new int[]{1, 3}) {
            float[] expected = new float[rows * 5];
            float[] actual = new float[rows * 5];
            Kernels.vector(VectorWidths.NARROWEST).matmul(same, 0, 5, in, n, rows, expected, 5);
            kernels.matmul(weights, 0, 5, in, n, rows, actual, 5);
            assertThat(actual).containsExactly(expected);
        }
    }

    @Test
    void infiniteHalfPrecisionWeightsStayInfinite() {
        float[] in = new float[64];
        Arrays.fill(in, 1);
        for (short special : new short[]{0x7c00, (short) 0xfc00, 0x7e00, (short) 0xfe01}) {
            for (int place : new int[]{0, 17, 40, 63}) {
                MemorySegment data = Arena.ofAuto().allocate(128);
                data.setAtIndex(ValueLayout.JAVA_SHORT, place, special);
                Matrix weights = new Matrix(data, QuantFormat.F16, 1, 64);
                for (Kernels kernels : widths()) {
                    for (int rows : new int[]{1, 2, 4, 8, 9}) {
                        float[] out = new float[rows];
                        kernels.matmul(weights, 0, 1, in, 0, rows, out, 1);
                        assertThat(out).as("%s, %04x, %d rows", kernels.name(), special, rows)
                                .containsOnly(Float.float16ToFloat(special));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void rmsNormAgreesWithTheReference(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int offset : OFFSETS) {
            float[] in = random(random, offset + n);
            float[] weight = random(random, n);
            float[] expected = new float[n + 5];
            float[] actual = new float[n + 5];
            Kernels.scalar().rmsNorm(in, offset, weight, n, 1e-5f, expected, 5);
            kernels.rmsNorm(in, offset, weight, n, 1e-5f, actual, 5);
            assertRelative(actual, expected, EPSILON * (4 + n / 8f));
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void softmaxAgreesWithTheReference(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int offset : OFFSETS) {
            for (float spread : new float[]{1, 30}) {
                float[] expected = random(random, offset + n + 2);
                for (int i = 0; i < n; i++) {
                    expected[offset + i] *= spread;
                }
                float[] actual = expected.clone();
                Kernels.scalar().softmax(expected, offset, n);
                kernels.softmax(actual, offset, n);
                // Rounding x - max moves e^(x - max) by up to that many ulp; hence the spread.
                assertRelative(actual, expected, EPSILON * (8 + n / 8f + 5 * spread));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void siluMultiplyAgreesWithTheReference(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int offset : OFFSETS) {
            float[] expected = random(random, offset + n + 2);
            for (int i = 0; i < n; i++) {
                expected[offset + i] *= 8;
            }
            float[] up = random(random, 3 + n);
            float[] actual = expected.clone();
            Kernels.scalar().siluMultiply(expected, offset, up, 3, n);
            kernels.siluMultiply(actual, offset, up, 3, n);
            assertRelative(actual, expected, 8 * EPSILON);
        }
    }

    @Test
    void siluOfExtremesIsFiniteWhereTheReferenceIs() {
        for (Kernels kernels : widths()) {
            float[] gate = new float[32];
            Arrays.fill(gate, -200);
            Arrays.fill(gate, 16, 32, 200);
            float[] ones = new float[32];
            Arrays.fill(ones, 1);
            kernels.siluMultiply(gate, 0, ones, 0, 32);
            assertThat(gate[0]).isBetween(-1e-30f, 0f);
            assertThat(gate[31]).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void allWidthsGiveTheSameBits(String name, Kernels kernels, int n) {
        Kernels narrowest = Kernels.vector(VectorWidths.NARROWEST);
        assertThat(elements(kernels, n)).containsExactly(elements(narrowest, n));
    }

    /// What each operation on elements makes of the same numbers, one after the other.
    private static float[] elements(Kernels kernels, int n) {
        Random random = new Random(n);
        float[] x = random(random, n);
        float[] y = random(random, n);
        float[] z = random(random, n);
        float[][] results = new float[7][];
        Arrays.setAll(results, _ -> x.clone());
        kernels.rmsNorm(x, 0, y, n, 1e-5f, results[0], 0);
        kernels.layerNorm(x, 0, y, z, n, 1e-5f, results[1], 0);
        kernels.softmax(results[2], 0, n);
        kernels.siluMultiply(results[3], 0, y, 0, n);
        kernels.geluMultiply(results[4], 0, y, 0, n);
        kernels.gelu(results[5], 0, n);
        kernels.softCap(results[6], 0, n, 2);
        float[] all = new float[7 * n];
        for (int i = 0; i < results.length; i++) {
            System.arraycopy(results[i], 0, all, i * n, n);
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void layerNormAgreesWithTheReference(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int offset : OFFSETS) {
            float[] in = random(random, offset + n);
            float[] weight = random(random, n);
            float[] bias = random(random, n);
            float[] expected = new float[n + 5];
            float[] actual = new float[n + 5];
            Kernels.scalar().layerNorm(in, offset, weight, bias, n, 1e-5f, expected, 5);
            kernels.layerNorm(in, offset, weight, bias, n, 1e-5f, actual, 5);
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], offset(EPSILON * (16 + n / 8f)));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void geluAgreesWithTheReference(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int offset : OFFSETS) {
            float[] x = random(random, offset + n + 2);
            for (int i = 0; i < n; i++) {
                x[offset + i] *= 4;
            }
            float[] up = random(random, 3 + n);
            float[] expected = x.clone();
            float[] actual = x.clone();
            Kernels.scalar().gelu(expected, offset, n);
            kernels.gelu(actual, offset, n);
            // The exponent may be near 87, whose last bit moves the exponential by 87 of its own.
            assertRelative(actual, expected, 100 * EPSILON);
            Kernels.scalar().geluMultiply(x, offset, up, 3, n);
            float[] gate = new float[offset + n + 2];
            System.arraycopy(expected, 0, gate, 0, offset);
            for (int i = 0; i < n; i++) {
                gate[offset + i] = expected[offset + i] * up[3 + i];
            }
            System.arraycopy(expected, offset + n, gate, offset + n, 2);
            assertRelative(x, gate, 2 * EPSILON);
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void softCapAgreesWithTheReference(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (float spread : new float[]{0.01f, 1, 100, 10_000}) {
            float[] expected = random(random, n + 2);
            for (int i = 0; i < n; i++) {
                expected[i] *= spread;
            }
            float[] actual = expected.clone();
            Kernels.scalar().softCap(expected, 1, n, 30);
            kernels.softCap(actual, 1, n, 30);
            assertRelative(actual, expected, 8 * EPSILON);
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void anElementsValueDoesNotDependOnItsPlace(String name, Kernels kernels, int n) {
        float[] x = random(new Random(n), n + 1);
        float[] up = random(new Random(n + 1), n + 1);
        for (int skipped = 0; skipped < Math.min(n, 3); skipped++) {
            float[] silu = x.clone();
            float[] gelu = x.clone();
            float[] geglu = x.clone();
            float[] capped = x.clone();
            kernels.siluMultiply(silu, 0, up, 0, n);
            kernels.gelu(gelu, 0, n);
            kernels.geluMultiply(geglu, 0, up, 0, n);
            kernels.softCap(capped, 0, n, 2);
            float[] late = x.clone();
            kernels.siluMultiply(late, skipped, up, skipped, n - skipped);
            assertThat(Arrays.copyOfRange(late, skipped, n)).containsExactly(Arrays.copyOfRange(silu, skipped, n));
            late = x.clone();
            kernels.gelu(late, skipped, n - skipped);
            assertThat(Arrays.copyOfRange(late, skipped, n)).containsExactly(Arrays.copyOfRange(gelu, skipped, n));
            late = x.clone();
            kernels.geluMultiply(late, skipped, up, skipped, n - skipped);
            assertThat(Arrays.copyOfRange(late, skipped, n)).containsExactly(Arrays.copyOfRange(geglu, skipped, n));
            late = x.clone();
            kernels.softCap(late, skipped, n - skipped, 2);
            assertThat(Arrays.copyOfRange(late, skipped, n)).containsExactly(Arrays.copyOfRange(capped, skipped, n));
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void addIsExactlyTheReference(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int offset : OFFSETS) {
            float[] expected = random(random, offset + n + 2);
            float[] y = random(random, n + 3);
            float[] actual = expected.clone();
            Kernels.scalar().add(expected, offset, y, 3, n);
            kernels.add(actual, offset, y, 3, n);
            assertThat(actual).containsExactly(expected);
        }
    }

    @Test
    void ropeTurnsPairsAndLeavesTheRest() {
        float[] cosines = {0, 1};
        float[] sines = {1, 0};
        for (Kernels kernels : List.of(Kernels.scalar(), Kernels.best())) {
            float[] x = {9, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}; // two heads of 6 from place 1, 4 floats turn
            float[] halves = x.clone();
            kernels.rope(x, 1, 2, 6, cosines, sines);
            assertThat(x).containsExactly(9, -2, 1, 3, 4, 5, 6, -12, 11, 13, 14, 15, 16);
            kernels.ropeHalves(halves, 1, 2, 6, cosines, sines);
            assertThat(halves).containsExactly(9, -3, 2, 1, 4, 5, 6, -13, 12, 11, 14, 15, 16);
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void attentionAgreesWithTheReferenceAndReadsOnlyTheListedSlots(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int headDim : new int[]{8, 13, 32, 48, 64}) {
            AttentionCase c = new AttentionCase(random, n, headDim, 5);
            float[] expected = c.scores(Kernels.scalar(), 0, 5, 0);
            float[] actual = c.scores(kernels, 0, 5, 0);
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], offset(EPSILON * headDim * 4));
            }
            float[] expectedSum = c.sums(Kernels.scalar(), expected, 5, 0);
            float[] actualSum = c.sums(kernels, expected, 5, 0);
            for (int d = 0; d < actualSum.length; d++) {
                assertThat(actualSum[d]).isCloseTo(expectedSum[d], offset(EPSILON * (n + 8) * 2 * headDim));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void attentionOfAQueryIsTheSameAmongOthersAndInPieces(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (int headDim : new int[]{13, 48, 64, 80}) {
            AttentionCase c = new AttentionCase(random, n, headDim, 7);
            float[] scores = c.scores(kernels, 0, 7, 0);
            float[] sums = c.sums(kernels, scores, 7, 0);
            float[] narrow = c.scores(Kernels.vector(VectorWidths.NARROWEST), 0, 7, 0);
            assertThat(scores).containsExactly(narrow);
            for (int q = 0; q < 7; q++) {
                float[] alone = c.scores(kernels, q, 1, 0);
                assertThat(alone).containsExactly(Arrays.copyOfRange(scores, q * n, (q + 1) * n));
                float[] sum = c.sums(kernels, alone, 1, n / 3);
                assertThat(sum).containsExactly(Arrays.copyOfRange(sums, q * (headDim + 3), (q + 1) * (headDim + 3)));
            }
            assertThat(c.scores(kernels, 0, 7, n / 3)).containsExactly(scores);
        }
    }

    /// Queries that see one of each two neighbouring slots; the others are poisoned.
    private static final class AttentionCase {
        private final int n;
        private final int headDim;
        private final int kvDim;
        private final float[] cache;
        private final int[] slots;
        private final float[] query;

        AttentionCase(Random random, int n, int headDim, int queries) {
            this.n = n;
            this.headDim = headDim;
            kvDim = 2 * headDim + 1;
            cache = random(random, 2 * n * kvDim);
            slots = new int[n];
            for (int k = 0; k < n; k++) {
                slots[k] = 2 * k + k % 2;
                Arrays.fill(cache, (slots[k] ^ 1) * kvDim, ((slots[k] ^ 1) + 1) * kvDim, Float.NaN);
            }
            query = random(random, queries * (headDim + 1));
        }

        /// (queries, n), computed in two pieces that meet at `cut`.
        float[] scores(Kernels kernels, int first, int queries, int cut) {
            float[] scores = new float[queries * n];
            int at = first * (headDim + 1);
            int stride = headDim + 1;
            if (cut > 0) {
                kernels.attentionScores(query, at, stride, queries, headDim, cache, kvDim, headDim, slots, 0, cut,
                        0.25f, scores, 0, n);
            }
            kernels.attentionScores(query, at, stride, queries, headDim, cache, kvDim, headDim, slots, cut, n, 0.25f,
                    scores, 0, n);
            return scores;
        }

        /// (queries, headDim + 3)
        float[] sums(Kernels kernels, float[] weights, int queries, int cut) {
            float[] all = new float[queries * (headDim + 3)];
            if (cut > 0) {
                kernels.attentionSum(weights, 0, n, queries, 0, cut, cache, kvDim, 1, slots, headDim, all, 2,
                        headDim + 3);
            }
            kernels.attentionSum(weights, 0, n, queries, cut, n, cache, kvDim, 1, slots, headDim, all, 2, headDim + 3);
            return all;
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void weightsOfScoresAreBitwiseTheReferences(String name, Kernels kernels, int n) {
        Random random = new Random(n);
        for (double inverse : new double[]{1, 1 / 0.7, 20}) {
            float[] scores = random(random, n);
            for (int i = 0; i < n; i++) {
                scores[i] *= 10;
            }
            scores[n / 2] = Float.NEGATIVE_INFINITY;
            scores[n / 3] = 40;
            double[] expected = new double[n + 2];
            double[] expectedTotals = new double[2];
            Kernels.scalar().weigh(scores, n, 40, inverse, expected, expectedTotals);
            double[] actual = new double[n + 2];
            double[] totals = new double[2];
            kernels.weigh(scores, n, 40, inverse, actual, totals);
            assertThat(actual).containsExactly(expected);
            assertThat(totals).containsExactly(expectedTotals);
            for (int i = 0; i < n; i++) {
                double exact = Math.exp((scores[i] - 40.0) * inverse);
                assertThat(actual[i]).isCloseTo(exact < Math.exp(-40) ? 0 : exact, offset(1e-12 * exact));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void aScoreThatIsNoNumberSpoilsTheTotals(String name, Kernels kernels, int n) {
        float[] scores = random(new Random(n), n);
        scores[n - 1] = Float.NaN;
        double[] totals = new double[2];
        kernels.weigh(scores, n, 5, 1, new double[n], totals);
        assertThat(totals).containsOnly(Double.NaN);
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("lengths")
    void firstAboveFindsTheFirst(String name, Kernels kernels, int n) {
        float[] x = random(new Random(n), n);
        x[n / 2] = Float.NaN;
        for (float bound : new float[]{-1, 0, 1.5f, 100}) {
            for (int from = 0; from <= n; from += 1 + n / 7) {
                assertThat(kernels.firstAbove(x, from, n, bound))
                        .isEqualTo(Kernels.scalar().firstAbove(x, from, n, bound));
            }
        }
    }

    private static void assertRelative(float[] actual, float[] expected, float relative) {
        for (int i = 0; i < expected.length; i++) {
            float bound = Math.abs(expected[i]) * relative + 1e-30f;
            assertThat(Math.abs(actual[i] - expected[i])).as("place %d: %s for %s", i, actual[i], expected[i])
                    .isLessThanOrEqualTo(bound);
        }
    }
}
