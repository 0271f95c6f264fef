package draftscope.kernel;

/// Whole row and matrix operations of a transformer, in float32.
///
/// Implementations are thread-safe and **deterministic**: the same input gives the same bits, whether the code has been
/// compiled yet or not, on whichever thread. They are also **batch invariant**: what is computed for one row never depends
/// on how many rows are computed with it. Two implementations, or two vector widths, agree closely but not bitwise, because
/// they sum in different orders.
///
/// Offsets and strides count floats. No argument is changed except those called `out`, or said to be changed.
public interface Kernels {
    /// The fastest kernels here: vector kernels if the module `jdk.incubator.vector` is present, else scalar ones, with one
    /// warning that says how to get the others.
    ///
    /// Two system properties force a choice: `draftscope.kernels` = `scalar` or `vector`, and `draftscope.vectorBits` = 128,
    /// 256 or 512. They are read once.
    ///
    /// @throws UnsupportedKernelsException if the forced choice is impossible here
    static Kernels best() {
        return KernelProvider.best();
    }

    /// The reference: plain loops that sum in float64. Slow, and right.
    static Kernels scalar() {
        return ScalarKernels.INSTANCE;
    }

    /// Vector kernels of a given width.
    ///
    /// @param bits 128, 256 or 512
    /// @throws UnsupportedKernelsException if this machine has no vectors that wide, or the incubator module is absent
    static Kernels vector(int bits) {
        return KernelProvider.vector(bits);
    }

    /// For people: `vector 256 bit`, `scalar`.
    String name();

    /// `out[r * outStride + j]` = dot product of weight row j and input row r, for j in `fromRow..toRow-1`.
    ///
    /// Each weight row is read once for all batch rows. Each dot product is summed in one fixed order whatever `rows` is.
    ///
    /// @param in       `(rows, inStride)`, of which the first `weights.columns()` floats of each row are read
    /// @param rows     batch rows, at least 1
    /// @param out      `(rows, outStride)`
    void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out, int outStride);

    /// Writes row `row` of `weights` as float32 to `out[offset..]`, exactly.
    void dequantise(Matrix weights, int row, float[] out, int offset);

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

    /// `scores[k] = scale * dot(query head, key head in slot slots[k])` for k in `0..n-1`.
    ///
    /// @param keys      `(capacity, kvDim)`; only the listed slots are read
    /// @param keyOffset where the head begins within a slot
    void attentionScores(float[] query, int queryOffset, int headDim, float[] keys, int kvDim, int keyOffset,
            int[] slots, int n,
            float scale, float[] scores);

    /// `out[d] = sum over k of weights[k] * value head in slot slots[k]`, summed in the order of k.
    ///
    /// @param values      `(capacity, kvDim)`; only the listed slots are read
    /// @param valueOffset where the head begins within a slot
    void attentionSum(float[] weights, int n, float[] values, int kvDim, int valueOffset, int[] slots, int headDim,
            float[] out,
            int outOffset);
}
