package draftscope.views;

import static draftscope.views.layout.Numbers.apart;
import static draftscope.views.layout.Numbers.exact;
import static draftscope.views.layout.Numbers.probability;

import draftscope.trace.CanvasCell;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.SecondLook;
import draftscope.trace.StandingToken;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.UnmaskChoice;
import draftscope.views.Why.Explanation;
import draftscope.views.Why.Line;
import draftscope.views.layout.CanvasWords;
import draftscope.views.layout.EditWords;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Explanations of positions of a diffusion canvas.
final class WhyCanvas {
    private WhyCanvas() {}

    static Explanation explain(Trace trace, CanvasState canvas, int row, int position) {
        if (position < 0 || position >= canvas.length())
            return new Explanation("Why", "The canvas has no position " + position + ".", List.of());
        if (position < canvas.promptLength())
            return new Explanation("Part of the prompt",
                    TokenText.quoted(trace, canvas.token(position)) + " was given; it is never masked.", List.of());
        if (row < 0 || row >= canvas.rows())
            return new Explanation("Why", "At this moment that step has not begun; the position is a mask.", List.of());
        CanvasCell cell = canvas.cell(row, position);
        String token = TokenText.quoted(trace, cell.token());
        List<Line> lines = new ArrayList<>();
        Optional<Prediction> prediction = canvas.prediction(row, position);
        prediction.ifPresent(p -> lines.add(new Line("confidence", exact(p.confidence()))));
        prediction.filter(p -> !Double.isNaN(p.legalMass()))
                .ifPresent(p -> lines.add(new Line("left by the grammar", exact(p.legalMass()))));
        keys(canvas, row, position).ifPresent(words -> lines.add(new Line("keys and values", words)));
        String sentence = switch (cell.event()) {
            case PROMPT -> token + " was given; it is never masked.";
            case MASKED -> "A mask. The model did not look at this position in this step." + behind(canvas);
            case PREDICTED_ONLY -> left(trace, canvas, row, position, token, cell, lines);
            case UNMASKED, FORCED -> canvas.choice(row, position).map(choice -> taken(token, choice, lines)).orElse(
                    token + " was written here with confidence " + probability(cell.confidence())
                            + "; the rule behind it was not captured.");
            case KEPT -> canvas.standing(position).map(standing -> stands(trace, standing)).orElseGet(
                    () -> kept(trace, canvas, row, position, token, lines))
                    + canvas.look(row, position).map(look -> passed(look, lines)).orElse("");
            case REMASKED -> takenBack(canvas, row, position, token, cell, lines);
            case INSERTED, REPLACED, DELETED -> canvas.edit(row, position).map(edit -> "The step proposed to "
                    + EditWords.change(trace, canvas, row, edit) + ". " + edited(trace, edit, lines)).orElse("");
            case GAP -> gap(canvas, row, position);
        };
        if (cell.event() == CanvasEvent.KEPT)
            sentence += canvas.edit(row, position).map(edit -> " In this step it was proposed to "
                    + EditWords.change(trace, canvas, row, edit) + ". " + edited(trace, edit, lines)).orElse("");
        boolean stands = cell.event() == CanvasEvent.KEPT && canvas.standing(position).isPresent();
        return new Explanation(stands ? "It stood here already" : title(cell.event()),
                sentence + barred(trace, prediction) + reading(canvas, row, position, cell.event()), lines);
    }

    /// What a step on a canvas without masks proposed.
    static Explanation proposed(Trace trace, CanvasState canvas, int row, String title) {
        List<Line> lines = new ArrayList<>();
        String sentence = canvas.edits(row).stream().map(edit -> "It proposed to "
                + EditWords.change(trace, canvas, row, edit) + ". " + edited(trace, edit, lines))
                .collect(Collectors.joining(" "));
        return new Explanation(title, sentence, lines);
    }

    private static String edited(Trace trace, CanvasEdit edit, List<Line> lines) {
        if (!Double.isNaN(edit.confidence()))
            lines.add(new Line("share among the candidates", exact(edit.confidence())));
        lines.add(new Line("gain", Numbers.fixed(edit.gain(), 2) + " nats"));
        lines.add(new Line("proposed with", exact(edit.forth())));
        lines.add(new Line("way back with", exact(edit.back())));
        lines.add(new Line("taken with", exact(edit.acceptance())));
        lines.add(new Line("number drawn", exact(edit.chance())));
        return EditWords.decision(trace, edit);
    }

    private static String gap(CanvasState canvas, int row, int position) {
        for (int later = row + 1; later < canvas.rows(); later++)
            if (canvas.cell(later, position).event() == CanvasEvent.INSERTED)
                return "Nothing stood here yet: a token was put in between its neighbours in step " + (later + 1) + ".";
        return "Nothing stands here any more: the token was taken out.";
    }

    private static String barred(Trace trace, Optional<Prediction> prediction) {
        return prediction.filter(Prediction::bars).map(p -> " The model's own first choice was "
                + TokenText.quoted(trace, p.barred()) + " with " + probability(p.barredProbability())
                + ". It is barred: behind it nothing could make this canvas a text of the grammar.").orElse("");
    }

    /// Whether a choice was given up in a step because it could not stand with the ones before it.
    private static boolean givenUp(Trace trace, int step, int position) {
        for (int i = trace.startOfStep(step); i < trace.endOfStep(step); i++) {
            if (trace.event(i) instanceof TraceEvent.Noted noted && noted.notes().stream()
                    .anyMatch(note -> note.topic().equals("grammar") && note.position() == position))
                return true;
        }
        return false;
    }

    private static String stands(Trace trace, StandingToken standing) {
        if (standing.provenance() == Provenance.FORCED && !standing.locked())
            return "A person put " + TokenText.quoted(trace, standing.token())
                    + " here before the first step; it may be changed like any other.";
        return standing.provenance() == Provenance.FORCED
                ? "A person put " + TokenText.quoted(trace, standing.token())
                        + " here; the model was not asked, and no step takes it back."
                : takenOver(trace, standing.token(), standing.locked());
    }

    /// Of a token that this run found on its canvas.
    static String takenOver(Trace trace, int token, boolean locked) {
        return TokenText.quoted(trace, token)
                + " stood here in the run that this one left, which tells how it came about."
                + (locked ? " A person locked it: no step takes it back." : "");
    }

    private static Optional<String> keys(CanvasState canvas, int row, int position) {
        if (position < canvas.exact(row))
            return CanvasWords.keys(canvas, row, position);
        OptionalInt age = canvas.age(row, position);
        return age.isEmpty()
                ? Optional.empty()
                : Optional.of(age.getAsInt() == 0
                        ? "computed for this step"
                        : "kept for " + Numbers.plural(age.getAsInt(), "step"));
    }

    /// What a step that reads finished blocks does with a position.
    private static String reading(CanvasState canvas, int row, int position, CanvasEvent event) {
        if (!canvas.readFinished(row))
            return "";
        if (position < canvas.exact(row))
            return position < (row == 0 ? 0 : canvas.exact(row - 1))
                    ? ""
                    : " In this step its block was read again, now without masks: what the cache holds of it is exact and stays.";
        return switch (event) {
            case UNMASKED, FORCED ->
                " The step read the finished text before this block, so that the cache holds it; the"
                        + " last output of that reading is for this one position.";
            case MASKED, PREDICTED_ONLY ->
                " The step read the finished text before this block, so that the cache holds it.";
            default -> "";
        };
    }

    private static String takenBack(CanvasState canvas, int row, int position, String token, CanvasCell cell,
            List<Line> lines) {
        Optional<SecondLook> told = canvas.look(row, position);
        if (told.isEmpty())
            return token + " stood here with confidence " + probability(cell.confidence())
                    + " and was taken back: the position is a mask again and will be predicted anew.";
        SecondLook look = told.get();
        looks(look, lines);
        String score = apart(look.score(), look.limit());
        return token + " was " + (look.asked()
                ? "looked at again: with a mask in its place the model gives it " + score
                : "written with confidence " + score)
                + (look.outcome() == SecondLook.Outcome.DROPPED
                        ? ", " + fall(look) + ", more than the " + probability(look.drop())
                                + " that is allowed and no less than any that stays"
                        : ", less than the limit of this step, " + apart(look.limit(), look.score()))
                + ", so it is taken back: the position is a mask again and will be predicted anew.";
    }

    /// Of a token that was looked at again and stays.
    private static String passed(SecondLook look, List<Line> lines) {
        looks(look, lines);
        String seen = (look.asked()
                ? " In this step it was looked at again: with a mask in its place the model gives it "
                : " In this step it was judged by the confidence that it was written with, ")
                + apart(look.score(), look.limit()) + ", which reaches the limit of this step, "
                + apart(look.limit(), look.score());
        return seen + (look.outcome() == SecondLook.Outcome.SPARED
                ? "; that is " + fall(look) + ", more than the " + probability(look.drop())
                        + " that is allowed, but others fell further and a step takes back only so many, so it stays."
                : ", so it stays.");
    }

    private static String fall(SecondLook look) {
        double fall = look.written() - look.now();
        return apart(fall, look.drop()) + " below the " + probability(look.written()) + " that it was written with";
    }

    private static void looks(SecondLook look, List<Line> lines) {
        if (look.asked())
            lines.add(new Line("with a mask in its place", exact(look.now())));
        if (!Double.isNaN(look.written()))
            lines.add(new Line("when it was written", exact(look.written())));
        lines.add(new Line("limit of this step", exact(look.limit())));
        if (look.asked())
            lines.add(new Line("fall that is allowed", exact(look.drop())));
    }

    private static String behind(CanvasState canvas) {
        return canvas.attentionBlock() == 0
                ? ""
                : " This model sees blocks of " + canvas.attentionBlock()
                        + " positions and what is before them; nothing behind the block that is being filled is computed.";
    }

    private static String title(CanvasEvent event) {
        return switch (event) {
            case PROMPT -> "Part of the prompt";
            case MASKED -> "Still a mask";
            case PREDICTED_ONLY -> "Why it stays a mask";
            case UNMASKED, FORCED -> "Why it was unmasked";
            case KEPT -> "Kept";
            case REMASKED -> "Masked again";
            case INSERTED -> "Why it was put in";
            case REPLACED -> "Why it was replaced";
            case DELETED -> "Why it was taken out";
            case GAP -> "Nothing here";
        };
    }

    private static String taken(String token, UnmaskChoice choice, List<Line> lines) {
        if (choice.scored() != UnmaskChoice.Score.CONFIDENCE || lines.isEmpty())
            lines.add(new Line(choice.scored().label(), exact(choice.score())));
        lines.add(new Line("rank among the eligible", Numbers.rank(choice.rank())));
        return switch (choice.reason()) {
            case QUOTA -> {
                String many = Numbers.fixed(choice.limit(), 0);
                lines.add(new Line("positions this step takes", many));
                yield choice.limit() == 1
                        ? "The step takes the best position. That is this one: " + token + " has " + scored(choice)
                                + "."
                        : "The step takes the " + many + " best positions. With " + scored(choice) + ", "
                                + token + " is number " + (choice.rank() + 1) + ", so it is unmasked.";
            }
            case THRESHOLD -> {
                if (choice.scored() == UnmaskChoice.Score.MINUS_ENTROPY)
                    yield certain(token, choice, lines);
                lines.add(new Line("threshold", exact(choice.limit())));
                yield "The confidence of " + token + ", " + apart(choice.score(), choice.limit())
                        + ", reaches the threshold " + apart(choice.limit(), choice.score()) + ", so it is unmasked.";
            }
            case RANK_LIMIT -> {
                lines.add(new Line("limit of this rank", exact(choice.limit())));
                yield "So that several positions are taken only where all are sure, each rank has a limit of its own. "
                        + token
                        + " is number " + (choice.rank() + 1) + ", and its confidence "
                        + apart(choice.score(), choice.limit())
                        + " reaches the limit " + apart(choice.limit(), choice.score()) + ", so it is unmasked.";
            }
            case ANCHOR -> {
                lines.add(new Line("threshold of an anchor", exact(choice.limit())));
                yield "The confidence of " + token + ", " + apart(choice.score(), choice.limit())
                        + ", reaches the threshold " + apart(choice.limit(), choice.score())
                        + ", so it is unmasked and is an anchor: near it a lower confidence is enough.";
            }
            case RELAXED -> {
                lines.add(new Line("threshold near an anchor", exact(choice.limit())));
                lines.add(new Line("the anchor", "position " + choice.anchor()));
                yield "Position " + choice.anchor() + " is an anchor, " + Math.abs(choice.anchor() - choice.position())
                        + " away. Near it the confidence of " + token + ", " + apart(choice.score(), choice.limit())
                        + ", is enough: it reaches the lower threshold " + apart(choice.limit(), choice.score())
                        + ", so it is unmasked.";
            }
            case FILTER -> {
                lines.add(new Line("threshold", exact(choice.limit())));
                yield "A filter that was trained on finished texts looks at the confidences of the whole block. That "
                        + token + " will stay here it takes for " + apart(choice.score(), choice.limit())
                        + " likely, more than the threshold " + apart(choice.limit(), choice.score())
                        + ", so it is unmasked.";
            }
            case ALL -> {
                lines.add(new Line("masks filled", Numbers.fixed(choice.limit(), 0)));
                yield "The step fills all " + Numbers.fixed(choice.limit(), 0) + " masks of the block, " + token
                        + " with " + scored(choice) + "; those it is least sure of are masked again at once.";
            }
            case ALL_IN -> {
                lines.add(new Line("lead that is enough", Numbers.fixed(choice.limit(), 2) + " nats"));
                yield "Over all masks, the first choice is ahead of the second by " + Numbers.fixed(choice.score(), 2)
                        + " nats on average. " + Numbers.fixed(choice.limit(), 2)
                        + " are enough at this point, so the run ends here: every mask takes its first choice, " + token
                        + " among them.";
            }
            case FORCED -> {
                lines.add(choice.scored() == UnmaskChoice.Score.MINUS_ENTROPY
                        ? entropyLimit(choice)
                        : new Line("limit", exact(choice.limit())));
                yield "Nothing qualified in this step. With " + scored(choice) + ", " + token
                        + " is the best of what there is, and it is taken so that the run makes progress.";
            }
        };
    }

    private static String certain(String token, UnmaskChoice choice, List<Line> lines) {
        lines.add(entropyLimit(choice));
        return "The law of this position has an entropy of " + Numbers.bits(-choice.score())
                + ". That is at most the limit of "
                + Numbers.bits(-choice.limit()) + ": the model is certain enough of " + token
                + ", so it is unmasked, however many others are in this step.";
    }

    private static Line entropyLimit(UnmaskChoice choice) {
        return new Line("most entropy", Numbers.bits(-choice.limit()) + ", "
                + Numbers.fixed(-choice.limit() * Math.log(2), 2) + " nats");
    }

    private static String scored(UnmaskChoice choice) {
        return switch (choice.scored()) {
            case CONFIDENCE, MARGIN, CHANCE, FILTER -> choice.scored().label() + " " + probability(choice.score());
            case MINUS_ENTROPY -> "an entropy of " + Numbers.bits(-choice.score());
            case MEAN_LEAD -> choice.scored().label() + " " + Numbers.fixed(choice.score(), 2) + " nats";
        };
    }

    /// What was taken instead tells why this one was not; the rule's own limit is in those choices.
    private static String left(Trace trace, CanvasState canvas, int row, int position, String token, CanvasCell cell,
            List<Line> lines) {
        String would = "The model would write " + token + " here with confidence " + probability(cell.confidence());
        if (givenUp(trace, canvas.stepOfRow(row), position))
            return would
                    + ". The rule chose it, but with what this step took before it the canvas could not become a text of"
                    + " the grammar any more, so it stays a mask.";
        UnmaskChoice weakest = null;
        int taken = 0;
        for (int p = canvas.promptLength(); p < canvas.length(); p++) {
            Optional<UnmaskChoice> choice = canvas.choice(row, p);
            if (choice.isPresent()) {
                taken++;
                if (weakest == null || choice.get().score() < weakest.score())
                    weakest = choice.get();
            }
        }
        if (weakest == null)
            return would + ". It was not taken in this step.";
        lines.add(new Line("taken in this step", Integer.toString(taken)));
        lines.add(new Line("weakest " + weakest.scored().label() + " taken", exact(weakest.score())));
        return switch (weakest.reason()) {
            case THRESHOLD -> {
                if (weakest.scored() == UnmaskChoice.Score.MINUS_ENTROPY) {
                    lines.add(entropyLimit(weakest));
                    yield would + ". Its law has more entropy than the limit of " + Numbers.bits(-weakest.limit())
                            + ", so it stays a mask.";
                }
                lines.add(new Line("threshold", exact(weakest.limit())));
                yield would + ". The threshold is " + probability(weakest.limit()) + ", so it stays a mask.";
            }
            case QUOTA -> would + ". The step takes " + Numbers.fixed(weakest.limit(), 0)
                    + ", and the weakest of those has " + scored(weakest) + ", so it stays a mask.";
            case RANK_LIMIT -> would + ". " + taken + (taken == 1 ? " position was" : " positions were")
                    + " sure enough to be taken together, the weakest with " + scored(weakest)
                    + ", so it stays a mask.";
            case ANCHOR,
                    RELAXED ->
                would + ". That is less than the step asked for here: " + probability(weakest.limit())
                        + (weakest.reason() == UnmaskChoice.Reason.RELAXED ? " near an anchor" : "")
                        + ", and no anchor helped"
                        + ", so it stays a mask.";
            case FILTER ->
                would + ". The filter does not expect it to stay; it takes only what it thinks more likely than "
                        + probability(weakest.limit()) + ".";
            case ALL, ALL_IN -> would + ". It was not taken in this step.";
            case FORCED -> would + ". Nothing qualified in this step, and only the best position was taken.";
        };
    }

    private static String kept(Trace trace, CanvasState canvas, int row, int position, String token,
            List<Line> lines) {
        int at = canvas.unmaskedAtRow(position);
        StringBuilder story = new StringBuilder(token);
        story.append(at >= 0 && at <= row
                ? (canvas.maskFree() ? " was written at step " : " was unmasked at step ") + (at + 1)
                        + " and has stood here since."
                : " stood here already and is kept.");
        List<String> before = new ArrayList<>();
        List<CanvasCell> history = canvas.history(position);
        for (int r = 0; r < Math.min(row, history.size()); r++) {
            if (history.get(r).event() == CanvasEvent.REMASKED)
                before.add(TokenText.quoted(trace, history.get(r).token()) + " until step " + (r + 1));
            if (history.get(r).event() == CanvasEvent.REPLACED) {
                int step = r + 1;
                canvas.edit(r, position).ifPresent(edit -> before.add(TokenText.quoted(trace, edit.was())
                        + " until step " + step));
            }
        }
        if (!before.isEmpty())
            story.append(" Before that stood ").append(String.join(", then ", before)).append('.');
        // Who looks at a token asks why it was written, whatever the step that is selected.
        if (at >= 0 && at <= row)
            canvas.choice(at, position).ifPresent(choice -> story.append(" Why at step ").append(at + 1).append(": ")
                    .append(taken(token, choice, lines)));
        if (at >= 0 && at < row && canvas.edit(row, position).isEmpty())
            canvas.edit(at, position).ifPresent(edit -> story.append(" Why at step ").append(at + 1).append(": ")
                    .append(edited(trace, edit, lines)));
        return story.toString();
    }
}
