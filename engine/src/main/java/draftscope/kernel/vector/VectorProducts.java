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
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.Arrays;
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
/// **Up to eight rows** go the same way where there are registers for it, up to four for each unpacking.
///
/// **Many rows** are bound by arithmetic. A panel of weight rows is unpacked once, to stay in the second-level cache; tiles
/// of 4 weight rows by 4 or 2 input rows then use each number that they load four times or twice.
///
/// What is read together lies together: the input rows of a tile, and the weight rows of a panel, take turns by groups. Loops
/// over few input rows go on from weight row to weight row in one method, because the checks of bounds that the compiler
/// moves out of a loop take as long as several of its turns. Formats are told apart by `if`, because what a `switch` looks up
/// is no constant to the compiler.
///
/// Weights, input rows and panels are read by address (see [Native]), weights in the heap by plain code.
///
/// Nothing that the API leaves open: `reduceLanes(ADD)` may sum in any order, and differs between interpreted and compiled
/// code. Methods with many vector operations are long on purpose or kept apart: what the compiler inlines into one another
/// past a certain size, it no longer makes machine vectors of. The API's own methods it inlines always, ours only before that
/// size, so a loop calls ours first.
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
    /// Bytes of a group as float32.
    private static final long ROW = 4L * GROUP;
    /// Weight rows unpacked at a time.
    private static final int PANEL = 8;
    /// Input rows that a panel serves before it is unpacked again: enough that unpacking costs little, few enough for the
    /// caches.
    private static final int MOST_ROWS = 256;
    /// Input rows up to which weights are unpacked in registers, which takes eight sums for four input rows and so more
    /// registers than narrow vectors come with.
    private static final int FEW_ROWS = PARTS == 2 ? 8 : 1;
    /// Weight rows for one tile of few input rows after the other: few enough to find them in the cache for the next tile.
    private static final int BLOCK = 16;
    /// Weight rows of a tile.
    private static final int TILE = 4;

    private static final boolean UNPACKS_IN_REGISTERS = switch (FORMAT) {
        case F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q4_K, Q5_K, Q6_K -> true;
        case Q3_K, IQ4_NL, IQ4_XS -> false;
    };

    /// No address, of weights in the heap or in a format that is unpacked by plain code.
    private static final long ELSEWHERE = -1;

    /// Whether few input rows go by weights that are unpacked in registers. That loop unpacks once for each vector of a group, and
    /// where they are many or the format takes many steps, the compiler stops inlining halfway: then a panel is faster.
    private static final boolean STREAMS = UNPACKS_IN_REGISTERS && switch (PARTS) {
        case 2 -> true;
        case 4 -> FORMAT == F32 || FORMAT == F16 || FORMAT == BF16 || FORMAT == Q8_0 || FORMAT == Q4_0;
        default -> FORMAT == F32 || FORMAT == BF16;
    };

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LE);

    VectorProducts() {}

    @Override
    public void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out,
            int outStride) {
        Scratch scratch = Scratch.OF_THREAD.get();
        long w = address(weights, fromRow, toRow);
        if (STREAMS && rows <= FEW_ROWS && weights.columns() % GROUP == 0 && w != ELSEWHERE) {
            few(weights, w, fromRow, toRow, in, inStride, rows, out, outStride, scratch);
        } else {
            for (int r = 0; r < rows; r += MOST_ROWS) {
                many(weights, w, fromRow, toRow, in, r * inStride, inStride, Math.min(MOST_ROWS, rows - r), out,
                        r * outStride, outStride, scratch);
            }
        }
        Reference.reachabilityFence(weights);
    }

    /// Where weight row 0 begins, of which rows `fromRow..toRow-1` will be read; [#ELSEWHERE] if not by vector code.
    private static long address(Matrix weights, int fromRow, int toRow) {
        if (!UNPACKS_IN_REGISTERS || !weights.data().isNative()) {
            return ELSEWHERE;
        }
        long rowBytes = weights.rowBytes();
        return Native.address(weights.data(), rowBytes * fromRow, rowBytes * toRow) - rowBytes * fromRow;
    }

    /// Weights are unpacked in registers, for up to four input rows at a time. The second tile of input rows finds the block
    /// of weight rows in the cache.
    private static void few(Matrix weights, long w, int fromRow, int toRow, float[] in, int inStride, int rows,
            float[] out,
            int outStride, Scratch scratch) {
        int columns = weights.columns();
        int groups = columns / GROUP;
        long rowBytes = weights.rowBytes();
        MemorySegment x = scratch.inputs(4L * (rows + 1) * columns);
        int tile;
        for (int r = 0; r < rows; r += tile) {
            tile = streamed(rows - r);
            interleave(in, r * inStride, inStride, Math.min(tile, rows - r), columns, tile, x, 4L * r * columns);
        }
        for (int j = fromRow; j < toRow; j += BLOCK) {
            int end = Math.min(toRow, j + BLOCK);
            for (int r = 0; r < rows; r += tile) {
                tile = streamed(rows - r);
                for (int k = j; k < end; k += Fold.DOTS / tile) {
                    int count = Math.min(Fold.DOTS / tile, end - k);
                    long x0 = x.address() + 4L * r * columns;
                    int misread = stream(w + rowBytes * k, rowBytes, count, groups, x0, tile, scratch.sums);
                    for (int t = 0; misread != 0; t++, misread >>= 1) {
                        if ((misread & 1) != 0) {
                            plain(weights, k + t, x0, tile, scratch, t * tile * GROUP);
                        }
                    }
                    FOLD.all(scratch.sums, count * tile);
                    for (int t = 0; t < count; t++) {
                        for (int i = 0; i < tile && r + i < rows; i++) {
                            out[(r + i) * outStride + k + t] = scratch.sums[t * tile + i];
                        }
                    }
                }
            }
        }
    }

    /// Input rows of the next tile; where three are left, the fourth is zeros.
    private static int streamed(int left) {
        return left > 2 ? 4 : left;
    }

    /// Partial sums of `count` weight rows, the first at address `first`, with the `tile` input rows at address x0. In the
    /// result, bit t says that weight row t holds numbers that were misread.
    private static int stream(long first, long rowBytes, int count, int groups, long x0, int tile, float[] sums) {
        if (tile == 1) {
            return streamOne(first, rowBytes, count, groups, x0, sums);
        } else if (tile == 2) {
            return streamTwo(first, rowBytes, count, groups, x0, sums);
        }
        return streamFour(first, rowBytes, count, groups, x0, sums);
    }

    /// As [#stream], for one weight row of any numbers, to `sums[to]` and on.
    private static void plain(Matrix weights, int row, long x0, int tile, Scratch scratch, int to) {
        MemorySegment unpacked = scratch.panel(4L * weights.columns());
        unpack(weights, ELSEWHERE, row, unpacked, 0, GROUP, scratch);
        float[] sums = scratch.sums;
        Arrays.fill(sums, to, to + tile * GROUP, 0);
        for (int i = 0; i < tile * weights.columns(); i++) {
            float weight = unpacked.getAtIndex(FLOAT, i / (tile * GROUP) * GROUP + i % GROUP);
            int place = to + i % (tile * GROUP);
            sums[place] = Math.fma(weight, Native.MEMORY.get(FLOAT, x0 + 4L * i), sums[place]);
        }
    }

    /// Lays out `tile` rows as (groups, tile, [#GROUP]) from byte `to`, with zeros for what is missing.
    private static void interleave(float[] in, int offset, int stride, int rows, int columns, int tile, MemorySegment x,
            long to) {
        int groups = columns / GROUP;
        for (int r = 0; r < tile; r++) {
            int from = offset + r * stride;
            long at = to + ROW * r;
            for (int g = 0; g < groups; g++) {
                for (int v = 0; v < GROUP; v += L) {
                    (r < rows ? FloatVector.fromArray(F, in, from + GROUP * g + v) : FloatVector.zero(F))
                            .intoMemorySegment(x, at + ROW * tile * g + 4L * v, LE);
                }
            }
            int rest = columns % GROUP;
            if (rest > 0) {
                long last = at + ROW * tile * groups;
                x.asSlice(last, ROW).fill((byte) 0);
                if (r < rows) {
                    MemorySegment.copy(in, from + columns - rest, x, FLOAT, last, rest);
                }
            }
        }
    }

    /// Partial sums of one weight row with one input row.
    private static int streamOne(long first, long rowBytes, int count, int groups, long input,
            float[] sums) {
        long x0 = input & Native.ADDRESSES;
        int misread = 0;
        for (int t = 0; t < count; t++) {
            long at = (first + rowBytes * t) & Native.ADDRESSES;
            ShortVector carries = ShortVector.zero(WIDE_S);
            int to = GROUP * t;
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            FloatVector s4 = s0;
            FloatVector s5 = s0;
            FloatVector s6 = s0;
            FloatVector s7 = s0;
            for (int g = 0; g < groups; g++) {
                long block = at + STEP * (g / BLOCK_GROUPS);
                int group = g % BLOCK_GROUPS;
                float scale = scale(block, group);
                float offset = offset(block, group);
                carries = carries(block, carries);
                long in = x0 + ROW * g;
                FloatVector y = weights(block, group, 0, scale, offset);
                FloatVector z = weights(block, group, 1, scale, offset);
                s0 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in, LE), s0);
                s1 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 4 * L, LE), s1);
                if (PARTS > 2) {
                    y = weights(block, group, 2, scale, offset);
                    z = weights(block, group, 3, scale, offset);
                    s2 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 8 * L, LE), s2);
                    s3 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 12 * L, LE), s3);
                }
                if (PARTS > 4) {
                    y = weights(block, group, 4, scale, offset);
                    z = weights(block, group, 5, scale, offset);
                    s4 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 16 * L, LE), s4);
                    s5 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 20 * L, LE), s5);
                    y = weights(block, group, 6, scale, offset);
                    z = weights(block, group, 7, scale, offset);
                    s6 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 24 * L, LE), s6);
                    s7 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 28 * L, LE), s7);
                }
            }
            misread |= FORMAT == F16 && carries.compare(VectorOperators.LT, (short) 0).anyTrue() ? 1 << t : 0;
            s0.intoArray(sums, to);
            s1.intoArray(sums, to + L);
            if (PARTS > 2) {
                s2.intoArray(sums, to + 2 * L);
                s3.intoArray(sums, to + 3 * L);
            }
            if (PARTS > 4) {
                s4.intoArray(sums, to + 4 * L);
                s5.intoArray(sums, to + 5 * L);
                s6.intoArray(sums, to + 6 * L);
                s7.intoArray(sums, to + 7 * L);
            }
        }
        return misread;
    }

    /// As [#streamOne], with two input rows, for vectors of which two are a group.
    private static int streamTwo(long first, long rowBytes, int count, int groups, long input,
            float[] sums) {
        long x0 = input & Native.ADDRESSES;
        int misread = 0;
        for (int t = 0; t < count; t++) {
            long at = (first + rowBytes * t) & Native.ADDRESSES;
            ShortVector carries = ShortVector.zero(WIDE_S);
            int to = 2 * GROUP * t;
            FloatVector a0 = FloatVector.zero(F);
            FloatVector a1 = a0;
            FloatVector b0 = a0;
            FloatVector b1 = a0;
            for (int g = 0; g < groups; g++) {
                long block = at + STEP * (g / BLOCK_GROUPS);
                int group = g % BLOCK_GROUPS;
                float scale = scale(block, group);
                float offset = offset(block, group);
                carries = carries(block, carries);
                long in = x0 + 2 * ROW * g;
                FloatVector y = weights(block, group, 0, scale, offset);
                FloatVector z = weights(block, group, 1, scale, offset);
                a0 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in, LE), a0);
                b0 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + ROW, LE), b0);
                a1 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 4 * L, LE), a1);
                b1 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + ROW + 4 * L, LE), b1);
            }
            misread |= FORMAT == F16 && carries.compare(VectorOperators.LT, (short) 0).anyTrue() ? 1 << t : 0;
            a0.intoArray(sums, to);
            a1.intoArray(sums, to + L);
            b0.intoArray(sums, to + GROUP);
            b1.intoArray(sums, to + GROUP + L);
        }
        return misread;
    }

    /// As [#streamTwo], with four input rows.
    private static int streamFour(long first, long rowBytes, int count, int groups, long input,
            float[] sums) {
        long x0 = input & Native.ADDRESSES;
        int misread = 0;
        for (int t = 0; t < count; t++) {
            long at = (first + rowBytes * t) & Native.ADDRESSES;
            ShortVector carries = ShortVector.zero(WIDE_S);
            int to = 4 * GROUP * t;
            FloatVector a0 = FloatVector.zero(F);
            FloatVector a1 = a0;
            FloatVector b0 = a0;
            FloatVector b1 = a0;
            FloatVector c0 = a0;
            FloatVector c1 = a0;
            FloatVector d0 = a0;
            FloatVector d1 = a0;
            for (int g = 0; g < groups; g++) {
                long block = at + STEP * (g / BLOCK_GROUPS);
                int group = g % BLOCK_GROUPS;
                float scale = scale(block, group);
                float offset = offset(block, group);
                carries = carries(block, carries);
                long in = x0 + 4 * ROW * g;
                FloatVector y = weights(block, group, 0, scale, offset);
                FloatVector z = weights(block, group, 1, scale, offset);
                a0 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in, LE), a0);
                b0 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + ROW, LE), b0);
                c0 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 2 * ROW, LE), c0);
                d0 = y.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 3 * ROW, LE), d0);
                a1 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 4 * L, LE), a1);
                b1 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + ROW + 4 * L, LE), b1);
                c1 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 2 * ROW + 4 * L, LE), c1);
                d1 = z.fma(FloatVector.fromMemorySegment(F, Native.MEMORY, in + 3 * ROW + 4 * L, LE), d1);
            }
            misread |= FORMAT == F16 && carries.compare(VectorOperators.LT, (short) 0).anyTrue() ? 1 << t : 0;
            a0.intoArray(sums, to);
            a1.intoArray(sums, to + L);
            b0.intoArray(sums, to + GROUP);
            b1.intoArray(sums, to + GROUP + L);
            c0.intoArray(sums, to + 2 * GROUP);
            c1.intoArray(sums, to + 2 * GROUP + L);
            d0.intoArray(sums, to + 3 * GROUP);
            d1.intoArray(sums, to + 3 * GROUP + L);
        }
        return misread;
    }

    /// Panels of weight rows are unpacked for all input rows.
    private static void many(Matrix weights, long w, int fromRow, int toRow, float[] in, int inOffset, int inStride,
            int rows,
            float[] out, int outOffset, int outStride, Scratch scratch) {
        int columns = weights.columns();
        int groups = (columns + GROUP - 1) / GROUP;
        long rowBytes = ROW * groups;
        MemorySegment x = scratch.inputs(rows * rowBytes);
        int tile;
        for (int r = 0; r < rows; r += tile) {
            tile = tile(rows - r);
            interleave(in, inOffset + r * inStride, inStride, tile, columns, tile, x, r * rowBytes);
        }
        MemorySegment panel = scratch.panel(PANEL * rowBytes);
        for (int j = fromRow; j < toRow; j += PANEL) {
            int count = Math.min(PANEL, toRow - j);
            for (int t = 0; t < count; t++) {
                unpack(weights, w, j + t, panel, t / TILE * TILE * rowBytes + ROW * (t % TILE), TILE * GROUP,
                        scratch);
            }
            multiply(panel.address(), count, groups, x.address(), rows, scratch.sums, out, outOffset + j, outStride);
        }
    }

    /// Input rows of the next tile.
    private static int tile(int left) {
        return L == 16 && left >= 4 ? 4 : Math.min(2, left);
    }

    /// All input rows times the `count` weight rows of the panel; the first product goes to `out[at]`.
    private static void multiply(long panel, int count, int groups, long x, int rows, float[] sums,
            float[] out, int at, int outStride) {
        long rowBytes = ROW * groups;
        int tile;
        for (int r = 0; r < rows; r += tile) {
            tile = tile(rows - r);
            for (int t = 0; t < count; t += TILE) {
                for (int v = 0; v < GROUP; v += L) {
                    long w = panel + t * rowBytes + 4L * v;
                    long in = x + r * rowBytes + 4L * v;
                    switch (tile) {
                        case 4 -> fourByFour(w, in, groups, sums, v);
                        case 2 -> fourByTwo(w, in, groups, sums, v);
                        default -> fourByOne(w, in, groups, sums, v);
                    }
                }
                FOLD.all(sums, tile * TILE);
                for (int i = 0; i < tile; i++) {
                    for (int k = 0; k < TILE && t + k < count; k++) {
                        out[at + (r + i) * outStride + t + k] = sums[i * TILE + k];
                    }
                }
            }
        }
    }

    /// One vector of partial sums of each dot product of four weight rows with four input rows, both interleaved by groups.
    /// The sums of weight row t and input row r go to place `at` of group 4 r + t.
    private static void fourByFour(long panel, long input, int groups, float[] sums, int at) {
        long w0 = panel & Native.ADDRESSES;
        long x0 = input & Native.ADDRESSES;
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
        for (int g = 0; g < groups; g++) {
            long in = x0 + 4 * ROW * g;
            long from = w0 + 4 * ROW * g;
            FloatVector a = FloatVector.fromMemorySegment(F, Native.MEMORY, in, LE);
            FloatVector b = FloatVector.fromMemorySegment(F, Native.MEMORY, in + ROW, LE);
            FloatVector c = FloatVector.fromMemorySegment(F, Native.MEMORY, in + 2 * ROW, LE);
            FloatVector d = FloatVector.fromMemorySegment(F, Native.MEMORY, in + 3 * ROW, LE);
            FloatVector y = FloatVector.fromMemorySegment(F, Native.MEMORY, from, LE);
            a0 = y.fma(a, a0);
            b0 = y.fma(b, b0);
            c0 = y.fma(c, c0);
            d0 = y.fma(d, d0);
            y = FloatVector.fromMemorySegment(F, Native.MEMORY, from + ROW, LE);
            a1 = y.fma(a, a1);
            b1 = y.fma(b, b1);
            c1 = y.fma(c, c1);
            d1 = y.fma(d, d1);
            y = FloatVector.fromMemorySegment(F, Native.MEMORY, from + 2 * ROW, LE);
            a2 = y.fma(a, a2);
            b2 = y.fma(b, b2);
            c2 = y.fma(c, c2);
            d2 = y.fma(d, d2);
            y = FloatVector.fromMemorySegment(F, Native.MEMORY, from + 3 * ROW, LE);
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
    private static void fourByTwo(long panel, long input, int groups, float[] sums, int at) {
        long w0 = panel & Native.ADDRESSES;
        long x0 = input & Native.ADDRESSES;
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        for (int g = 0; g < groups; g++) {
            long in = x0 + 2 * ROW * g;
            long from = w0 + 4 * ROW * g;
            FloatVector a = FloatVector.fromMemorySegment(F, Native.MEMORY, in, LE);
            FloatVector b = FloatVector.fromMemorySegment(F, Native.MEMORY, in + ROW, LE);
            FloatVector y = FloatVector.fromMemorySegment(F, Native.MEMORY, from, LE);
            a0 = y.fma(a, a0);
            b0 = y.fma(b, b0);
            y = FloatVector.fromMemorySegment(F, Native.MEMORY, from + ROW, LE);
            a1 = y.fma(a, a1);
            b1 = y.fma(b, b1);
            y = FloatVector.fromMemorySegment(F, Native.MEMORY, from + 2 * ROW, LE);
            a2 = y.fma(a, a2);
            b2 = y.fma(b, b2);
            y = FloatVector.fromMemorySegment(F, Native.MEMORY, from + 3 * ROW, LE);
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
    private static void fourByOne(long panel, long input, int groups, float[] sums, int at) {
        long w0 = panel & Native.ADDRESSES;
        long x0 = input & Native.ADDRESSES;
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int g = 0; g < groups; g++) {
            FloatVector a = FloatVector.fromMemorySegment(F, Native.MEMORY, x0 + ROW * g, LE);
            long from = w0 + 4 * ROW * g;
            a0 = FloatVector.fromMemorySegment(F, Native.MEMORY, from, LE).fma(a, a0);
            a1 = FloatVector.fromMemorySegment(F, Native.MEMORY, from + ROW, LE).fma(a, a1);
            a2 = FloatVector.fromMemorySegment(F, Native.MEMORY, from + 2 * ROW, LE).fma(a, a2);
            a3 = FloatVector.fromMemorySegment(F, Native.MEMORY, from + 3 * ROW, LE).fma(a, a3);
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
        MemorySegment unpacked = scratch.panel(4L * (columns + GROUP));
        unpack(weights, address(weights, row, row + 1), row, unpacked, 0, GROUP, scratch);
        Reference.reachabilityFence(weights);
        MemorySegment.copy(unpacked, FLOAT, 0, out, offset, columns);
    }

    /// Weight row `row` as float32, and zeros up to a multiple of [#GROUP], from byte `to`.
    ///
    /// @param w    where weight row 0 begins, or [#ELSEWHERE]
    /// @param step floats from one group to the next
    private static void unpack(Matrix weights, long w, int row, MemorySegment panel, long to, int step,
            Scratch scratch) {
        int columns = weights.columns();
        long at = weights.rowBytes() * row;
        int groups = 0;
        if (w != ELSEWHERE && unpackGroups(w + at, columns / GROUP, panel.address() + to, step)) {
            groups = columns / GROUP;
        }
        int done = groups * GROUP;
        if (done < columns) { // a short group, a row with infinities, or a format without vector code
            float[] rest = scratch.row(columns);
            long skipped = done == 0 ? 0 : FORMAT.rowBytes(done);
            QuantBlocks.decode(FORMAT, weights.data(), at + skipped, columns - done, rest, 0);
            for (int i = done; i < columns; i += GROUP) {
                int some = Math.min(GROUP, columns - i);
                long place = to + 4L * step * (i / GROUP);
                MemorySegment.copy(rest, i - done, panel, FLOAT, place, some);
                if (some < GROUP) {
                    panel.asSlice(place + 4L * some, 4L * (GROUP - some)).fill((byte) 0);
                }
            }
        }
    }

    /// Whether all numbers were read well, from address `from` to address `into`.
    private static boolean unpackGroups(long from, int groups, long into, int step) {
        long at = from & Native.ADDRESSES;
        long to = into & Native.ADDRESSES;
        ShortVector carries = ShortVector.zero(WIDE_S);
        for (int g = 0; g < groups; g++) {
            long block = at + STEP * (g / BLOCK_GROUPS);
            int group = g % BLOCK_GROUPS;
            float scale = scale(block, group);
            float offset = offset(block, group);
            carries = carries(block, carries);
            for (int part = 0; part < PARTS; part++) {
                weights(block, group, part, scale, offset).intoMemorySegment(Native.MEMORY,
                        to + 4L * step * g + 4L * L * part, LE);
            }
        }
        return FORMAT != F16 || !carries.compare(VectorOperators.LT, (short) 0).anyTrue();
    }

    // From here on: the formats. Layouts are those of QuantBlocks and SuperBlocks, which define them. FORMAT is a constant,
    // so each copy of this class keeps only its own branches.

    private static final boolean SCALED = FORMAT.blockLength() == GROUP;
    /// Groups that share a block, and bytes from one block to the next; a block has one group at least.
    private static final int BLOCK_GROUPS = Math.max(1, FORMAT.blockLength() / GROUP);
    private static final long STEP = Math.max(FORMAT.blockBytes(), GROUP * FORMAT.blockBytes() / FORMAT.blockLength());

    /// What all codes of a group are multiplied by, or what its halves' scales are multiplied by.
    private static float scale(long block, int group) {
        if (FORMAT == Q4_K || FORMAT == Q5_K) {
            return half(block) * sixBits(block + 4, group, 0);
        } else if (FORMAT == Q2_K) {
            return half(block + 80);
        } else if (FORMAT == Q6_K) {
            return half(block + 208);
        }
        return SCALED ? half(block) : 0;
    }

    /// The scale (`of` 0) or the offset (`of` 4) of one of eight groups, from the twelve bytes that [SuperBlocks] describes.
    /// (Read by fours because every reading is much to inline.)
    private static int sixBits(long packed, int group, int of) {
        int shift = 8 * (group & 3);
        int own = Native.MEMORY.get(INT, packed + of) >>> shift;
        if (group < 4) {
            return own & 63;
        }
        return Native.MEMORY.get(INT, packed + 8) >>> shift + of & 15 | (own >> 6 & 3) << 4;
    }

    /// What is added to all numbers of a group.
    private static float offset(long block, int group) {
        if (FORMAT == Q4_1 || FORMAT == Q5_1) {
            return half(block + 2);
        } else if (FORMAT == Q4_K || FORMAT == Q5_K) {
            return -(half(block + 2) * sixBits(block + 4, group, 4));
        }
        return 0;
    }

    /// Numbers `L * part .. L * part + L - 1` of a group. An infinity in F16 is misread: see [#finiteHalves].
    private static FloatVector weights(long block, int group, int part, float scale, float offset) {
        if (BLOCK_GROUPS > 1) {
            return superWeights(block, group, part, scale, offset);
        } else if (FORMAT == F32) {
            return FloatVector.fromMemorySegment(F, Native.MEMORY, block + 4L * L * part, LE);
        } else if (FORMAT == F16) {
            return finiteHalves(block + 2L * L * part);
        } else if (FORMAT == BF16) {
            return shorts(block + 2L * L * part).lanewise(LSHL, 16).reinterpretAsFloats();
        } else if (FORMAT == Q8_0) {
            return signedBytes(block + 2, part).mul(scale);
        } else if (FORMAT == Q4_0) {
            return q4(block + 2, part, scale);
        } else if (FORMAT == Q4_1) {
            return multiplyAdd(nibbles(block + 4, part, 0), scale, offset);
        } else if (FORMAT == Q5_0) {
            return fiveBits(block + 2, part, 16).mul(scale);
        } else if (FORMAT == Q5_1) {
            return multiplyAdd(fiveBits(block + 4, part, 0), scale, offset);
        }
        throw new AssertionError(FORMAT);
    }

    /// The same, of a block of several groups. (A method of its own because the compiler inlines no long ones.)
    private static FloatVector superWeights(long block, int group, int part, float scale,
            float offset) {
        if (FORMAT == Q2_K) {
            return q2(block, group, part, scale);
        } else if (FORMAT == Q4_K) {
            return multiplyAdd(codes(q4Low(block + 16, group, part), 0), scale, offset);
        } else if (FORMAT == Q5_K) {
            return q5(block, group, part, scale, offset);
        } else if (FORMAT == Q6_K) {
            return q6(block, group, part, scale);
        }
        throw new AssertionError(FORMAT);
    }

    private static FloatVector q2(long block, int group, int part, float scale) {
        int packed = Native.MEMORY.get(ValueLayout.JAVA_BYTE, block + 2 * group + L * part / 16);
        IntVector codes = shifted(block + 16 + group / 4 * 32, part, group % 4 * 2).and(3);
        return multiplyAdd(codes(codes, 0), scale * (packed & 15), -(half(block + 82) * (packed >> 4 & 15)));
    }

    private static IntVector q4Low(long at, int group, int part) {
        return shifted(at + group / 2 * 32, part, group % 2 * 4).and(15);
    }

    private static FloatVector q5(long block, int group, int part, float scale, float offset) {
        IntVector high = shifted(block + 16, part, group).and(1).lanewise(LSHL, 4);
        // [#multiplyAdd] and [#codes], for which the compiler has no room left.
        return q4Low(block + 48, group, part).or(high).or(0x4b00_0000).reinterpretAsFloats().sub(0x1p23f)
                .fma(FloatVector.broadcast(F, scale), FloatVector.broadcast(F, offset));
    }

    private static FloatVector q6(long block, int group, int part, float scale) {
        IntVector low = shifted(block + group / 4 * 64 + group % 2 * 32, part, group % 4 / 2 * 4).and(15);
        IntVector high = shifted(block + 128 + group / 4 * 32, part, group % 4 * 2).and(3).lanewise(LSHL, 4);
        float halfScale = scale * Native.MEMORY.get(ValueLayout.JAVA_BYTE, block + 192 + 2 * group + L * part / 16);
        return codes(low.or(high), 32).mul(halfScale);
    }

    private static float half(long at) {
        return Float.float16ToFloat(Native.MEMORY.get(SHORT, at));
    }

    /// L shorts from `at`, widened with their sign.
    private static IntVector shorts(long at) {
        return (IntVector) ShortVector.fromMemorySegment(S, Native.MEMORY, at, LE).convertShape(VectorOperators.S2I, I,
                0);
    }

    /// L halves from `at`, if they are finite (see [#carries]). Exponent and fraction go where float32 has them, 112 too low in the exponent,
    /// which a multiplication sets right for normal and subnormal numbers alike.
    private static FloatVector finiteHalves(long at) {
        return shorts(at).lanewise(LSHL, 13).and(0x8fff_e000).reinterpretAsFloats().mul(0x1p112f);
    }

    /// The highest bits of `carries` where a half of the group, too, is an infinity or no number, which [#finiteHalves] misreads:
    /// both have the largest exponent, and one more would carry into the sign. Other formats hold nothing of the kind.
    private static ShortVector carries(long block, ShortVector carries) {
        if (FORMAT == F16) {
            for (int i = 0; i < GROUP; i += WIDE_S.length()) {
                ShortVector bits = ShortVector.fromMemorySegment(WIDE_S, Native.MEMORY, block + 2L * i, LE);
                carries = carries.or(bits.add((short) 0x0400).lanewise(VectorOperators.XOR, bits));
            }
        }
        return carries;
    }

    /// Bytes `L * part ..` of those from `at`, as signed numbers.
    private static FloatVector signedBytes(long at, int part) {
        return (FloatVector) bytes(at, part).castShape(F, partOfBytes(part));
    }

    /// Bytes `L * part ..` of those from `at`; above their eight bits, copies of the highest. (To widen without a sign is no
    /// faster, and more code for the compiler, which stops inlining at some point.)
    private static IntVector widened(long at, int part) {
        return (IntVector) bytes(at, part).castShape(I, partOfBytes(part));
    }

    private static ByteVector bytes(long at, int part) {
        return ByteVector.fromMemorySegment(B, Native.MEMORY, at + L * part / B.length() * B.length(), LE);
    }

    private static int partOfBytes(int part) {
        return part % (B.length() / L);
    }

    /// Bytes from `at`, shifted right; as many bits of each are right as are left.
    private static IntVector shifted(long at, int part, int bits) {
        return widened(at, part).lanewise(VectorOperators.LSHR, bits);
    }

    /// Of 16 bytes from `at`, the low nibbles for the first half of a group and the high ones for the second; less `bias`,
    /// as numbers. A nibble is set into the fraction of a number so large that the fraction counts in ones, which is cheaper
    /// than a conversion: 2^23 for the low one, 2^19 for the high one, which stands four bits further left.
    private static FloatVector nibbles(long at, int part, int bias) {
        IntVector bytes = widened(at, part % (PARTS / 2));
        return part < PARTS / 2
                ? bytes.and(15).or(0x4b00_0000).reinterpretAsFloats().sub(0x1p23f + bias)
                : bytes.and(0xf0).or(0x4900_0000).reinterpretAsFloats().sub(0x1p19f + bias);
    }

    /// Q4_0. (A method of its own because the compiler inlines no long ones.)
    private static FloatVector q4(long at, int part, float scale) {
        return L == 16 ? looked(at, part, scale) : nibbles(at, part, 8).mul(scale);
    }

    private static final IntVector LANES = IntVector.zero(I).addIndex(1);
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
    private static FloatVector looked(long at, int part, float scale) {
        IntVector bytes = widened(at, 0);
        IntVector places = part == 0 ? bytes : bytes.lanewise(VectorOperators.LSHR, 4); // their lowest four bits count
        return places.selectFrom(LEVELS.mul(scale).reinterpretAsInts()).reinterpretAsFloats();
    }

    /// Four bytes with a fifth bit for each of 32 codes, then their lower four bits as in [#nibbles]; less `bias`.
    private static FloatVector fiveBits(long at, int part, int bias) {
        IntVector low = shifted(at + 4, part % (PARTS / 2), part < PARTS / 2 ? 0 : 4).and(15);
        int fifths = Native.MEMORY.get(INT, at) >>> L * part;
        IntVector fifth = IntVector.broadcast(I, fifths).lanewise(VectorOperators.LSHR, LANES).and(1);
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
