package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import java.util.List;
import java.util.Set;

/// Recursive speculative decoding with constant branching, RSD-C: a small model drafts a tree whose siblings never repeat.
///
/// Source: Jeon, Gagrani, Goel, Park, Lee, Lott, 2024, arXiv 2402.14160.
public final class ModelTree {
    public static final DecodingMethod METHOD = new DecodingMethod("draft-tree", "Draft tree", Family.SPECULATIVE,
            "A small model guesses several continuations as a tree; the target checks all branches in one forward.",
            new Paper("Jeon, Gagrani, Goel et al.", 2024,
                    "Recursive speculative decoding: accelerating LLM inference via sampling without replacement",
                    "2402.14160"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Widths("widths", "Children per level",
                    "How many children each node gets, level by level. At temperature 0 they are the draft model's likeliest"
                            + " tokens and the target's first choice decides; above it they are drawn without replacement and"
                            + " tested in turn.",
                    "children", 16, 16, 128, List.of(3, 2, 1, 1))),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(new LevelByLevel(new FixedWidths(values.widths("widths")), false)),
                    ingredients.greedy() ? new GreedyMatch() : new RecursiveWithoutReplacement())));

    private ModelTree() {}
}
