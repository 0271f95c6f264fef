package draftscope.kernel;

/// Whole row and matrix operations of a transformer, in float32.
///
/// Implementations are thread-safe and **deterministic**: the same input gives the same bits, whether the code has been
/// compiled yet or not, on whichever thread. They are also **batch invariant**: what is computed for one row never depends
/// on how many rows are computed with it. Vector kernels of all widths agree bitwise, because the order of their sums does not
/// come from the width; the scalar kernels, which sum in float64 where a sum is made in one call, agree with them closely.
///
/// Offsets and strides count floats. No argument is changed except those called `out`, or said to be changed.
public interface Kernels extends AttentionKernels, ElementKernels {
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

    /// The reference: plain loops that sum in float64 where a sum is made in one call. Slow, and right.
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
}
