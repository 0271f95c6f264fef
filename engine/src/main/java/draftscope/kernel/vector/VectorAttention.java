package draftscope.kernel.vector;

import draftscope.kernel.AttentionKernels;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Attention of one head of one row, for one vector width (see [Variant]); sums in the order that [VectorElements] tells.
final class VectorAttention implements AttentionKernels {
    private static final VectorSpecies<Float> F = Variant.of(MethodHandles.lookup()).shape().withLanes(float.class);
    private static final int L = F.length();

    VectorAttention() {}

    @Override
    public void attentionScores(float[] query, int queryOffset, int headDim, float[] keys, int kvDim, int keyOffset,
            int[] slots,
            int n, float scale, float[] scores) {
        float[] lanes = Scratch.OF_THREAD.get().sums;
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
}
