package draftscope.sampling;

import draftscope.kernel.ElementKernels;
import draftscope.kernel.Kernels;

/// Weights exp((score - max) / temperature) of a row of scores, in float64; the same bits on every machine (see
/// [ElementKernels#weigh]).
final class Softmax {
    private Softmax() {}

    /// Fills `into` with the weights of `scores`, each in [0, 1], and returns their sum and entropy.
    ///
    /// @param scores raw scores `(vocab)`; minus infinity weighs nothing
    /// @param max    the largest score
    /// @param into   `(vocab)`
    static Totals weigh(float[] scores, float max, double temperature, double[] into) {
        double[] totals = new double[2];
        Kernels.best().weigh(scores, scores.length, max, 1 / temperature, into, totals);
        return new Totals(totals[0], totals[1]);
    }

    /// @param sum sum of the weights
    /// @param dot sum of each weight times its exponent
    record Totals(double sum, double dot) {
        private static final double BITS_PER_NAT = 1 / Math.log(2);

        /// Entropy of the weights once they sum to 1: log sum - dot / sum, because log p = exponent - log sum.
        double entropyBits() {
            return Math.max(0, (Math.log(sum) - dot / sum) * BITS_PER_NAT);
        }

        double logSum() {
            return Math.log(sum);
        }
    }
}
