package draftscope.trace;

/// One cell's new content.
///
/// @param slot     the cell
/// @param from     for a copy: the slot that it was copied from; else [#NOT_COPIED]
/// @param token    token id, or -1 for an empty cell and for a mixture of several tokens
/// @param position position id of the token, or -1 for an empty cell
/// @param node     draft node in this step that it belongs to, or [DraftNode#NONE]
public record KvChange(int slot, KvState state, int from, int token, int position, int node) {
    public static final int NOT_COPIED = -1;
}
