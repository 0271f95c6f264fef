package draftscope.app.library;

import draftscope.format.ModelFile;
import draftscope.format.TensorInfo;
import draftscope.model.ModelConfig;

/// Memory that a model is expected to need, told before it is loaded: its weights as they lie in the file, and its KV cache.
///
/// What a forward pass works in is left out; it is small beside the two. Weights are mapped, so their part is reached only
/// once every tensor was used.
///
/// @param weightBytes  all tensors
/// @param bytesPerSlot keys and values of one token in all layers, float32
/// @param context      slots that the model was made for
public record MemoryNeed(long weightBytes, long bytesPerSlot, int context) {
    /// Slots that the estimate counts at most: few runs fill a context of many thousands.
    public static final int USUAL_SLOTS = 4096;

    static MemoryNeed of(ModelFile file, ModelConfig config) {
        return new MemoryNeed(file.tensors().stream().mapToLong(TensorInfo::bytes).sum(),
                config.kvBytesPerToken(), config.contextLength());
    }

    /// Slots that the estimate counts: the model's context, up to [#USUAL_SLOTS].
    public int slots() {
        return Math.min(context, USUAL_SLOTS);
    }

    /// Weights, and a cache of [#slots()].
    public long estimate() {
        return weightBytes + slots() * bytesPerSlot;
    }

    /// Weights, and a cache of the whole context.
    public long atFullContext() {
        return weightBytes + context * bytesPerSlot;
    }
}
