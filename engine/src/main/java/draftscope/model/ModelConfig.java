package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;

/// The numbers that fix a model's shape and arithmetic. Immutable.
///
/// @param architecture  GGUF's name of the family, `llama`
/// @param name          what the file calls itself, or the file's name
/// @param layers        number of layers
/// @param dim           width of the residual stream
/// @param ffnDim        width inside the feed-forward part
/// @param heads         query heads
/// @param kvHeads       key and value heads; divides `heads`
/// @param headDim       width of one head; `heads * headDim` need not be `dim`
/// @param vocabSize     rows of the output matrix
/// @param contextLength positions the file says the model was made for; advice, not a limit of the arithmetic
/// @param rmsEpsilon    added to the mean square in RMSNorm
/// @param ropeTheta     base of the rotary frequencies
/// @param ropeDims      leading floats of each head that are rotated; even
/// @param ropeScale     positions are divided by this before rotation (linear scaling); 1 for none
/// @param tied          the output matrix is the embedding
/// @param causal        a position sees only itself and the past; false for masked diffusion
/// @param maskToken     id of the mask token, or -1 (see [#hasMaskToken()])
public record ModelConfig(String architecture, String name, int layers, int dim, int ffnDim, int heads, int kvHeads,
        int headDim, int vocabSize, int contextLength, double rmsEpsilon, double ropeTheta, int ropeDims,
        double ropeScale,
        boolean tied, boolean causal, int maskToken) {
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_LAYERS = 1 << 12;
    private static final int NO_MASK = -1;
    private static final double DEFAULT_ROPE_THETA = 10000;
    private static final double DEFAULT_RMS_EPSILON = 1e-5;

    public ModelConfig {
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    heads + " query heads cannot share " + kvHeads + " key and value heads evenly");
        }
        if (ropeDims % 2 != 0 || ropeDims < 0 || ropeDims > headDim) {
            throw new IllegalArgumentException(
                    "rotary pairs need an even number of floats up to the head width " + headDim
                            + "; got " + ropeDims);
        }
    }

    /// Floats per slot, layer and side of the KV cache.
    public int kvDim() {
        return kvHeads * headDim;
    }

    /// Width of all query heads together.
    public int queryDim() {
        return heads * headDim;
    }

    /// Whether the model has a mask token, as masked diffusion needs.
    public boolean hasMaskToken() {
        return maskToken >= 0;
    }

    /// The configuration that the metadata of `file` tells.
    ///
    /// @throws ModelFormatException if the architecture is not supported, or a number is missing or makes no sense
    public static ModelConfig of(ModelFile file) {
        String architecture = file.string("general.architecture");
        if (!architecture.equals("llama")) {
            throw new ModelFormatException(
                    file.path() + ": the architecture '" + architecture + "' is not supported; supported is llama.");
        }
        String key = architecture + ".";
        if (file.integer(key + "expert_count", 0, Integer.MAX_VALUE, 0) > 0) {
            throw new ModelFormatException(
                    file.path() + ": mixtures of experts are not supported; dense llama models are.");
        }
        int dim = file.integer(key + "embedding_length", 1, MAX_WIDTH);
        int heads = file.integer(key + "attention.head_count", 1, MAX_WIDTH);
        int headDim = file.integer(key + "attention.key_length", 1, MAX_WIDTH, dim / heads);
        int valueDim = file.integer(key + "attention.value_length", 1, MAX_WIDTH, headDim);
        if (valueDim != headDim) {
            throw new ModelFormatException(file.path() + ": keys are " + headDim + " wide and values " + valueDim
                    + "; equal widths are accepted.");
        }
        String name = file.metadata().containsKey("general.name")
                ? file.string("general.name")
                : String.valueOf(file.path().getFileName());
        try {
            return new ModelConfig(architecture, name, file.integer(key + "block_count", 1, MAX_LAYERS), dim,
                    file.integer(key + "feed_forward_length", 1, MAX_WIDTH), heads,
                    file.integer(key + "attention.head_count_kv", 1, MAX_WIDTH, heads), headDim, vocabSize(file),
                    file.integer(key + "context_length", 1, Integer.MAX_VALUE),
                    positive(file, key + "attention.layer_norm_rms_epsilon", DEFAULT_RMS_EPSILON),
                    positive(file, key + "rope.freq_base", DEFAULT_ROPE_THETA),
                    file.integer(key + "rope.dimension_count", 0, MAX_WIDTH, headDim), ropeScale(file, key),
                    !file.hasTensor("output.weight"), file.flag(key + "attention.causal", true),
                    file.integer("tokenizer.ggml.mask_token_id", 0, Integer.MAX_VALUE, NO_MASK));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file.path() + ": " + e.getMessage() + ".", e);
        }
    }

    private static int vocabSize(ModelFile file) {
        long[] shape = file.tensor("token_embd.weight").shape();
        if (shape.length != 2 || shape[1] > Integer.MAX_VALUE) {
            throw new ModelFormatException(
                    file.path() + ": tensor 'token_embd.weight' must have two dimensions, width and "
                            + "vocabulary.");
        }
        return (int) shape[1];
    }

    private static double ropeScale(ModelFile file, String key) {
        String type = file.metadata().containsKey(key + "rope.scaling.type")
                ? file.string(key + "rope.scaling.type")
                : "none";
        return switch (type) {
            // Scaling as in Llama 3 comes as per-pair factors in the tensor rope_freqs.weight.
            case "none", "llama3" -> positive(file, key + "rope.scale_linear", 1);
            case "linear" -> positive(file, key + "rope.scaling.factor", 1);
            default -> throw new ModelFormatException(file.path() + ": rotary scaling '" + type
                    + "' is not supported; supported are none, linear and llama3.");
        };
    }

    private static double positive(ModelFile file, String key, double absent) {
        double value = file.number(key, absent);
        if (value <= 0) {
            throw new ModelFormatException(
                    file.path() + ": '" + key + "' is " + value + "; a positive number is accepted.");
        }
        return value;
    }
}
