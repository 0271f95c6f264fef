package draftscope.kernel.vector;

import static draftscope.format.QuantFormat.BF16;
import static draftscope.format.QuantFormat.F16;
import static draftscope.format.QuantFormat.F32;
import static draftscope.format.QuantFormat.Q2_K;
import static draftscope.format.QuantFormat.Q4_0;
import static draftscope.format.QuantFormat.Q4_1;
import static draftscope.format.QuantFormat.Q4_K;
import static draftscope.format.QuantFormat.Q5_0;
import static draftscope.format.QuantFormat.Q5_1;
import static draftscope.format.QuantFormat.Q5_K;
import static draftscope.format.QuantFormat.Q6_K;
import static draftscope.format.QuantFormat.Q8_0;
import static jdk.incubator.vector.VectorOperators.LSHL;

import draftscope.format.QuantBlocks;
import draftscope.format.QuantFormat;
import draftscope.format.SuperBlocks;
import draftscope.kernel.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of a weight matrix with rows, for one vector width and one storage format (see [Variant]).
///
/// **One order of summation.** Whatever the width, a dot product has 32 partial sums: partial sum l adds the products at
/// l, l + 32, l + 64 ... with fused multiply-add; then they are folded in halves, l with l + 16, then l with l + 8, and so
/// on. A group of 32 is also the smallest block of every quantised format, and the bits become float32 by the exact
/// operations of the format's definition. So a product is bitwise that of the same weights stored as F32, in any batch and
/// with any width, and the two ways below may mix freely.
///
/// **One input row** is bound by memory. Each weight row is read from front to back, as prefetching likes it, and unpacked
/// in registers; the partial sums are independent chains enough to hide the latency of the multiply-add.
///
/// **Up to four rows** go the same way where there are registers for it.
///
/// **Many rows** are bound by arithmetic. A panel of weight rows is unpacked once, to stay in the second-level cache; tiles
/// of 4 weight rows by 4 or 2 input rows then use each number that they load four times or twice.
///
/// Nothing that the API leaves open: `reduceLanes(ADD)` may sum in any order, and differs between interpreted and compiled
/// code. Methods with many vector operations are long on purpose or kept apart: what the compiler inlines into one another
/// past a certain size, it no longer makes machine vectors of.
final class VectorProducts implements Products {
    private static final Variant VARIANT = Variant.of(MethodHandles.lookup());
    private static final QuantFormat FORMAT = VARIANT.format();
    private static final int BITS = VARIANT.bits();

    private static final VectorSpecies<Float> F = VARIANT.shape().withLanes(float.class);
    private static final VectorSpecies<Integer> I = VARIANT.shape().withLanes(int.class);
    private static final VectorSpecies<Short> S = VectorShape.forBitSize(BITS / 2).withLanes(short.class);
    private static final VectorSpecies<Short> WIDE_S = VARIANT.shape().withLanes(short.class);
    // There are no 32-bit vectors, so at 128 bits one byte vector makes two float vectors.
    private static final VectorSpecies<Byte> B = VectorShape.forBitSize(Math.max(64, BITS / 4)).withLanes(byte.class);
    private static final Fold FOLD = VARIANT.of(Fold.class, VectorFold.class);

    private static final int L = F.length();
    /// Partial sums of a dot product, and columns unpacked at a time.
    private static final int GROUP = Fold.PARTIAL_SUMS;
    private static final int PARTS = GROUP / L;
    /// Weight rows unpacked at a time.
    private static final int PANEL = 8;
    /// Input rows that a panel serves before it is unpacked again: enough that unpacking costs little, few enough for the
    /// caches.
    private static final int MOST_ROWS = 256;
    /// Input rows up to which weights are unpacked in registers for all of them, which takes eight sums and so more registers
    /// than narrow vectors come with.
    private static final int FEW_ROWS = PARTS == 2 ? 4 : 1;
    /// Weight rows of a tile.
    private static final int TILE = 4;

    private static final boolean UNPACKS_IN_REGISTERS = switch (FORMAT) {
        case F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q4_K, Q5_K, Q6_K -> true;
        case Q3_K, IQ4_NL, IQ4_XS -> false;
    };

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LE);

    VectorProducts() {}

    @Override
    public void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out,
            int outStride) {
        for (int r = 0; r < rows; r += MOST_ROWS) {
            matmul(weights, fromRow, toRow, in, r * inStride, inStride, Math.min(MOST_ROWS, rows - r), out,
                    r * outStride,
                    outStride);
        }
    }

    private static void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inOffset, int inStride, int rows,
            float[] out, int outOffset, int outStride) {
        Scratch scratch = Scratch.OF_THREAD.get();
        int columns = weights.columns();
        int padded = (columns + GROUP - 1) / GROUP * GROUP;
        MemorySegment x = scratch.inputs(4L * rows * padded);
        for (int r = 0; r < rows; r++) {
            long at = 4L * r * padded;
            MemorySegment.copy(in, inOffset + r * inStride, x, FLOAT, at, columns);
            if (columns < padded) {
                x.asSlice(at + 4L * columns, 4L * (padded - columns)).fill((byte) 0);
            }
        }
        if (rows == 1 && columns == padded && UNPACKS_IN_REGISTERS) {
            for (int j = fromRow; j < toRow; j++) {
                out[outOffset + j] = oneRow(weights, j, x, scratch);
            }
            return;
        }
        if (rows <= FEW_ROWS && columns == padded && UNPACKS_IN_REGISTERS) {
            for (int j = fromRow; j < toRow; j++) {
                fewRows(weights, j, x, rows, scratch, out, outOffset + j, outStride);
            }
            return;
        }
        MemorySegment panel = scratch.panel(4L * PANEL * padded);
        for (int j = fromRow; j < toRow; j += PANEL) {
            int count = Math.min(PANEL, toRow - j);
            for (int t = 0; t < count; t++) {
                unpack(weights, j + t, panel, 4L * t * padded, scratch);
            }
            multiply(panel, count, padded, x, rows, scratch.sums, out, outOffset + j, outStride);
        }
    }

    private static float oneRow(Matrix weights, int row, MemorySegment x, Scratch scratch) {
        int columns = weights.columns();
        long at = weights.rowBytes() * row;
        if (!stream(weights.data(), at, columns / GROUP, x, scratch.sums)) {
            MemorySegment panel = scratch.panel(4L * PANEL * columns);
            unpack(weights, row, panel, 0, scratch);
            for (int v = 0; v < GROUP; v += L) {
                fourByOne(panel, 4L * v, 0, x, 4L * v, columns, scratch.sums, v);
            }
        }
        return FOLD.one(scratch.sums);
    }

    /// Partial sums of one weight row with one input row; false, and nothing to rely on, if the row holds an infinity or
    /// what is no number, which [#finiteHalves] misreads.
    private static boolean stream(MemorySegment w, long at, int groups, MemorySegment x, float[] sums) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        ShortVector carries = ShortVector.zero(WIDE_S);
        for (int g = 0; g < groups; g++) {
            float scale = scale(w, at, g);
            float offset = offset(w, at, g);
            s0 = weights(w, at, g, 0, scale, offset).fma(input(x, g, 0), s0);
            s1 = weights(w, at, g, 1, scale, offset).fma(input(x, g, 1), s1);
            if (PARTS > 2) {
                s2 = weights(w, at, g, 2, scale, offset).fma(input(x, g, 2), s2);
                s3 = weights(w, at, g, 3, scale, offset).fma(input(x, g, 3), s3);
            }
            if (PARTS > 4) {
                s4 = weights(w, at, g, 4, scale, offset).fma(input(x, g, 4), s4);
                s5 = weights(w, at, g, 5, scale, offset).fma(input(x, g, 5), s5);
                s6 = weights(w, at, g, 6, scale, offset).fma(input(x, g, 6), s6);
                s7 = weights(w, at, g, 7, scale, offset).fma(input(x, g, 7), s7);
            }
            if (FORMAT == F16) {
                carries = carries(w, at + 64L * g, carries);
            }
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, L);
        if (PARTS > 2) {
            s2.intoArray(sums, 2 * L);
            s3.intoArray(sums, 3 * L);
        }
        if (PARTS > 4) {
            s4.intoArray(sums, 4 * L);
            s5.intoArray(sums, 5 * L);
            s6.intoArray(sums, 6 * L);
            s7.intoArray(sums, 7 * L);
        }
        return noneCarried(carries);
    }

    private static boolean noneCarried(ShortVector carries) {
        return FORMAT != F16 || !carries.compare(VectorOperators.LT, (short) 0).anyTrue();
    }

    private static FloatVector input(MemorySegment x, int group, int part) {
        return FloatVector.fromMemorySegment(F, x, 4L * GROUP * group + 4L * L * part, LE);
    }

    /// One weight row times up to four input rows; the last one stands in for those that are missing.
    private static void fewRows(Matrix weights, int row, MemorySegment x, int rows, Scratch scratch, float[] out,
            int at,
            int outStride) {
        int columns = weights.columns();
        long stride = 4L * columns;
        float[] sums = scratch.sums;
        int last = rows - 1;
        if (streamFour(weights.data(), weights.rowBytes() * row, columns / GROUP, x, 0, stride * Math.min(1, last),
                stride * Math.min(2, last), stride * Math.min(3, last), sums)) {
            FOLD.all(sums, TILE);
            for (int r = 0; r < rows; r++) {
                out[at + r * outStride] = sums[r];
            }
        } else {
            MemorySegment panel = scratch.panel(4L * PANEL * columns);
            unpack(weights, row, panel, 0, scratch);
            multiply(panel, 1, columns, x, rows, sums, out, at, outStride);
        }
    }

    /// As [#stream], with four input rows from bytes x0 to x3, for vectors of which two are a group.
    private static boolean streamFour(MemorySegment w, long at, int groups, MemorySegment x, long x0, long x1, long x2,
            long x3, float[] sums) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        ShortVector carries = ShortVector.zero(WIDE_S);
        for (int g = 0; g < groups; g++) {
            float scale = scale(w, at, g);
            float offset = offset(w, at, g);
            long in = 4L * GROUP * g;
            FloatVector y = weights(w, at, g, 0, scale, offset);
            a0 = y.fma(FloatVector.fromMemorySegment(F, x, x0 + in, LE), a0);
            b0 = y.fma(FloatVector.fromMemorySegment(F, x, x1 + in, LE), b0);
            c0 = y.fma(FloatVector.fromMemorySegment(F, x, x2 + in, LE), c0);
            d0 = y.fma(FloatVector.fromMemorySegment(F, x, x3 + in, LE), d0);
            in += 4L * L;
            y = weights(w, at, g, 1, scale, offset);
            a1 = y.fma(FloatVector.fromMemorySegment(F, x, x0 + in, LE), a1);
            b1 = y.fma(FloatVector.fromMemorySegment(F, x, x1 + in, LE), b1);
            c1 = y.fma(FloatVector.fromMemorySegment(F, x, x2 + in, LE), c1);
            d1 = y.fma(FloatVector.fromMemorySegment(F, x, x3 + in, LE), d1);
            if (FORMAT == F16) {
                carries = carries(w, at + 64L * g, carries);
            }
        }
        a0.intoArray(sums, 0);
        a1.intoArray(sums, L);
        b0.intoArray(sums, GROUP);
        b1.intoArray(sums, GROUP + L);
        c0.intoArray(sums, 2 * GROUP);
        c1.intoArray(sums, 2 * GROUP + L);
        d0.intoArray(sums, 3 * GROUP);
        d1.intoArray(sums, 3 * GROUP + L);
        return noneCarried(carries);
    }

    /// All input rows times the `count` weight rows of the panel; the first product goes to `out[at]`.
    private static void multiply(MemorySegment panel, int count, int columns, MemorySegment x, int rows, float[] sums,
            float[] out, int at, int outStride) {
        long stride = 4L * columns;
        int step;
        for (int r = 0; r < rows; r += step) {
            step = L == 16 && rows - r >= 4 ? 4 : Math.min(2, rows - r);
            for (int t = 0; t < count; t += TILE) {
                for (int v = 0; v < GROUP; v += L) {
                    long w = t * stride + 4L * v;
                    long in = r * stride + 4L * v;
                    switch (step) {
                        case 4 -> fourByFour(panel, w, stride, x, in, columns, sums, v);
                        case 2 -> fourByTwo(panel, w, stride, x, in, columns, sums, v);
                        default -> fourByOne(panel, w, stride, x, in, columns, sums, v);
                    }
                }
                FOLD.all(sums, step * TILE);
                for (int i = 0; i < step; i++) {
                    for (int k = 0; k < TILE && t + k < count; k++) {
                        out[at + (r + i) * outStride + t + k] = sums[i * TILE + k];
                    }
                }
            }
        }
    }

    /// One vector of partial sums of each dot product of four weight rows with four input rows. Rows are `stride` bytes
    /// apart. The sums of weight row t and input row r go to place `at` of group 4 r + t.
    private static void fourByFour(MemorySegment w, long w0, long stride, MemorySegment x, long x0, int columns,
            float[] sums, int at) {
        long w1 = w0 + stride;
        long w2 = w1 + stride;
        long w3 = w2 + stride;
        long x1 = x0 + stride;
        long x2 = x1 + stride;
        long x3 = x2 + stride;
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector c2 = a0;
        FloatVector c3 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        FloatVector d2 = a0;
        FloatVector d3 = a0;
        for (int i = 0; i < columns; i += GROUP) {
            FloatVector a = FloatVector.fromMemorySegment(F, x, x0 + 4L * i, LE);
            FloatVector b = FloatVector.fromMemorySegment(F, x, x1 + 4L * i, LE);
            FloatVector c = FloatVector.fromMemorySegment(F, x, x2 + 4L * i, LE);
            FloatVector d = FloatVector.fromMemorySegment(F, x, x3 + 4L * i, LE);
            FloatVector y = FloatVector.fromMemorySegment(F, w, w0 + 4L * i, LE);
            a0 = y.fma(a, a0);
            b0 = y.fma(b, b0);
            c0 = y.fma(c, c0);
            d0 = y.fma(d, d0);
            y = FloatVector.fromMemorySegment(F, w, w1 + 4L * i, LE);
            a1 = y.fma(a, a1);
            b1 = y.fma(b, b1);
            c1 = y.fma(c, c1);
            d1 = y.fma(d, d1);
            y = FloatVector.fromMemorySegment(F, w, w2 + 4L * i, LE);
            a2 = y.fma(a, a2);
            b2 = y.fma(b, b2);
            c2 = y.fma(c, c2);
            d2 = y.fma(d, d2);
            y = FloatVector.fromMemorySegment(F, w, w3 + 4L * i, LE);
            a3 = y.fma(a, a3);
            b3 = y.fma(b, b3);
            c3 = y.fma(c, c3);
            d3 = y.fma(d, d3);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + GROUP);
        a2.intoArray(sums, at + 2 * GROUP);
        a3.intoArray(sums, at + 3 * GROUP);
        b0.intoArray(sums, at + 4 * GROUP);
        b1.intoArray(sums, at + 5 * GROUP);
        b2.intoArray(sums, at + 6 * GROUP);
        b3.intoArray(sums, at + 7 * GROUP);
        c0.intoArray(sums, at + 8 * GROUP);
        c1.intoArray(sums, at + 9 * GROUP);
        c2.intoArray(sums, at + 10 * GROUP);
        c3.intoArray(sums, at + 11 * GROUP);
        d0.intoArray(sums, at + 12 * GROUP);
        d1.intoArray(sums, at + 13 * GROUP);
        d2.intoArray(sums, at + 14 * GROUP);
        d3.intoArray(sums, at + 15 * GROUP);
    }

    /// As [#fourByFour], with two input rows: eight sums, which is what sixteen registers have room for.
    private static void fourByTwo(MemorySegment w, long w0, long stride, MemorySegment x, long x0, int columns,
            float[] sums, int at) {
        long w1 = w0 + stride;
        long w2 = w1 + stride;
        long w3 = w2 + stride;
        long x1 = x0 + stride;
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        for (int i = 0; i < columns; i += GROUP) {
            FloatVector a = FloatVector.fromMemorySegment(F, x, x0 + 4L * i, LE);
            FloatVector b = FloatVector.fromMemorySegment(F, x, x1 + 4L * i, LE);
            FloatVector y = FloatVector.fromMemorySegment(F, w, w0 + 4L * i, LE);
            a0 = y.fma(a, a0);
            b0 = y.fma(b, b0);
            y = FloatVector.fromMemorySegment(F, w, w1 + 4L * i, LE);
            a1 = y.fma(a, a1);
            b1 = y.fma(b, b1);
            y = FloatVector.fromMemorySegment(F, w, w2 + 4L * i, LE);
            a2 = y.fma(a, a2);
            b2 = y.fma(b, b2);
            y = FloatVector.fromMemorySegment(F, w, w3 + 4L * i, LE);
            a3 = y.fma(a, a3);
            b3 = y.fma(b, b3);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + GROUP);
        a2.intoArray(sums, at + 2 * GROUP);
        a3.intoArray(sums, at + 3 * GROUP);
        b0.intoArray(sums, at + 4 * GROUP);
        b1.intoArray(sums, at + 5 * GROUP);
        b2.intoArray(sums, at + 6 * GROUP);
        b3.intoArray(sums, at + 7 * GROUP);
    }

    /// As [#fourByFour], with one input row.
    private static void fourByOne(MemorySegment w, long w0, long stride, MemorySegment x, long x0, int columns,
            float[] sums, int at) {
        long w1 = w0 + stride;
        long w2 = w1 + stride;
        long w3 = w2 + stride;
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int i = 0; i < columns; i += GROUP) {
            FloatVector a = FloatVector.fromMemorySegment(F, x, x0 + 4L * i, LE);
            a0 = FloatVector.fromMemorySegment(F, w, w0 + 4L * i, LE).fma(a, a0);
            a1 = FloatVector.fromMemorySegment(F, w, w1 + 4L * i, LE).fma(a, a1);
            a2 = FloatVector.fromMemorySegment(F, w, w2 + 4L * i, LE).fma(a, a2);
            a3 = FloatVector.fromMemorySegment(F, w, w3 + 4L * i, LE).fma(a, a3);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + GROUP);
        a2.intoArray(sums, at + 2 * GROUP);
        a3.intoArray(sums, at + 3 * GROUP);
    }

    @Override
    public void dequantise(Matrix weights, int row, float[] out, int offset) {
        int columns = weights.columns();
        Scratch scratch = Scratch.OF_THREAD.get();
        MemorySegment panel = scratch.panel(4L * PANEL * (columns + GROUP));
        unpack(weights, row, panel, 0, scratch);
        MemorySegment.copy(panel, FLOAT, 0, out, offset, columns);
    }

    /// Weight row `row` as float32, and zeros up to a multiple of [#GROUP], to byte `to` of the panel.
    private static void unpack(Matrix weights, int row, MemorySegment panel, long to, Scratch scratch) {
        int columns = weights.columns();
        long at = weights.rowBytes() * row;
        int groups = UNPACKS_IN_REGISTERS ? columns / GROUP : 0;
        if (!unpackGroups(weights.data(), at, groups, panel, to)) {
            groups = 0;
        }
        int done = groups * GROUP;
        if (done < columns) { // a short group, a row with infinities, or a format without vector code
            float[] rest = scratch.row(columns);
            long skipped = done == 0 ? 0 : FORMAT.rowBytes(done);
            QuantBlocks.decode(FORMAT, weights.data(), at + skipped, columns - done, rest, 0);
            MemorySegment.copy(rest, 0, panel, FLOAT, to + 4L * done, columns - done);
            if (columns % GROUP > 0) {
                panel.asSlice(to + 4L * columns, 4L * (GROUP - columns % GROUP)).fill((byte) 0);
            }
        }
    }

    /// False if the row holds what [#finiteHalves] misreads.
    private static boolean unpackGroups(MemorySegment w, long at, int groups, MemorySegment panel, long to) {
        ShortVector carries = ShortVector.zero(WIDE_S);
        for (int g = 0; g < groups; g++) {
            float scale = scale(w, at, g);
            float offset = offset(w, at, g);
            for (int part = 0; part < PARTS; part++) {
                weights(w, at, g, part, scale, offset).intoMemorySegment(panel, to + 4L * GROUP * g + 4L * L * part,
                        LE);
            }
            if (FORMAT == F16) {
                carries = carries(w, at + 64L * g, carries);
            }
        }
        return noneCarried(carries);
    }

    // From here on: the formats. Layouts are those of QuantBlocks and SuperBlocks, which define them. FORMAT is a constant,
    // so each copy of this class keeps only its own branches.

    private static final boolean SCALED = FORMAT.blockLength() == GROUP;
    private static final int BLOCK_BYTES = FORMAT.blockBytes();
    private static final int BLOCK_GROUPS = Math.max(1, FORMAT.blockLength() / GROUP);

    /// What all codes of a group are multiplied by, or what its halves' scales are multiplied by.
    private static float scale(MemorySegment w, long row, int group) {
        if (FORMAT == Q4_K || FORMAT == Q5_K) {
            long block = block(row, group);
            return half(w, block) * SuperBlocks.groupScale(w, block + 4, group % BLOCK_GROUPS);
        }
        if (FORMAT == Q2_K) {
            return half(w, block(row, group) + 80);
        }
        if (FORMAT == Q6_K) {
            return half(w, block(row, group) + 208);
        }
        return SCALED ? half(w, block(row, group)) : 0;
    }

    /// What is added to all numbers of a group.
    private static float offset(MemorySegment w, long row, int group) {
        if (FORMAT == Q4_1 || FORMAT == Q5_1) {
            return half(w, block(row, group) + 2);
        }
        if (FORMAT == Q4_K || FORMAT == Q5_K) {
            long block = block(row, group);
            return -(half(w, block + 2) * SuperBlocks.groupOffset(w, block + 4, group % BLOCK_GROUPS));
        }
        return 0;
    }

    /// Numbers `L * part .. L * part + L - 1` of a group. An infinity in F16 is misread: see [#finiteHalves].
    private static FloatVector weights(MemorySegment w, long row, int group, int part, float scale, float offset) {
        if (BLOCK_GROUPS > 1) {
            return superWeights(w, block(row, group), group % BLOCK_GROUPS, part, scale, offset);
        }
        long block = block(row, group);
        if (FORMAT == F32) {
            return FloatVector.fromMemorySegment(F, w, row + 128L * group + 4L * L * part, LE);
        } else if (FORMAT == F16) {
            return finiteHalves(w, row + 64L * group + 2L * L * part);
        } else if (FORMAT == BF16) {
            return shorts(w, row + 64L * group + 2L * L * part).lanewise(LSHL, 16).reinterpretAsFloats();
        } else if (FORMAT == Q8_0) {
            return signedBytes(w, block + 2, part).mul(scale);
        } else if (FORMAT == Q4_0) {
            return q4(w, block + 2, part, scale);
        } else if (FORMAT == Q4_1) {
            return multiplyAdd(nibbles(w, block + 4, part, 0), scale, offset);
        } else if (FORMAT == Q5_0) {
            return fiveBits(w, block + 2, part, 16).mul(scale);
        } else if (FORMAT == Q5_1) {
            return multiplyAdd(fiveBits(w, block + 4, part, 0), scale, offset);
        }
        throw new AssertionError(FORMAT);
    }

    /// The same, of a block of several groups. (A method of its own because the compiler inlines no long ones.)
    private static FloatVector superWeights(MemorySegment w, long block, int group, int part, float scale,
            float offset) {
        if (FORMAT == Q2_K) {
            return q2(w, block, group, part, scale);
        } else if (FORMAT == Q4_K) {
            return multiplyAdd(codes(q4Low(w, block + 16, group, part), 0), scale, offset);
        } else if (FORMAT == Q5_K) {
            return q5(w, block, group, part, scale, offset);
        } else if (FORMAT == Q6_K) {
            return q6(w, block, group, part, scale);
        }
        throw new AssertionError(FORMAT);
    }

    private static FloatVector q2(MemorySegment w, long block, int group, int part, float scale) {
        int packed = w.get(ValueLayout.JAVA_BYTE, block + 2 * group + L * part / 16);
        IntVector codes = shifted(w, block + 16 + group / 4 * 32, part, group % 4 * 2).and(3);
        return multiplyAdd(codes(codes, 0), scale * (packed & 15), -(half(w, block + 82) * (packed >> 4 & 15)));
    }

    private static IntVector q4Low(MemorySegment w, long at, int group, int part) {
        return shifted(w, at + group / 2 * 32, part, group % 2 * 4).and(15);
    }

    private static FloatVector q5(MemorySegment w, long block, int group, int part, float scale, float offset) {
        IntVector high = shifted(w, block + 16, part, group).and(1).lanewise(LSHL, 4);
        return multiplyAdd(codes(q4Low(w, block + 48, group, part).or(high), 0), scale, offset);
    }

    private static FloatVector q6(MemorySegment w, long block, int group, int part, float scale) {
        IntVector low = shifted(w, block + group / 4 * 64 + group % 2 * 32, part, group % 4 / 2 * 4).and(15);
        IntVector high = shifted(w, block + 128 + group / 4 * 32, part, group % 4 * 2).and(3).lanewise(LSHL, 4);
        float halfScale = scale * w.get(ValueLayout.JAVA_BYTE, block + 192 + 2 * group + L * part / 16);
        return codes(low.or(high), 32).mul(halfScale);
    }

    /// Where the block that holds a group begins.
    private static long block(long row, int group) {
        return row + (long) BLOCK_BYTES * (group / BLOCK_GROUPS);
    }

    private static float half(MemorySegment w, long at) {
        return Float.float16ToFloat(w.get(SHORT, at));
    }

    /// L shorts from `at`, widened with their sign.
    private static IntVector shorts(MemorySegment w, long at) {
        return (IntVector) ShortVector.fromMemorySegment(S, w, at, LE).convertShape(VectorOperators.S2I, I, 0);
    }

    /// L halves from `at`, if they are finite (else [#carries] tells). Exponent and fraction go where float32 has them, 112 too low in the exponent,
    /// which a multiplication sets right for normal and subnormal numbers alike.
    private static FloatVector finiteHalves(MemorySegment w, long at) {
        return shorts(w, at).lanewise(LSHL, 13).and(0x8fff_e000).reinterpretAsFloats().mul(0x1p112f);
    }

    /// Sets the sign of a lane of `carries` if one of the 32 halves from `at` has the largest exponent: one more carries into
    /// the sign.
    private static ShortVector carries(MemorySegment w, long at, ShortVector carries) {
        for (int i = 0; i < GROUP; i += WIDE_S.length()) {
            ShortVector bits = ShortVector.fromMemorySegment(WIDE_S, w, at + 2L * i, LE);
            carries = carries.or(bits.add((short) 0x0400).lanewise(VectorOperators.XOR, bits));
        }
        return carries;
    }

    /// Bytes `L * part ..` of those from `at`, as signed numbers.
    private static FloatVector signedBytes(MemorySegment w, long at, int part) {
        return (FloatVector) bytes(w, at, part).castShape(F, partOfBytes(part));
    }

    /// Bytes `L * part ..` of those from `at`, as unsigned numbers.
    private static IntVector unsignedBytes(MemorySegment w, long at, int part) {
        return (IntVector) bytes(w, at, part).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, partOfBytes(part));
    }

    private static ByteVector bytes(MemorySegment w, long at, int part) {
        return ByteVector.fromMemorySegment(B, w, at + L * part / B.length() * B.length(), LE);
    }

    private static int partOfBytes(int part) {
        return part % (B.length() / L);
    }

    /// Unsigned bytes from `at`, shifted right.
    private static IntVector shifted(MemorySegment w, long at, int part, int bits) {
        return unsignedBytes(w, at, part).lanewise(VectorOperators.LSHR, bits);
    }

    /// Of 16 bytes from `at`, the low nibbles for the first half of a group and the high ones for the second; less `bias`,
    /// as numbers. A nibble is set into the fraction of a number so large that the fraction counts in ones, which is cheaper
    /// than a conversion: 2^23 for the low one, 2^19 for the high one, which stands four bits further left.
    private static FloatVector nibbles(MemorySegment w, long at, int part, int bias) {
        IntVector bytes = unsignedBytes(w, at, part % (PARTS / 2));
        return part < PARTS / 2
                ? bytes.and(15).or(0x4b00_0000).reinterpretAsFloats().sub(0x1p23f + bias)
                : bytes.and(0xf0).or(0x4900_0000).reinterpretAsFloats().sub(0x1p19f + bias);
    }

    /// Q4_0. (A method of its own because the compiler inlines no long ones.)
    private static FloatVector q4(MemorySegment w, long at, int part, float scale) {
        return L == 16 ? looked(w, at, part, scale) : nibbles(w, at, part, 8).mul(scale);
    }

    private static final FloatVector LEVELS = FloatVector.fromArray(F, levels(), 0);

    private static float[] levels() {
        float[] levels = new float[Math.max(L, 16)];
        for (int i = 0; i < 16; i++) {
            levels[i] = i - 8;
        }
        return levels;
    }

    /// Nibbles as in [#nibbles], less 8 and times `scale`: with sixteen lanes the sixteen products fit one vector, and a nibble
    /// picks its own.
    private static FloatVector looked(MemorySegment w, long at, int part, float scale) {
        IntVector bytes = unsignedBytes(w, at, 0);
        IntVector places = part == 0 ? bytes.and(15) : bytes.lanewise(VectorOperators.LSHR, 4);
        return places.selectFrom(LEVELS.mul(scale).reinterpretAsInts()).reinterpretAsFloats();
    }

    /// Four bytes with a fifth bit for each of 32 codes, then their lower four bits as in [#nibbles]; less `bias`.
    private static FloatVector fiveBits(MemorySegment w, long at, int part, int bias) {
        IntVector bytes = unsignedBytes(w, at + 4, part % (PARTS / 2));
        IntVector low = part < PARTS / 2 ? bytes.and(15) : bytes.lanewise(VectorOperators.LSHR, 4);
        IntVector places = IntVector.zero(I).addIndex(1).add(L * part);
        IntVector fifth = IntVector.broadcast(I, w.get(INT, at)).lanewise(VectorOperators.LSHR, places).and(1);
        return codes(low.or(fifth.lanewise(LSHL, 4)), bias);
    }

    /// Small codes, less `bias`, as numbers.
    private static FloatVector codes(IntVector codes, int bias) {
        return codes.or(0x4b00_0000).reinterpretAsFloats().sub(0x1p23f + bias);
    }

    /// Code times scale plus offset. The product is exact, so the one rounding of a fused multiply-add is that of the sum.
    private static FloatVector multiplyAdd(FloatVector codes, float scale, float offset) {
        return codes.fma(FloatVector.broadcast(F, scale), FloatVector.broadcast(F, offset));
    }
}
