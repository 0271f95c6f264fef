package draftscope.kernel.vector;

import draftscope.kernel.ElementKernels;
import draftscope.kernel.Kernels;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Norms, activations and other work on single rows, for one vector width (see [Variant]).
///
/// Sums have one order: lane l adds the elements at l, l + L, l + 2L ..., then the lanes are folded in halves, then the
/// elements past the last whole vector follow one by one. `lanewise(EXP)` is a library call when compiled and `Math.exp`
/// before, so the exponential is written out.
final class VectorElements implements ElementKernels {
    private static final VectorSpecies<Float> F = Variant.of(MethodHandles.lookup()).shape().withLanes(float.class);
    private static final int L = F.length();
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

    VectorElements() {}

    @Override
    public void rmsNorm(float[] in, int inOffset, float[] weight, int n, float epsilon, float[] out, int outOffset) {
        float squares = dot(in, inOffset, in, inOffset, n, Scratch.OF_THREAD.get().sums);
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
        float[] lanes = Scratch.OF_THREAD.get().sums;
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
        float[] lanes = Scratch.OF_THREAD.get().sums;
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
}
