package draftscope.kernel;

/// Norms, activations, rotations and other work on the numbers of single rows; the rules of [Kernels] hold.
///
/// What comes out of a place depends on what lies there (and, for norms and softmax, in its row), not on where it lies.
public interface ElementKernels {
    /// RMSNorm (Zhang and Sennrich, 2019, arXiv 1910.07467): `out = weight * in / sqrt(mean(in^2) + epsilon)`.
    ///
    /// @param weight `(n)`
    void rmsNorm(float[] in, int inOffset, float[] weight, int n, float epsilon, float[] out, int outOffset);

    /// LayerNorm (Ba, Kiros and Hinton, 2016, arXiv 1607.06450): `out = weight * (in - mean) / sqrt(variance + epsilon) + bias`,
    /// with the variance divided by n.
    ///
    /// @param weight `(n)`
    /// @param bias   `(n)`
    void layerNorm(float[] in, int inOffset, float[] weight, float[] bias, int n, float epsilon, float[] out,
            int outOffset);

    /// `x[offset..offset+n-1] = exp(x - max) / sum(exp(x - max))`, in place.
    void softmax(float[] x, int offset, int n);

    /// SwiGLU's gate (Shazeer, 2020, arXiv 2002.05202): `gate = gate * sigmoid(gate) * up`, in place.
    void siluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n);

    /// GELU (Hendrycks and Gimpel, 2016, arXiv 1606.08415) by its tanh form, in place:
    /// `x = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))`.
    void gelu(float[] x, int offset, int n);

    /// GeGLU's gate (Shazeer, 2020, arXiv 2002.05202): `gate = gelu(gate) * up`, in place, with [#gelu].
    void geluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n);

    /// Keeps numbers within `-cap..cap` smoothly, in place: `x = cap * tanh(x / cap)` (Gemma 2, 2024, arXiv 2408.00118).
    void softCap(float[] x, int offset, int n, float cap);

    /// `x += y`, in place.
    void add(float[] x, int xOffset, float[] y, int yOffset, int n);

    /// Rotates neighbouring pairs, in place (RoFormer, Su et al., 2021, arXiv 2104.09864, in GGUF's layout for llama: the
    /// i-th pair is floats 2i and 2i+1 of a head): `(a, b) -> (a cos - b sin, a sin + b cos)`.
    ///
    /// @param heads   heads that lie one after the other from `offset`, `headDim` apart; each is rotated alike
    /// @param cosines one per pair; its length is the number of pairs rotated, at most `headDim / 2`
    /// @param sines   as `cosines`
    void rope(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines);

    /// Rotates as [#rope] does, but pairs the floats i and `i + cosines.length` of a head: GGUF's layout for models that come
    /// from GPT-NeoX's code, such as qwen2, gemma and phi3.
    void ropeHalves(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines);

    /// Softmax's weights in float64: fills `into[0..n-1]` with `exp(e)` for the exponents `e = (scores[i] - max) * inverse`,
    /// and `totals` with the sum of the weights and the sum of each weight times its exponent. Exponents of [#CUT] and below
    /// weigh nothing. A score that is no number spoils its weight and both totals, and so is noticed.
    ///
    /// The exponential is a Taylor polynomial near zero, squared ten times: products and sums alone, in one order, so that all
    /// kernels give the same bits. Relative error below 1e-12. Totals have eight partial sums, folded in halves.
    ///
    /// @param max     the largest score; scores of minus infinity are allowed
    /// @param inverse 1 / temperature
    /// @param into    `(n)`
    /// @param totals  `(2)`
    void weigh(float[] scores, int n, double max, double inverse, double[] into, double[] totals);

    /// An exponent this low weighs less than 4.3e-18 of the best, far below what 53 random bits can hit.
    double CUT = -40;

    /// The first index i in `from..to-1` with `x[i] > bound`; `to` if there is none.
    int firstAbove(float[] x, int from, int to, float bound);
}
