package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import java.util.List;
import java.util.Set;

/// Block diffusion whose blocks are filled in sub-blocks from left to right, each by a threshold.
///
/// Source: Fast-dLLM v2 (Wu et al., 2025, arXiv 2509.26328). Like its code, it takes what lies above the threshold, where the first
/// version takes what reaches it; and the first position of a block comes from the last output of the finished block before it.
public final class FastDllmV2 {
    public static final DecodingMethod METHOD = new DecodingMethod("fast-dllm-v2", "Fast-dLLM v2", Family.DIFFUSION,
            "Fills each block in sub-blocks from left to right, with an exact cache of finished blocks.",
            new Paper("Wu, Zhang, Xue et al.", 2025, "Fast-dLLM v2: efficient block-diffusion LLM", "2509.26328"),
            "Positions above the threshold are filled at once, each from its own marginal law, as if they did not depend on each"
                    + " other; with the cache of sub-blocks, the rest of the block also keeps old keys and values for a while.",
            Set.of(Need.BLOCK_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH,
                    new Parameter.Whole("sub-block", "Sub-block",
                            "Positions that are filled before the next are begun; a block of the model at most.",
                            "tokens", 1, 4096, 4),
                    new Parameter.Real("threshold", "Threshold",
                            "Confidence above which a position is filled. From 1 on no position qualifies and the best one is taken.",
                            "", 0, 1.1, 0.9),
                    new Parameter.Choice("cache", "Cache",
                            "blocks: finished blocks are kept, which changes no token. sub-blocks: within the block, too, only the sub-block is computed once the whole was. none: all that can be seen is computed in every step.",
                            "", List.of("blocks", "sub-blocks", "none"), "blocks")),
            new DiffusionComposition((values, ingredients) -> BlockDiffusion.parts(values, ingredients,
                    new ThresholdUnmask(values.real("threshold"), true), values.whole("sub-block"))));

    private FastDllmV2() {}
}
