package draftscope.views.paint;

import javafx.geometry.VPos;
import javafx.scene.paint.Paint;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/// What a view is painted with: the part of a canvas' drawing calls that our views use, with the names and the meaning that
/// they have in [javafx.scene.canvas.GraphicsContext].
///
/// Views paint with a pen and not with a canvas, so that the one painting can go to the screen, into an SVG and into a PDF.
public interface Pen {
    void save();

    void restore();

    void translate(double x, double y);

    void scale(double x, double y);

    void setGlobalAlpha(double alpha);

    void setFill(Paint paint);

    void setStroke(Paint paint);

    void setLineWidth(double width);

    void setLineCap(StrokeLineCap cap);

    void setLineDashes(double... lengths);

    void setFont(Font font);

    void setTextAlign(TextAlignment alignment);

    void setTextBaseline(VPos baseline);

    void beginPath();

    void moveTo(double x, double y);

    void lineTo(double x, double y);

    void quadraticCurveTo(double controlX, double controlY, double x, double y);

    void bezierCurveTo(double firstX, double firstY, double secondX, double secondY, double x, double y);

    void rect(double x, double y, double width, double height);

    void closePath();

    void stroke();

    void clip();

    void fillRect(double x, double y, double width, double height);

    void strokeRect(double x, double y, double width, double height);

    void fillRoundRect(double x, double y, double width, double height, double arcWidth, double arcHeight);

    void strokeRoundRect(double x, double y, double width, double height, double arcWidth, double arcHeight);

    void fillOval(double x, double y, double width, double height);

    void strokeOval(double x, double y, double width, double height);

    void strokeArc(double x, double y, double width, double height, double start, double extent, ArcType closure);

    void strokeLine(double fromX, double fromY, double toX, double toY);

    void fillPolygon(double[] x, double[] y, int count);

    void strokePolygon(double[] x, double[] y, int count);

    void strokePolyline(double[] x, double[] y, int count);

    void fillText(String text, double x, double y);

    /// Fills the cells of a grid whose upper left corner is at x, y, where nothing was painted before. No canvas has this call
    /// either: on a screen a stretch is one rectangle, and the gaps between all rows are wiped afterwards.
    default void fillCells(Cells cells, double x, double y) {
        for (Cells.Stretch stretch : cells.stretches()) {
            setFill(stretch.color());
            for (int row = stretch.row(); row < stretch.row() + stretch.rows(); row++)
                fillRect(x + stretch.column() * cells.stepX(), y + row * cells.stepY(), cells.width(),
                        cells.height());
        }
    }

    /// Paints a tile in a block of cells whose upper left corner is at x, y. What it fills and strokes with is its own affair and
    /// does not outlast the call. No canvas has this call: a screen shows an image of the tile, since painting a small shape
    /// costs as much as painting a large one.
    default void repeat(Tile tile, double x, double y, int columns, int rows) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                save();
                translate(x + column * tile.width(), y + row * tile.height());
                tile.picture().accept(this);
                restore();
            }
        }
    }
}
