package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.format.QuantFormat;
import draftscope.format.TensorInfo;
import draftscope.kernel.Kernels;
import draftscope.kernel.Matrix;
import java.util.Arrays;
import java.util.Set;

/// The tensors of a llama model: matrices in place in the file, vectors copied to float32. Immutable.
///
/// A bias is null where the model has none.
///
/// @param embedding   (vocab, dim)
/// @param layers      (layers)
/// @param outputNorm  (dim)
/// @param output      (vocab, dim); the embedding itself where the two are tied
/// @param ropeFactors (ropeDims / 2): each pair's frequency is divided by its factor (Llama 3 scaling); all 1 without
record Weights(Matrix embedding, Layer[] layers, float[] outputNorm, Matrix output, float[] ropeFactors) {
    private static final Set<String> LAYER_TENSORS = Set.of("attn_norm.weight", "attn_q.weight", "attn_k.weight",
            "attn_v.weight", "attn_output.weight", "attn_q.bias", "attn_k.bias", "attn_v.bias", "attn_output.bias",
            "ffn_norm.weight", "ffn_gate.weight", "ffn_up.weight", "ffn_down.weight", "ffn_gate.bias", "ffn_up.bias",
            "ffn_down.bias");

    /// One layer.
    ///
    /// @param attentionNorm (dim)
    /// @param query         (queryDim, dim)
    /// @param key           (kvDim, dim)
    /// @param value         (kvDim, dim)
    /// @param attended      (dim, queryDim)
    /// @param queryBias     (queryDim)
    /// @param keyBias       (kvDim)
    /// @param valueBias     (kvDim)
    /// @param attendedBias  (dim)
    /// @param ffnNorm       (dim)
    /// @param gate          (ffnDim, dim)
    /// @param up            (ffnDim, dim)
    /// @param down          (dim, ffnDim)
    /// @param gateBias      (ffnDim)
    /// @param upBias        (ffnDim)
    /// @param downBias      (dim)
    record Layer(float[] attentionNorm, Matrix query, Matrix key, Matrix value, Matrix attended, float[] queryBias,
            float[] keyBias, float[] valueBias, float[] attendedBias, float[] ffnNorm, Matrix gate, Matrix up,
            Matrix down,
            float[] gateBias, float[] upBias, float[] downBias) {}

    /// Finds and checks every tensor.
    ///
    /// @throws ModelFormatException if one is missing or has another shape, or a layer has one that llama does not know
    static Weights of(ModelFile file, ModelConfig c) {
        rejectUnknown(file, c);
        Matrix embedding = matrix(file, "token_embd.weight", c.vocabSize(), c.dim());
        Layer[] layers = new Layer[c.layers()];
        for (int l = 0; l < layers.length; l++) {
            String at = "blk." + l + ".";
            layers[l] = new Layer(vector(file, at + "attn_norm.weight", c.dim()),
                    matrix(file, at + "attn_q.weight", c.queryDim(), c.dim()),
                    matrix(file, at + "attn_k.weight", c.kvDim(), c.dim()),
                    matrix(file, at + "attn_v.weight", c.kvDim(), c.dim()),
                    matrix(file, at + "attn_output.weight", c.dim(), c.queryDim()),
                    optionalVector(file, at + "attn_q.bias", c.queryDim()),
                    optionalVector(file, at + "attn_k.bias", c.kvDim()),
                    optionalVector(file, at + "attn_v.bias", c.kvDim()),
                    optionalVector(file, at + "attn_output.bias", c.dim()),
                    vector(file, at + "ffn_norm.weight", c.dim()),
                    matrix(file, at + "ffn_gate.weight", c.ffnDim(), c.dim()),
                    matrix(file, at + "ffn_up.weight", c.ffnDim(), c.dim()),
                    matrix(file, at + "ffn_down.weight", c.dim(), c.ffnDim()),
                    optionalVector(file, at + "ffn_gate.bias", c.ffnDim()),
                    optionalVector(file, at + "ffn_up.bias", c.ffnDim()),
                    optionalVector(file, at + "ffn_down.bias", c.dim()));
        }
        float[] factors = optionalVector(file, "rope_freqs.weight", c.ropeDims() / 2);
        if (factors == null) {
            factors = new float[c.ropeDims() / 2];
            Arrays.fill(factors, 1);
        }
        return new Weights(embedding, layers, vector(file, "output_norm.weight", c.dim()),
                c.tied() ? embedding : matrix(file, "output.weight", c.vocabSize(), c.dim()), factors);
    }

    /// A tensor that is not understood would be left out in silence, and the model would talk plausible nonsense.
    private static void rejectUnknown(ModelFile file, ModelConfig c) {
        for (TensorInfo tensor : file.tensors()) {
            String[] parts = tensor.name().split("\\.", 3);
            if (parts.length == 3 && parts[0].equals("blk") && !LAYER_TENSORS.contains(parts[2])) {
                throw new ModelFormatException(file.path() + ": tensor '" + tensor.name()
                        + "' is not part of a llama model as it is supported here.");
            }
        }
        if (file.hasTensor("blk." + c.layers() + ".attn_norm.weight")) {
            throw new ModelFormatException(
                    file.path() + ": there are tensors of more layers than the " + c.layers()
                            + " that the metadata tells.");
        }
    }

    private static Matrix matrix(ModelFile file, String name, int rows, int columns) {
        TensorInfo tensor = shaped(file, name, columns, rows);
        return new Matrix(file.data(tensor), tensor.format(), rows, columns);
    }

    private static float[] optionalVector(ModelFile file, String name, int length) {
        return file.hasTensor(name) ? vector(file, name, length) : null;
    }

    private static float[] vector(ModelFile file, String name, int length) {
        TensorInfo tensor = shaped(file, name, length);
        if (tensor.format() == QuantFormat.Q8_0) {
            throw new ModelFormatException(
                    file.path() + ": tensor '" + name + "' is a vector stored as " + tensor.format()
                            + "; vectors are accepted as F32 and F16.");
        }
        float[] out = new float[length];
        Kernels.scalar().dequantise(new Matrix(file.data(tensor), tensor.format(), 1, length), 0, out, 0);
        return out;
    }

    private static TensorInfo shaped(ModelFile file, String name, long... shape) {
        TensorInfo tensor = file.tensor(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new ModelFormatException(
                    file.path() + ": tensor '" + name + "' has shape " + Arrays.toString(tensor.shape())
                            + "; the metadata asks for " + Arrays.toString(shape) + ".");
        }
        return tensor;
    }
}
