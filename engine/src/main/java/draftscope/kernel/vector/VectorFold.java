package draftscope.kernel.vector;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// As many dot products at a time as a vector has lanes: from two vectors, half as many sums of each, until one vector holds a
/// whole sum in each lane. That is a third of the work of folding them one by one. For one vector width (see [Variant]).
final class VectorFold implements Fold {
    private static final VectorSpecies<Float> F = Variant.of(MethodHandles.lookup()).shape().withLanes(float.class);
    private static final int L = F.length();

    // Per step, the lanes whose number has the bit of that step, and the exchange of each lane with that where it differs.
    private static final VectorMask<Float> UPPER_HALF = upper(L / 2);
    private static final VectorMask<Float> UPPER_4 = upper(4);
    private static final VectorMask<Float> UPPER_2 = upper(2);
    private static final VectorMask<Float> UPPER_1 = upper(1);
    private static final VectorShuffle<Float> SWAP_HALVES = swap(L / 2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);

    VectorFold() {}

    private static VectorMask<Float> upper(int bit) {
        long lanes = 0;
        for (int l = 0; l < L; l++) {
            lanes |= (l & bit) == 0 ? 0 : 1L << l;
        }
        return VectorMask.fromLong(F, lanes);
    }

    private static VectorShuffle<Float> swap(int bit) {
        return VectorShuffle.fromOp(F, l -> (l ^ bit) % L);
    }

    @Override
    public float one(float[] s) {
        if (L == 4) {
            for (int half = PARTIAL_SUMS / 2; half > 0; half /= 2) {
                for (int l = 0; l < half; l++) {
                    s[l] += s[l + half];
                }
            }
            return s[0];
        }
        FloatVector folded = toOneVector(s, 0);
        folded.intoArray(s, 0);
        if (L == 16) {
            for (int l = 0; l < 8; l++) {
                s[l] += s[l + 8];
            }
        }
        return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }

    @Override
    public void all(float[] sums, int count) {
        for (int first = 0; first < count; first += L) {
            int at = first * PARTIAL_SUMS;
            for (int t = at; t < at + L / 2 * PARTIAL_SUMS; t += PARTIAL_SUMS) {
                merge(toOneVector(sums, t), toOneVector(sums, t + L / 2 * PARTIAL_SUMS), UPPER_HALF, SWAP_HALVES)
                        .intoArray(sums, t);
            }
            (L == 16 ? eight(sums, at) : L == 8 ? four(sums, at) : two(sums, at)).intoArray(sums, first);
        }
    }

    /// The last steps, for as many vectors as are left after the first.
    private static FloatVector eight(float[] s, int at) {
        FloatVector a = FloatVector.fromArray(F, s, at);
        FloatVector b = FloatVector.fromArray(F, s, at + PARTIAL_SUMS);
        FloatVector c = FloatVector.fromArray(F, s, at + 2 * PARTIAL_SUMS);
        FloatVector d = FloatVector.fromArray(F, s, at + 3 * PARTIAL_SUMS);
        FloatVector e = FloatVector.fromArray(F, s, at + 4 * PARTIAL_SUMS);
        FloatVector f = FloatVector.fromArray(F, s, at + 5 * PARTIAL_SUMS);
        FloatVector g = FloatVector.fromArray(F, s, at + 6 * PARTIAL_SUMS);
        FloatVector h = FloatVector.fromArray(F, s, at + 7 * PARTIAL_SUMS);
        a = merge(a, e, UPPER_4, SWAP_4);
        b = merge(b, f, UPPER_4, SWAP_4);
        c = merge(c, g, UPPER_4, SWAP_4);
        d = merge(d, h, UPPER_4, SWAP_4);
        a = merge(a, c, UPPER_2, SWAP_2);
        b = merge(b, d, UPPER_2, SWAP_2);
        return merge(a, b, UPPER_1, SWAP_1);
    }

    private static FloatVector four(float[] s, int at) {
        FloatVector a = FloatVector.fromArray(F, s, at);
        FloatVector b = FloatVector.fromArray(F, s, at + PARTIAL_SUMS);
        FloatVector c = FloatVector.fromArray(F, s, at + 2 * PARTIAL_SUMS);
        FloatVector d = FloatVector.fromArray(F, s, at + 3 * PARTIAL_SUMS);
        a = merge(a, c, UPPER_2, SWAP_2);
        b = merge(b, d, UPPER_2, SWAP_2);
        return merge(a, b, UPPER_1, SWAP_1);
    }

    private static FloatVector two(float[] s, int at) {
        return merge(FloatVector.fromArray(F, s, at), FloatVector.fromArray(F, s, at + PARTIAL_SUMS), UPPER_1, SWAP_1);
    }

    /// 32 partial sums folded to as many as a vector has lanes.
    private static FloatVector toOneVector(float[] s, int at) {
        FloatVector even = FloatVector.fromArray(F, s, at).add(FloatVector.fromArray(F, s, at + 16));
        if (L == 16) {
            return even;
        }
        FloatVector odd = FloatVector.fromArray(F, s, at + 8).add(FloatVector.fromArray(F, s, at + 24));
        if (L == 8) {
            return even.add(odd);
        }
        FloatVector even4 = FloatVector.fromArray(F, s, at + 4).add(FloatVector.fromArray(F, s, at + 20));
        FloatVector odd4 = FloatVector.fromArray(F, s, at + 12).add(FloatVector.fromArray(F, s, at + 28));
        return even.add(odd).add(even4.add(odd4));
    }

    /// In lanes without the step's bit the folded sums of `a`, in the others those of `b`.
    private static FloatVector merge(FloatVector a, FloatVector b, VectorMask<Float> upper, VectorShuffle<Float> swap) {
        return a.blend(b, upper).add(b.blend(a, upper).rearrange(swap));
    }
}
