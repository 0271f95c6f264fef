package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.TopTokens;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Token Recycling: the runner-up tokens that the target computes anyway are kept, for each token the best successors it was
/// last seen with, and unfolded into a tree of a fixed shape.
///
/// Source: Luo, Wang, Zhu et al. 2024, arXiv 2408.08696, and its code. We differ: a row that a round meets twice is written in
/// the order of the rows, the accepted path last, where the code leaves the order to chance; a token that was never seen has no
/// successors, where the code drafts id 0; the shape follows a stated rule, see [RankTemplate]; the tokens of the prompt are
/// learned from too unless that is turned off; what was learned lasts for one run.
///
/// Draws no random number. Guesses follow from the rows that the target has read, so a match rule judges them.
public final class TokenRecycling implements Proposer {
    public static final DecodingMethod METHOD = new DecodingMethod("token-recycling", "Token Recycling",
            Family.SPECULATIVE,
            "Remembers the target's best choices after each token and drafts a tree of them when the token comes again.",
            new Paper("Luo, Wang, Zhu et al.", 2024,
                    "Turning trash into treasure: accelerating inference of large language models with token recycling",
                    "2408.08696"),
            "", Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Whole("nodes", "Tree size",
                    "Nodes of the tree; its likeliest branches are kept. On a processor a smaller tree is often faster.",
                    "nodes", 1, 256, 80),
                    new Parameter.Whole("successors", "Successors",
                            "How many of the target's best choices are remembered after each token.", "tokens", 1, 16,
                            8),
                    new Parameter.Whole("depth", "Depth", "Deepest level of the tree.", "levels", 1, 16, 6),
                    new Parameter.Choice("prompt", "Learn from the prompt",
                            "Whether the target's choices inside the prompt are remembered too, which costs its output"
                                    + " matrix there.",
                            "", List.of("yes", "no"), "yes")),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    new TokenRecycling(RankTemplate.of(values.whole("nodes"), values.whole("successors"),
                            values.whole("depth")), values.whole("successors"), values.text("prompt").equals("yes")),
                    ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch())));

    private static final int PROMPT = -1; // in place of a round
    private static final int NOT_DRAFTED = -1;

    private final RankTemplate template;
    private final int successors;
    private final boolean fromPrompt;
    private final Map<Integer, Row> matrix = new HashMap<>(); // by token
    private final int[] drafted; // (template size): node of the round's tree

    /// @param successors best first
    /// @param round      in which it was written, or [#PROMPT]
    /// @param onPath     whether the text went on with this token there
    private record Row(int[] successors, int round, boolean onPath) {}

    TokenRecycling(RankTemplate template, int successors, boolean fromPrompt) {
        this.template = template;
        this.successors = successors;
        this.fromPrompt = fromPrompt;
        drafted = new int[template.nodes().size()];
    }

    @Override
    public int maxDepth() {
        return template.levels();
    }

    @Override
    public int maxNodes() {
        return template.nodes().size();
    }

    @Override
    public boolean learnsFromPrompt() {
        return fromPrompt;
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        int level = tree.levels() + 1;
        int before = tree.size();
        for (int i = 0; i < drafted.length; i++) {
            RankTemplate.Node node = template.nodes().get(i);
            if (node.depth() == level) {
                int parent = node.parent() < 0 ? DraftNode.ROOT : drafted[node.parent()];
                drafted[i] = parent == NOT_DRAFTED || tree.ends(parent)
                        ? NOT_DRAFTED
                        : draft(tree, parent, node.rank(), context.step());
            }
        }
        return tree.size() > before
                ? Optional.empty()
                : Optional.of(new DraftStop("no successors of these tokens are known", 0, 1));
    }

    private int draft(DraftTree tree, int parent, int rank, int step) {
        Row row = matrix.get(tree.token(parent));
        if (row == null || rank >= row.successors().length) {
            return NOT_DRAFTED;
        }
        return tree.add(parent, row.successors()[rank], 1, 1, source(row, rank, step), Double.NaN,
                TopTokens.NOT_CAPTURED).index();
    }

    private static String source(Row row, int rank, int step) {
        String choice = "choice " + (rank + 1) + ", learned ";
        if (row.round() == PROMPT) {
            return choice + "from the prompt";
        }
        int ago = step - row.round();
        return choice + ago + (ago == 1 ? " round ago" : " rounds ago")
                + (row.onPath() ? "" : " in a branch not taken");
    }

    @Override
    public void learn(TargetReading reading, DraftContext context) {
        int round = reading.ofPrompt() ? PROMPT : context.step();
        Set<Integer> path = new HashSet<>(reading.path());
        for (int row = 0; row < reading.tokens().length; row++) {
            if (!path.contains(row)) {
                write(reading, row, round, false);
            }
        }
        for (int row : reading.path()) {
            Row old = write(reading, row, round, true);
            if (context.captured() > 0 && !reading.ofPrompt()) {
                context.notes().accept(new Note("learned", old == null
                        ? "a token that was new, then its best successors"
                        : "a token, then its best successors; the value says how many rounds old its row was",
                        successors(reading.tokens()[row]), old == null || old.round() == PROMPT
                                ? Double.NaN
                                : round - old.round()));
            }
        }
    }

    /// Returns what stood there, or null.
    private Row write(TargetReading reading, int row, int round, boolean onPath) {
        return matrix.put(reading.tokens()[row], new Row(reading.laws().apply(row).best(successors), round, onPath));
    }

    /// The token, then its successors, best first.
    private List<Integer> successors(int token) {
        return IntStream.concat(IntStream.of(token), IntStream.of(matrix.get(token).successors())).boxed().toList();
    }
}
