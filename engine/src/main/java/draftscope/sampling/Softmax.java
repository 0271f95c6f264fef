package draftscope.sampling;

/// Weights exp((score - max) / temperature) of a row of scores, in float64.
///
/// The exponential is our own because `Math.exp` is called once per token of the vocabulary and cannot be run on several
/// tokens at once: a Taylor polynomial near zero, squared ten times, is only products, which a compiler may turn into vector
/// code. Relative error below 1e-12 (checked against `Math.exp`); the same bits on every machine.
final class Softmax {
    /// A token this many nats below the best weighs nothing: less than 4.3e-18 of it, far below what 53 random bits can hit.
    static final double CUT = 40;

    private static final int SQUARINGS = 10;
    private static final double SCALE = 1.0 / (1 << SQUARINGS);

    private Softmax() {}

    /// Fills `into` with the weights of `scores`, each in [0, 1], and returns their sum and entropy.
    ///
    /// @param scores raw scores `(vocab)`; minus infinity weighs nothing
    /// @param max    the largest score
    /// @param into   `(vocab)`
    static Totals weigh(float[] scores, float max, double temperature, double[] into) {
        int vocab = scores.length;
        double inverse = 1 / temperature;
        double offset = max;
        // Widened in a loop of its own: one that mixes numbers of two sizes is not turned into vector code.
        for (int i = 0; i < vocab; i++) {
            into[i] = scores[i];
        }
        for (int i = 0; i < vocab; i++) {
            double t = Math.max((into[i] - offset) * inverse, -CUT) * SCALE; // in [-0.04, 0]
            double e = 1 + t * (1 + t * (1 / 2.0 + t * (1 / 6.0 + t * (1 / 24.0 + t * (1 / 120.0 + t * (1 / 720.0 + t
                    * (1 / 5040.0)))))));
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            into[i] = e;
        }
        return totals(scores, offset, inverse, into);
    }

    // Also sets what lies below the cut to nothing. Four sums side by side, because one sum would wait for itself at every
    // token; their order is fixed, so the bits are the same on every machine.
    private static Totals totals(float[] scores, double offset, double inverse, double[] weights) {
        int vocab = weights.length;
        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        double dot0 = 0, dot1 = 0, dot2 = 0, dot3 = 0;
        int i = 0;
        for (; i + 3 < vocab; i += 4) {
            double x0 = (scores[i] - offset) * inverse;
            double x1 = (scores[i + 1] - offset) * inverse;
            double x2 = (scores[i + 2] - offset) * inverse;
            double x3 = (scores[i + 3] - offset) * inverse;
            if (x0 <= -CUT || x1 <= -CUT || x2 <= -CUT || x3 <= -CUT) {
                x0 = cut(x0, i, weights);
                x1 = cut(x1, i + 1, weights);
                x2 = cut(x2, i + 2, weights);
                x3 = cut(x3, i + 3, weights);
            }
            // A number that is not a number passes every comparison: it spoils the sum, and so is noticed.
            sum0 += weights[i];
            sum1 += weights[i + 1];
            sum2 += weights[i + 2];
            sum3 += weights[i + 3];
            dot0 += weights[i] * x0;
            dot1 += weights[i + 1] * x1;
            dot2 += weights[i + 2] * x2;
            dot3 += weights[i + 3] * x3;
        }
        for (; i < vocab; i++) {
            double x = cut((scores[i] - offset) * inverse, i, weights);
            sum0 += weights[i];
            dot0 += weights[i] * x;
        }
        return new Totals((sum0 + sum1) + (sum2 + sum3), (dot0 + dot1) + (dot2 + dot3));
    }

    /// The exponent to count with: 0 for what weighs nothing, because minus infinity times nothing is no number.
    private static double cut(double exponent, int token, double[] weights) {
        if (exponent <= -CUT) {
            weights[token] = 0;
            return 0;
        }
        return exponent;
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
