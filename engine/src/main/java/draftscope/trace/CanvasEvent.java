package draftscope.trace;

/// What happened to a position of the canvas in one denoising step.
public enum CanvasEvent {
    /// Part of the prompt.
    PROMPT,
    /// A mask that the model did not look at.
    MASKED,
    /// A mask that the model looked at and left.
    PREDICTED_ONLY,
    /// A mask became a token in this step.
    UNMASKED,
    /// A token from an earlier step stays.
    KEPT,
    /// A token became a mask in this step.
    REMASKED,
    /// A mask became a token in this step although it did not qualify, so that the run makes progress
    /// ([UnmaskChoice.Reason#FORCED]).
    FORCED,
    /// A token was put in between others in this step.
    INSERTED,
    /// A token took the place of another in this step.
    REPLACED,
    /// The token was taken out in this step.
    DELETED,
    /// Nothing stands here: no token was put in yet, or it was taken out again.
    GAP
}
