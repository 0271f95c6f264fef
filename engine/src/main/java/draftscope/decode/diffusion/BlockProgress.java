package draftscope.decode.diffusion;

/// How far a run has come.
///
/// @param block  index of the current block, 0, 1, ...
/// @param blocks how many there are
/// @param masks  masks that the block began with
/// @param step   0, 1, ... within the block
public record BlockProgress(int block, int blocks, int masks, int step) {}
