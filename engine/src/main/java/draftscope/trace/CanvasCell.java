package draftscope.trace;

/// One position of the canvas in one denoising step.
///
/// @param token      the token that stands there; for [CanvasEvent#PREDICTED_ONLY] the proposed one, for
///                   [CanvasEvent#REMASKED] the one that stood there, for [CanvasEvent#MASKED] the mask token
/// @param confidence of `token` when it was proposed or unmasked; `NaN` for prompt and masks
public record CanvasCell(CanvasEvent event, int token, double confidence) {}
