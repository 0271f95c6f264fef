package draftscope.decode.diffusion;

/// The parts that the diffusion driver composes.
///
/// @param blocks cuts the canvas into blocks
/// @param unmask chooses which positions take their proposed token
/// @param remask masks tentative tokens again
/// @param cache  chooses which rows are computed afresh
public record DiffusionParts(BlockPolicy blocks, UnmaskPolicy unmask, RemaskPolicy remask, CachePolicy cache) {}
