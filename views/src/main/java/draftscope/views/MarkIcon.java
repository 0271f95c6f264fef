package draftscope.views;

import draftscope.styles.Palette;
import draftscope.styles.Theme;
import draftscope.views.paint.PaintedCanvas;
import draftscope.views.skin.Signs;
import javafx.scene.canvas.Canvas;

/// [Mark]s as views paint them, for lists and buttons.
public final class MarkIcon {
    private MarkIcon() {}

    /// A picture of a mark in a square.
    public static Canvas of(Mark mark, Theme theme, double size) {
        PaintedCanvas canvas = new PaintedCanvas(size, size);
        canvas.paint(pen -> Signs.sign(pen, Palette.of(theme).color(mark.color()), mark.shape(), size / 2, size / 2,
                size * 0.36));
        return canvas;
    }
}
