package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import java.util.List;
import java.util.Set;

/// Fast-dLLM's parallel rule: every position whose confidence reaches a threshold is unmasked.
///
/// Source: Wu et al., 2025, arXiv 2505.22618.
public final class ConfidenceThreshold {
    public static final DecodingMethod METHOD = new DecodingMethod("diffusion-threshold", "Confidence threshold",
            Family.DIFFUSION, "Fills every mask that the model is sure enough about, so easy stretches appear at once.",
            new Paper("Wu, Zhang, Xue et al.", 2025,
                    "Fast-dLLM: training-free acceleration of diffusion LLM by enabling KV cache and parallel decoding",
                    "2505.22618"),
            "Positions above the threshold are filled at once, each from its own marginal law, as if they did not depend on"
                    + " each other; a threshold above 1 fills one a step, which is the reference.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK,
                    new Parameter.Real("threshold", "Threshold",
                            "Confidence from which a position is filled. Above 1 no position qualifies and the best one is taken.",
                            "", 0, 1.1, 0.9)),
            new DiffusionComposition((values, ingredients) -> LowConfidence.parts(values,
                    new ThresholdUnmask(values.real("threshold")))));

    private ConfidenceThreshold() {}
}
