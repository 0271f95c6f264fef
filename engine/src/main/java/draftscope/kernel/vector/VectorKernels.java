package draftscope.kernel.vector;

import draftscope.kernel.Kernels;
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

/// Kernels on the Vector API, for one vector width (see [VectorWidths], which makes the instances).
///
/// **One order of summation.** Every dot product has a single vector accumulator: lane l sums the products at l, l + L,
/// l + 2L ... with fused multiply-add, then the lanes are folded in halves, then the products past the last whole vector
/// follow one by one. The tiles below differ only in how many such dot products they run side by side (that is where the
/// speed comes from: eight chains hide the latency of the multiply-add), so the shape of a batch never shows in a result.
/// F16 and Q8_0 weights become float32 exactly before they are multiplied, so it does not matter either whether that happens
/// in a register or in the scratch rows.
///
/// **Nothing that the API leaves open.** `reduceLanes(ADD)` may sum in any order, and differs between interpreted and
/// compiled code, so lanes are folded here. `lanewise(EXP)` is a library call when compiled and `Math.exp` before, so the
/// exponential is written out.
final class VectorKernels implements Kernels {
    private static final int BITS = bits();
    private static final VectorSpecies<Float> F = VectorShape.forBitSize(BITS).withLanes(float.class);
    private static final VectorSpecies<Integer> I = VectorShape.forBitSize(BITS).withLanes(int.class);
    private static final VectorSpecies<Short> S = VectorShape.forBitSize(BITS / 2).withLanes(short.class);
    // There are no 32-bit vectors, so at 128 bits one byte vector makes two float vectors.
    private static final VectorSpecies<Byte> B = VectorShape.forBitSize(Math.max(64, BITS / 4)).withLanes(byte.class);
    private static final int L = F.length();
    private static final boolean TWO_PARTS = B.length() == 2 * L;

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);

    private static final int Q8_LENGTH = 32;
    private static final int Q8_BYTES = 34;

    /// Weight rows side by side when there is one input row.
    private static final int WIDE = 8;
    /// Weight rows side by side when there are more.
    private static final int TILE = 4;

    VectorKernels() {}

    private static int bits() {
        try {
            Integer bits = MethodHandles.classData(MethodHandles.lookup(), "_", Integer.class);
            return bits == null ? VectorShape.preferredShape().vectorBitSize() : bits;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a class can read its own data", e);
        }
    }

    @Override
    public String name() {
        return "vector " + BITS + " bit";
    }

    @Override
    public void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out,
            int outStride) {
        Scratch scratch = Scratch.OF_THREAD.get();
        int j = fromRow;
        if (rows == 1) {
            for (; j + WIDE <= toRow; j += WIDE) {
                switch (weights.format()) {
                    case F32 -> wideF32(weights, j, in, scratch.lanes, out);
                    case F16 -> wideF16(weights, j, in, scratch.lanes, out);
                    case Q8_0 -> wideQ8(weights, j, in, scratch.lanes, out);
                }
            }
        }
        int columns = weights.columns();
        float[] unpacked = scratch.weights(TILE * columns);
        for (; j < toRow; j += TILE) {
            int tile = Math.min(TILE, toRow - j);
            for (int t = 0; t < tile; t++) {
                dequantise(weights, j + t, unpacked, t * columns);
            }
            int r = 0;
            if (tile == TILE) {
                for (; r + 2 <= rows; r += 2) {
                    fourByTwo(unpacked, columns, in, r * inStride, inStride, scratch.lanes, out, r * outStride + j,
                            outStride);
                }
            }
            for (; r < rows; r++) {
                for (int t = 0; t < tile; t++) {
                    out[r * outStride + j + t] = dot(unpacked, t * columns, in, r * inStride, columns, scratch.lanes);
                }
            }
        }
    }

    /// Eight F32 weight rows from `j` times the first row of `in`.
    private static void wideF32(Matrix weights, int j, float[] in, float[] lanes, float[] out) {
        MemorySegment w = weights.data();
        int columns = weights.columns();
        long stride = 4L * columns;
        long at = j * stride;
        int whole = F.loopBound(columns);
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(F, in, i);
            long p = at + 4L * i;
            s0 = FloatVector.fromMemorySegment(F, w, p, LE).fma(x, s0);
            s1 = FloatVector.fromMemorySegment(F, w, p + stride, LE).fma(x, s1);
            s2 = FloatVector.fromMemorySegment(F, w, p + 2 * stride, LE).fma(x, s2);
            s3 = FloatVector.fromMemorySegment(F, w, p + 3 * stride, LE).fma(x, s3);
            s4 = FloatVector.fromMemorySegment(F, w, p + 4 * stride, LE).fma(x, s4);
            s5 = FloatVector.fromMemorySegment(F, w, p + 5 * stride, LE).fma(x, s5);
            s6 = FloatVector.fromMemorySegment(F, w, p + 6 * stride, LE).fma(x, s6);
            s7 = FloatVector.fromMemorySegment(F, w, p + 7 * stride, LE).fma(x, s7);
        }
        store(s0, s1, s2, s3, s4, s5, s6, s7, lanes);
        for (int t = 0; t < WIDE; t++) {
            float sum = fold(lanes, t * L);
            for (int i = whole; i < columns; i++) {
                sum = Math.fma(w.get(FLOAT, at + t * stride + 4L * i), in[i], sum);
            }
            out[j + t] = sum;
        }
    }

    /// Eight F16 weight rows from `j` times the first row of `in`.
    private static void wideF16(Matrix weights, int j, float[] in, float[] lanes, float[] out) {
        MemorySegment w = weights.data();
        int columns = weights.columns();
        long stride = 2L * columns;
        long at = j * stride;
        int whole = F.loopBound(columns);
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(F, in, i);
            long p = at + 2L * i;
            s0 = halves(w, p).fma(x, s0);
            s1 = halves(w, p + stride).fma(x, s1);
            s2 = halves(w, p + 2 * stride).fma(x, s2);
            s3 = halves(w, p + 3 * stride).fma(x, s3);
            s4 = halves(w, p + 4 * stride).fma(x, s4);
            s5 = halves(w, p + 5 * stride).fma(x, s5);
            s6 = halves(w, p + 6 * stride).fma(x, s6);
            s7 = halves(w, p + 7 * stride).fma(x, s7);
        }
        store(s0, s1, s2, s3, s4, s5, s6, s7, lanes);
        for (int t = 0; t < WIDE; t++) {
            float sum = fold(lanes, t * L);
            for (int i = whole; i < columns; i++) {
                sum = Math.fma(Float.float16ToFloat(w.get(SHORT, at + t * stride + 2L * i)), in[i], sum);
            }
            out[j + t] = sum;
        }
    }

    /// Eight Q8_0 weight rows from `j` times the first row of `in`.
    private static void wideQ8(Matrix weights, int j, float[] in, float[] lanes, float[] out) {
        MemorySegment w = weights.data();
        int columns = weights.columns();
        long stride = weights.rowBytes();
        long at = j * stride;
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        long p = at;
        for (int block = 0; block < columns; block += Q8_LENGTH, p += Q8_BYTES) {
            FloatVector d0 = scale(w, p);
            FloatVector d1 = scale(w, p + stride);
            FloatVector d2 = scale(w, p + 2 * stride);
            FloatVector d3 = scale(w, p + 3 * stride);
            FloatVector d4 = scale(w, p + 4 * stride);
            FloatVector d5 = scale(w, p + 5 * stride);
            FloatVector d6 = scale(w, p + 6 * stride);
            FloatVector d7 = scale(w, p + 7 * stride);
            for (int i = 0; i < Q8_LENGTH; i += L) {
                FloatVector x = FloatVector.fromArray(F, in, block + i);
                long q = p + 2 + i;
                s0 = bytes(w, q).mul(d0).fma(x, s0);
                s1 = bytes(w, q + stride).mul(d1).fma(x, s1);
                s2 = bytes(w, q + 2 * stride).mul(d2).fma(x, s2);
                s3 = bytes(w, q + 3 * stride).mul(d3).fma(x, s3);
                s4 = bytes(w, q + 4 * stride).mul(d4).fma(x, s4);
                s5 = bytes(w, q + 5 * stride).mul(d5).fma(x, s5);
                s6 = bytes(w, q + 6 * stride).mul(d6).fma(x, s6);
                s7 = bytes(w, q + 7 * stride).mul(d7).fma(x, s7);
            }
        }
        store(s0, s1, s2, s3, s4, s5, s6, s7, lanes);
        for (int t = 0; t < WIDE; t++) {
            out[j + t] = fold(lanes, t * L);
        }
    }

    /// Four unpacked weight rows times two input rows: six loads for eight multiply-adds.
    private static void fourByTwo(float[] w, int columns, float[] in, int inOffset, int inStride, float[] lanes,
            float[] out,
            int outOffset, int outStride) {
        int whole = F.loopBound(columns);
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(F, in, inOffset + i);
            FloatVector y = FloatVector.fromArray(F, in, inOffset + inStride + i);
            FloatVector w0 = FloatVector.fromArray(F, w, i);
            a0 = w0.fma(x, a0);
            b0 = w0.fma(y, b0);
            FloatVector w1 = FloatVector.fromArray(F, w, columns + i);
            a1 = w1.fma(x, a1);
            b1 = w1.fma(y, b1);
            FloatVector w2 = FloatVector.fromArray(F, w, 2 * columns + i);
            a2 = w2.fma(x, a2);
            b2 = w2.fma(y, b2);
            FloatVector w3 = FloatVector.fromArray(F, w, 3 * columns + i);
            a3 = w3.fma(x, a3);
            b3 = w3.fma(y, b3);
        }
        store(a0, a1, a2, a3, b0, b1, b2, b3, lanes);
        for (int r = 0; r < 2; r++) {
            for (int t = 0; t < TILE; t++) {
                float sum = fold(lanes, (r * TILE + t) * L);
                for (int i = whole; i < columns; i++) {
                    sum = Math.fma(w[t * columns + i], in[inOffset + r * inStride + i], sum);
                }
                out[outOffset + r * outStride + t] = sum;
            }
        }
    }

    private static float dot(float[] a, int aOffset, float[] b, int bOffset, int n, float[] lanes) {
        int whole = F.loopBound(n);
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < whole; i += L) {
            sum = FloatVector.fromArray(F, a, aOffset + i).fma(FloatVector.fromArray(F, b, bOffset + i), sum);
        }
        sum.intoArray(lanes, 0);
        float total = fold(lanes, 0);
        for (int i = whole; i < n; i++) {
            total = Math.fma(a[aOffset + i], b[bOffset + i], total);
        }
        return total;
    }

    private static void store(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, FloatVector s4,
            FloatVector s5,
            FloatVector s6, FloatVector s7, float[] lanes) {
        s0.intoArray(lanes, 0);
        s1.intoArray(lanes, L);
        s2.intoArray(lanes, 2 * L);
        s3.intoArray(lanes, 3 * L);
        s4.intoArray(lanes, 4 * L);
        s5.intoArray(lanes, 5 * L);
        s6.intoArray(lanes, 6 * L);
        s7.intoArray(lanes, 7 * L);
    }

    /// The sum of L lanes, folded in halves: lane l with lane l + L/2, and so on.
    private static float fold(float[] lanes, int at) {
        if (L == 8) { // written out: the common width, in the hottest place
            return ((lanes[at] + lanes[at + 4]) + (lanes[at + 2] + lanes[at + 6]))
                    + ((lanes[at + 1] + lanes[at + 5]) + (lanes[at + 3] + lanes[at + 7]));
        }
        for (int half = L / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                lanes[at + l] += lanes[at + l + half];
            }
        }
        return lanes[at];
    }

    private static FloatVector scale(MemorySegment w, long at) {
        return FloatVector.broadcast(F, Float.float16ToFloat(w.get(SHORT, at)));
    }

    /// L signed bytes as floats.
    private static FloatVector bytes(MemorySegment w, long at) {
        if (TWO_PARTS) {
            // Four bytes are wanted and the narrowest vector is eight: reading on would pass the end of the last block.
            int four = w.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(LE), at);
            return (FloatVector) IntVector.broadcast(I, four).lanewise(VectorOperators.LSHL, BYTE_UP)
                    .lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
        }
        return (FloatVector) ByteVector.fromMemorySegment(B, w, at, LE).castShape(F, 0);
    }

    /// Shifts that bring byte l of an int to its top, for lanes 0 to 3.
    private static final IntVector BYTE_UP = IntVector.fromArray(I,
            new int[]{24, 16, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0);

    /// L half-precision numbers as floats, exactly.
    ///
    /// Moved 13 bits up, sign, exponent and fraction stand where float32 has them, and the number is 2^-112 of what it
    /// should be, subnormals included. Only infinities and NaN (exponent all ones) come out finite, at 2^16 and above where
    /// no half-precision number is, and get float32's exponent instead.
    private static FloatVector halves(MemorySegment w, long at) {
        IntVector bits = ((IntVector) ShortVector.fromMemorySegment(S, w, at, LE).castShape(I, 0))
                .lanewise(VectorOperators.LSHL, 13).and(0x8fffe000);
        FloatVector v = bits.reinterpretAsFloats().mul(0x1p112f);
        return v.blend(bits.or(0x7f800000).reinterpretAsFloats(), v.abs().compare(VectorOperators.GE, 65536f));
    }

    @Override
    public void dequantise(Matrix weights, int row, float[] out, int offset) {
        MemorySegment w = weights.data();
        int columns = weights.columns();
        long at = weights.rowBytes() * row;
        switch (weights.format()) {
            case F32 -> MemorySegment.copy(w, FLOAT, at, out, offset, columns);
            case F16 -> {
                int whole = F.loopBound(columns);
                for (int i = 0; i < whole; i += L) {
                    halves(w, at + 2L * i).intoArray(out, offset + i);
                }
                for (int i = whole; i < columns; i++) {
                    out[offset + i] = Float.float16ToFloat(w.get(SHORT, at + 2L * i));
                }
            }
            case Q8_0 -> {
                for (int block = 0; block < columns; block += Q8_LENGTH, at += Q8_BYTES) {
                    FloatVector scale = scale(w, at);
                    for (int i = 0; i < Q8_LENGTH; i += L) {
                        bytes(w, at + 2 + i).mul(scale).intoArray(out, offset + block + i);
                    }
                }
            }
        }
    }

    @Override
    public void rmsNorm(float[] in, int inOffset, float[] weight, int n, float epsilon, float[] out, int outOffset) {
        float squares = dot(in, inOffset, in, inOffset, n, Scratch.OF_THREAD.get().lanes);
        float scale = (float) (1 / Math.sqrt((double) squares / n + epsilon));
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(F, in, inOffset + i).mul(scale).mul(FloatVector.fromArray(F, weight, i)).intoArray(
                    out,
                    outOffset + i);
        }
        for (int i = whole; i < n; i++) {
            out[outOffset + i] = weight[i] * (in[inOffset + i] * scale);
        }
    }

    @Override
    public void softmax(float[] x, int offset, int n) {
        int whole = F.loopBound(n);
        FloatVector maxima = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < whole; i += L) {
            maxima = maxima.max(FloatVector.fromArray(F, x, offset + i));
        }
        float max = maxima.reduceLanes(VectorOperators.MAX); // a maximum is the same in any order
        for (int i = whole; i < n; i++) {
            max = Math.max(max, x[offset + i]);
        }
        FloatVector sums = FloatVector.zero(F);
        for (int i = 0; i < whole; i += L) {
            FloatVector e = exp(FloatVector.fromArray(F, x, offset + i).sub(max));
            e.intoArray(x, offset + i);
            sums = sums.add(e);
        }
        float[] lanes = Scratch.OF_THREAD.get().lanes;
        sums.intoArray(lanes, 0);
        float sum = fold(lanes, 0);
        for (int i = whole; i < n; i++) {
            float e = (float) Math.exp(x[offset + i] - max);
            x[offset + i] = e;
            sum += e;
        }
        float scale = 1 / sum;
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(F, x, offset + i).mul(scale).intoArray(x, offset + i);
        }
        for (int i = whole; i < n; i++) {
            x[offset + i] *= scale;
        }
    }

    /// e^x within 2 ulp; 0 below -87.3 (where float32 leaves its normal range), e^88.3 above 88.3.
    ///
    /// x = n ln 2 + r with |r| at most ln 2 / 2, ln 2 in two parts so that r keeps its bits; e^r by a polynomial of degree 6
    /// (coefficients: Cephes `expf`, Moshier); 2^n by putting n into the exponent.
    private static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.min(88.3f).max(-87.3f);
        FloatVector shifted = clamped.fma(FloatVector.broadcast(F, 1.44269504f), FloatVector.broadcast(F, 0x1.8p23f));
        FloatVector n = shifted.sub(0x1.8p23f); // rounded to a whole number by the addition above
        FloatVector r = n.fma(FloatVector.broadcast(F, -0.693359375f), clamped);
        r = n.fma(FloatVector.broadcast(F, 2.12194440e-4f), r);
        FloatVector p = FloatVector.broadcast(F, 1.9875691500e-4f);
        p = p.fma(r, FloatVector.broadcast(F, 1.3981999507e-3f));
        p = p.fma(r, FloatVector.broadcast(F, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(F, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(F, 1.6666665459e-1f));
        p = p.fma(r, FloatVector.broadcast(F, 5.0000001201e-1f));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        FloatVector e = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
        return e.blend(0f, x.compare(VectorOperators.LT, -87.3f));
    }

    @Override
    public void siluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            FloatVector g = FloatVector.fromArray(F, gate, gateOffset + i);
            FloatVector silu = g.div(exp(g.neg()).add(1f));
            silu.mul(FloatVector.fromArray(F, up, upOffset + i)).intoArray(gate, gateOffset + i);
        }
        for (int i = whole; i < n; i++) {
            float g = gate[gateOffset + i];
            gate[gateOffset + i] = g / (1 + (float) Math.exp(-g)) * up[upOffset + i];
        }
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(F, x, xOffset + i).add(FloatVector.fromArray(F, y, yOffset + i)).intoArray(x,
                    xOffset + i);
        }
        for (int i = whole; i < n; i++) {
            x[xOffset + i] += y[yOffset + i];
        }
    }

    @Override
    public void rope(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines) {
        // Too little work per token to be worth shuffling lanes: the plain loop is the vector kernels' rotation too.
        Kernels.scalar().rope(x, offset, heads, headDim, cosines, sines);
    }

    @Override
    public void attentionScores(float[] query, int queryOffset, int headDim, float[] keys, int kvDim, int keyOffset,
            int[] slots,
            int n, float scale, float[] scores) {
        float[] lanes = Scratch.OF_THREAD.get().lanes;
        int whole = F.loopBound(headDim);
        int k = 0;
        for (; k + 4 <= n; k += 4) {
            int k0 = slots[k] * kvDim + keyOffset;
            int k1 = slots[k + 1] * kvDim + keyOffset;
            int k2 = slots[k + 2] * kvDim + keyOffset;
            int k3 = slots[k + 3] * kvDim + keyOffset;
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int d = 0; d < whole; d += L) {
                FloatVector q = FloatVector.fromArray(F, query, queryOffset + d);
                s0 = FloatVector.fromArray(F, keys, k0 + d).fma(q, s0);
                s1 = FloatVector.fromArray(F, keys, k1 + d).fma(q, s1);
                s2 = FloatVector.fromArray(F, keys, k2 + d).fma(q, s2);
                s3 = FloatVector.fromArray(F, keys, k3 + d).fma(q, s3);
            }
            s0.intoArray(lanes, 0);
            s1.intoArray(lanes, L);
            s2.intoArray(lanes, 2 * L);
            s3.intoArray(lanes, 3 * L);
            for (int t = 0; t < 4; t++) {
                float sum = fold(lanes, t * L);
                int key = slots[k + t] * kvDim + keyOffset;
                for (int d = whole; d < headDim; d++) {
                    sum = Math.fma(keys[key + d], query[queryOffset + d], sum);
                }
                scores[k + t] = sum * scale;
            }
        }
        for (; k < n; k++) {
            scores[k] = dot(keys, slots[k] * kvDim + keyOffset, query, queryOffset, headDim, lanes) * scale;
        }
    }

    @Override
    public void attentionSum(float[] weights, int n, float[] values, int kvDim, int valueOffset, int[] slots,
            int headDim,
            float[] out, int outOffset) {
        int d = 0;
        for (; d + 4 * L <= headDim; d += 4 * L) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int k = 0; k < n; k++) {
                int at = slots[k] * kvDim + valueOffset + d;
                FloatVector weight = FloatVector.broadcast(F, weights[k]);
                s0 = FloatVector.fromArray(F, values, at).fma(weight, s0);
                s1 = FloatVector.fromArray(F, values, at + L).fma(weight, s1);
                s2 = FloatVector.fromArray(F, values, at + 2 * L).fma(weight, s2);
                s3 = FloatVector.fromArray(F, values, at + 3 * L).fma(weight, s3);
            }
            s0.intoArray(out, outOffset + d);
            s1.intoArray(out, outOffset + d + L);
            s2.intoArray(out, outOffset + d + 2 * L);
            s3.intoArray(out, outOffset + d + 3 * L);
        }
        for (; d + L <= headDim; d += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int k = 0; k < n; k++) {
                sum = FloatVector.fromArray(F, values, slots[k] * kvDim + valueOffset + d).fma(
                        FloatVector.broadcast(F, weights[k]),
                        sum);
            }
            sum.intoArray(out, outOffset + d);
        }
        for (; d < headDim; d++) {
            float sum = 0;
            for (int k = 0; k < n; k++) {
                sum = Math.fma(values[slots[k] * kvDim + valueOffset + d], weights[k], sum);
            }
            out[outOffset + d] = sum;
        }
    }
}
