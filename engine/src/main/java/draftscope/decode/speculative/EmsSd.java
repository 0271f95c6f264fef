package draftscope.decode.speculative;

import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.RaggedComposition;
import java.util.List;
import java.util.Set;

/// EMS-SD: several prompts at once, each as far as it gets, their rows laid end to end in one forward of the target.
///
/// Source: Ni, Liu, Tang, Han, Wang 2024, arXiv 2405.07542, and its code. We differ: above temperature 0 the target's own draw
/// judges the copies, so that the method is exact there too; the paper's is greedy. Of the paper's two drafters the copy is here.
public final class EmsSd {
    public static final DecodingMethod METHOD = new DecodingMethod("ems-sd", "EMS-SD: ragged batch",
            Family.SPECULATIVE,
            "Decodes several prompts at once, each as far as it gets, with no padding; a line of only --- in the prompt divides"
                    + " it.",
            new Paper("Ni, Liu, Tang et al.", 2024,
                    "EMS-SD: Efficient multi-sample speculative decoding for accelerating large language models",
                    "2405.07542"),
            "", Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Whole("draft-length", "Draft length",
                    "Tokens copied in each round from the prompt of the lane, behind the last place with the lane's last two"
                            + " tokens; where there is no such place, the lane has a plain round. With 0 nothing is copied,"
                            + " which is plain decoding. Divide the prompt by lines that hold only --- into at most "
                            + RaggedComposition.MOST_LANES + " prompts, one a lane.",
                    "tokens", 0, 32, 7)),
            new RaggedComposition((values, ingredients) -> new CausalParts(
                    new ReferenceCopy(ingredients.prompt(), values.whole("draft-length")),
                    ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch())));

    private EmsSd() {}
}
