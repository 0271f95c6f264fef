package draftscope.views.layout;

import draftscope.trace.Metrics;
import draftscope.trace.RunCounts;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Metrics as rows and scopes as columns, each cell with its formula and the counts behind it.
///
/// @param scopes the whole run, the last rounds, and the selected ones where there are any
public record MetricsTable(List<Scope> scopes, List<Row> rows) {
    /// Rounds that count as the latest.
    public static final int LATEST = 32;

    /// Some rounds and what they came to.
    ///
    /// @param rounds which ones, in words
    public record Scope(String name, String rounds, Metrics metrics) {}

    /// One metric.
    ///
    /// @param group   heading that it stands under
    /// @param meaning what it counts, in a sentence
    public record Row(String group, String name, String meaning, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /// @param value   as shown
    /// @param formula with its numbers, such as `accepted ÷ drafted = 31 ÷ 80`; empty for a plain count
    public record Cell(String value, String formula) {}

    public MetricsTable {
        scopes = List.copyOf(scopes);
        rows = List.copyOf(rows);
    }

    /// Of a moment.
    public static MetricsTable of(TraceState state, Selection selection) {
        Trace trace = state.trace();
        List<Scope> scopes = new ArrayList<>();
        scopes.add(new Scope("Whole run", rounds(0, state.step()), Metrics.of(trace, state.position())));
        int first = Math.max(0, state.step() - LATEST + 1);
        scopes.add(new Scope("Last " + LATEST, rounds(first, state.step()),
                Metrics.of(trace, first, Math.max(0, state.step()), state.position())));
        selected(state, selection)
                .ifPresent(range -> scopes.add(new Scope("Selection", rounds(range.from(), range.to()),
                        Metrics.of(trace, range.from(), range.to(), state.position()))));
        return new MetricsTable(scopes, rows(scopes));
    }

    /// The rounds that a selection stands for, as far as they have begun.
    public static Optional<Selection.Steps> selected(TraceState state, Selection selection) {
        int from;
        int to;
        switch (selection) {
            case Selection.Steps(int a, int b) -> {
                from = a;
                to = b;
            }
            case Selection.Step(int step) -> from = to = step;
            case Selection.Tokens(int first, int last) when last >= state.prompt().size()
                    && !state.committed().isEmpty() -> {
                int written = state.committed().size() - 1;
                from = state.committed().get(Math.clamp(first - state.prompt().size(), 0, written)).step();
                to = state.committed().get(Math.min(last - state.prompt().size(), written)).step();
            }
            case Selection.Node(int step, int node) -> from = to = step;
            case Selection.Token(int index) when index >= 0 && index < state.committed().size() ->
                from = to = state.committed().get(index).step();
            default -> {
                return Optional.empty();
            }
        }
        return from < 0 || from > state.step()
                ? Optional.empty()
                : Optional.of(new Selection.Steps(from, Math.min(to, state.step())));
    }

    private static String rounds(int from, int to) {
        if (to < from)
            return "no round yet";
        return from == to ? "round " + (from + 1) : "rounds " + (from + 1) + " – " + (to + 1);
    }

    private static List<Row> rows(List<Scope> scopes) {
        List<Row> rows = new ArrayList<>();
        String draft = "Draft nodes";
        String output = "Tokens";
        String means = "Rates";
        rows.add(row(draft, "Drafted", "Nodes that were proposed.", scopes, node(m -> m.counts().drafted())));
        rows.add(row(draft, "Cut", "Nodes left out before the target read them.", scopes,
                node(m -> m.counts().cut())));
        rows.add(row(draft, "Sent to verify", "Nodes that the target read.", scopes,
                m -> count(m, m.sent(), "drafted − cut = " + m.counts().drafted() + " − " + m.counts().cut())));
        rows.add(row(draft, "Judged", "Nodes that the verifier tested.", scopes, node(m -> m.counts().judged())));
        rows.add(row(draft, "Passed", "Judged nodes that the verifier let through, before any stop rule.", scopes,
                m -> count(m, m.passed(), "judged − rejected = " + m.counts().judged() + " − "
                        + m.counts().rejected())));
        rows.add(row(draft, "Rejected", "Judged nodes that failed their test.", scopes,
                node(m -> m.counts().rejected())));
        rows.add(row(draft, "Ignored", "Nodes that were read and that the walk never came to.", scopes,
                m -> count(m, m.ignored(), "sent − judged = " + m.sent() + " − " + m.counts().judged())));
        rows.add(row(output, "Accepted", "Draft tokens that became output; a stop rule may end the text inside a path.",
                scopes, token(RunCounts::accepted)));
        rows.add(row(output, "Corrected", "Tokens that the target wrote in place of a rejected one.", scopes,
                token(RunCounts::corrected)));
        rows.add(row(output, "Bonus", "Tokens that the target wrote after a whole accepted path.", scopes,
                token(RunCounts::bonus)));
        rows.add(row(output, "Plain", "Tokens with no draft in play.", scopes, token(RunCounts::plain)));
        rows.add(row(output, "Emitted", "All tokens of the output.", scopes, m -> new Cell(
                Numbers.count(m.counts().emitted()), "accepted + corrected + bonus + plain = "
                        + m.counts().accepted() + " + " + m.counts().corrected() + " + " + m.counts().bonus() + " + "
                        + m.counts().plain())));
        rows.add(row(means, "Mean accepted length, without bonus", "Draft tokens kept by a round that drafted.", scopes,
                m -> rate(m, m.meanAcceptedLength(), "accepted ÷ drafting rounds = " + m.counts().accepted() + " ÷ "
                        + m.draftingRounds())));
        rows.add(row(means, "Mean accepted length, with bonus", "The same with the target's own token.", scopes,
                m -> rate(m, m.meanAcceptedLengthWithBonus(), "(accepted + corrected + bonus) ÷ drafting rounds = "
                        + (m.counts().accepted() + m.counts().corrected() + m.counts().bonus()) + " ÷ "
                        + m.draftingRounds())));
        rows.add(row(means, "Acceptance rate", "Share of the drafted nodes that became output.", scopes,
                m -> !m.captured()
                        ? new Cell(Numbers.NOT_CAPTURED, "")
                        : Double.isNaN(m.acceptanceRate())
                                ? new Cell("–", "nothing was drafted")
                                : new Cell(Numbers.percent(m.acceptanceRate()), "accepted ÷ drafted = "
                                        + m.counts().accepted() + " ÷ " + m.counts().drafted())));
        rows.add(row(means, "Block efficiency", "Tokens for each run of the target.", scopes,
                m -> Double.isNaN(m.counts().blockEfficiency())
                        ? new Cell("–", "the target has not run yet")
                        : new Cell(Numbers.fixed(m.counts().blockEfficiency(), 2), "emitted ÷ target forwards = "
                                + m.counts().emitted() + " ÷ " + m.counts().targetForwards())));
        return rows;
    }

    private static Row row(String group, String name, String meaning, List<Scope> scopes,
            Function<Metrics, Cell> cell) {
        return new Row(group, name, meaning, scopes.stream().map(scope -> cell.apply(scope.metrics)).toList());
    }

    private static Function<Metrics, Cell> node(Function<Metrics, Integer> count) {
        return m -> count(m, count.apply(m), "");
    }

    private static Function<Metrics, Cell> token(Function<RunCounts, Integer> count) {
        return m -> new Cell(Numbers.count(count.apply(m.counts())), "");
    }

    private static Cell count(Metrics m, int value, String formula) {
        return m.captured() ? new Cell(Numbers.count(value), formula) : new Cell(Numbers.NOT_CAPTURED, "");
    }

    private static Cell rate(Metrics m, double value, String formula) {
        if (!m.captured())
            return new Cell(Numbers.NOT_CAPTURED, "");
        return Double.isNaN(value)
                ? new Cell("–", "no round drafted anything")
                : new Cell(Numbers.fixed(value, 2), formula);
    }

    /// One scope as JSON. The first five names are those of vLLM's `SpecDecodingStats`, with its meanings: a draft is a
    /// drafting round, draft tokens are the nodes sent to verify, and accepted is what the verifier let through. The rest is ours.
    public static String json(Metrics m) {
        StringBuilder out = new StringBuilder("{\n");
        RunCounts c = m.counts();
        if (m.captured()) {
            field(out, "num_spec_tokens", Integer.toString(m.deepest()));
            field(out, "num_drafts", Integer.toString(m.draftingRounds()));
            field(out, "num_draft_tokens", Integer.toString(m.sent()));
            field(out, "num_accepted_tokens", Integer.toString(m.passed()));
            field(out, "num_accepted_tokens_per_pos",
                    m.depths().stream().map(depth -> depth.accepted()).toList().toString());
            field(out, "drafted", Integer.toString(c.drafted()));
            field(out, "cut", Integer.toString(c.cut()));
            field(out, "judged", Integer.toString(c.judged()));
            field(out, "rejected", Integer.toString(c.rejected()));
            field(out, "ignored", Integer.toString(m.ignored()));
            field(out, "judged_per_pos", m.depths().stream().map(depth -> depth.judged()).toList().toString());
            field(out, "mean_accepted_length_without_bonus", number(m.meanAcceptedLength()));
            field(out, "mean_accepted_length_with_bonus", number(m.meanAcceptedLengthWithBonus()));
        }
        field(out, "accepted", Integer.toString(c.accepted()));
        field(out, "corrected", Integer.toString(c.corrected()));
        field(out, "bonus", Integer.toString(c.bonus()));
        field(out, "plain", Integer.toString(c.plain()));
        field(out, "emitted", Integer.toString(c.emitted()));
        field(out, "rounds", Integer.toString(c.rounds()));
        field(out, "target_forwards", Integer.toString(c.targetForwards()));
        field(out, "accepted_length_histogram", c.acceptedLengths().toString());
        out.setLength(out.length() - 2);
        return out.append("\n}\n").toString();
    }

    private static void field(StringBuilder out, String name, String value) {
        out.append("  \"").append(name).append("\": ").append(value).append(",\n");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.6f", value);
    }
}
