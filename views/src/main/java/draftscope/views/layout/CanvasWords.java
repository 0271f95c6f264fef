package draftscope.views.layout;

import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasState;
import draftscope.trace.SecondLook;
import java.util.Optional;

/// What is said of blocks and of the cache of a canvas.
public final class CanvasWords {
    private CanvasWords() {}

    /// Whether a span begins one of the model's blocks, and not a part of one. Where the model sees the whole canvas every span is a
    /// block; the rest of a block that the prompt leaves is one, too.
    public static boolean beginsBlock(CanvasState canvas, BlockSpan span) {
        return canvas.attentionBlock() == 0 || span.from() <= canvas.promptLength()
                || span.from() % canvas.attentionBlock() == 0;
    }

    /// That a step left finished text in the cache, as a sentence; empty for any other step, and for one that has not begun.
    public static String read(CanvasState canvas, int step) {
        for (int row = 0; row < canvas.rows(); row++)
            if (canvas.stepOfRow(row) == step && canvas.readFinished(row))
                return "It read "
                        + Numbers.plural(canvas.exact(row) - (row == 0 ? 0 : canvas.exact(row - 1)), "position")
                        + " of finished text into the cache.";
        return "";
    }

    /// What came of a second look at a position, in a few words.
    public static Optional<String> look(CanvasState canvas, int row, int position) {
        return canvas.look(row, position).map(look -> Numbers.probability(look.score()) + switch (look.outcome()) {
            case STAYS -> ", stays";
            case SPARED -> ", fell, spared";
            case BELOW_LIMIT -> ", below " + Numbers.probability(look.limit());
            case DROPPED -> ", fell from " + Numbers.probability(look.written());
        });
    }

    /// How many tokens a step looked at again and how many of them it took back, as a sentence; empty where it looked at none.
    public static String looked(CanvasState canvas, int step) {
        for (int row = 0; row < canvas.rows(); row++) {
            if (canvas.stepOfRow(row) != step || !canvas.looked(row))
                continue;
            int looks = 0;
            int back = 0;
            for (int position = canvas.promptLength(); position < canvas.length(); position++) {
                Optional<SecondLook> look = canvas.look(row, position);
                looks += look.isPresent() ? 1 : 0;
                back += look.isPresent() && look.get().takenBack() ? 1 : 0;
            }
            return "It looked at " + Numbers.plural(looks, "token") + " again and took "
                    + (back == 0 ? "none" : Integer.toString(back)) + " of them back.";
        }
        return "";
    }

    /// Where a position's keys and values come from in a step, unless they were computed for it and no more is to be said.
    public static Optional<String> keys(CanvasState canvas, int row, int position) {
        if (position >= canvas.exact(row))
            return canvas.kept(row, position) ? Optional.of("kept from an earlier step") : Optional.empty();
        return Optional.of(position >= (row == 0 ? 0 : canvas.exact(row - 1))
                ? "computed without masks, exact from now on"
                : "in the cache, exact");
    }
}
