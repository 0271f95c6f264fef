package draftscope.decode.diffusion;

/// The parts that the diffusion driver composes.
///
/// @param length masks after the prompt; the driver takes fewer where fewer tokens are asked for
/// @param blocks cuts the canvas into blocks
/// @param unmask chooses which positions take their proposed token
/// @param remask masks tentative tokens again
/// @param cache  chooses which rows are computed afresh
public record DiffusionParts(int length, BlockPolicy blocks, UnmaskPolicy unmask, RemaskPolicy remask,
        CachePolicy cache) {}
