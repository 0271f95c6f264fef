package draftscope.app.window;

import draftscope.query.Breakpoint;
import draftscope.query.Hit;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.Mark;
import draftscope.views.Selection;
import draftscope.views.layout.Numbers;
import java.util.List;
import java.util.Optional;

/// How breakpoints are said.
final class BreakpointWords {
    private BreakpointWords() {}

    /// A disc for a place, a diamond for a condition, lines for a log point.
    static Mark.Shape shape(Breakpoint breakpoint) {
        if (!breakpoint.stops())
            return Mark.Shape.LINES;
        return breakpoint.condition().text().matches("(position|step) == \\d+")
                ? Mark.Shape.DISC
                : Mark.Shape.DIAMOND;
    }

    static Mark mark(Breakpoint breakpoint) {
        return new Mark(shape(breakpoint), "breakpoint", breakpoint.condition().text());
    }

    /// The condition of a place that a person selected; without a selection, of the turn that is shown.
    static Optional<String> here(Selection selection, TraceState state) {
        if (state == null)
            return Optional.empty();
        return switch (selection) {
            case Selection.Token(int index) when index < state.committed().size() ->
                Optional.of("position == " + state.committed().get(index).position());
            case Selection.Tokens(int from, int to) -> Optional.of("position == " + from);
            case Selection.CanvasPosition(int row, int position) -> Optional.of("position == " + position);
            case Selection.Node(int step, int node) -> step(step);
            case Selection.Step(int step) -> step(step);
            case Selection.Steps(int from, int to) -> step(from);
            case Selection.None _,Selection.Token _,Selection.PromptToken _,Selection.Cell _,Selection.Lane _ ->
                step(state.step());
        };
    }

    private static Optional<String> step(int step) {
        return step < 0 ? Optional.empty() : Optional.of("step == " + (step + 1));
    }

    /// What a breakpoint does, beside its condition; empty for one that stops at every hit.
    static String manner(Breakpoint breakpoint, List<Breakpoint> all) {
        StringBuilder words = new StringBuilder();
        breakpoint.message().ifPresent(message -> words.append("writes: ").append(message.text()));
        if (breakpoint.from() > 1)
            words.append(words.isEmpty() ? "" : " · ").append("from hit ").append(breakpoint.from()).append(" on");
        all.stream().filter(other -> other.id() == breakpoint.after()).findFirst()
                .ifPresent(other -> words.append(words.isEmpty() ? "" : " · ").append("after ")
                        .append(other.condition().text()).append(other.enabled() ? "" : ", which is off"));
        return words.toString();
    }

    /// Why the run is held at this moment, with the numbers, and what comes next.
    static String held(List<Hit> hits, Trace trace) {
        Hit hit = hits.getFirst();
        String numbers = String.join(", ", hit.numbers());
        String more = hits.size() == 1 ? "" : " · and " + Numbers.plural(hits.size() - 1, "more breakpoint");
        return "Held by " + hit.breakpoint().condition().text() + " · " + numbers + " · hit " + hit.number() + more
                + ". Next: " + next(hit, trace);
    }

    private static String next(Hit hit, Trace trace) {
        for (int i = Math.min(hit.position(), trace.length()) - 1; i >= 0; i--) {
            switch (trace.event(i)) {
                case TraceEvent.Planned plan -> {
                    return Numbers.plural(plan.tokens().size(), "token") + (plan.tokens().size() == 1 ? " is" : " are")
                            + " committed" + (plan.givenUp() == 0
                                    ? "."
                                    : " and " + Numbers.plural(plan.givenUp(), "KV cell")
                                            + (plan.givenUp() == 1 ? " is" : " are") + " given up.");
                }
                case TraceEvent.Chosen chosen -> {
                    return Numbers.plural(chosen.choices().size(), "token")
                            + (chosen.choices().size() == 1 ? " is" : " are") + " written.";
                }
                case TraceEvent.StepStarted _ -> {
                    return "the round is committed.";
                }
                default -> {
                    // The plan stands a little before it.
                }
            }
        }
        return "the round is committed.";
    }
}
