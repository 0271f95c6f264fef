package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import java.util.List;
import java.util.Set;

/// RAPID: the draft model reads only the parts of a long prompt that matter to the question, and the target may be moved a
/// step towards what it then says.
///
/// Source: Chen, Feng, Ni, Li, Shieh 2025, arXiv 2502.20330. We differ: parts are found by shared words ([ChunkRetrieval])
/// instead of embeddings; the standard strength of the shift is 0, with which the method is exact, where the paper takes 5 to
/// 50; at temperature 0 the target's first choice decides whatever the strength, since a bounded shift moves no first choice
/// as the temperature falls to 0, where the released code samples.
public final class Rapid {
    public static final DecodingMethod METHOD = new DecodingMethod("rapid", "RAPID", Family.SPECULATIVE,
            "The draft model reads only the parts of a long prompt that matter; the target checks, or lets itself be moved.",
            new Paper("Chen, Feng, Ni et al.", 2025,
                    "Long-context inference with retrieval-augmented speculative decoding", "2502.20330"),
            Rapid::lossyReason, Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Whole("gamma", "Draft length", "Tokens that the draft model guesses in each round.",
                    "tokens", 1, 32, 10),
                    new Parameter.Real("eta", "Shift",
                            "How far the target's law is moved towards the draft's before the test. Above 0 more is accepted, and"
                                    + " the text no longer follows the target's distribution.",
                            "", 0, 100, 0),
                    new Parameter.Whole("chunk", "Part length", "Tokens of each part that the prompt is cut into.",
                            "tokens", 4, 512, 32),
                    new Parameter.Whole("chunks", "Parts", "How many parts the draft model reads.", "parts", 1, 64, 4),
                    new Parameter.Whole("query", "Question length",
                            "How many tokens at the prompt's end are the question that parts are looked up for.",
                            "tokens", 1, 256, 16)),
            new CausalComposition(Rapid::assemble));

    private Rapid() {}

    private static String lossyReason(ParameterValues values) {
        return values.real("eta") > 0
                ? "With a shift above 0 the target's law is moved towards the draft's before the test, and what is drawn after a"
                        + " rejection does not undo that. At temperature 0 nothing is lost."
                : "";
    }

    private static CausalParts assemble(ParameterValues values, Ingredients ingredients) {
        double eta = values.real("eta");
        Proposer proposer = new RetrievedContext(ingredients.draftWith(new LevelByLevel(
                new FixedChain(values.whole("gamma")), LevelByLevel.Siblings.DISTINCT)),
                new ChunkRetrieval(values.whole("chunk"), values.whole("chunks"), values.whole("query")));
        return new CausalParts(proposer, ingredients.greedy()
                ? new GreedyMatch()
                : eta > 0 ? new ShiftedRatioTest(eta) : new RatioTest());
    }
}
