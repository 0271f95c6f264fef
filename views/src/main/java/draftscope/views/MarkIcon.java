package draftscope.views;

import draftscope.styles.Palette;
import draftscope.styles.Theme;
import draftscope.views.skin.Signs;
import javafx.scene.canvas.Canvas;

/// A [Mark] as views paint it, for lists and buttons.
public final class MarkIcon extends Canvas {
    public MarkIcon(Mark mark, Theme theme, double size) {
        super(size, size);
        Signs.sign(getGraphicsContext2D(), Palette.of(theme).color(mark.color()), mark.shape(), size / 2, size / 2,
                size * 0.36);
    }
}
