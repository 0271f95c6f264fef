package draftscope.model;

/// How rotary frequencies are stretched so that a model reaches beyond the context it was first trained on.
///
/// Each says what it is by `toString`, as in `YaRN 4.0 x from 4096`. A frequency is in radians per position; pair i of `pairs` turns with `theta^(-i / pairs)` before scaling.
public sealed interface RopeScaling {
    /// The frequency of each pair, `(pairs)`, from the plain ones.
    ///
    /// @param theta base of the plain frequencies
    double[] frequencies(double theta, int pairs);

    /// What cosines and sines are multiplied by, which scales attention scores by its square.
    default double magnitude() {
        return 1;
    }

    /// `theta^(-i / pairs)` for each pair i (RoFormer, Su et al., 2021, arXiv 2104.09864).
    static double[] plain(double theta, int pairs) {
        double[] frequencies = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            frequencies[i] = Math.pow(theta, -(double) i / pairs);
        }
        return frequencies;
    }

    /// No stretching.
    record None() implements RopeScaling {
        @Override
        public double[] frequencies(double theta, int pairs) {
            return plain(theta, pairs);
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    /// Positions are divided by `factor` (position interpolation: Chen et al., 2023, arXiv 2306.15595).
    record Linear(double factor) implements RopeScaling {
        @Override
        public double[] frequencies(double theta, int pairs) {
            double[] frequencies = plain(theta, pairs);
            for (int i = 0; i < pairs; i++) {
                frequencies[i] /= factor;
            }
            return frequencies;
        }

        @Override
        public String toString() {
            return "linear " + factor + " x";
        }
    }

    /// Dynamic NTK-aware scaling (described by Peng et al., 2023, arXiv 2309.00071, section 3.1): the base grows with the text
    /// once that is longer than `context`. No run here is longer, and up to there nothing is stretched.
    record DynamicNtk(double factor, int context) implements RopeScaling {
        @Override
        public double[] frequencies(double theta, int pairs) {
            return plain(theta, pairs);
        }

        @Override
        public String toString() {
            return "dynamic NTK beyond " + context;
        }
    }

    /// YaRN (Peng et al., 2023, arXiv 2309.00071): pairs that turn often within the original context keep their frequency,
    /// those that turn seldom are divided by `factor`, with a linear ramp between.
    ///
    /// @param originalContext positions the model was trained on before stretching
    /// @param attention       multiplies the paper's magnitude `0.1 ln(factor) + 1`
    /// @param extrapolation   how much of the ramp is applied; 1 in the paper
    /// @param betaFast        turns within the original context at and above which a pair is kept; 32 in the paper
    /// @param betaSlow        turns at and below which it is divided; 1 in the paper
    record Yarn(double factor, int originalContext, double attention, double extrapolation, double betaFast,
            double betaSlow)
            implements
                RopeScaling {
        @Override
        public double[] frequencies(double theta, int pairs) {
            double low = Math.max(0, Math.floor(pairThatTurns(betaFast, theta, pairs)));
            double high = Math.min(2 * pairs - 1, Math.ceil(pairThatTurns(betaSlow, theta, pairs)));
            double[] frequencies = plain(theta, pairs);
            for (int i = 0; i < pairs; i++) {
                double ramp = Math.clamp((i - low) / Math.max(0.001, high - low), 0, 1);
                double kept = (1 - ramp) * extrapolation;
                frequencies[i] = frequencies[i] / factor * (1 - kept) + frequencies[i] * kept;
            }
            return frequencies;
        }

        /// The pair, not whole, that makes `turns` full turns within the original context.
        private double pairThatTurns(double turns, double theta, int pairs) {
            return pairs * Math.log(originalContext / (turns * 2 * Math.PI)) / Math.log(theta);
        }

        @Override
        public double magnitude() {
            return factor <= 1 ? attention : attention * (0.1 * Math.log(factor) + 1);
        }

        @Override
        public String toString() {
            return "YaRN " + factor + " x from " + originalContext;
        }
    }

    /// LongRoPE (Ding et al., 2024, arXiv 2402.13753), as Phi-3 uses it: each pair is divided by its own factor, from one
    /// table up to the original context and from another beyond. The tables are tensors of the file.
    ///
    /// A pass takes the long table when the **capacity of its cache** exceeds the original context, since keys of both kinds
    /// must not meet in one cache.
    ///
    /// @param attention what cosines and sines are multiplied by
    record LongRope(int originalContext, double attention) implements RopeScaling {
        @Override
        public double[] frequencies(double theta, int pairs) {
            return plain(theta, pairs);
        }

        @Override
        public double magnitude() {
            return attention;
        }

        @Override
        public String toString() {
            return "LongRoPE from " + originalContext;
        }
    }
}
