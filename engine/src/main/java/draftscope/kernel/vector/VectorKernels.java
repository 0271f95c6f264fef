package draftscope.kernel.vector;

import draftscope.format.QuantBlocks;
import draftscope.format.QuantFormat;
import draftscope.kernel.Kernels;
import draftscope.kernel.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Kernels on the Vector API, for one vector width (see [VectorWidths], which makes the instances).
///
/// **One order of summation.** Every dot product has a single vector accumulator: lane l sums the products at l, l + L,
/// l + 2L ... with fused multiply-add, then the lanes are folded in halves, then the products past the last whole vector
/// follow one by one. The tiles below differ only in how many such dot products they run side by side (that is where the
/// speed comes from: eight chains hide the latency of the multiply-add), so the shape of a batch never shows in a result.
/// F16 and Q8_0 weights become float32, exactly, in scratch rows that stay in the first-level cache; unpacking them inside the
/// tiles gains little, and the inlined code grows past what the compiler will still make vectors of.
///
/// **Nothing that the API leaves open.** `reduceLanes(ADD)` may sum in any order, and differs between interpreted and
/// compiled code, so lanes are folded here. `lanewise(EXP)` is a library call when compiled and `Math.exp` before, so the
/// exponential is written out.
final class VectorKernels implements Kernels {
    private static final int BITS = bits();
    private static final VectorSpecies<Float> F = VectorShape.forBitSize(BITS).withLanes(float.class);
    // There are no 32-bit vectors, so at 128 bits one byte vector makes two float vectors.
    private static final VectorSpecies<Byte> B = VectorShape.forBitSize(Math.max(64, BITS / 4)).withLanes(byte.class);
    private static final int L = F.length();
    private static final boolean TWO_PARTS = B.length() == 2 * L;

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);

    private static final int Q8_LENGTH = 32;
    private static final int Q8_BYTES = 34;

    /// Weight rows side by side when there is one input row, and rows unpacked at a time.
    private static final int WIDE = 8;
    /// Weight rows side by side times two input rows.
    private static final int TILE = 4;

    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

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
        int columns = weights.columns();
        int j = fromRow;
        if (rows == 1 && weights.format() == QuantFormat.F32) {
            for (; j + WIDE <= toRow; j += WIDE) {
                eightInPlace(weights, j, in, scratch.lanes, out);
            }
        }
        for (int tile; j < toRow; j += tile) {
            tile = Math.min(WIDE, toRow - j);
            float[] unpacked = scratch.weights(WIDE * columns);
            unpack(weights, j, tile, scratch, unpacked, 0);
            if (tile < WIDE) {
                for (int r = 0; r < rows; r++) {
                    for (int t = 0; t < tile; t++) {
                        out[r * outStride + j + t] = dot(unpacked, t * columns, in, r * inStride, columns,
                                scratch.lanes);
                    }
                }
                continue;
            }
            int r = 0;
            for (; r + 2 <= rows; r += 2) {
                fourByTwo(unpacked, 0, columns, in, r * inStride, inStride, scratch.lanes, out, r * outStride + j,
                        outStride);
                fourByTwo(unpacked, TILE * columns, columns, in, r * inStride, inStride, scratch.lanes, out,
                        r * outStride + j + TILE, outStride);
            }
            if (r < rows) {
                eightUnpacked(unpacked, columns, in, r * inStride, scratch.lanes, out, r * outStride + j);
            }
        }
    }

    /// Eight F32 weight rows from `j`, read where they lie, times the first row of `in`.
    private static void eightInPlace(Matrix weights, int j, float[] in, float[] lanes, float[] out) {
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
        store(s0, s1, s2, s3, lanes, 0);
        store(s4, s5, s6, s7, lanes, TILE * L);
        for (int t = 0; t < WIDE; t++) {
            float sum = fold(lanes, t * L);
            for (int i = whole; i < columns; i++) {
                sum = Math.fma(w.get(FLOAT, at + t * stride + 4L * i), in[i], sum);
            }
            out[j + t] = sum;
        }
    }

    /// Eight unpacked weight rows times one input row.
    private static void eightUnpacked(float[] w, int columns, float[] in, int inOffset, float[] lanes, float[] out,
            int outOffset) {
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
            FloatVector x = FloatVector.fromArray(F, in, inOffset + i);
            s0 = FloatVector.fromArray(F, w, i).fma(x, s0);
            s1 = FloatVector.fromArray(F, w, columns + i).fma(x, s1);
            s2 = FloatVector.fromArray(F, w, 2 * columns + i).fma(x, s2);
            s3 = FloatVector.fromArray(F, w, 3 * columns + i).fma(x, s3);
            s4 = FloatVector.fromArray(F, w, 4 * columns + i).fma(x, s4);
            s5 = FloatVector.fromArray(F, w, 5 * columns + i).fma(x, s5);
            s6 = FloatVector.fromArray(F, w, 6 * columns + i).fma(x, s6);
            s7 = FloatVector.fromArray(F, w, 7 * columns + i).fma(x, s7);
        }
        store(s0, s1, s2, s3, lanes, 0);
        store(s4, s5, s6, s7, lanes, TILE * L);
        for (int t = 0; t < WIDE; t++) {
            float sum = fold(lanes, t * L);
            for (int i = whole; i < columns; i++) {
                sum = Math.fma(w[t * columns + i], in[inOffset + i], sum);
            }
            out[outOffset + t] = sum;
        }
    }

    /// Four unpacked weight rows times two input rows: six loads for eight multiply-adds.
    private static void fourByTwo(float[] w, int at, int columns, float[] in, int inOffset, int inStride, float[] lanes,
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
            FloatVector w0 = FloatVector.fromArray(F, w, at + i);
            a0 = w0.fma(x, a0);
            b0 = w0.fma(y, b0);
            FloatVector w1 = FloatVector.fromArray(F, w, at + columns + i);
            a1 = w1.fma(x, a1);
            b1 = w1.fma(y, b1);
            FloatVector w2 = FloatVector.fromArray(F, w, at + 2 * columns + i);
            a2 = w2.fma(x, a2);
            b2 = w2.fma(y, b2);
            FloatVector w3 = FloatVector.fromArray(F, w, at + 3 * columns + i);
            a3 = w3.fma(x, a3);
            b3 = w3.fma(y, b3);
        }
        store(a0, a1, a2, a3, lanes, 0);
        store(b0, b1, b2, b3, lanes, TILE * L);
        for (int r = 0; r < 2; r++) {
            for (int t = 0; t < TILE; t++) {
                float sum = fold(lanes, (r * TILE + t) * L);
                for (int i = whole; i < columns; i++) {
                    sum = Math.fma(w[at + t * columns + i], in[inOffset + r * inStride + i], sum);
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

    private static void store(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, float[] lanes, int at) {
        s0.intoArray(lanes, at);
        s1.intoArray(lanes, at + L);
        s2.intoArray(lanes, at + 2 * L);
        s3.intoArray(lanes, at + 3 * L);
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

    /// Weight rows `row..row+count-1`, which lie one after the other, as float32.
    private static void unpack(Matrix weights, int row, int count, Scratch scratch, float[] out, int offset) {
        long at = weights.rowBytes() * row;
        int n = count * weights.columns();
        switch (weights.format()) {
            case F32 -> MemorySegment.copy(weights.data(), FLOAT, at, out, offset, n);
            case F16 -> {
                short[] halves = scratch.halves(n);
                MemorySegment.copy(weights.data(), SHORT, at, halves, 0, n);
                unpackHalves(halves, n, out, offset);
            }
            case Q8_0 -> {
                int length = n / Q8_LENGTH * Q8_BYTES;
                byte[] blocks = scratch.bytes(length);
                MemorySegment.copy(weights.data(), ValueLayout.JAVA_BYTE, at, blocks, 0, length);
                unpackQ8(blocks, n, out, offset);
            }
            default -> QuantBlocks.decode(weights.format(), weights.data(), at, n, out, offset);
        }
    }

    /// A plain loop, because the Vector API has no half-precision conversion and the compiler knows one instruction for eight.
    private static void unpackHalves(short[] halves, int n, float[] out, int offset) {
        for (int i = 0; i < n; i++) {
            out[offset + i] = Float.float16ToFloat(halves[i]);
        }
    }

    private static void unpackQ8(byte[] blocks, int n, float[] out, int offset) {
        int at = 0;
        for (int block = 0; block < n; block += Q8_LENGTH, at += Q8_BYTES) {
            float scale = Float.float16ToFloat((short) (blocks[at] & 0xff | blocks[at + 1] << 8));
            for (int i = 0; i < Q8_LENGTH; i += B.length()) {
                ByteVector b = ByteVector.fromArray(B, blocks, at + 2 + i);
                ((FloatVector) b.castShape(F, 0)).mul(scale).intoArray(out, offset + block + i);
                if (TWO_PARTS) {
                    ((FloatVector) b.castShape(F, 1)).mul(scale).intoArray(out, offset + block + i + L);
                }
            }
        }
    }

    @Override
    public void dequantise(Matrix weights, int row, float[] out, int offset) {
        unpack(weights, row, 1, Scratch.OF_THREAD.get(), out, offset);
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
    public void layerNorm(float[] in, int inOffset, float[] weight, float[] bias, int n, float epsilon, float[] out,
            int outOffset) {
        int whole = F.loopBound(n);
        float[] lanes = Scratch.OF_THREAD.get().lanes;
        FloatVector sums = FloatVector.zero(F);
        for (int i = 0; i < whole; i += L) {
            sums = sums.add(FloatVector.fromArray(F, in, inOffset + i));
        }
        sums.intoArray(lanes, 0);
        float sum = fold(lanes, 0);
        for (int i = whole; i < n; i++) {
            sum += in[inOffset + i];
        }
        float mean = sum / n;
        FloatVector squares = FloatVector.zero(F);
        for (int i = 0; i < whole; i += L) {
            FloatVector d = FloatVector.fromArray(F, in, inOffset + i).sub(mean);
            squares = d.fma(d, squares);
        }
        squares.intoArray(lanes, 0);
        float square = fold(lanes, 0);
        for (int i = whole; i < n; i++) {
            float d = in[inOffset + i] - mean;
            square = Math.fma(d, d, square);
        }
        float scale = (float) (1 / Math.sqrt((double) square / n + epsilon));
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(F, in, inOffset + i).sub(mean).mul(scale).fma(FloatVector.fromArray(F, weight, i),
                    FloatVector.fromArray(F, bias, i)).intoArray(out, outOffset + i);
        }
        for (int i = whole; i < n; i++) {
            out[outOffset + i] = Math.fma((in[inOffset + i] - mean) * scale, weight[i], bias[i]);
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

    /// tanh x within 3 ulp: a polynomial below 0.625 (coefficients: Cephes `tanhf`, Moshier), by the exponential above.
    private static FloatVector tanh(FloatVector x) {
        FloatVector square = x.mul(x);
        FloatVector p = FloatVector.broadcast(F, -5.70498872745e-3f);
        p = p.fma(square, FloatVector.broadcast(F, 2.06390887954e-2f));
        p = p.fma(square, FloatVector.broadcast(F, -5.37397155531e-2f));
        p = p.fma(square, FloatVector.broadcast(F, 1.33314422036e-1f));
        p = p.fma(square, FloatVector.broadcast(F, -3.33332819422e-1f));
        FloatVector near = p.mul(square).fma(x, x);
        FloatVector size = x.abs();
        FloatVector far = FloatVector.broadcast(F, 1).sub(
                FloatVector.broadcast(F, 2).div(exp(size.add(size)).add(1f)));
        FloatVector signed = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
        return signed.blend(near, size.compare(VectorOperators.LT, 0.625f));
    }

    private static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(1f));
    }

    /// x / 2 (1 + tanh u) = x / (1 + e^-2u).
    private static FloatVector gelu(FloatVector x) {
        FloatVector u = x.mul(x).fma(FloatVector.broadcast(F, (float) (-2 * SQRT_2_OVER_PI * 0.044715)),
                FloatVector.broadcast(F, (float) (-2 * SQRT_2_OVER_PI))).mul(x);
        return x.div(exp(u).add(1f));
    }

    // Element by element: what a place holds must not depend on how many stand before it, as the caller hands over all rows
    // of a batch at once. So the rest past the last whole vector goes through the same arithmetic, behind a mask.

    @Override
    public void siluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n) {
        int i = 0;
        for (int whole = F.loopBound(n); i < whole; i += L) {
            silu(FloatVector.fromArray(F, gate, gateOffset + i)).mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(gate, gateOffset + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            silu(FloatVector.fromArray(F, gate, gateOffset + i, rest))
                    .mul(FloatVector.fromArray(F, up, upOffset + i, rest)).intoArray(gate, gateOffset + i, rest);
        }
    }

    @Override
    public void gelu(float[] x, int offset, int n) {
        int i = 0;
        for (int whole = F.loopBound(n); i < whole; i += L) {
            gelu(FloatVector.fromArray(F, x, offset + i)).intoArray(x, offset + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            gelu(FloatVector.fromArray(F, x, offset + i, rest)).intoArray(x, offset + i, rest);
        }
    }

    @Override
    public void geluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n) {
        int i = 0;
        for (int whole = F.loopBound(n); i < whole; i += L) {
            gelu(FloatVector.fromArray(F, gate, gateOffset + i)).mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(gate, gateOffset + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            gelu(FloatVector.fromArray(F, gate, gateOffset + i, rest))
                    .mul(FloatVector.fromArray(F, up, upOffset + i, rest)).intoArray(gate, gateOffset + i, rest);
        }
    }

    @Override
    public void softCap(float[] x, int offset, int n, float cap) {
        int i = 0;
        for (int whole = F.loopBound(n); i < whole; i += L) {
            tanh(FloatVector.fromArray(F, x, offset + i).div(cap)).mul(cap).intoArray(x, offset + i);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            tanh(FloatVector.fromArray(F, x, offset + i, rest).div(cap)).mul(cap).intoArray(x, offset + i, rest);
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
    public void ropeHalves(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines) {
        Kernels.scalar().ropeHalves(x, offset, heads, headDim, cosines, sines);
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
            store(s0, s1, s2, s3, lanes, 0);
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
