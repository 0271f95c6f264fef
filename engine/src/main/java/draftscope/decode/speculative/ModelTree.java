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

/// A tree of the draft model's likeliest tokens, judged by the target's own draw.
///
/// Source: the tree and the judgement are those of EAGLE (Li, Wei, Zhang, Zhang 2024, arXiv 2401.15077), whose sampling code
/// accepts by the same law as one draw of the target. We differ: any small model drafts, none is trained for it.
public final class ModelTree {
    public static final DecodingMethod METHOD = new DecodingMethod("draft-tree", "Draft tree", Family.SPECULATIVE,
            "A small model's likeliest continuations make a tree; the target checks all branches in one forward and"
                    + " follows the one that its own choice runs along.",
            new Paper("Li, Wei, Zhang, Zhang", 2024,
                    "EAGLE: speculative sampling requires rethinking feature uncertainty", "2401.15077"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Widths("widths", "Children per level",
                    "How many of the draft model's likeliest tokens each node gets as children, level by level.",
                    "children", 16, 16, 128, List.of(3, 2, 1, 1))),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftWith(new LevelByLevel(new FixedWidths(values.widths("widths")),
                            Siblings.LIKELIEST)),
                    ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch())));

    private ModelTree() {}
}
