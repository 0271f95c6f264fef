package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import java.util.List;
import java.util.Set;

/// Block diffusion: masks are filled inside a block as by any other rule, and a finished block is read once more and stays in the
/// cache, exactly. The length of the blocks is the model's own.
///
/// Source: BD3-LM (Arriola et al., 2025, arXiv 2503.09573), without its stop at low entropy.
public final class BlockDiffusion {
    private static final String QUOTA = "quota";

    public static final DecodingMethod METHOD = new DecodingMethod("block-diffusion", "Block diffusion",
            Family.DIFFUSION,
            "Fills one block after the other; finished blocks stay in an exact cache, as in writing from left to right.",
            new Paper("Arriola, Gokaslan, Chiu et al.", 2025,
                    "Block diffusion: interpolating between autoregressive and diffusion language models",
                    "2503.09573"),
            "Several positions of a block are filled at once, each from its own marginal law, as if they did not depend on each"
                    + " other. The cache costs nothing of the text: finished blocks are read again without masks.",
            Set.of(Need.BLOCK_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH,
                    new Parameter.Choice("rule", "Rule",
                            "threshold: all positions that reach it, at least one. quota: so many a step, the surest.",
                            "", List.of("threshold", QUOTA), "threshold"),
                    ConfidenceThreshold.THRESHOLD,
                    new Parameter.Whole(QUOTA, "Quota", "Positions a step, of the rule of that name.", "positions", 1,
                            4096, 2),
                    new Parameter.Choice("cache", "Cache",
                            "blocks: keys and values of finished blocks are kept, which changes no token. none: all that can be seen is computed in every step.",
                            "", List.of("blocks", "none"), "blocks")),
            new DiffusionComposition((values, ingredients) -> parts(values, ingredients,
                    values.text("rule").equals(QUOTA)
                            ? (progress, eligible) -> QuotaUnmask.best(eligible, values.whole(QUOTA), Order.CONFIDENCE)
                            : new ThresholdUnmask(values.real("threshold")),
                    Integer.MAX_VALUE)));

    private BlockDiffusion() {}

    /// Blocks of the model's own, filled in parts, and their cache.
    ///
    /// @param part positions that are filled before the next are begun
    static DiffusionParts parts(ParameterValues values, Ingredients ingredients, UnmaskPolicy unmask, int part) {
        int block = ingredients.model().attentionBlock();
        FinishedBlocks.Kept kept = switch (values.text("cache")) {
            case "none" -> FinishedBlocks.Kept.NOTHING;
            case "sub-blocks" -> FinishedBlocks.Kept.SUB_BLOCKS;
            default -> FinishedBlocks.Kept.BLOCKS;
        };
        return new DiffusionParts(values.whole("length"), new AlignedBlocks(block, Math.min(block, part)), unmask)
                .caching(new FinishedBlocks(block, kept));
    }
}
