package draftscope.trace;

import java.util.List;

/// One row of the target's verification pass: the law after a node, and what the row could see.
///
/// @param node     index of the draft node, or [DraftNode#ROOT]
/// @param position position id that the row was rotated with
/// @param slot     KV slot that its key and value were written to
/// @param visible  slots beyond the committed prefix that the row could see: the ancestors' and its own
/// @param prefix   committed slots that it could see, 0 to prefix - 1
/// @param entropyBits entropy of the target law after the sampler chain
/// @param top      the target law's likeliest tokens, after the sampler chain
/// @param raw      the target law's likeliest tokens before the sampler chain
/// @param stages   what each sampler did between the two, in the order of the chain; empty when not told
public record TargetRow(int node, int position, int slot, int prefix, List<Integer> visible, double entropyBits,
        TopTokens top, TopTokens raw, List<SamplerStage> stages) {
    public TargetRow {
        visible = List.copyOf(visible);
        stages = List.copyOf(stages);
    }

    /// A row of which the samplers told nothing.
    public TargetRow(int node, int position, int slot, int prefix, List<Integer> visible, double entropyBits,
            TopTokens top, TopTokens raw) {
        this(node, position, slot, prefix, visible, entropyBits, top, raw, List.of());
    }
}
