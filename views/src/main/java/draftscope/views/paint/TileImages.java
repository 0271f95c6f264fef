package draftscope.views.paint;

import java.util.HashMap;
import java.util.Map;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

/// The tiles that a canvas showed lately, as images.
final class TileImages {
    private static final int REMEMBERED = 64;

    private record Key(Object tile, double width, double height, double scale) {}

    private final Map<Key, Image> images = new HashMap<>();

    /// @param scale pixels of the screen for one of the painting
    Image of(Tile tile, double scale) {
        Key key = new Key(tile.key(), tile.width(), tile.height(), scale);
        Image image = images.get(key);
        if (image != null)
            return image;
        if (images.size() >= REMEMBERED)
            images.clear();
        image = painted(tile, scale);
        images.put(key, image);
        return image;
    }

    private Image painted(Tile tile, double scale) {
        Canvas paper = new Canvas(tile.width() * scale, tile.height() * scale);
        CanvasPen pen = new CanvasPen(paper.getGraphicsContext2D(), this);
        pen.scale(scale, scale);
        tile.picture().accept(pen);
        SnapshotParameters clear = new SnapshotParameters();
        clear.setFill(Color.TRANSPARENT);
        return paper.snapshot(clear, null);
    }
}
