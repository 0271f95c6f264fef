package draftscope.views.layout;

import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasState;
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

    /// Where a position's keys and values come from in a step, unless they were computed for it and no more is to be said.
    public static Optional<String> keys(CanvasState canvas, int row, int position) {
        if (position >= canvas.exact(row))
            return canvas.kept(row, position) ? Optional.of("kept from an earlier step") : Optional.empty();
        return Optional.of(position >= (row == 0 ? 0 : canvas.exact(row - 1))
                ? "computed without masks, exact from now on"
                : "in the cache, exact");
    }
}
