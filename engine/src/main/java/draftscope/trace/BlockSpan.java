package draftscope.trace;

/// A diffusion block: positions from (inclusive) to (exclusive) of the canvas, prompt included in the count.
public record BlockSpan(int from, int to) {}
