package draftscope.model;

/// How large a model is. Immutable.
///
/// @param layers        number of layers
/// @param dim           width of the residual stream
/// @param ffnDim        width inside the feed-forward part; of one expert in a mixture of experts
/// @param heads         query heads
/// @param kvHeads       key and value heads; divides `heads`
/// @param headDim       width of one head; `heads * headDim` need not be `dim`
/// @param vocabSize     rows of the output matrix
/// @param contextLength positions the file says the model was made for; a limit of the arithmetic only where positions
///                      are learnt
public record Shape(int layers, int dim, int ffnDim, int heads, int kvHeads, int headDim, int vocabSize,
        int contextLength) {
    public Shape {
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    heads + " query heads cannot share " + kvHeads + " key and value heads evenly");
        }
        // All widths are below 2^20, so only these two products can leave the range of an array index.
        if ((long) heads * headDim > Integer.MAX_VALUE / 2 || (long) kvHeads * headDim > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(heads + " heads of " + headDim + " are wider than one array");
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
}
