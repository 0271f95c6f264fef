package draftscope.kernel;

/// Attention of one head over keys and values that lie in the slots of a cache, for several queries that see the same slots;
/// the rules of [Kernels] hold: what is computed for a query does not depend on how many there are.
public interface AttentionKernels {
    /// `scores[scoreOffset + q * scoreStride + k] = scale * dot(query q, key head in slot slots[k])` for k in `from..n-1`.
    ///
    /// @param query     query q begins at `queryOffset + q * queryStride`
    /// @param queries   how many, at least 1
    /// @param keys      `(capacity, kvDim)`; only the listed slots are read
    /// @param keyOffset where the head begins within a slot
    void attentionScores(float[] query, int queryOffset, int queryStride, int queries, int headDim, float[] keys,
            int kvDim, int keyOffset, int[] slots, int from, int n, float scale, float[] scores,
            int scoreOffset, int scoreStride);

    /// `out[q][d] = sum over k of weights[weightOffset + q * weightStride + k] * value head in slot slots[k]`, in the order of k from
    /// `from` to `n - 1`.
    ///
    /// @param from        0 to begin; above it, `out` holds the sum over the k before and is added to
    /// @param values      `(capacity, kvDim)`; only the listed slots are read
    /// @param valueOffset where the head begins within a slot
    /// @param out         query q's begins at `outOffset + q * outStride`
    void attentionSum(float[] weights, int weightOffset, int weightStride, int queries, int from, int n, float[] values,
            int kvDim,
            int valueOffset, int[] slots, int headDim, float[] out, int outOffset, int outStride);
}
