package draftscope.trace;

/// One position of the canvas in one denoising step.
///
/// @param token      the token that stands there; for [CanvasEvent#PREDICTED_ONLY] the proposed one, for
///                   [CanvasEvent#REMASKED] the one that stood there, for [CanvasEvent#MASKED] the mask token, for
///                   [CanvasEvent#DELETED] the one that stood there, for [CanvasEvent#GAP] [CanvasEdit#NO_TOKEN]
/// @param confidence of `token` when it was proposed or written; `NaN` for prompt, masks and gaps
public record CanvasCell(CanvasEvent event, int token, double confidence) {}
