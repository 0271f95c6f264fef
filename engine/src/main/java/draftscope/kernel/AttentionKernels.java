package draftscope.kernel;

/// Attention of one head of one row over keys and values that lie in the slots of a cache; the rules of [Kernels] hold.
public interface AttentionKernels {
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
