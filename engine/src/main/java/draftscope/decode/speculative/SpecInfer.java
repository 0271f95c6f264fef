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

/// SpecInfer: a tree of a fixed expansion whose siblings are drawn independently; what came up twice is merged.
///
/// Source: Miao, Oliaro, Zhang et al. 2024, arXiv 2305.09781. We differ: one draft model, and no tuning of it. Its
/// released engine judges by the target's first choice only, which is what we do at temperature 0.
public final class SpecInfer {
    public static final DecodingMethod METHOD = new DecodingMethod("specinfer", "SpecInfer", Family.SPECULATIVE,
            "A small model draws a tree by a fixed plan, each sibling independently; repeats are merged, and the target"
                    + " checks the tree in one forward.",
            new Paper("Miao, Oliaro, Zhang et al.", 2024,
                    "SpecInfer: accelerating large language model serving with tree-based speculative inference and"
                            + " verification",
                    "2305.09781"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Widths("expansion", "Draws per level",
                    "How many children are drawn for each node, level by level. Above temperature 0 the same token may come up"
                            + " again: it is then one node and is tested again. At temperature 0 they are the draft model's"
                            + " likeliest tokens, all different.",
                    "draws", 16, 16, 128, List.of(1, 1, 3, 1, 1, 1, 1, 1))),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(
                            new LevelByLevel(new FixedWidths(values.widths("expansion")), Siblings.INDEPENDENT)),
                    ingredients.greedy() ? new GreedyMatch() : new RecursiveWithReplacement())));

    private SpecInfer() {}
}
