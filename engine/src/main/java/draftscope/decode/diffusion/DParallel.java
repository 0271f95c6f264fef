package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import java.util.List;
import java.util.Set;

/// Unmasks by entropy: every position where the model is certain, however many there are. Made for models that were taught to be
/// certain of many positions at once; any masked diffusion model will do.
///
/// Source: dParallel (Chen et al., 2025, arXiv 2509.26488).
public final class DParallel {
    public static final DecodingMethod METHOD = new DecodingMethod("dparallel", "dParallel", Family.DIFFUSION,
            "Fills every position whose law has little entropy; made for models that were taught to be certain early.",
            new Paper("Chen, Fang, Ma et al.", 2025, "dParallel: learnable parallel decoding for dLLMs", "2509.26488"),
            "Positions of little entropy are filled at once, each from its own marginal law, as if they did not depend on each"
                    + " other; below 0 one is filled a step, the one of least entropy.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK,
                    new Parameter.Real("entropy", "Entropy",
                            "Most entropy of a law whose token is taken, over the whole vocabulary. Below 0 no position qualifies and the one with the least is taken.",
                            "nats", -1, 10, 0.5)),
            new DiffusionComposition((values, ingredients) -> LowConfidence.parts(values,
                    new EntropyUnmask(values.real("entropy")))));

    private DParallel() {}
}
