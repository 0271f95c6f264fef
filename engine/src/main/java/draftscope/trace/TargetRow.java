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
public record TargetRow(int node, int position, int slot, int prefix, List<Integer> visible, double entropyBits,
        TopTokens top, TopTokens raw) {
    public TargetRow {
        visible = List.copyOf(visible);
    }
}
