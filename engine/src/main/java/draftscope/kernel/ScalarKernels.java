package draftscope.kernel;

import draftscope.format.QuantBlocks;

/// The reference: each operation as its definition reads, summed in float64 and rounded once at the end.
final class ScalarKernels implements Kernels {
    static final ScalarKernels INSTANCE = new ScalarKernels();

    private ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void matmul(Matrix weights, int fromRow, int toRow, float[] in, int inStride, int rows, float[] out,
            int outStride) {
        float[] row = new float[weights.columns()];
        for (int j = fromRow; j < toRow; j++) {
            dequantise(weights, j, row, 0);
            for (int r = 0; r < rows; r++) {
                double sum = 0;
                for (int i = 0; i < row.length; i++) {
                    sum += (double) row[i] * in[r * inStride + i];
                }
                out[r * outStride + j] = (float) sum;
            }
        }
    }

    @Override
    public void dequantise(Matrix weights, int row, float[] out, int offset) {
        QuantBlocks.decode(weights.format(), weights.data(), weights.rowBytes() * row, weights.columns(), out, offset);
    }

    @Override
    public void rmsNorm(float[] in, int inOffset, float[] weight, int n, float epsilon, float[] out, int outOffset) {
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += (double) in[inOffset + i] * in[inOffset + i];
        }
        double scale = 1 / Math.sqrt(squares / n + epsilon);
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (float) (weight[i] * (in[inOffset + i] * scale));
        }
    }

    @Override
    public void layerNorm(float[] in, int inOffset, float[] weight, float[] bias, int n, float epsilon, float[] out,
            int outOffset) {
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += in[inOffset + i];
        }
        mean /= n;
        double variance = 0;
        for (int i = 0; i < n; i++) {
            double d = in[inOffset + i] - mean;
            variance += d * d;
        }
        double scale = 1 / Math.sqrt(variance / n + epsilon);
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (float) ((in[inOffset + i] - mean) * scale * weight[i] + bias[i]);
        }
    }

    @Override
    public void softmax(float[] x, int offset, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[offset + i]);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double e = Math.exp((double) x[offset + i] - max);
            x[offset + i] = (float) e;
            sum += e;
        }
        for (int i = 0; i < n; i++) {
            x[offset + i] = (float) (x[offset + i] / sum);
        }
    }

    @Override
    public void siluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n) {
        for (int i = 0; i < n; i++) {
            double g = gate[gateOffset + i];
            gate[gateOffset + i] = (float) (g / (1 + Math.exp(-g)) * up[upOffset + i]);
        }
    }

    @Override
    public void gelu(float[] x, int offset, int n) {
        for (int i = 0; i < n; i++) {
            x[offset + i] = (float) gelu(x[offset + i]);
        }
    }

    @Override
    public void geluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int n) {
        for (int i = 0; i < n; i++) {
            gate[gateOffset + i] = (float) (gelu(gate[gateOffset + i]) * up[upOffset + i]);
        }
    }

    // (1 + tanh u) / 2 = 1 / (1 + e^-2u), which keeps its digits where tanh u is near -1.
    private static double gelu(double x) {
        return x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    @Override
    public void softCap(float[] x, int offset, int n, float cap) {
        for (int i = 0; i < n; i++) {
            x[offset + i] = (float) (cap * Math.tanh((double) x[offset + i] / cap));
        }
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            x[xOffset + i] += y[yOffset + i];
        }
    }

    @Override
    public void rope(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines) {
        for (int head = 0; head < heads; head++) {
            int start = offset + head * headDim;
            for (int i = 0; i < cosines.length; i++) {
                float a = x[start + 2 * i];
                float b = x[start + 2 * i + 1];
                x[start + 2 * i] = a * cosines[i] - b * sines[i];
                x[start + 2 * i + 1] = a * sines[i] + b * cosines[i];
            }
        }
    }

    @Override
    public void ropeHalves(float[] x, int offset, int heads, int headDim, float[] cosines, float[] sines) {
        int half = cosines.length;
        for (int head = 0; head < heads; head++) {
            int start = offset + head * headDim;
            for (int i = 0; i < half; i++) {
                float a = x[start + i];
                float b = x[start + half + i];
                x[start + i] = a * cosines[i] - b * sines[i];
                x[start + half + i] = a * sines[i] + b * cosines[i];
            }
        }
    }

    @Override
    public void attentionScores(float[] query, int queryOffset, int queryStride, int queries, int headDim, float[] keys,
            int kvDim, int keyOffset, int[] slots, int from, int n, float scale, float[] scores, int scoreOffset,
            int scoreStride) {
        for (int q = 0; q < queries; q++) {
            int at = queryOffset + q * queryStride;
            for (int k = from; k < n; k++) {
                int key = slots[k] * kvDim + keyOffset;
                double sum = 0;
                for (int d = 0; d < headDim; d++) {
                    sum += (double) query[at + d] * keys[key + d];
                }
                scores[scoreOffset + q * scoreStride + k] = (float) (sum * scale);
            }
        }
    }

    @Override
    public void attentionSum(float[] weights, int weightOffset, int weightStride, int queries, int from, int n,
            float[] values, int kvDim,
            int valueOffset, int[] slots, int headDim, float[] out, int outOffset, int outStride) {
        for (int q = 0; q < queries; q++) {
            for (int d = 0; d < headDim; d++) {
                int at = outOffset + q * outStride + d;
                float sum = from == 0 ? 0 : out[at];
                for (int k = from; k < n; k++) {
                    // Rounded at every step, so that it does not show where a sum was interrupted.
                    sum = (float) (sum + (double) weights[weightOffset + q * weightStride + k]
                            * values[slots[k] * kvDim + valueOffset + d]);
                }
                out[at] = sum;
            }
        }
    }

    @Override
    public void weigh(float[] scores, int n, double max, double inverse, double[] into, double[] totals) {
        double[] sums = new double[8];
        double[] dots = new double[8];
        for (int i = 0; i < n; i++) {
            double exponent = (scores[i] - max) * inverse;
            boolean cut = exponent <= CUT; // false for what is no number
            double e = cut ? 0 : exponential(exponent);
            into[i] = e;
            sums[i % 8] += e;
            dots[i % 8] += cut ? 0 : e * exponent; // minus infinity times nothing is no number
        }
        totals[0] = fold(sums);
        totals[1] = fold(dots);
    }

    /// e^x for -40 < x <= 0: (e^(x / 1024))^1024.
    private static double exponential(double x) {
        double t = x * (1.0 / 1024);
        double e = 1 + t * (1 + t * (1 / 2.0 + t * (1 / 6.0 + t * (1 / 24.0 + t * (1 / 120.0 + t * (1 / 720.0 + t
                * (1 / 5040.0)))))));
        for (int i = 0; i < 10; i++) {
            e *= e;
        }
        return e;
    }

    private static double fold(double[] sums) {
        return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    }

    @Override
    public int firstAbove(float[] x, int from, int to, float bound) {
        int i = from;
        while (i < to && !(x[i] > bound)) {
            i++;
        }
        return i;
    }
}
