package draftscope.kernel.vector;

import draftscope.format.QuantFormat;
import draftscope.kernel.AttentionKernels;
import draftscope.kernel.ElementKernels;
import draftscope.kernel.Kernels;
import draftscope.kernel.Matrix;
import java.util.EnumMap;
import java.util.Map;

/// Kernels on the Vector API, for one vector width: [VectorProducts] for each storage format, [VectorAttention] and
/// [VectorElements].
final class VectorKernels implements Kernels {
    private final int bits;
    private final Map<QuantFormat, Products> products = new EnumMap<>(QuantFormat.class);
    private final AttentionKernels attention;
    private final ElementKernels elements;

    VectorKernels(int bits) {
        this.bits = bits;
        for (QuantFormat format : QuantFormat.values()) {
            products.put(format, new Variant(bits, format).of(Products.class, VectorProducts.class));
        }
        Variant plain = new Variant(bits, QuantFormat.F32);
        attention = plain.of(AttentionKernels.class, VectorAttention.class);
        elements = plain.of(ElementKernels.class, VectorElements.class);
    }

    @Override
    public String name() {
        return "vector " + bits + " bit";
    }

    @Override
    public void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out,
            int outStride) {
        products.get(weights.format()).matmul(weights, fromRow, toRow, in, inStride, rows, out, outStride);
    }

    @Override
    public void dequantise(Matrix weights, int row, float[] out, int offset) {
        products.get(weights.format()).dequantise(weights, row, out, offset);
    }

    @Override
    public void rmsNorm(float[] in, int inOffset, float[] weight, int n, float epsilon, float[] out, int outOffset) {
        elements.rmsNorm(in, inOffset, weight, n, epsilon, out, outOffset);
    }

    @Override
    public void layerNorm(float[] in, int inOffset, float[] weight, float[] bias, int n, float epsilon, float[] out,
            int outOffset) {
        elements.layerNorm(in, inOffset, weight, bias, n, epsilon, out, outOffset);
    }

    @Override
    public void softmax(float[] x, int offset, int n) {
        elements.softmax(x, offset, n);
    }

    @Override
    public void siluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n) {
        elements.siluMultiply(gate, gateOffset, up, upOffset, n);
    }

    @Override
    public void gelu(float[] x, int offset, int n) {
        elements.gelu(x, offset, n);
    }

    @Override
    public void geluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n) {
        elements.geluMultiply(gate, gateOffset, up, upOffset, n);
    }

    @Override
    public void softCap(float[] x, int offset, int n, float cap) {
        elements.softCap(x, offset, n, cap);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
        elements.add(x, xOffset, y, yOffset, n);
    }

    @Override
    public void rope(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines) {
        elements.rope(x, offset, heads, headDim, cosines, sines);
    }

    @Override
    public void ropeHalves(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines) {
        elements.ropeHalves(x, offset, heads, headDim, cosines, sines);
    }

    @Override
    public void attentionScores(float[] query, int queryOffset, int queryStride, int queries, int headDim, float[] keys,
            int kvDim, int keyOffset, int[] slots, int from, int n, float scale, float[] scores, int scoreOffset,
            int scoreStride) {
        attention.attentionScores(query, queryOffset, queryStride, queries, headDim, keys, kvDim, keyOffset, slots,
                from, n,
                scale, scores, scoreOffset, scoreStride);
    }

    @Override
    public void attentionSum(float[] weights, int weightOffset, int weightStride, int queries, int from, int n,
            float[] values, int kvDim,
            int valueOffset, int[] slots, int headDim, float[] out, int outOffset, int outStride) {
        attention.attentionSum(weights, weightOffset, weightStride, queries, from, n, values, kvDim, valueOffset, slots,
                headDim, out,
                outOffset, outStride);
    }

    @Override
    public void weigh(float[] scores, int n, double max, double inverse, double[] into, double[] totals) {
        elements.weigh(scores, n, max, inverse, into, totals);
    }

    @Override
    public int firstAbove(float[] x, int from, int to, float bound) {
        return elements.firstAbove(x, from, to, bound);
    }
}
