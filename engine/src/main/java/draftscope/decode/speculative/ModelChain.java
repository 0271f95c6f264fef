package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import java.util.List;
import java.util.Set;

/// Speculative sampling: a small model drafts a chain, the ratio test judges it.
///
/// Source: Leviathan, Kalman, Matias, 2023, arXiv 2211.17192, algorithm 1; the same rule in Chen et al., 2023, arXiv
/// 2302.01318.
public final class ModelChain {
    public static final DecodingMethod METHOD = new DecodingMethod("draft-chain", "Draft chain", Family.SPECULATIVE,
            "A small model guesses a few tokens ahead; the target checks them all in one forward.",
            new Paper("Leviathan, Kalman, Matias", 2023, "Fast inference from transformers via speculative decoding",
                    "2211.17192"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Whole("gamma", "Draft length",
                    "Tokens that the draft model guesses in each round. At temperature 0 it takes its likeliest token and the"
                            + " guess must be the target's first choice; above it, it samples and the ratio test decides.",
                    "tokens", 1, 32, 5)),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(new LevelByLevel(new FixedChain(values.whole("gamma")), false)),
                    ingredients.greedy() ? new GreedyMatch() : new RatioTest())));

    private ModelChain() {}
}
