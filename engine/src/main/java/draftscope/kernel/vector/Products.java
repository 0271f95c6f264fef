package draftscope.kernel.vector;

import draftscope.kernel.Matrix;

/// Products with weights of one format; as in [draftscope.kernel.Kernels].
interface Products {
    void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out, int outStride);

    void dequantise(Matrix weights, int row, float[] out, int offset);
}
