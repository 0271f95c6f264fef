package draftscope.views.paint;

import javafx.geometry.VPos;
import javafx.scene.Scene;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.ImagePattern;
import javafx.scene.paint.Paint;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/// The pen of a screen.
///
/// @param tiles that this canvas showed lately
record CanvasPen(GraphicsContext canvas, TileImages tiles) implements Pen {
    @Override
    public void save() {
        canvas.save();
    }

    @Override
    public void restore() {
        canvas.restore();
    }

    @Override
    public void translate(double x, double y) {
        canvas.translate(x, y);
    }

    @Override
    public void scale(double x, double y) {
        canvas.scale(x, y);
    }

    @Override
    public void setGlobalAlpha(double alpha) {
        canvas.setGlobalAlpha(alpha);
    }

    @Override
    public void setFill(Paint paint) {
        canvas.setFill(paint);
    }

    @Override
    public void setStroke(Paint paint) {
        canvas.setStroke(paint);
    }

    @Override
    public void setLineWidth(double width) {
        canvas.setLineWidth(width);
    }

    @Override
    public void setLineCap(StrokeLineCap cap) {
        canvas.setLineCap(cap);
    }

    @Override
    public void setLineDashes(double... lengths) {
        canvas.setLineDashes(lengths);
    }

    @Override
    public void setFont(Font font) {
        canvas.setFont(font);
    }

    @Override
    public void setTextAlign(TextAlignment alignment) {
        canvas.setTextAlign(alignment);
    }

    @Override
    public void setTextBaseline(VPos baseline) {
        canvas.setTextBaseline(baseline);
    }

    @Override
    public void beginPath() {
        canvas.beginPath();
    }

    @Override
    public void moveTo(double x, double y) {
        canvas.moveTo(x, y);
    }

    @Override
    public void lineTo(double x, double y) {
        canvas.lineTo(x, y);
    }

    @Override
    public void quadraticCurveTo(double controlX, double controlY, double x, double y) {
        canvas.quadraticCurveTo(controlX, controlY, x, y);
    }

    @Override
    public void bezierCurveTo(double firstX, double firstY, double secondX, double secondY, double x, double y) {
        canvas.bezierCurveTo(firstX, firstY, secondX, secondY, x, y);
    }

    @Override
    public void rect(double x, double y, double width, double height) {
        canvas.rect(x, y, width, height);
    }

    @Override
    public void closePath() {
        canvas.closePath();
    }

    @Override
    public void stroke() {
        canvas.stroke();
    }

    @Override
    public void clip() {
        canvas.clip();
    }

    @Override
    public void fillRect(double x, double y, double width, double height) {
        canvas.fillRect(x, y, width, height);
    }

    @Override
    public void strokeRect(double x, double y, double width, double height) {
        canvas.strokeRect(x, y, width, height);
    }

    @Override
    public void fillRoundRect(double x, double y, double width, double height, double arcWidth, double arcHeight) {
        canvas.fillRoundRect(x, y, width, height, arcWidth, arcHeight);
    }

    @Override
    public void strokeRoundRect(double x, double y, double width, double height, double arcWidth, double arcHeight) {
        canvas.strokeRoundRect(x, y, width, height, arcWidth, arcHeight);
    }

    @Override
    public void fillOval(double x, double y, double width, double height) {
        canvas.fillOval(x, y, width, height);
    }

    @Override
    public void strokeOval(double x, double y, double width, double height) {
        canvas.strokeOval(x, y, width, height);
    }

    @Override
    public void strokeArc(double x, double y, double width, double height, double start, double extent,
            ArcType closure) {
        canvas.strokeArc(x, y, width, height, start, extent, closure);
    }

    @Override
    public void strokeLine(double fromX, double fromY, double toX, double toY) {
        canvas.strokeLine(fromX, fromY, toX, toY);
    }

    @Override
    public void fillPolygon(double[] x, double[] y, int count) {
        canvas.fillPolygon(x, y, count);
    }

    @Override
    public void strokePolygon(double[] x, double[] y, int count) {
        canvas.strokePolygon(x, y, count);
    }

    @Override
    public void strokePolyline(double[] x, double[] y, int count) {
        canvas.strokePolyline(x, y, count);
    }

    @Override
    public void fillText(String text, double x, double y) {
        canvas.fillText(text, x, y);
    }

    @Override
    public void fillCells(Cells cells, double x, double y) {
        int columns = 0;
        int rows = 0;
        for (Cells.Stretch stretch : cells.stretches()) {
            canvas.setFill(stretch.color());
            canvas.fillRect(x + stretch.column() * cells.stepX(), y + stretch.row() * cells.stepY(), cells.width(),
                    (stretch.rows() - 1) * cells.stepY() + cells.height());
            columns = Math.max(columns, stretch.column() + 1);
            rows = Math.max(rows, stretch.row() + stretch.rows());
        }
        for (int row = 0; row < rows - 1; row++)
            canvas.clearRect(x, y + row * cells.stepY() + cells.height(), columns * cells.stepX(),
                    cells.stepY() - cells.height());
    }

    @Override
    public void repeat(Tile tile, double x, double y, int columns, int rows) {
        if (columns <= 0 || rows <= 0)
            return;
        Paint fill = canvas.getFill();
        canvas.setFill(new ImagePattern(tiles.of(tile, screenScale()), x, y, tile.width(), tile.height(), false));
        canvas.fillRect(x, y, columns * tile.width(), rows * tile.height());
        canvas.setFill(fill);
    }

    private double screenScale() {
        Scene scene = canvas.getCanvas().getScene();
        return scene == null || scene.getWindow() == null ? 1 : Math.ceil(scene.getWindow().getRenderScaleX());
    }
}
