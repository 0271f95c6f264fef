package draftscope.trace;

/// Why a run ended.
public enum StopReason {
    /// The model wrote its end-of-text token.
    END_OF_TEXT,
    /// As many tokens as were asked for.
    MAX_TOKENS,
    /// The context window is full.
    CONTEXT_FULL,
    /// A diffusion canvas has no mask left.
    CANVAS_FILLED,
    /// As many steps as were asked for.
    STEPS_DONE, CANCELLED, FAILED
}
