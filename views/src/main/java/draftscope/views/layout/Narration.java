package draftscope.views.layout;

import draftscope.trace.CanvasState;
import draftscope.trace.StepSummary;
import draftscope.trace.TargetDraw;
import draftscope.trace.TimeLedger;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pictures in words, for people who do not see them.
public final class Narration {
    public static final String NOTHING = "No run yet.";

    private Narration() {}

    /// The running text without marks.
    public static String text(TraceState state) {
        if (state == null)
            return NOTHING;
        StringBuilder words = new StringBuilder("Output: ");
        for (Running.Item item : Running.of(state)) {
            if (item.mask())
                words.append(" mask");
            else if (item.kind() != Running.Kind.PENDING) {
                String plain = TokenText.plain(state.trace().piece(item.token()));
                words.append(plain == null ? "" : plain);
            }
        }
        return words.toString();
    }

    /// How many nodes the tree has and what became of them.
    public static String tree(TraceState state) {
        if (state == null)
            return NOTHING;
        TreeState tree = state.tree();
        if (tree.isEmpty())
            return "No draft in this round.";
        Map<NodeStatus, Integer> counts = new EnumMap<>(NodeStatus.class);
        for (TreeNode node : tree.nodes())
            counts.merge(NodeStatus.of(node), 1, Integer::sum);
        StringBuilder words = new StringBuilder("Draft tree of round " + (tree.step() + 1) + ": ")
                .append(Numbers.plural(tree.nodes().size(), "node"));
        counts.forEach((status, count) -> words.append(", ").append(count).append(' ').append(status.word()));
        tree.draw().ifPresent(draw -> words.append(". The target wrote ")
                .append(TokenText.quoted(state.trace(), draw.token())).append(", ").append(NodeStatus.of(draw).word()));
        int faults = TreeFaults.of(tree).size();
        if (faults > 0)
            words.append(". ").append(Numbers.plural(faults, "node"))
                    .append(" computed at a wrong position or with a wrong mask");
        return words.append(". Arrow keys move along the tree, V changes its form, T shows it as a table.").toString();
    }

    /// What drafting came to over the whole run.
    public static String metrics(TraceState state) {
        if (state == null)
            return NOTHING;
        StringBuilder words = new StringBuilder("Metrics of the whole run: ");
        for (MetricsTable.Row row : MetricsTable.of(state, draftscope.views.Selection.none()).rows())
            words.append(row.name()).append(' ').append(row.cells().getFirst().value()).append(". ");
        return words.append("T shows them as a table.").toString();
    }

    /// Whether speculation pays.
    public static String time(TraceState state, LedgerWords.Baseline baseline) {
        if (state == null || state.step() < 0)
            return NOTHING;
        TimeLedger ledger = TimeLedger.of(state.trace(), 0, state.step(), state.position());
        Optional<LedgerWords.Baseline> plain = Optional.ofNullable(baseline).or(() -> LedgerWords.within(ledger));
        return LedgerWords.headline(ledger, plain) + " " + LedgerWords.breakEven(ledger, plain)
                + " T shows the slices as a table.";
    }

    /// How much of the canvas is written.
    public static String canvas(TraceState state) {
        if (state == null)
            return NOTHING;
        if (state.canvas().isEmpty())
            return "This run has no canvas.";
        CanvasState canvas = state.canvas().get();
        if (canvas.maskFree())
            return "Step " + canvas.rows() + ": " + Numbers.plural(canvas.text().size(), "token") + " of text. "
                    + (canvas.rows() == 0
                            ? ""
                            : EditWords.step(state.trace(), canvas, canvas.stepOfRow(canvas.rows() - 1)) + " ")
                    + "Arrow keys move among positions and steps.";
        int positions = canvas.length() - canvas.promptLength();
        return "Step " + canvas.rows() + ": " + (positions - canvas.masks()) + " of " + positions
                + " positions are written, " + canvas.masks()
                + " are masks." + cached(canvas) + " Arrow keys move among positions and steps.";
    }

    private static String cached(CanvasState canvas) {
        int exact = canvas.rows() == 0 ? 0 : canvas.exact(canvas.rows() - 1);
        return exact == 0
                ? ""
                : " The first " + Numbers.plural(exact, "position") + ", prompt included, "
                        + (exact == 1 ? "is" : "are")
                        + " in the cache.";
    }

    /// What the comparison of the run with its target came to.
    ///
    /// @param card     `null` before
    /// @param obstacle why it cannot be made now, or empty
    public static String audit(TraceState state, AuditCard card, String obstacle) {
        if (state == null)
            return NOTHING;
        if (card == null)
            return "Not compared with the target alone yet." + (obstacle.isEmpty() ? "" : " " + obstacle);
        StringBuilder words = new StringBuilder(card.word()).append(". ").append(card.sentence());
        String late = card.outOfDate(state.trace().committed().size());
        if (!late.isEmpty())
            words.append(' ').append(late);
        card.difference().ifPresent(d -> words.append(" First difference at position ").append(d.position())
                .append(": the run wrote ").append(TokenText.quoted(state.trace(), d.token()))
                .append(", the target alone writes ").append(TokenText.quoted(state.trace(), d.targetToken()))
                .append(", ").append(d.kind()).append('.'));
        if (!card.findings().isEmpty())
            words.append(' ').append(Numbers.plural(card.findings().size(), "finding"))
                    .append(". Arrow keys go from one to the next, T shows them as a table.");
        return words.toString();
    }

    /// What the current step came to.
    public static String step(TraceState state) {
        if (state == null || state.step() < 0)
            return NOTHING;
        List<StepSummary> steps = state.trace().steps();
        if (state.step() >= steps.size())
            return NOTHING;
        StepSummary step = steps.get(state.step());
        String of = (step.step() + 1) + " of " + steps.size() + ": ";
        if (state.canvas().filter(CanvasState::maskFree).isPresent())
            return "Step " + of + EditWords.step(state.trace(), state.canvas().get(), step.step());
        if (state.canvas().isPresent())
            return "Step " + of + "unmasked " + step.unmasked() + ", masked again " + step.remasked()
                    + (step.unmasked() == 0
                            ? ""
                            : ", mean confidence " + Numbers.probability(step.meanConfidence()));
        return "Round " + of + "drafted " + step.drafted() + ", accepted " + step.accepted() + ", rejected "
                + step.rejected() + ", committed " + step.committed() + ", mean entropy "
                + Numbers.bits(step.meanEntropyBits());
    }

    /// What the current step came to, as a person says it who looks on.
    public static String brief(TraceState state) {
        Optional<StepSummary> told = told(state);
        if (told.isEmpty())
            return state == null
                    ? NOTHING
                    : state.committed().isEmpty()
                            ? "Before the first step."
                            : Numbers.plural(state.committed().size(), "token")
                                    + " written; the steps of this run were not captured.";
        StepSummary step = told.get();
        if (state.canvas().filter(CanvasState::maskFree).isPresent())
            return "Step " + (step.step() + 1) + ": " + EditWords.step(state.trace(), state.canvas().get(),
                    step.step());
        if (state.canvas().isPresent())
            return "Step " + (step.step() + 1) + ": unmasked " + step.unmasked()
                    + (step.remasked() > 0 ? ", masked again " + step.remasked() : "") + "."
                    + (" " + CanvasWords.read(state.canvas().get(), step.step())).stripTrailing();
        String turn = turn(state) + (step.step() + 1) + ": ";
        String wrote = wrote(state, false);
        if (step.drafted() == 0)
            return turn + (wrote.isEmpty() ? "nothing is written yet" : wrote) + ".";
        return turn + "accepted " + step.accepted() + " of " + step.drafted()
                + (wrote.isEmpty() ? "" : ", " + wrote) + ".";
    }

    /// What the current step came to, with its counts, the token that was refused for the target's own, and the entropy.
    public static String full(TraceState state) {
        Optional<StepSummary> told = told(state);
        if (told.isEmpty())
            return brief(state);
        StepSummary step = told.get();
        if (state.canvas().isPresent())
            return state.canvas().get().maskFree() ? step(state) : step(state) + ".";
        String wrote = wrote(state, true);
        return turn(state) + (step.step() + 1) + " of " + state.trace().steps().size() + ": "
                + (step.drafted() == 0
                        ? ""
                        : "drafted " + step.drafted() + ", accepted " + step.accepted() + ", rejected "
                                + step.rejected() + ", ")
                + (wrote.isEmpty() ? "" : wrote + ", ")
                + (Double.isNaN(step.meanEntropyBits())
                        ? "entropy was not captured"
                        : "mean entropy " + Numbers.bits(step.meanEntropyBits()) + "s")
                + ".";
    }

    private static Optional<StepSummary> told(TraceState state) {
        return state == null || state.step() < 0 || state.step() >= state.trace().steps().size()
                ? Optional.empty()
                : Optional.of(state.trace().steps().get(state.step()));
    }

    private static String turn(TraceState state) {
        return state.trace().settings().map(settings -> settings.turn()).orElse("step").equals("round")
                ? "Round "
                : "Step ";
    }

    /// `the target wrote “dog” instead of “cat”`; empty before the target wrote.
    private static String wrote(TraceState state, boolean instead) {
        TreeState tree = state.tree();
        if (tree.step() != state.step() || tree.draw().isEmpty())
            return "";
        TargetDraw draw = tree.draw().get();
        String refused = tree.children(draw.after()).stream()
                .filter(node -> NodeStatus.of(node) == NodeStatus.REJECTED).findFirst()
                .map(node -> " instead of " + TokenText.quoted(state.trace(), node.node().token())).orElse("");
        return "the target wrote " + TokenText.quoted(state.trace(), draw.token())
                + (instead ? refused : "");
    }
}
