package draftscope.trace;

/// Whose KV cache changed.
public enum KvOwner {
    TARGET, DRAFT
}
