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

/// Fast-dLLM's parallel rules: every position whose confidence reaches a threshold is unmasked, or as many as are sure enough
/// together (see [RankLimits]).
///
/// Source: Wu et al., 2025, arXiv 2505.22618.
public final class ConfidenceThreshold {
    static final Parameter THRESHOLD = new Parameter.Real("threshold", "Threshold",
            "Confidence from which a position is filled. Above 1 no position qualifies and the best one is taken.", "",
            0,
            1.1, 0.9);

    static final Parameter RULE = new Parameter.Choice("rule", "Rule",
            "threshold: all that reach it. factor: the n surest where the n-th reaches 1 - factor / (n + 1). sum: the n surest where their doubts and the last one's add up to less than 1.",
            "", List.of("threshold", "factor", "sum"), "threshold");
    static final Parameter FACTOR = new Parameter.Real("factor", "Factor",
            "Of the rule of that name; more fills more at once.", "", 0,
            8, 1);
    static final Paper PAPER = new Paper("Wu, Zhang, Xue et al.", 2025,
            "Fast-dLLM: training-free acceleration of diffusion LLM by enabling KV cache and parallel decoding",
            "2505.22618");

    public static final DecodingMethod METHOD = new DecodingMethod("diffusion-threshold", "Confidence threshold",
            Family.DIFFUSION, "Fills every mask that the model is sure enough about, so easy stretches appear at once.",
            PAPER,
            "Positions above the threshold are filled at once, each from its own marginal law, as if they did not depend on"
                    + " each other; a threshold above 1 fills one a step, which is the reference.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK, RULE, THRESHOLD, FACTOR),
            new DiffusionComposition((values, ingredients) -> LowConfidence.parts(values, rule(values))));

    private ConfidenceThreshold() {}

    static UnmaskPolicy rule(ParameterValues values) {
        return switch (values.text("rule")) {
            case "factor" -> RankLimits.ofFactor(values.real("factor"));
            case "sum" -> RankLimits.ofSum();
            default -> new ThresholdUnmask(values.real("threshold"));
        };
    }
}
