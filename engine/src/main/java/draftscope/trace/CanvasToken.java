package draftscope.trace;

/// A token at a position of the canvas.
public record CanvasToken(int position, int token, double confidence) {}
