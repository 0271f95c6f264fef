package draftscope.kernel.vector;

/// Ends dot products that were summed in 32 partial sums.
interface Fold {
    /// Partial sums of a dot product.
    int PARTIAL_SUMS = 32;
    /// Dot products folded together at most.
    int DOTS = 16;

    /// The sum of the 32 partial sums from `sums[0]`, folded in halves: l with l + 16, then l with l + 8, and so on.
    float one(float[] sums);

    /// Folds the first `count` groups of 32 partial sums, each in that order, to `sums[0..count-1]`. The rest is spoilt.
    ///
    /// @param sums 16 groups
    /// @param count at most 16
    void all(float[] sums, int count);
}
