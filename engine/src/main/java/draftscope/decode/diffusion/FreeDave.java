package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import java.util.List;
import java.util.Set;

/// One token a step from fewer forwards: each forward also reads the canvases that come next if the model keeps to its guesses, and
/// as long as it does, the next steps have their scores already.
///
/// The text and its order are those of one token a step with the same cache, at any temperature, because a step takes only
/// scores that were read from the very canvas it stands before. In the paper a draft is accepted when it is the static successor
/// of the one before; here it is found among what was read, which is the same chain.
///
/// Source: FreeDave (Wu and Zhang, 2025, arXiv 2510.00294), without its eager mode.
public final class FreeDave {
    public static final DecodingMethod METHOD = new DecodingMethod("freedave", "FreeDave", Family.DIFFUSION,
            "Reads several futures of the canvas in one forward and skips the forwards that it foresaw.",
            new Paper("Wu, Zhang", 2025,
                    "Free draft-and-verification: toward lossless parallel decoding for diffusion large language models",
                    "2510.00294"),
            "It writes exactly what one token a step writes, in the same order, from fewer forwards; but that order, the surest"
                    + " position first, is not the model's own law, and a cache other than none makes it look at old keys and"
                    + " values, too.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK,
                    new Parameter.Whole("canvases", "Canvases",
                            "How many canvases a forward reads; 1 reads none ahead. Each costs as many rows as the first.",
                            "", 1, 16, 4),
                    new Parameter.Choice("cache", "Cache",
                            "What is computed in each step, as in fast-dllm; none keeps to the model's own scores.", "",
                            List.of("none", "prefix", "dual"), "none"),
                    LowConfidence.end(LowConfidence.FREE)),
            new DiffusionComposition((values, ingredients) -> LowConfidence
                    .parts(values, LowConfidence.ending(values, ingredients,
                            QuotaUnmask.oneAStep(Order.CONFIDENCE)))
                    .caching(FastDllm.cache(values)).readingAhead(values.whole("canvases"))));

    private FreeDave() {}
}
