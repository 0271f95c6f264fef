package draftscope.kernel.vector;

import draftscope.kernel.ElementKernels;
import draftscope.kernel.Kernels;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Norms, activations and other work on single rows, for one vector width (see [Variant]).
///
/// Sums have one order, whatever the width: 32 partial sums, of which number l adds the elements at l, l + 32, l + 64 ...,
/// folded in halves (see [Fold]). `lanewise(EXP)` is a library call when compiled and `Math.exp` before, so the exponential
/// is written out.
final class VectorElements implements ElementKernels {
    private static final Variant VARIANT = Variant.of(MethodHandles.lookup());
    private static final VectorSpecies<Float> F = VARIANT.shape().withLanes(float.class);
    private static final Fold FOLD = VARIANT.of(Fold.class, VectorFold.class);
    private static final int L = F.length();
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

    /// Of the vectors that weigh, and of as many scores.
    private static final VectorSpecies<Double> D = VARIANT.shape().withLanes(double.class);
    private static final VectorSpecies<Float> SCORES = VectorShape.forBitSize(D.vectorBitSize() / 2)
            .withLanes(float.class);
    private static final int PARTIAL_SUMS = 8;

    VectorElements() {}

    @Override
    public void rmsNorm(float[] in, int inOffset, float[] weight, int n, float epsilon, float[] out, int outOffset) {
        float squares = squares(in, inOffset, n, 0);
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
        float mean = sum(in, inOffset, n) / n;
        float square = squares(in, inOffset, n, mean);
        int whole = F.loopBound(n);
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
        for (int i = 0; i < whole; i += L) {
            exp(FloatVector.fromArray(F, x, offset + i).sub(max)).intoArray(x, offset + i);
        }
        if (whole < n) {
            VectorMask<Float> rest = F.indexInRange(whole, n);
            exp(FloatVector.fromArray(F, x, offset + whole, rest).sub(max)).intoArray(x, offset + whole, rest);
        }
        float sum = sum(x, offset, n);
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

    private static float sum(float[] x, int offset, int n) {
        float[] sums = Scratch.OF_THREAD.get().sums;
        for (int v = 0; v < Fold.PARTIAL_SUMS; v += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = v; i <= n - L; i += Fold.PARTIAL_SUMS) {
                sum = sum.add(FloatVector.fromArray(F, x, offset + i));
            }
            sum.intoArray(sums, v);
        }
        for (int i = F.loopBound(n); i < n; i++) {
            sums[i % Fold.PARTIAL_SUMS] += x[offset + i];
        }
        return FOLD.one(sums);
    }

    /// The sum of the squares of the differences from `mean`.
    private static float squares(float[] x, int offset, int n, float mean) {
        float[] sums = Scratch.OF_THREAD.get().sums;
        for (int v = 0; v < Fold.PARTIAL_SUMS; v += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = v; i <= n - L; i += Fold.PARTIAL_SUMS) {
                FloatVector d = FloatVector.fromArray(F, x, offset + i).sub(mean);
                sum = d.fma(d, sum);
            }
            sum.intoArray(sums, v);
        }
        for (int i = F.loopBound(n); i < n; i++) {
            float d = x[offset + i] - mean;
            sums[i % Fold.PARTIAL_SUMS] = Math.fma(d, d, sums[i % Fold.PARTIAL_SUMS]);
        }
        return FOLD.one(sums);
    }

    @Override
    public void weigh(float[] scores, int n, double max, double inverse, double[] into, double[] totals) {
        double[] partial = Scratch.OF_THREAD.get().weights; // (sums, dots)(partial sums)
        int whole = n / PARTIAL_SUMS * PARTIAL_SUMS;
        for (int part = 0; part < PARTIAL_SUMS; part += D.length()) {
            weigh(scores, part, whole, max, inverse, into, partial);
        }
        if (whole < n) {
            float[] rest = new float[PARTIAL_SUMS];
            Arrays.fill(rest, Float.NEGATIVE_INFINITY); // weighs nothing
            System.arraycopy(scores, whole, rest, 0, n - whole);
            double[] weights = new double[PARTIAL_SUMS];
            double[] last = new double[2 * PARTIAL_SUMS];
            for (int part = 0; part < PARTIAL_SUMS; part += D.length()) {
                weigh(rest, part, PARTIAL_SUMS, max, inverse, weights, last);
            }
            System.arraycopy(weights, 0, into, whole, n - whole);
            for (int i = 0; i < partial.length; i++) {
                partial[i] += last[i];
            }
        }
        totals[0] = foldEight(partial, 0);
        totals[1] = foldEight(partial, PARTIAL_SUMS);
    }

    /// The scores at `from + 8 k + l` below `to`, l a lane.
    private static void weigh(float[] scores, int from, int to, double max, double inverse, double[] into,
            double[] partial) {
        DoubleVector sums = DoubleVector.zero(D);
        DoubleVector dots = sums;
        for (int i = from; i < to; i += PARTIAL_SUMS) {
            DoubleVector x = (DoubleVector) FloatVector.fromArray(SCORES, scores, i).castShape(D, 0);
            DoubleVector exponent = x.sub(max).mul(inverse);
            VectorMask<Double> cut = exponent.compare(VectorOperators.LE, CUT);
            exponent = exponent.blend(0, cut);
            DoubleVector e = exponential(exponent).blend(0, cut);
            e.intoArray(into, i);
            sums = sums.add(e);
            dots = dots.add(e.mul(exponent));
        }
        sums.intoArray(partial, from);
        dots.intoArray(partial, PARTIAL_SUMS + from);
    }

    private static DoubleVector exponential(DoubleVector x) {
        DoubleVector t = x.mul(1.0 / 1024);
        DoubleVector e = t.mul(1 / 5040.0).add(1 / 720.0);
        e = e.mul(t).add(1 / 120.0);
        e = e.mul(t).add(1 / 24.0);
        e = e.mul(t).add(1 / 6.0);
        e = e.mul(t).add(1 / 2.0);
        e = e.mul(t).add(1);
        e = e.mul(t).add(1);
        for (int i = 0; i < 10; i++) {
            e = e.mul(e);
        }
        return e;
    }

    private static double foldEight(double[] s, int at) {
        return ((s[at] + s[at + 4]) + (s[at + 2] + s[at + 6])) + ((s[at + 1] + s[at + 5]) + (s[at + 3] + s[at + 7]));
    }

    @Override
    public int firstAbove(float[] x, int from, int to, float bound) {
        int i = from;
        for (; i + L <= to; i += L) {
            VectorMask<Float> above = FloatVector.fromArray(F, x, i).compare(VectorOperators.GT, bound);
            if (above.anyTrue()) {
                return i + above.firstTrue();
            }
        }
        while (i < to && !(x[i] > bound)) {
            i++;
        }
        return i;
    }
}
