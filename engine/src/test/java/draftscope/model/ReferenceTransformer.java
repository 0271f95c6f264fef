package draftscope.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A transformer as the papers write it down: float64, one loop per sum, the whole attention matrix, no cache and no batch.
/// Slow, and short enough to be checked by reading. Shares no code with the forward pass that it checks.
///
/// Features are fields that a test sets; weights come from [RandomWeights] under GGUF's names.
final class ReferenceTransformer implements Cloneable {
    int layers;
    int dim;
    int ffn;
    int heads;
    int kvHeads;
    int headDim;
    int vocab;
    boolean causal = true;
    boolean layerNorm;
    double epsilon = 1e-5;
    boolean gelu;
    boolean gated = true;
    boolean queryKeyNorms;
    boolean postNorms;
    boolean positions;
    boolean halves;
    boolean fused; // queries, keys and values in one matrix; gate and up in one, if gated
    double embeddingScale = 1;
    double attentionScale;
    double residualScale = 1;
    double logitDivisor = 1;
    double attentionCap;
    double logitCap;
    int experts;
    int expertsUsed;
    boolean expertsNormalised = true;
    int[] window; // (layers); 0 for none
    double[][] frequencies; // (layers)(pairs); null where a layer does not turn
    double magnitude = 1;

    private final RandomWeights weights;

    ReferenceTransformer(RandomWeights weights) {
        this.weights = weights;
    }

    ReferenceTransformer copy() {
        try {
            return (ReferenceTransformer) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /// All features as text, to see whether two differ.
    String features() {
        return List.of(causal, layerNorm, gelu, queryKeyNorms, postNorms, positions, halves, embeddingScale,
                attentionScale, residualScale, logitDivisor, attentionCap, logitCap, experts, expertsUsed,
                expertsNormalised,
                Arrays.toString(window), Arrays.deepToString(frequencies), magnitude).toString();
    }

    /// Logits after each of `ids`, `(ids)(vocab)`.
    double[][] logits(int... ids) {
        int n = ids.length;
        double[][] x = new double[n][dim];
        for (int t = 0; t < n; t++) {
            for (int i = 0; i < dim; i++) {
                x[t][i] = w("token_embd.weight", ids[t] * dim + i) * embeddingScale;
                if (positions) {
                    x[t][i] += w("position_embd.weight", t * dim + i);
                }
            }
        }
        for (int l = 0; l < layers; l++) {
            String at = "blk." + l + ".";
            double[][] attended = attention(l, norm(x, at + "attn_norm", dim));
            addTo(x, postNorms ? norm(attended, at + "post_attention_norm", dim) : attended);
            double[][] fed = feedForward(at, norm(x, at + "ffn_norm", dim));
            addTo(x, postNorms ? norm(fed, at + "post_ffw_norm", dim) : fed);
        }
        String output = weights.tensor("output.weight") == null ? "token_embd" : "output";
        double[][] logits = linear(norm(x, "output_norm", dim), output, 0, vocab);
        for (double[] row : logits) {
            for (int i = 0; i < vocab; i++) {
                row[i] /= logitDivisor;
                row[i] = logitCap > 0 ? logitCap * Math.tanh(row[i] / logitCap) : row[i];
            }
        }
        return logits;
    }

    private void addTo(double[][] x, double[][] delta) {
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < dim; i++) {
                x[t][i] += residualScale * delta[t][i];
            }
        }
    }

    private double[][] attention(int l, double[][] x) {
        String at = "blk." + l + ".";
        int n = x.length;
        int queries = heads * headDim;
        int keys = kvHeads * headDim;
        double[][] q = linear(x, at + (fused ? "attn_qkv" : "attn_q"), 0, queries);
        double[][] k = linear(x, at + (fused ? "attn_qkv" : "attn_k"), fused ? queries : 0, keys);
        double[][] v = linear(x, at + (fused ? "attn_qkv" : "attn_v"), fused ? queries + keys : 0, keys);
        double[][] out = new double[n][queries];
        for (int h = 0; h < heads; h++) {
            int g = h / (heads / kvHeads);
            double[][] qh = head(q, h, l, at + "attn_q_norm");
            double[][] kh = head(k, g, l, at + "attn_k_norm");
            for (int t = 0; t < n; t++) {
                double[] score = new double[n];
                double sum = 0;
                for (int s = 0; s < n; s++) {
                    boolean visible = (!causal || s <= t) && (window == null || window[l] == 0 || s > t - window[l]);
                    double dot = 0;
                    for (int i = 0; i < headDim; i++) {
                        dot += qh[t][i] * kh[s][i];
                    }
                    dot *= attentionScale;
                    dot = attentionCap > 0 ? attentionCap * Math.tanh(dot / attentionCap) : dot;
                    score[s] = visible ? Math.exp(dot) : 0;
                    sum += score[s];
                }
                for (int s = 0; s < n; s++) {
                    for (int i = 0; i < headDim; i++) {
                        out[t][h * headDim + i] += score[s] / sum * v[s][g * headDim + i];
                    }
                }
            }
        }
        return linear(out, at + "attn_output", 0, dim);
    }

    /// One head of all positions, normalised if the model does that, and turned.
    private double[][] head(double[][] all, int h, int l, String norm) {
        double[][] out = new double[all.length][];
        for (int t = 0; t < all.length; t++) {
            out[t] = Arrays.copyOfRange(all[t], h * headDim, (h + 1) * headDim);
        }
        if (queryKeyNorms) {
            out = norm(out, norm, headDim);
        }
        if (frequencies == null || frequencies[l] == null) {
            return out;
        }
        int pairs = frequencies[l].length;
        for (int t = 0; t < all.length; t++) {
            for (int i = 0; i < pairs; i++) {
                int one = halves ? i : 2 * i;
                int other = halves ? i + pairs : 2 * i + 1;
                double angle = t * frequencies[l][i];
                double a = out[t][one];
                double b = out[t][other];
                out[t][one] = magnitude * (a * Math.cos(angle) - b * Math.sin(angle));
                out[t][other] = magnitude * (a * Math.sin(angle) + b * Math.cos(angle));
            }
        }
        return out;
    }

    private double[][] feedForward(String at, double[][] x) {
        if (experts > 0) {
            double[][] router = linear(x, at + "ffn_gate_inp", 0, experts);
            double[][] out = new double[x.length][dim];
            for (int t = 0; t < x.length; t++) {
                double[] scores = router[t];
                int[] best = IntStream.range(0, experts).boxed().sorted((a, b) -> Double.compare(scores[b], scores[a]))
                        .limit(expertsUsed).mapToInt(Integer::intValue).toArray();
                int[] counted = expertsNormalised ? best : IntStream.range(0, experts).toArray();
                double sum = Arrays.stream(counted).mapToDouble(e -> Math.exp(scores[e])).sum();
                for (int e : best) {
                    double[][] one = gatedPart(new double[][]{x[t]}, at, "_exps", e);
                    for (int i = 0; i < dim; i++) {
                        out[t][i] += Math.exp(scores[e]) / sum * one[0][i];
                    }
                }
            }
            return out;
        }
        if (!gated) {
            return linear(activate(linear(x, at + "ffn_up", 0, ffn)), at + "ffn_down", 0, dim);
        }
        return gatedPart(x, at, "", 0);
    }

    /// down(act(gate(x)) * up(x)); expert `e` of a stack where there is one.
    private double[][] gatedPart(double[][] x, String at, String suffix, int e) {
        double[][] gate = activate(linear(x, at + (fused ? "ffn_up" : "ffn_gate") + suffix, e * ffn, ffn));
        double[][] up = linear(x, at + "ffn_up" + suffix, fused ? ffn : e * ffn, ffn);
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < ffn; i++) {
                gate[t][i] *= up[t][i];
            }
        }
        return linear(gate, at + "ffn_down" + suffix, e * dim, dim);
    }

    private double[][] activate(double[][] x) {
        for (double[] row : x) {
            for (int i = 0; i < row.length; i++) {
                double z = row[i];
                row[i] = gelu
                        ? 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)))
                        : z / (1 + Math.exp(-z));
            }
        }
        return x;
    }

    private double[][] norm(double[][] x, String name, int width) {
        double[][] out = new double[x.length][width];
        for (int t = 0; t < x.length; t++) {
            double mean = layerNorm ? Arrays.stream(x[t]).average().orElseThrow() : 0;
            double square = Arrays.stream(x[t]).map(z -> (z - mean) * (z - mean)).average().orElseThrow();
            for (int i = 0; i < width; i++) {
                out[t][i] = w(name + ".weight", i) * (x[t][i] - mean) / Math.sqrt(square + epsilon);
                out[t][i] += layerNorm ? w(name + ".bias", i) : 0;
            }
        }
        return out;
    }

    /// Rows `from..from+rows-1` of a matrix times x, plus the bias if there is one.
    private double[][] linear(double[][] x, String name, int from, int rows) {
        int columns = x[0].length;
        float[] bias = weights.tensor(name + ".bias");
        double[][] out = new double[x.length][rows];
        for (int t = 0; t < x.length; t++) {
            for (int j = 0; j < rows; j++) {
                double sum = bias == null ? 0 : bias[from + j];
                for (int i = 0; i < columns; i++) {
                    sum += w(name + ".weight", (from + j) * columns + i) * x[t][i];
                }
                out[t][j] = sum;
            }
        }
        return out;
    }

    private double w(String name, int i) {
        return weights.tensor(name)[i];
    }
}
