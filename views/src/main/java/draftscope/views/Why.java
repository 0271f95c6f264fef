package draftscope.views;

import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.Fork;
import draftscope.trace.Note;
import draftscope.trace.RunSettings;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.layout.CanvasWords;
import draftscope.views.layout.LanesWords;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says in plain words, with the numbers of the case at hand, why a token became what it is.
///
/// Letters are those of Leviathan et al. (2023): target is p, draft is q. Sentences round to two decimals; the lines
/// under them carry enough digits to recompute the verdict by hand. Everything comes from captured events; what was not
/// captured is said in words. Pure: no toolkit, no clock, no state.
public final class Why {
    /// A card: what is explained, a sentence, and the numbers that the rule put in.
    public record Explanation(String title, String sentence, List<Line> numbers) {
        public Explanation {
            numbers = List.copyOf(numbers);
        }

        /// As a screen reader should say it.
        public String spoken() {
            return title + ". " + sentence;
        }
    }

    /// A number with its name, both as shown.
    public record Line(String name, String value) {}

    private static final int NOTES = 16;
    private static final int NOTE_TOKENS = 24;

    private Why() {}

    /// Explains what is selected at a moment; with nothing selected, the newest token.
    public static Explanation explain(TraceState state, Selection selection) {
        if (state == null)
            return new Explanation("Nothing yet",
                    "Start a run; then every token has its reason here.",
                    List.of());
        return switch (resolve(state, selection)) {
            case Selection.None none -> new Explanation("Nothing yet", "No token has been written yet.", List.of());
            case Selection.Token(int index) -> token(state, index);
            case Selection.PromptToken(int index) -> prompt(state, index);
            case Selection.Tokens(int from, int to) -> new Explanation("Tokens " + from + " to " + to,
                    "The line under the curve sums up this range; Metrics tells of its rounds.", List.of());
            case Selection.Node(int step, int node) ->
                state.inStep(step).map(TraceState::tree).map(tree -> WhyNode.explain(state, tree, node))
                        .orElseGet(() -> later("round", step));
            case Selection.Cell(var owner, int slot) -> WhyCell.explain(state, owner, slot);
            case Selection.CanvasPosition(int row, int position) -> state.canvas()
                    .map(canvas -> WhyCanvas.explain(state.trace(), canvas, row, position))
                    .orElseGet(() -> new Explanation("Why", "This run has no canvas.", List.of()));
            case Selection.Lane(int number) -> lane(state, number);
            case Selection.Step(int step) -> step(state, step);
            case Selection.Steps(int from, int to) -> new Explanation("Rounds " + (from + 1) + " to " + (to + 1),
                    "Metrics and Time tell of this range.", List.of());
        };
    }

    /// What a selection stands for: with nothing selected, the newest committed token or else the newest unmasked position.
    public static Selection resolve(TraceState state, Selection selection) {
        if (!(selection instanceof Selection.None))
            return selection;
        if (!state.committed().isEmpty())
            return new Selection.Token(state.committed().size() - 1);
        return state.canvas().flatMap(Why::newest).orElse(selection);
    }

    private static Optional<Selection> newest(CanvasState canvas) {
        int row = canvas.rows() - 1;
        for (int position = canvas.promptLength(); row >= 0 && position < canvas.length(); position++) {
            if (canvas.unmaskedAtRow(position) == row || canvas.edit(row, position).isPresent())
                return Optional.of(new Selection.CanvasPosition(row, position));
        }
        return Optional.empty();
    }

    private static Explanation later(String what, int step) {
        return new Explanation("Why", "At this moment " + what + " " + (step + 1) + " has not begun.", List.of());
    }

    private static Explanation token(TraceState state, int index) {
        if (index < 0 || index >= state.committed().size())
            return new Explanation("Why", "At this moment the token is not written yet.", List.of());
        CommittedToken token = state.committed().get(index);
        return switch (token.provenance()) {
            case PROMPT -> prompt(state, token.position());
            case FORCED -> new Explanation("Forced by a person",
                    "A person put " + TokenText.quoted(state.trace(), token.token())
                            + " here; the model did not choose it.",
                    measures(token));
            case TAKEN_OVER -> new Explanation("Taken over", WhyCanvas.takenOver(state.trace(), token.token(), false),
                    List.of());
            case ACCEPTED_DRAFT -> inTree(state, token, token.node(),
                    "The draft wrote it and it was kept; the numbers of the decision were not captured.");
            case CORRECTION -> inTree(state, token, Selection.Node.DRAW,
                    "The target wrote it in place of a rejected draft token; its numbers were not captured.");
            case BONUS -> inTree(state, token, Selection.Node.DRAW,
                    "The target wrote it after a whole accepted path; its numbers were not captured.");
            case TARGET -> state.canvas().isPresent()
                    ? written(state, token)
                    : inTree(state, token, Selection.Node.DRAW,
                            "The target wrote it, with no draft in play; its draw was not captured.");
            case UNMASKED -> written(state, token);
        };
    }

    /// Of a token that stood on a canvas when it was committed.
    private static Explanation written(TraceState state, CommittedToken token) {
        CanvasState canvas = state.canvas().orElse(null);
        OptionalInt place = canvas == null ? OptionalInt.empty() : canvas.placeAt(token.position());
        return place.isPresent() && canvas.unmaskedAtRow(place.getAsInt()) >= 0
                ? WhyCanvas.explain(state.trace(), canvas, canvas.unmaskedAtRow(place.getAsInt()), place.getAsInt())
                : new Explanation("Written on a canvas", "The model wrote it; when and why was not captured.",
                        measures(token));
    }

    private static Explanation inTree(TraceState state, CommittedToken token, int node, String notCaptured) {
        return state.inStep(token.step()).map(TraceState::tree)
                .filter(tree -> node == Selection.Node.DRAW ? tree.draw().isPresent() : tree.node(node).isPresent())
                .map(tree -> WhyNode.explain(state, tree, node))
                .orElseGet(() -> new Explanation("Why", notCaptured, measures(token)));
    }

    private static Explanation prompt(TraceState state, int index) {
        List<Integer> prompt = state.prompt();
        if (index < 0 || index >= prompt.size())
            return new Explanation("Prompt", "The prompt has no token " + index + ".", List.of());
        Optional<Fork> fork = state.trace().settings().flatMap(RunSettings::fork);
        if (fork.isPresent() && index >= fork.get().promptLength())
            return new Explanation("Taken over", TokenText.quoted(state.trace(), prompt.get(index))
                    + " stood in the run that this one left (" + fork.get().from()
                    + "), which tells how it came about. This run begins behind " + fork.get().position()
                    + " tokens.", List.of(new Line("position", Integer.toString(index))));
        return new Explanation("Part of the prompt", TokenText.quoted(state.trace(), prompt.get(index))
                + " was given, not chosen: it is token " + (index + 1) + " of " + prompt.size() + " of the prompt.",
                List.of(new Line("position", Integer.toString(index))));
    }

    /// What a step on a canvas without masks proposed, and what decided.
    private static Explanation edited(TraceState state, int step) {
        CanvasState canvas = state.canvas().orElseThrow();
        String title = "Step " + (step + 1);
        for (int row = 0; row < canvas.rows(); row++) {
            if (canvas.stepOfRow(row) != step)
                continue;
            return canvas.edits(row).isEmpty()
                    ? new Explanation(title, "It could not do what it drew: "
                            + state.inStep(step).flatMap(s -> s.stepNotes().stream().findFirst()).map(Note::text)
                                    .orElse("nothing was proposed")
                            + ".", List.of())
                    : WhyCanvas.proposed(state.trace(), canvas, row, title);
        }
        return later("step", step);
    }

    private static Explanation step(TraceState state, int step) {
        List<StepSummary> steps = state.trace().steps();
        if (step < 0 || step >= steps.size())
            return later("step", step);
        StepSummary s = steps.get(step);
        List<Line> lines = new ArrayList<>();
        if (state.canvas().filter(CanvasState::maskFree).isPresent())
            return edited(state, step);
        if (state.canvas().isPresent()) {
            lines.add(new Line("unmasked", Integer.toString(s.unmasked())));
            lines.add(new Line("masked again", Integer.toString(s.remasked())));
            if (s.unmasked() > 0)
                lines.add(new Line("mean confidence", Numbers.probability(s.meanConfidence())));
            return new Explanation("Step " + (step + 1),
                    "It turned " + Numbers.plural(s.unmasked(), "mask") + " into tokens"
                            + (s.remasked() > 0 ? " and took " + Numbers.plural(s.remasked(), "token") + " back" : "")
                            + "." + (" " + CanvasWords.read(state.canvas().get(), step)).stripTrailing()
                            + (" " + CanvasWords.looked(state.canvas().get(), step)).stripTrailing(),
                    lines);
        }
        boolean unjudged = state.trace().unjudged() && s.drafted() > 0;
        lines.add(new Line("drafted", Integer.toString(s.drafted())));
        if (unjudged) {
            lines.add(new Line("taken unjudged", Integer.toString(s.accepted())));
            lines.add(new Line("dropped", Integer.toString(s.notReached())));
        } else {
            lines.add(new Line("judged", Integer.toString(s.judged())));
            lines.add(new Line("accepted", Integer.toString(s.accepted())));
            lines.add(new Line("rejected", Integer.toString(s.rejected())));
            lines.add(new Line("never judged", Integer.toString(s.notReached())));
            lines.add(new Line("cut before the target", Integer.toString(s.cut())));
        }
        lines.add(new Line("committed", s.committed() + " = " + s.accepted()
                + (unjudged ? " taken + " : " accepted + ") + s.corrected()
                + " corrected + " + s.bonus() + " bonus + " + s.plain() + " plain"));
        lines.add(new Line("mean entropy", Numbers.bits(s.meanEntropyBits())));
        state.inStep(step).ifPresent(end -> notes(lines, end));
        String sentence = unjudged
                ? "It drafted " + Numbers.plural(s.drafted(), "token") + " and took the " + s.accepted()
                        + " of the draft with the best score; nobody judged them. The target added "
                        + Numbers.plural(s.bonus(), "token") + " of its own."
                : s.drafted() == 0
                        ? "The target wrote " + Numbers.plural(s.committed(), "token") + " with no draft in play."
                        : "It drafted " + Numbers.plural(s.drafted(), "token") + ", of which the target judged "
                                + s.judged()
                                + " and accepted " + s.accepted() + ". "
                                + (s.corrected() > 0
                                        ? "The target wrote its own token in place of the rejected one. "
                                        : s.bonus() > 0
                                                ? "The whole path was accepted, so the target added a bonus token. "
                                                : "")
                                + "Output grew by " + Numbers.plural(s.committed(), "token")
                                + " for one verifying pass of the target.";
        return new Explanation("Round " + (step + 1), sentence, lines);
    }

    private static Explanation lane(TraceState state, int number) {
        if (state.batch().filter(batch -> number >= 1 && number <= batch.lanes().size()).isEmpty())
            return new Explanation("Why", "This run has no lane " + number + ".", List.of());
        return new Explanation("Lane " + number, LanesWords.sentence(
                state.batch().get().lanes().get(number - 1)), List.of());
    }

    /// What the method itself told: about the whole run, then in this step.
    private static void notes(List<Line> lines, TraceState state) {
        List<Note> notes = Stream.concat(state.runNotes().stream(), state.stepNotes().stream())
                .filter(note -> note.node() == DraftNode.NONE) // else it stands on the node's own card
                .toList();
        for (Note note : notes.subList(0, Math.min(NOTES, notes.size())))
            lines.add(line(state.trace(), note));
        if (notes.size() > NOTES)
            lines.add(new Line("more", Numbers.plural(notes.size() - NOTES, "note")));
    }

    static Line line(Trace trace, Note note) {
        return new Line(note.topic(), note.text() + (note.tokens().isEmpty() ? "" : ": ")
                + note.tokens().stream().limit(NOTE_TOKENS).map(token -> TokenText.visible(trace, token))
                        .collect(Collectors.joining(" "))
                + (note.tokens().size() > NOTE_TOKENS ? " ..." : "")
                + value(note.value()));
    }

    private static String value(double value) {
        if (Double.isNaN(value))
            return "";
        return " (" + (value == Math.rint(value) ? String.valueOf((long) value) : Numbers.exact(value)) + ")";
    }

    static List<Line> measures(CommittedToken token) {
        return List.of(new Line("entropy", Numbers.bits(token.measures().entropyBits())),
                new Line("surprisal", Numbers.bits(token.measures().surprisalBits())),
                new Line("raw probability", Numbers.probability(token.measures().probability())));
    }
}
