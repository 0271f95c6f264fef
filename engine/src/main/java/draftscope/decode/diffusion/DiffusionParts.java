package draftscope.decode.diffusion;

/// The parts that the diffusion driver composes.
public record DiffusionParts(UnmaskPolicy unmask) {}
