package draftscope.decode.diffusion;

/// The parts that the diffusion driver composes.
///
/// @param length   masks after the prompt; the driver takes fewer where fewer tokens are asked for
/// @param blocks   cuts the canvas into blocks
/// @param unmask   chooses which positions take their proposed token
/// @param remask   masks tentative tokens again
/// @param cache    chooses which rows are computed afresh
/// @param evidence weighs the model's scores with those of earlier steps
/// @param sampled  whether confidence, margin and entropy are those of the law that tokens are drawn from, temperature and cuts
///                 included, as Dream has it; else those of the raw law, as LLaDA has it. At temperature 0 both are raw
public record DiffusionParts(int length, BlockPolicy blocks, UnmaskPolicy unmask, RemaskPolicy remask,
        CachePolicy cache, Evidence evidence, boolean sampled) {}
