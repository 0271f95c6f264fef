package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import java.util.List;
import java.util.Set;

/// Speculative sampling: a small model drafts a chain, the ratio test judges it.
///
/// Source: Leviathan, Kalman, Matias, 2023, arXiv 2211.17192, algorithm 1; the same rule in Chen et al., 2023, arXiv
/// 2302.01318. The rules for the length: [GrowAndShrink], [ConfidenceStop].
public final class ModelChain {
    private static final int MOST = 32;

    public static final DecodingMethod METHOD = new DecodingMethod("draft-chain", "Draft chain", Family.SPECULATIVE,
            "A small model guesses a few tokens ahead; the target checks them all in one forward.",
            new Paper("Leviathan, Kalman, Matias", 2023, "Fast inference from transformers via speculative decoding",
                    "2211.17192"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Whole("gamma", "Draft length",
                    "Tokens that the draft model guesses in each round; the first round's, or the most, where the length adapts."
                            + " At temperature 0 it takes its likeliest token and the guess must be the target's first choice;"
                            + " above it, it samples and the ratio test decides.",
                    "tokens", 1, MOST, 5),
                    new Parameter.Choice("length", "How the length adapts",
                            "fixed: the same in every round. rounds: two more after a draft that was accepted whole, one less"
                                    + " after any other. confidence: a chain ends with the first token that the draft model"
                                    + " gives less than the confidence below; that token is still sent. learned: the same,"
                                    + " and the confidence follows what was accepted so far.",
                            "", List.of("fixed", "rounds", "confidence", "learned"), "fixed"),
                    new Parameter.Real("confidence", "Confidence",
                            "A token that the draft model gives less than this ends the chain. Used where the length adapts by"
                                    + " confidence; where it is learned, this is the first value.",
                            "", 0, 1, .4)),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(new LevelByLevel(length(values), Siblings.DISTINCT)),
                    ingredients.greedy() ? new GreedyMatch() : new RatioTest())));

    private ModelChain() {}

    private static LengthPolicy length(ParameterValues values) {
        int gamma = values.whole("gamma");
        double confidence = values.real("confidence");
        return switch (values.text("length")) {
            case "rounds" -> new GrowAndShrink(gamma, MOST);
            case "confidence" -> new ConfidenceStop(gamma, confidence, false);
            case "learned" -> new ConfidenceStop(gamma, confidence, true);
            default -> new FixedChain(gamma);
        };
    }
}
