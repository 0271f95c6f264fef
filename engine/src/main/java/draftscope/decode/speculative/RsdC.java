package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import java.util.List;
import java.util.Set;

/// Recursive speculative decoding with constant branching, RSD-C: a tree whose siblings are drawn and never repeat.
///
/// What it adds to [ModelTree]: above temperature 0 its siblings are drawn, not taken from the top, and recursive rejection
/// makes use of how likely each draw was. At temperature 0 the two are one.
///
/// Source: Jeon, Gagrani, Goel, Park, Lee, Lott, 2024, arXiv 2402.14160.
public final class RsdC {
    public static final DecodingMethod METHOD = new DecodingMethod("rsd-c", "Drawn tree, RSD-C", Family.SPECULATIVE,
            "A small model draws several continuations of every node, none twice; the target checks all branches in one"
                    + " forward and tests siblings in turn.",
            new Paper("Jeon, Gagrani, Goel et al.", 2024,
                    "Recursive speculative decoding: accelerating LLM inference via sampling without replacement",
                    "2402.14160"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Widths("widths", "Children per level",
                    "How many children each node gets, level by level. Above temperature 0 they are drawn without replacement"
                            + " and tested in turn; at temperature 0 they are the draft model's likeliest tokens and the"
                            + " target's first choice decides.",
                    "children", 16, 16, 128, List.of(3, 2, 1, 1))),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients
                            .draftWith(new LevelByLevel(new FixedWidths(values.widths("widths")), Siblings.DISTINCT)),
                    ingredients.greedy() ? new GreedyMatch() : new RecursiveWithoutReplacement())));

    private RsdC() {}
}
