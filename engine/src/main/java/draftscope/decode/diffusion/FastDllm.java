package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import java.util.List;
import java.util.Set;

/// Parallel unmasking with the keys and values of most positions kept while a block is filled.
///
/// Source: Fast-dLLM (Wu et al., 2025, arXiv 2505.22618), its first version.
public final class FastDllm {
    static final Parameter CACHE = new Parameter.Choice("cache", "Cache",
            "dual: only the block is computed in each step, all else keeps the keys and values that it had when the block began. prefix: what lies behind the block is computed, too. none: everything is.",
            "", List.of("dual", "prefix", "none"), "dual");

    public static final DecodingMethod METHOD = new DecodingMethod("fast-dllm", "Fast-dLLM", Family.DIFFUSION,
            "Fills what it is sure of at once, and computes only the block that it works on.",
            ConfidenceThreshold.PAPER,
            "While a block is filled, positions outside keep keys and values of a canvas that has changed since; and positions"
                    + " above the threshold are filled at once, as if they did not depend on each other.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK, CACHE, ConfidenceThreshold.RULE,
                    ConfidenceThreshold.THRESHOLD, ConfidenceThreshold.FACTOR),
            new DiffusionComposition((values, ingredients) -> LowConfidence
                    .parts(values, ConfidenceThreshold.rule(values)).caching(cache(values))));

    private FastDllm() {}

    static CachePolicy cache(ParameterValues values) {
        return switch (values.text("cache")) {
            case "dual" -> new CachePolicy.Dual();
            case "prefix" -> new CachePolicy.Prefix();
            default -> new CachePolicy.None();
        };
    }
}
