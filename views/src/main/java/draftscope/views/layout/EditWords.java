package draftscope.views.layout;

import draftscope.trace.CanvasCell;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasState;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is said of changes on a canvas without masks, and of what a position went through on any canvas.
public final class EditWords {
    private EditWords() {}

    /// The change itself, such as `put ‘dog’ in front of ‘park’`.
    public static String change(Trace trace, CanvasState canvas, int row, CanvasEdit edit) {
        String token = TokenText.quoted(trace, edit.kind() == CanvasEdit.Kind.DELETE ? edit.was() : edit.token());
        return switch (edit.kind()) {
            case INSERT -> edit.before() == CanvasEdit.NOWHERE
                    ? "put " + token + " at the end"
                    : "put " + token + " in front of " + TokenText.quoted(trace, canvas.cell(row, edit.before())
                            .token());
            case REPLACE -> edit.token() == edit.was()
                    ? "put " + token + " where it stands already"
                    : "put " + token + " in the place of " + TokenText.quoted(trace, edit.was());
            case DELETE -> "take " + token + " out";
        };
    }

    /// Why a change was taken or refused, as sentences with the numbers.
    public static String decision(Trace trace, CanvasEdit edit) {
        double temperature = trace.settings().map(RunSettings::sampling).map(s -> s.temperature()).orElse(1.0);
        String result = edit.taken() ? "so it was taken." : "so it was refused.";
        if (edit.token() == edit.was())
            return "Nothing changes by it.";
        String factor = factor(edit.gain());
        if (temperature == 0 && edit.gain() != 0)
            return "With it the target finds the whole text " + factor
                    + ". At temperature 0 what makes a text likelier is taken and nothing else, " + result;
        return "With it the target finds the whole text " + factor + ". A step here proposes it with "
                + Numbers.exact(edit.forth()) + ", and the way back would be proposed with "
                + Numbers.exact(edit.back()) + ". Together it is taken with probability "
                + Numbers.apart(edit.acceptance(), edit.chance()) + "; the number drawn was "
                + Numbers.apart(edit.chance(), edit.acceptance()) + ", " + result;
    }

    /// How much likelier a text becomes, in words.
    private static String factor(double gain) {
        if (gain == 0)
            return "as likely as before";
        double factor = Math.exp(Math.abs(gain));
        String times = factor < 100
                ? String.format(Locale.ROOT, "%.2f", factor)
                : factor < 1e6
                        ? String.format(Locale.ROOT, "%,.0f", factor)
                        : factor < 1e12
                                ? String.format(Locale.ROOT, "%,.0f million", factor / 1e6)
                                : "more than a million million";
        return times + (gain > 0 ? " times likelier" : " times less likely");
    }

    /// What a step proposed and what came of it, as a sentence; empty where it proposed nothing.
    public static String step(Trace trace, CanvasState canvas, int step) {
        for (int row = canvas.rows() - 1; row >= 0; row--) {
            if (canvas.stepOfRow(row) == step && !canvas.edits(row).isEmpty()) {
                CanvasEdit edit = canvas.edits(row).getFirst();
                String change = change(trace, canvas, row, edit);
                return Character.toUpperCase(change.charAt(0)) + change.substring(1) + (edit.taken()
                        ? ": taken."
                        : ": refused.");
            }
        }
        return "";
    }

    /// What a position went through, such as `‘cat’ at 3`, `‘dog’ at 17`; what stood there from the beginning comes without a step.
    public static List<String> history(Trace trace, CanvasState canvas, int position) {
        List<String> history = new ArrayList<>();
        for (int row = 0; row < canvas.rows(); row++) {
            CanvasCell cell = canvas.cell(row, position);
            String token = TokenText.quoted(trace, cell.token());
            String at = " at " + (row + 1);
            switch (cell.event()) {
                case UNMASKED, FORCED, INSERTED -> history.add(token + at);
                case REPLACED -> {
                    if (history.isEmpty())
                        history.add(canvas.edit(row, position).map(edit -> TokenText.quoted(trace, edit.was()))
                                .orElse("another token"));
                    history.add(token + at);
                }
                case REMASKED -> history.add("a mask" + at);
                case DELETED -> {
                    if (history.isEmpty())
                        history.add(token);
                    history.add("taken out" + at);
                }
                case KEPT -> {
                    if (history.isEmpty())
                        history.add(token);
                }
                case PROMPT, MASKED, PREDICTED_ONLY, GAP -> {
                    // Nothing was written.
                }
            }
        }
        return history;
    }
}
