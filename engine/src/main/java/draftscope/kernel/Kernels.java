package draftscope.kernel;

/// Whole row and matrix operations. Thread-safe and deterministic.
public interface Kernels {
    static Kernels best() {
        throw new UnsupportedOperationException("in progress");
    }

    static Kernels scalar() {
        throw new UnsupportedOperationException("in progress");
    }

    String name();

    void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out, int outStride);
}
