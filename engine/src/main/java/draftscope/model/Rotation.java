package draftscope.model;

/// How positions turn the queries and keys of a layer (RoFormer, Su et al., 2021, arXiv 2104.09864). Immutable.
///
/// @param pairing which floats of a head turn together
/// @param dims    leading floats of each head that turn; even
/// @param theta   base of the frequencies
/// @param scaling how they are stretched
public record Rotation(Pairing pairing, int dims, double theta, RopeScaling scaling) {
    /// Which floats of a head form a pair.
    public enum Pairing {
        /// Floats 2i and 2i+1: GGUF's layout for llama.
        NEIGHBOURS,
        /// Floats i and i + dims / 2: the layout of GPT-NeoX and of nearly all published checkpoints.
        HALVES
    }

    public Rotation {
        if (dims % 2 != 0 || dims < 0) {
            throw new IllegalArgumentException("rotary pairs need an even number of floats; got " + dims);
        }
    }

    /// Number of pairs.
    public int pairs() {
        return dims / 2;
    }

    /// Radians per position of each pair, `(pairs)`.
    public double[] frequencies() {
        return scaling.frequencies(theta, pairs());
    }

    /// The same with another base and without scaling, as layers with a sliding window have them in Gemma 3.
    Rotation plain(double otherTheta) {
        return new Rotation(pairing, dims, otherTheta, new RopeScaling.None());
    }
}
