package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// DySpec with a budget: the next guess goes where it is likeliest to matter, be it one level deeper or one sibling more.
///
/// A *slot* is a place for the next child of a node, with a value: the draft's estimate of the chance that the walk comes to test
/// it. The slot of the highest value is filled, with one draw from what earlier siblings left of the law. That opens a slot for
/// the next sibling, of value v (1 - R(y)), and one below the new node, of value v R(y). A slot's value is decided before its
/// token is drawn, and values of filled slots never rise.
/// Example: root law (.6, .3, .1), first draw token 0: the slot below it is worth .6, the sibling's .4 with R = (0, .75, .25).
///
/// Source: Xiong, Zhang, Li, Wu, Jiang, Cheng, Yang, 2024, arXiv 2410.11744, algorithm 1. We differ: a node is read when the
/// slot below it is to be filled, not when it is drawn, which leaves the tree as it is and saves the passes for leaves; the draft's
/// temperature is that of the run; a slot that ends the text is never opened.
public final class DySpec implements Growth {
    public static final DecodingMethod METHOD = new DecodingMethod("dyspec", "DySpec: dynamic tree",
            Family.SPECULATIVE,
            "A small model grows a tree guess by guess, always where it expects the most: deeper where it is sure, wider"
                    + " where it is not.",
            new Paper("Xiong, Zhang, Li et al.", 2024,
                    "DySpec: faster speculative decoding with dynamic token tree structure",
                    "2410.11744"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Choice("form", "Grow by",
                    "budget: fill the best place until all nodes are spent, with a pass of the draft model for every node that gets"
                            + " children. threshold: level by level, as long as places are worth more than the threshold, with"
                            + " one pass a level.",
                    "", List.of("budget", "threshold"), "budget"),
                    new Parameter.Whole("nodes", "Nodes", "Most guesses of a round, in either form.", "nodes", 1, 256,
                            16),
                    new Parameter.Real("threshold", "Threshold",
                            "A place is filled while it is worth at least this, by the threshold form; about 1 / nodes.",
                            "",
                            .001, 1, .05)),
            new CausalComposition((values, ingredients) -> new CausalParts(ingredients.draftWith(growth(values)),
                    ingredients.greedy() ? new GreedyMatch() : new RecursiveWithoutReplacement())));

    private final int budget;
    private final PriorityQueue<Slot> slots = new PriorityQueue<>(
            Comparator.comparingDouble((Slot slot) -> -slot.value).thenComparingInt(slot -> slot.node));

    DySpec(int budget) {
        this.budget = budget;
    }

    private static Growth growth(ParameterValues values) {
        int nodes = values.whole("nodes");
        return values.text("form").equals("budget")
                ? new DySpec(nodes)
                : new AboveThreshold(values.real("threshold"), nodes);
    }

    /// A place for the next child of a node.
    private static final class Slot {
        final int node;
        double value;
        DraftLaw law; // null until the node is read
        TokenDistribution left;
        int draw;

        Slot(int node, double value) {
            this.node = node;
            this.value = value;
        }
    }

    @Override
    public int maxDepth() {
        return budget;
    }

    @Override
    public int maxNodes() {
        return budget;
    }

    @Override
    public Optional<DraftStop> full(DraftTree tree) {
        if (tree.size() == 0) {
            return tree.full();
        }
        if (tree.size() >= budget) {
            return Optional.of(new DraftStop("all nodes are spent", tree.size(), budget));
        }
        return slots.isEmpty()
                ? Optional.of(new DraftStop("no branch can go on", tree.size(), budget))
                : Optional.empty();
    }

    /// The node below which the best slot lies; the slots of nodes that were read are all filled as far as they are best.
    @Override
    public List<Integer> next(DraftTree tree) {
        if (tree.size() == 0) {
            slots.clear();
            slots.add(new Slot(DraftNode.ROOT, 1));
        }
        return List.of(slots.element().node);
    }

    @Override
    public void grow(DraftTree tree, List<DraftLaw> laws) {
        Slot best = slots.element();
        best.law = laws.getFirst();
        best.left = best.law.law();
        while (tree.size() < budget && !slots.isEmpty() && slots.element().law != null) {
            fill(tree, slots.remove());
        }
    }

    private void fill(DraftTree tree, Slot slot) {
        int token = slot.law.take(slot.left, slot.draw);
        double share = slot.left.probability(token);
        int child = slot.law.add(tree, token, slot.left, List.of(), slot.value).index();
        if (tree.depth(child) < tree.maxDepth() && !tree.ends(child)) {
            slots.add(new Slot(child, slot.value * share));
        }
        Optional<TokenDistribution> rest = slot.left.without(token);
        double value = slot.value * (1 - share);
        if (rest.isPresent() && value > 0) {
            slot.left = rest.get();
            slot.value = value;
            slot.draw++;
            slots.add(slot);
        }
    }
}
