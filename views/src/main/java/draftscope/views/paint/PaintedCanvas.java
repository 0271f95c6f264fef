package draftscope.views.paint;

import java.util.function.Consumer;
import javafx.scene.canvas.Canvas;

/// A canvas that knows how it was painted last, so that the same can be painted with another [Pen].
///
/// A painting draws the moment at which it is carried out. Use it on the JavaFX thread only.
public final class PaintedCanvas extends Canvas {
    private final TileImages tiles = new TileImages();
    private Consumer<Pen> painting = pen -> {};

    public PaintedCanvas() {}

    public PaintedCanvas(double width, double height) {
        super(width, height);
    }

    /// Wipes the canvas and paints it.
    public void paint(Consumer<Pen> painting) {
        this.painting = painting;
        getGraphicsContext2D().clearRect(0, 0, getWidth(), getHeight());
        painting.accept(new CanvasPen(getGraphicsContext2D(), tiles));
    }

    /// Carries the last painting out once more, elsewhere.
    void paintWith(Pen pen) {
        painting.accept(pen);
    }
}
