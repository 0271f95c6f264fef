package draftscope.trace;

/// What a KV cell holds.
public enum KvState {
    FREE, PROMPT,
    /// Part of the prompt, kept from an earlier run.
    REUSED,
    /// An accepted draft token.
    GENERATED,
    /// A token of the target's own.
    TARGET,
    /// A draft node awaiting its verdict.
    SCRATCH,
    /// A draft node that lost; its content is dead.
    ROLLED_BACK, EVICTED,
    /// Kept for ever by a sink policy.
    SINK
}
