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
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Sequoia: the tree has the shape that should bring the most tokens, given how often a first, second, third child is accepted
/// on this very pair of models; or the most tokens for the time, given what their passes cost here.
///
/// Before the first round both are measured, unless they are given; what was measured is told, and given as parameters it makes
/// the same tree again. See [PairMeasurement] for how, [TreePlans] for the shape. Where the draft's law has no more to give,
/// siblings come from the even law over all other tokens.
///
/// Source: Chen, May, Svirschevski, Huang, Ryabinin, Jia, Chen, 2024, arXiv 2402.12374. We differ: a tree on d levels costs d
/// passes of the draft model, without one for the level of the root.
public final class Sequoia implements LengthPolicy {
    public static final DecodingMethod METHOD = new DecodingMethod("sequoia", "Sequoia: measured tree",
            Family.SPECULATIVE,
            "Measures how often a first, second, third guess is right on this pair of models, and drafts the tree that makes"
                    + " the most of it.",
            new Paper("Chen, May, Svirschevski et al.", 2024,
                    "Sequoia: scalable, robust, and hardware-aware speculative decoding", "2402.12374"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Whole("nodes", "Nodes", "Most guesses of a round.", "nodes", 1, 128, 16),
                    new Parameter.Whole("depth", "Depth", "Most levels of the tree.", "levels", 1, 16, 6),
                    new Parameter.Choice("size", "Size",
                            "all: the best tree of all nodes. fastest: the tree that should bring the most tokens for the time,"
                                    + " of at most so many nodes; measured times differ a little from day to day, so the"
                                    + " tree may too.",
                            "", List.of("all", "fastest"), "all"),
                    new Parameter.Text("acceptance", "Acceptance by rank",
                            "How often the first, second, ... child of a node is the accepted one, such as 0.6,0.2,0.08. Empty:"
                                    + " measured before the first round, on a short text that the target writes.",
                            200, "a list of numbers", ""),
                    new Parameter.Text("costs", "Costs",
                            "Time of a pass of the draft model, then of passes of the target over 1, 2, 4, 8, ... rows, in any"
                                    + " one unit, such as 0.3,1,1.1,1.3. Used for the fastest size. Empty: measured.",
                            400, "a list of numbers", "")),
            new CausalComposition(Sequoia::assemble));

    private final int nodes;
    private final int depth;
    private final boolean fastest;
    private final double[] givenAcceptance; // empty: to be measured
    private final double[] givenCosts; // empty: to be measured
    private final PairMeasurement measurement;
    private TreePlans.Shape shape;

    Sequoia(int nodes, int depth, boolean fastest, double[] acceptance, double[] costs, PairMeasurement measurement) {
        this.nodes = nodes;
        this.depth = depth;
        this.fastest = fastest;
        givenAcceptance = acceptance;
        givenCosts = costs;
        this.measurement = measurement;
    }

    private static CausalParts assemble(ParameterValues values, Ingredients ingredients) {
        double[] acceptance = numbers(values, "acceptance");
        if (acceptance.length > PairMeasurement.WIDTH || Arrays.stream(acceptance).sum() > 1 + 1e-9) {
            throw new IllegalArgumentException("parameter 'acceptance' is '" + values.text("acceptance")
                    + "'; accepted: at most " + PairMeasurement.WIDTH + " numbers that sum to at most 1");
        }
        double[] costs = numbers(values, "costs");
        if (costs.length == 1 || Arrays.stream(costs).anyMatch(cost -> cost == 0)) {
            throw new IllegalArgumentException("parameter 'costs' is '" + values.text("costs")
                    + "'; accepted: two or more numbers above 0, the draft's pass first");
        }
        Sequoia length = new Sequoia(values.whole("nodes"), values.whole("depth"),
                values.text("size").equals("fastest"),
                acceptance, costs, ingredients.measurement());
        return new CausalParts(ingredients.draftWith(new LevelByLevel(length, Siblings.DISTINCT_THEN_EVEN)),
                ingredients.greedy() ? new GreedyMatch() : new RecursiveWithoutReplacement());
    }

    private static double[] numbers(ParameterValues values, String name) {
        String text = values.text(name).strip();
        try {
            double[] numbers = text.isEmpty()
                    ? new double[0]
                    : Arrays.stream(text.split(",", -1)).mapToDouble(part -> Double.parseDouble(part.strip()))
                            .toArray();
            if (Arrays.stream(numbers).allMatch(number -> number >= 0 && Double.isFinite(number))) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            // Said below, with what is accepted.
        }
        throw new IllegalArgumentException("parameter '" + name + "' is '" + text
                + "'; accepted: numbers of 0 or more joined by commas, or nothing to have them measured");
    }

    @Override
    public int maxDepth() {
        return depth;
    }

    @Override
    public int maxNodes() {
        return nodes;
    }

    /// Measures what was not given and plans the tree.
    @Override
    public void begin(DraftContext context) {
        double[] acceptance = givenAcceptance.length > 0
                ? givenAcceptance
                : measurement.acceptance(context.checkpoint());
        TreePlans plans = new TreePlans(acceptance, nodes, depth);
        int planned = nodes;
        int levels = depth;
        if (fastest) {
            double[] costs = givenCosts.length > 0 ? givenCosts : measurement.costs(nodes + 1, context.checkpoint());
            double least = Double.POSITIVE_INFINITY;
            for (int d = 1; d <= depth; d++) {
                for (int n = 1; n <= nodes; n++) {
                    double cost = (d * costs[0] + target(costs, n + 1)) / plans.tokens(n, d);
                    if (plans.tokens(n, d) > 0 && cost < least) {
                        least = cost;
                        planned = n;
                        levels = d;
                    }
                }
            }
            tell(context, "costs", givenCosts.length > 0, costs);
        }
        while (!(plans.tokens(planned, levels) > 0)) {
            planned--; // so few children and levels cannot hold as many nodes
        }
        shape = plans.shape(planned, levels);
        tell(context, "acceptance", givenAcceptance.length > 0, acceptance);
        context.notes().accept(new Note("plan", planned + (planned == 1 ? " node" : " nodes") + " on at most " + levels
                + " levels should bring this many tokens a round", List.of(), plans.tokens(planned, levels)));
    }

    private static void tell(DraftContext context, String what, boolean given, double[] numbers) {
        String list = Arrays.stream(numbers).mapToObj(number -> String.format(Locale.ROOT, "%.4g", number))
                .collect(Collectors.joining(","));
        context.notes().accept(new Note(what, (given ? "given: " : "measured: ") + list, List.of(), Double.NaN));
    }

    /// Cost of a pass of the target, between those known on a straight line, beyond them in proportion.
    static double target(double[] costs, int rows) {
        int known = 1;
        for (int i = 1; i + 1 < costs.length; i++, known *= 2) {
            if (rows <= 2 * known) {
                return costs[i] + (costs[i + 1] - costs[i]) * (rows - known) / known;
            }
        }
        return costs[costs.length - 1] * rows / known;
    }

    @Override
    public int children(DraftTree tree, int index) {
        return shape.children().get(place(tree, index)).size();
    }

    /// The node of the shape that a node of the tree stands for.
    private int place(DraftTree tree, int index) {
        if (index == DraftNode.ROOT) {
            return 0;
        }
        DraftNode node = tree.node(index);
        return shape.children().get(place(tree, node.parent())).get(node.rank());
    }
}
