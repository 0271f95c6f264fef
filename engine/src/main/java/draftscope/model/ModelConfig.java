package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;

/// The facts that fix a model's shape and arithmetic. Immutable.
///
/// @param architecture  GGUF's name of the family, such as `llama`
/// @param name          what the file calls itself, or the file's name
/// @param shape         how large it is
/// @param arithmetic    what it does with its numbers
/// @param tied          the output matrix is the embedding
/// @param causal        a position sees only itself and the past; false for masked diffusion
/// @param attentionBlock positions, counted from the first, that see each other and all before them, as block diffusion has it; 0
///                      where a position sees the whole text or, in a causal model, the past
/// @param shiftedLogits logits after a position are for the next position; false where they are for the position itself
/// @param maskToken     id of the mask token, or -1 (see [#hasMaskToken()])
public record ModelConfig(String architecture, String name, Shape shape, Arithmetic arithmetic, boolean tied,
        boolean causal, int attentionBlock, boolean shiftedLogits, int maskToken) {
    private static final int NO_MASK = -1;

    /// The large kinds of models.
    public enum Kind {
        /// Writes from left to right.
        CAUSAL("causal"),
        /// Sees a whole canvas of masks.
        MASKED_DIFFUSION("masked diffusion"),
        /// Sees the masks of one block and everything before it.
        BLOCK_DIFFUSION("block diffusion");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// The words shown to people.
        public String label() {
            return label;
        }
    }

    public ModelConfig {
        if (arithmetic.layers().size() != shape.layers()) {
            throw new IllegalArgumentException("there are rules for " + arithmetic.layers().size() + " of "
                    + shape.layers() + " layers");
        }
    }

    /// What the metadata of `file` tells; reads no weights.
    ///
    /// @throws ModelFormatException if the architecture is not supported, or a number is missing or makes no sense
    public static ModelConfig of(ModelFile file) {
        Architecture architecture = Architectures.of(file);
        String name = file.metadata().containsKey("general.name")
                ? file.string("general.name")
                : String.valueOf(file.path().getFileName());
        try {
            Metadata metadata = new Metadata(file, architecture.id());
            boolean causal = metadata.flag("attention.causal", architecture.causal());
            int block = metadata.count("attention.block_length");
            if (block > metadata.shape().contextLength()) {
                throw metadata.refused("'" + architecture.id() + ".attention.block_length' is " + block
                        + "; accepted: 1 to the context of " + metadata.shape().contextLength()
                        + ", or 0 for a model without blocks");
            }
            if (causal && block > 0) {
                throw metadata.refused("'" + architecture.id() + ".attention.block_length' is " + block
                        + " and the model is causal; blocks are accepted where '" + architecture.id()
                        + ".attention.causal' is false");
            }
            return new ModelConfig(architecture.id(), name, metadata.shape(), architecture.arithmetic().apply(metadata),
                    !file.hasTensor("output.weight"), causal, block,
                    file.flag("diffusion.shift_logits", causal || architecture.shifted()),
                    file.integer("tokenizer.ggml.mask_token_id", 0, Integer.MAX_VALUE, NO_MASK));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file.path() + ": " + e.getMessage() + ".", e);
        }
    }

    /// Whether the model has no layers to run: it knows the answers of list tasks and counts them.
    public boolean counting() {
        return architecture.equals(Architectures.COUNTING);
    }

    /// Number of layers.
    public int layers() {
        return shape.layers();
    }

    /// Width of the residual stream.
    public int dim() {
        return shape.dim();
    }

    /// Width inside the feed-forward part; of one expert in a mixture of experts.
    public int ffnDim() {
        return shape.ffnDim();
    }

    /// Query heads.
    public int heads() {
        return shape.heads();
    }

    /// Key and value heads.
    public int kvHeads() {
        return shape.kvHeads();
    }

    /// Width of one head.
    public int headDim() {
        return shape.headDim();
    }

    /// Rows of the output matrix.
    public int vocabSize() {
        return shape.vocabSize();
    }

    /// Positions the file says the model was made for.
    public int contextLength() {
        return shape.contextLength();
    }

    /// Floats per slot, layer and side of the KV cache.
    public int kvDim() {
        return shape.kvDim();
    }

    /// Width of all query heads together.
    public int queryDim() {
        return shape.queryDim();
    }

    /// What it was trained to do, which decides what methods it can serve.
    public Kind kind() {
        if (causal) {
            return Kind.CAUSAL;
        }
        return attentionBlock == 0 ? Kind.MASKED_DIFFUSION : Kind.BLOCK_DIFFUSION;
    }

    /// How many positions of a text the row at `position` sees, from the first on.
    ///
    /// @param length positions of the text
    public int horizon(int position, int length) {
        return switch (kind()) {
            case CAUSAL -> position + 1;
            case MASKED_DIFFUSION -> length;
            case BLOCK_DIFFUSION -> (int) Math.min(length, (position / attentionBlock + 1L) * attentionBlock);
        };
    }

    /// Whether the model has a mask token, as masked diffusion needs.
    public boolean hasMaskToken() {
        return maskToken >= 0;
    }

    /// Bytes of keys and values that each token of context takes in a cache, in all layers. A sliding window makes them no
    /// fewer: a draft tree may need every slot again.
    public long kvBytesPerToken() {
        return 2L * layers() * kvDim() * Float.BYTES;
    }
}
