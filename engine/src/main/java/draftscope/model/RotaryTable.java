package draftscope.model;

import draftscope.cache.KvCache;
import draftscope.kernel.Kernels;
import draftscope.model.Rotation.Pairing;

/// The rotation of a batch's rows: cosines and sines of each pair at each row's position, for one [Rotation].
final class RotaryTable {
    private final Rotation rotation;
    private final double[] frequencies; // (pairs), radians per position
    private final double[] longFrequencies; // (pairs), for caches beyond the original context
    private final int originalContext; // the largest capacity for which the first apply
    private float[][] cosines = new float[0][]; // (rows)(pairs)
    private float[][] sines = new float[0][]; // (rows)(pairs)

    /// @param factors     each frequency is divided by its factor; null for none
    /// @param longFactors the same beyond the original context of LongRoPE; null for no difference
    RotaryTable(Rotation rotation, float[] factors, float[] longFactors) {
        this.rotation = rotation;
        frequencies = divided(rotation.frequencies(), factors);
        longFrequencies = longFactors == null ? frequencies : divided(rotation.frequencies(), longFactors);
        originalContext = rotation.scaling() instanceof RopeScaling.LongRope longRope
                ? longRope.originalContext()
                : Integer.MAX_VALUE;
    }

    private static double[] divided(double[] frequencies, float[] factors) {
        for (int i = 0; factors != null && i < factors.length; i++) {
            frequencies[i] /= factors[i];
        }
        return frequencies;
    }

    Rotation rotation() {
        return rotation;
    }

    /// Makes the table for the rows of `batch`. LongRoPE looks at the slots that `cache` has for a row's text.
    void fill(Batch batch, KvCache cache) {
        int[] positions = batch.positions();
        if (cosines.length < positions.length) {
            int room = Math.max(positions.length, 2 * cosines.length);
            cosines = new float[room][frequencies.length];
            sines = new float[room][frequencies.length];
        }
        double magnitude = rotation.scaling().magnitude();
        for (int r = 0; r < positions.length; r++) {
            double[] turning = cache.capacityAround(batch.slots()[r]) > originalContext ? longFrequencies : frequencies;
            for (int i = 0; i < turning.length; i++) {
                double angle = positions[r] * turning[i];
                cosines[r][i] = (float) (magnitude * Math.cos(angle));
                sines[r][i] = (float) (magnitude * Math.sin(angle));
            }
        }
    }

    /// Turns `heads` heads from `offset` as row `row` is to be turned.
    void turn(Kernels kernels, int row, float[] x, int offset, int heads, int headDim) {
        if (rotation.pairing() == Pairing.HALVES) {
            kernels.ropeHalves(x, offset, heads, headDim, cosines[row], sines[row]);
        } else {
            kernels.rope(x, offset, heads, headDim, cosines[row], sines[row]);
        }
    }
}
