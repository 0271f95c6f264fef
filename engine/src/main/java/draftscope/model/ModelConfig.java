package draftscope.model;

/// The numbers that fix a model's shape and arithmetic. Immutable.
///
/// @param architecture  GGUF's name of the family, `llama`
/// @param name          what the file calls itself, or the file's name
/// @param layers        number of layers
/// @param dim           width of the residual stream
/// @param ffnDim        width inside the feed-forward part
/// @param heads         query heads
/// @param kvHeads       key and value heads; divides `heads`
/// @param headDim       width of one head
/// @param vocabSize     rows of the output matrix
/// @param contextLength positions the file says the model was made for; advice, not a limit of the arithmetic
/// @param rmsEpsilon    added to the mean square in RMSNorm
/// @param ropeTheta     base of the rotary frequencies
/// @param ropeDims      leading floats of each head that are rotated; even
/// @param ropeScale     positions are divided by this before rotation (linear scaling); 1 for none
/// @param tied          the output matrix is the embedding
/// @param causal        a position sees only itself and the past; false for masked diffusion
/// @param maskToken     id of the mask token, or -1
public record ModelConfig(String architecture, String name, int layers, int dim, int ffnDim, int heads, int kvHeads,
        int headDim, int vocabSize, int contextLength, double rmsEpsilon, double ropeTheta, int ropeDims,
        double ropeScale,
        boolean tied, boolean causal, int maskToken) {
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
}
