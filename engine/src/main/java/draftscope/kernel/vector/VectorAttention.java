package draftscope.kernel.vector;

import draftscope.kernel.AttentionKernels;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Attention in tiles, for one vector width (see [Variant]): a key or value that is loaded serves all queries of the tile.
///
/// Scores are dot products in the order that [VectorProducts] tells; a sum over values has a lane for each number of the head
/// and adds in the order of the slots. So neither depends on the tile.
final class VectorAttention implements AttentionKernels {
    private static final Variant VARIANT = Variant.of(MethodHandles.lookup());
    private static final VectorSpecies<Float> F = VARIANT.shape().withLanes(float.class);
    private static final int L = F.length();
    private static final int GROUP = Fold.PARTIAL_SUMS;
    private static final Fold FOLD = VARIANT.of(Fold.class, VectorFold.class);

    /// Keys of a tile.
    private static final int KEYS = 4;
    /// Queries of a tile; twice the sums need twice the registers.
    private static final int QUERIES = L == 16 ? 4 : 2;

    VectorAttention() {}

    @Override
    public void attentionScores(float[] query, int queryOffset, int queryStride, int queries, int headDim, float[] keys,
            int kvDim, int keyOffset, int[] slots, int from, int n, float scale, float[] scores, int scoreOffset,
            int scoreStride) {
        float[] sums = Scratch.OF_THREAD.get().sums;
        for (int q = 0; q < queries; q += QUERIES) {
            int some = Math.min(QUERIES, queries - q);
            int at = queryOffset + q * queryStride;
            for (int k = from; k < n; k += KEYS) {
                // At the end of the list the last key stands in for those that are missing.
                int last = n - 1;
                int k0 = slots[k] * kvDim + keyOffset;
                int k1 = slots[Math.min(k + 1, last)] * kvDim + keyOffset;
                int k2 = slots[Math.min(k + 2, last)] * kvDim + keyOffset;
                int k3 = slots[Math.min(k + 3, last)] * kvDim + keyOffset;
                for (int v = 0; v < GROUP; v += L) {
                    if (some == 1) {
                        fourByOne(keys, k0, k1, k2, k3, query, at, v, headDim, sums);
                    } else if (QUERIES == 2) {
                        fourByTwo(keys, k0, k1, k2, k3, query, at, queryStride, v, headDim, sums);
                    } else {
                        // As with keys, the last query stands in.
                        fourByFour(keys, k0, k1, k2, k3, query, at, at + queryStride,
                                at + Math.min(2, some - 1) * queryStride, at + Math.min(3, some - 1) * queryStride, v,
                                headDim, sums);
                    }
                }
                if (headDim % L > 0) {
                    for (int i = 0; i < some; i++) {
                        int x = at + i * queryStride;
                        rest(keys, k0, query, x, headDim, sums, i * KEYS * GROUP);
                        rest(keys, k1, query, x, headDim, sums, (i * KEYS + 1) * GROUP);
                        rest(keys, k2, query, x, headDim, sums, (i * KEYS + 2) * GROUP);
                        rest(keys, k3, query, x, headDim, sums, (i * KEYS + 3) * GROUP);
                    }
                }
                FOLD.all(sums, some * KEYS);
                for (int i = 0; i < some; i++) {
                    for (int t = 0; t < KEYS && k + t < n; t++) {
                        scores[scoreOffset + (q + i) * scoreStride + k + t] = sums[i * KEYS + t] * scale;
                    }
                }
            }
        }
    }

    /// Partial sums `v..v+L-1` of the dot products of four keys with four queries, without what is left past the last whole
    /// vector. Those of key t and query q go to place v of group 4 q + t.
    private static void fourByFour(float[] keys, int k0, int k1, int k2, int k3, float[] query, int q0, int q1, int q2,
            int q3, int v, int headDim, float[] sums) {
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
        for (int i = v; i <= headDim - L; i += GROUP) {
            FloatVector a = FloatVector.fromArray(F, query, q0 + i);
            FloatVector b = FloatVector.fromArray(F, query, q1 + i);
            FloatVector c = FloatVector.fromArray(F, query, q2 + i);
            FloatVector d = FloatVector.fromArray(F, query, q3 + i);
            FloatVector y = FloatVector.fromArray(F, keys, k0 + i);
            a0 = y.fma(a, a0);
            b0 = y.fma(b, b0);
            c0 = y.fma(c, c0);
            d0 = y.fma(d, d0);
            y = FloatVector.fromArray(F, keys, k1 + i);
            a1 = y.fma(a, a1);
            b1 = y.fma(b, b1);
            c1 = y.fma(c, c1);
            d1 = y.fma(d, d1);
            y = FloatVector.fromArray(F, keys, k2 + i);
            a2 = y.fma(a, a2);
            b2 = y.fma(b, b2);
            c2 = y.fma(c, c2);
            d2 = y.fma(d, d2);
            y = FloatVector.fromArray(F, keys, k3 + i);
            a3 = y.fma(a, a3);
            b3 = y.fma(b, b3);
            c3 = y.fma(c, c3);
            d3 = y.fma(d, d3);
        }
        store(a0, a1, a2, a3, sums, v);
        store(b0, b1, b2, b3, sums, v + KEYS * GROUP);
        store(c0, c1, c2, c3, sums, v + 2 * KEYS * GROUP);
        store(d0, d1, d2, d3, sums, v + 3 * KEYS * GROUP);
    }

    private static void fourByTwo(float[] keys, int k0, int k1, int k2, int k3, float[] query, int q0, int queryStride,
            int v, int headDim, float[] sums) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        for (int i = v; i <= headDim - L; i += GROUP) {
            FloatVector a = FloatVector.fromArray(F, query, q0 + i);
            FloatVector b = FloatVector.fromArray(F, query, q0 + queryStride + i);
            FloatVector y = FloatVector.fromArray(F, keys, k0 + i);
            a0 = y.fma(a, a0);
            b0 = y.fma(b, b0);
            y = FloatVector.fromArray(F, keys, k1 + i);
            a1 = y.fma(a, a1);
            b1 = y.fma(b, b1);
            y = FloatVector.fromArray(F, keys, k2 + i);
            a2 = y.fma(a, a2);
            b2 = y.fma(b, b2);
            y = FloatVector.fromArray(F, keys, k3 + i);
            a3 = y.fma(a, a3);
            b3 = y.fma(b, b3);
        }
        store(a0, a1, a2, a3, sums, v);
        store(b0, b1, b2, b3, sums, v + KEYS * GROUP);
    }

    private static void fourByOne(float[] keys, int k0, int k1, int k2, int k3, float[] query, int q0, int v,
            int headDim, float[] sums) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int i = v; i <= headDim - L; i += GROUP) {
            FloatVector a = FloatVector.fromArray(F, query, q0 + i);
            a0 = FloatVector.fromArray(F, keys, k0 + i).fma(a, a0);
            a1 = FloatVector.fromArray(F, keys, k1 + i).fma(a, a1);
            a2 = FloatVector.fromArray(F, keys, k2 + i).fma(a, a2);
            a3 = FloatVector.fromArray(F, keys, k3 + i).fma(a, a3);
        }
        store(a0, a1, a2, a3, sums, v);
    }

    private static void store(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, float[] sums, int at) {
        s0.intoArray(sums, at);
        s1.intoArray(sums, at + GROUP);
        s2.intoArray(sums, at + 2 * GROUP);
        s3.intoArray(sums, at + 3 * GROUP);
    }

    /// Adds the products past the last whole vector to their partial sums.
    private static void rest(float[] keys, int key, float[] query, int at, int headDim, float[] sums, int group) {
        for (int i = headDim / L * L; i < headDim; i++) {
            int place = group + i % GROUP;
            sums[place] = Math.fma(keys[key + i], query[at + i], sums[place]);
        }
    }

    @Override
    public void attentionSum(float[] weights, int weightOffset, int weightStride, int queries, int from, int n,
            float[] values, int kvDim,
            int valueOffset, int[] slots, int headDim, float[] out, int outOffset, int outStride) {
        int q = 0;
        for (; q + 2 <= queries; q += 2) {
            int w = weightOffset + q * weightStride;
            int to = outOffset + q * outStride;
            int d = 0;
            for (; d + 4 * L <= headDim; d += 4 * L) {
                twoByFour(weights, w, weightStride, from, n, values, kvDim, valueOffset + d, slots, out, to + d,
                        outStride);
            }
            oneByOne(weights, w, from, n, values, kvDim, valueOffset, slots, d, headDim, out, to);
            oneByOne(weights, w + weightStride, from, n, values, kvDim, valueOffset, slots, d, headDim, out,
                    to + outStride);
        }
        if (q < queries) {
            int w = weightOffset + q * weightStride;
            int to = outOffset + q * outStride;
            int d = 0;
            for (; d + 4 * L <= headDim; d += 4 * L) {
                oneByFour(weights, w, from, n, values, kvDim, valueOffset + d, slots, out, to + d);
            }
            oneByOne(weights, w, from, n, values, kvDim, valueOffset, slots, d, headDim, out, to);
        }
    }

    /// Four vectors of the sums of two queries.
    private static void twoByFour(float[] weights, int w, int weightStride, int from, int n, float[] values, int kvDim,
            int valueAt, int[] slots, float[] out, int to, int outStride) {
        FloatVector a0 = begin(from, out, to);
        FloatVector a1 = begin(from, out, to + L);
        FloatVector a2 = begin(from, out, to + 2 * L);
        FloatVector a3 = begin(from, out, to + 3 * L);
        FloatVector b0 = begin(from, out, to + outStride);
        FloatVector b1 = begin(from, out, to + outStride + L);
        FloatVector b2 = begin(from, out, to + outStride + 2 * L);
        FloatVector b3 = begin(from, out, to + outStride + 3 * L);
        for (int k = from; k < n; k++) {
            int at = slots[k] * kvDim + valueAt;
            FloatVector a = FloatVector.broadcast(F, weights[w + k]);
            FloatVector b = FloatVector.broadcast(F, weights[w + weightStride + k]);
            FloatVector y = FloatVector.fromArray(F, values, at);
            a0 = y.fma(a, a0);
            b0 = y.fma(b, b0);
            y = FloatVector.fromArray(F, values, at + L);
            a1 = y.fma(a, a1);
            b1 = y.fma(b, b1);
            y = FloatVector.fromArray(F, values, at + 2 * L);
            a2 = y.fma(a, a2);
            b2 = y.fma(b, b2);
            y = FloatVector.fromArray(F, values, at + 3 * L);
            a3 = y.fma(a, a3);
            b3 = y.fma(b, b3);
        }
        a0.intoArray(out, to);
        a1.intoArray(out, to + L);
        a2.intoArray(out, to + 2 * L);
        a3.intoArray(out, to + 3 * L);
        b0.intoArray(out, to + outStride);
        b1.intoArray(out, to + outStride + L);
        b2.intoArray(out, to + outStride + 2 * L);
        b3.intoArray(out, to + outStride + 3 * L);
    }

    /// Four vectors of the sums of one query.
    private static void oneByFour(float[] weights, int w, int from, int n, float[] values, int kvDim, int valueAt,
            int[] slots, float[] out, int to) {
        FloatVector a0 = begin(from, out, to);
        FloatVector a1 = begin(from, out, to + L);
        FloatVector a2 = begin(from, out, to + 2 * L);
        FloatVector a3 = begin(from, out, to + 3 * L);
        for (int k = from; k < n; k++) {
            int at = slots[k] * kvDim + valueAt;
            FloatVector a = FloatVector.broadcast(F, weights[w + k]);
            a0 = FloatVector.fromArray(F, values, at).fma(a, a0);
            a1 = FloatVector.fromArray(F, values, at + L).fma(a, a1);
            a2 = FloatVector.fromArray(F, values, at + 2 * L).fma(a, a2);
            a3 = FloatVector.fromArray(F, values, at + 3 * L).fma(a, a3);
        }
        a0.intoArray(out, to);
        a1.intoArray(out, to + L);
        a2.intoArray(out, to + 2 * L);
        a3.intoArray(out, to + 3 * L);
    }

    /// Numbers `d..headDim-1` of the sums of one query, a vector at a time and then one by one.
    private static void oneByOne(float[] weights, int w, int from, int n, float[] values, int kvDim, int valueOffset,
            int[] slots, int d, int headDim, float[] out, int to) {
        for (; d + L <= headDim; d += L) {
            FloatVector sum = begin(from, out, to + d);
            for (int k = from; k < n; k++) {
                sum = FloatVector.fromArray(F, values, slots[k] * kvDim + valueOffset + d)
                        .fma(FloatVector.broadcast(F, weights[w + k]), sum);
            }
            sum.intoArray(out, to + d);
        }
        for (; d < headDim; d++) {
            float sum = from == 0 ? 0 : out[to + d];
            for (int k = from; k < n; k++) {
                sum = Math.fma(values[slots[k] * kvDim + valueOffset + d], weights[w + k], sum);
            }
            out[to + d] = sum;
        }
    }

    private static FloatVector begin(int from, float[] out, int at) {
        return from == 0 ? FloatVector.zero(F) : FloatVector.fromArray(F, out, at);
    }
}
