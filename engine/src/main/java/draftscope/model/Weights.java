package draftscope.model;

import draftscope.format.ModelFormatException;
import draftscope.kernel.Matrix;
import draftscope.model.Arithmetic.Experts;
import java.util.Arrays;
import java.util.List;

/// The tensors of a model: matrices in place in the file, vectors copied to float32. Immutable.
///
/// What a model does not have is null.
///
/// @param embedding   (vocab, dim)
/// @param positions   (contextLength, dim), where positions are learnt
/// @param layers      (layers)
/// @param outputNorm  (dim)
/// @param output      (vocab, dim); the embedding itself where the two are tied
/// @param ropeFactors (ropeDims / 2): each pair's frequency is divided by its factor; of LongRoPE up to the original context
/// @param longFactors (ropeDims / 2): the same for LongRoPE beyond the original context
record Weights(Matrix embedding, Matrix positions, Layer[] layers, Norm outputNorm, Matrix output, float[] ropeFactors,
        float[] longFactors) {
    /// A matrix and, where there is one, the bias that is added after it.
    record Linear(Matrix matrix, float[] bias) {}

    /// The weight of a normalisation and, in LayerNorm, its bias.
    record Norm(float[] weight, float[] bias) {}

    /// The feed-forward parts that a router chooses from.
    ///
    /// @param router (experts, dim)
    /// @param gates  (experts)(ffnDim, dim)
    /// @param ups    (experts)(ffnDim, dim)
    /// @param downs  (experts)(dim, ffnDim)
    record Mixture(Matrix router, Matrix[] gates, Matrix[] ups, Matrix[] downs) {}

    /// One layer.
    ///
    /// @param attentionNorm     (dim)
    /// @param query             (queryDim, dim)
    /// @param key               (kvDim, dim)
    /// @param value             (kvDim, dim)
    /// @param attended          (dim, queryDim)
    /// @param queryNorm         (headDim), where queries and keys are normalised
    /// @param keyNorm           (headDim)
    /// @param attentionPostNorm (dim), where what a half layer adds is normalised
    /// @param ffnNorm           (dim)
    /// @param gate              (ffnDim, dim), where the feed-forward part is gated
    /// @param up                (ffnDim, dim)
    /// @param down              (dim, ffnDim)
    /// @param mixture           in place of the three where there are experts
    /// @param ffnPostNorm       (dim)
    record Layer(Norm attentionNorm, Linear query, Linear key, Linear value, Linear attended, float[] queryNorm,
            float[] keyNorm, Norm attentionPostNorm, Norm ffnNorm, Linear gate, Linear up, Linear down,
            Mixture mixture, Norm ffnPostNorm) {}

    /// Finds and checks every tensor.
    ///
    /// @throws ModelFormatException if one is missing or has another shape, or there is one that the model does not use
    static Weights of(Tensors tensors, ModelConfig c) {
        Matrix embedding = tensors.matrix("token_embd.weight", c.vocabSize(), c.dim());
        Layer[] layers = new Layer[c.layers()];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new LayerReader(tensors, c, "blk." + l + ".").layer();
        }
        List<Rotation> rotations = c.arithmetic().layers().stream().flatMap(rule -> rule.rotation().stream()).toList();
        int pairs = rotations.stream().mapToInt(Rotation::pairs).max().orElse(0);
        boolean longRope = rotations.stream().anyMatch(r -> r.scaling() instanceof RopeScaling.LongRope);
        float[] factors = longRope
                ? tensors.vector("rope_factors_short.weight", pairs)
                : tensors.optionalVector("rope_freqs.weight", pairs);
        float[] longFactors = longRope ? tensors.vector("rope_factors_long.weight", pairs) : null;
        Weights weights = new Weights(embedding,
                c.arithmetic().learntPositions()
                        ? tensors.matrix("position_embd.weight", c.contextLength(), c.dim())
                        : null,
                layers, norm(tensors, c, "output_norm"),
                c.tied() ? embedding : tensors.matrix("output.weight", c.vocabSize(), c.dim()), factors, longFactors);
        tensors.refuseOthers(c.architecture(), c.layers());
        return weights;
    }

    private static Norm norm(Tensors tensors, ModelConfig c, String name) {
        return new Norm(tensors.vector(name + ".weight", c.dim()),
                c.arithmetic().norm() == Arithmetic.Norm.LAYER ? tensors.vector(name + ".bias", c.dim()) : null);
    }

    /// Reads the tensors whose names begin with `at`.
    private record LayerReader(Tensors tensors, ModelConfig c, String at) {
        Layer layer() {
            Arithmetic a = c.arithmetic();
            Norm attentionNorm = norm("attn_norm");
            Linear query;
            Linear key;
            Linear value;
            if (tensors.has(at + "attn_qkv.weight")) {
                Linear together = linear("attn_qkv", c.queryDim() + 2 * c.kvDim(), c.dim());
                query = part(together, 0, c.queryDim());
                key = part(together, c.queryDim(), c.kvDim());
                value = part(together, c.queryDim() + c.kvDim(), c.kvDim());
            } else {
                query = linear("attn_q", c.queryDim(), c.dim());
                key = linear("attn_k", c.kvDim(), c.dim());
                value = linear("attn_v", c.kvDim(), c.dim());
            }
            Linear gate = null;
            Linear up = null;
            Linear down = null;
            if (a.experts().isEmpty()) {
                if (a.gated() && tensors.has(at + "ffn_up.weight") && !tensors.has(at + "ffn_gate.weight")) {
                    Linear together = linear("ffn_up", 2 * c.ffnDim(), c.dim());
                    gate = part(together, 0, c.ffnDim());
                    up = part(together, c.ffnDim(), c.ffnDim());
                } else {
                    gate = a.gated() ? linear("ffn_gate", c.ffnDim(), c.dim()) : null;
                    up = linear("ffn_up", c.ffnDim(), c.dim());
                }
                down = linear("ffn_down", c.dim(), c.ffnDim());
            }
            return new Layer(attentionNorm, query, key, value, linear("attn_output", c.dim(), c.queryDim()),
                    a.queryKeyNorms() ? tensors.vector(at + "attn_q_norm.weight", c.headDim()) : null,
                    a.queryKeyNorms() ? tensors.vector(at + "attn_k_norm.weight", c.headDim()) : null,
                    a.postNorms() ? norm("post_attention_norm") : null, norm("ffn_norm"), gate, up, down,
                    a.experts().map(this::mixture).orElse(null), a.postNorms() ? norm("post_ffw_norm") : null);
        }

        private Norm norm(String name) {
            return Weights.norm(tensors, c, at + name);
        }

        private Linear linear(String name, int rows, int columns) {
            return new Linear(tensors.matrix(at + name + ".weight", rows, columns),
                    tensors.optionalVector(at + name + ".bias", rows));
        }

        private static Linear part(Linear of, int from, int count) {
            float[] bias = of.bias();
            return new Linear(Tensors.rows(of.matrix(), from, count),
                    bias == null ? null : Arrays.copyOfRange(bias, from, from + count));
        }

        private Mixture mixture(Experts experts) {
            return new Mixture(tensors.matrix(at + "ffn_gate_inp.weight", experts.count(), c.dim()),
                    each("ffn_gate", experts, c.ffnDim(), c.dim()), each("ffn_up", experts, c.ffnDim(), c.dim()),
                    each("ffn_down", experts, c.dim(), c.ffnDim()));
        }

        /// One matrix per expert: stacked in one tensor, or as tensors of their own in older files and in checkpoints.
        private Matrix[] each(String name, Experts experts, int rows, int columns) {
            if (tensors.has(at + name + "_exps.weight")) {
                return tensors.stacked(at + name + "_exps.weight", experts.count(), rows, columns);
            }
            Matrix[] out = new Matrix[experts.count()];
            for (int e = 0; e < out.length; e++) {
                out[e] = tensors.matrix(at + name + "." + e + ".weight", rows, columns);
            }
            return out;
        }
    }
}
