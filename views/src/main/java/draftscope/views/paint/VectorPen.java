package draftscope.views.paint;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import javafx.geometry.Bounds;
import javafx.geometry.VPos;
import javafx.scene.paint.Color;
import javafx.scene.paint.CycleMethod;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Paint;
import javafx.scene.paint.Stop;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import javafx.scene.transform.Affine;

/// The pen of a [Page]. It keeps what a canvas keeps between calls, so that a painting need not know which of the two it is on.
final class VectorPen implements Pen {
    private static final class State {
        private Affine transform;
        private double alpha = 1;
        private Paint fill = Color.BLACK;
        private Paint stroke = Color.BLACK;
        private double width = 1;
        private StrokeLineCap cap = StrokeLineCap.SQUARE;
        private double[] dashes = {};
        private Font font = Font.getDefault();
        private TextAlignment align = TextAlignment.LEFT;
        private VPos baseline = VPos.BASELINE;
        private int clips;

        State copy() {
            State copy = new State();
            copy.transform = new Affine(transform);
            copy.alpha = alpha;
            copy.fill = fill;
            copy.stroke = stroke;
            copy.width = width;
            copy.cap = cap;
            copy.dashes = dashes;
            copy.font = font;
            copy.align = align;
            copy.baseline = baseline;
            return copy;
        }
    }

    private final Page page;
    private final Lettering lettering;
    private final Deque<State> saved = new ArrayDeque<>();
    private final double strength;
    private State now = new State();
    private Outline path;

    /// @param transform from the painting's coordinates to the page's
    /// @param strength  opacity of all that is painted, 0 to 1
    VectorPen(Page page, Lettering lettering, Affine transform, double strength) {
        this.page = page;
        this.lettering = lettering;
        this.strength = strength;
        now.transform = new Affine(transform);
        path = outline();
    }

    private Outline outline() {
        return new Outline(now.transform);
    }

    /// A paint at the present opacity, its place told in the page's coordinates.
    private Paint paint(Paint paint, Outline on) {
        return paint(paint, on, now.alpha * strength);
    }

    static Paint paint(Paint paint, Outline on, double opacity) {
        return switch (paint) {
            case Color color -> faded(color, opacity);
            case LinearGradient g -> {
                Stop[] stops = g.getStops().stream()
                        .map(stop -> new Stop(stop.getOffset(), faded(stop.getColor(), opacity))).toArray(Stop[]::new);
                if (!g.isProportional())
                    throw new IllegalArgumentException("a gradient is placed by the shape that it fills");
                Bounds box = on.bounds();
                yield new LinearGradient(box.getMinX() + g.getStartX() * box.getWidth(),
                        box.getMinY() + g.getStartY() * box.getHeight(), box.getMinX() + g.getEndX() * box.getWidth(),
                        box.getMinY() + g.getEndY() * box.getHeight(), false, CycleMethod.NO_CYCLE, stops);
            }
            default -> throw new IllegalArgumentException("views paint with colours and gradients, not with " + paint);
        };
    }

    private static Color faded(Color color, double opacity) {
        return opacity == 1 ? color : color.deriveColor(0, 1, 1, opacity);
    }

    private void filled(Outline outline) {
        page.fill(outline, paint(now.fill, outline));
    }

    private void stroked(Outline outline) {
        double scale = Math.hypot(now.transform.getMxx(), now.transform.getMyx());
        double[] dashes = Arrays.stream(now.dashes).map(length -> length * scale).toArray();
        page.stroke(outline, new Page.Line(paint(now.stroke, outline), now.width * scale, now.cap, dashes));
    }

    /// Ends what is left open.
    void end() {
        while (!saved.isEmpty())
            restore();
        unclip();
    }

    private void unclip() {
        for (; now.clips > 0; now.clips--)
            page.unclip();
    }

    @Override
    public void save() {
        saved.push(now);
        now = now.copy();
    }

    @Override
    public void restore() {
        if (saved.isEmpty())
            return;
        unclip();
        now = saved.pop();
    }

    @Override
    public void translate(double x, double y) {
        now.transform.appendTranslation(x, y);
    }

    @Override
    public void scale(double x, double y) {
        now.transform.appendScale(x, y);
    }

    @Override
    public void setGlobalAlpha(double alpha) {
        now.alpha = alpha;
    }

    @Override
    public void setFill(Paint paint) {
        now.fill = paint;
    }

    @Override
    public void setStroke(Paint paint) {
        now.stroke = paint;
    }

    @Override
    public void setLineWidth(double width) {
        now.width = width;
    }

    @Override
    public void setLineCap(StrokeLineCap cap) {
        now.cap = cap;
    }

    @Override
    public void setLineDashes(double... lengths) {
        now.dashes = lengths == null ? new double[0] : lengths.clone();
    }

    @Override
    public void setFont(Font font) {
        now.font = font;
    }

    @Override
    public void setTextAlign(TextAlignment alignment) {
        now.align = alignment;
    }

    @Override
    public void setTextBaseline(VPos baseline) {
        now.baseline = baseline;
    }

    @Override
    public void beginPath() {
        path = outline();
    }

    @Override
    public void moveTo(double x, double y) {
        path.move(x, y);
    }

    @Override
    public void lineTo(double x, double y) {
        path.line(x, y);
    }

    @Override
    public void quadraticCurveTo(double controlX, double controlY, double x, double y) {
        path.quadratic(controlX, controlY, x, y);
    }

    @Override
    public void bezierCurveTo(double firstX, double firstY, double secondX, double secondY, double x, double y) {
        path.curve(firstX, firstY, secondX, secondY, x, y);
    }

    @Override
    public void rect(double x, double y, double width, double height) {
        path.rectangle(x, y, width, height);
    }

    @Override
    public void closePath() {
        path.close();
    }

    @Override
    public void stroke() {
        stroked(path);
    }

    @Override
    public void clip() {
        page.clip(path);
        now.clips++;
    }

    @Override
    public void fillRect(double x, double y, double width, double height) {
        filled(outline().rectangle(x, y, width, height));
    }

    @Override
    public void strokeRect(double x, double y, double width, double height) {
        stroked(outline().rectangle(x, y, width, height));
    }

    @Override
    public void fillRoundRect(double x, double y, double width, double height, double arcWidth, double arcHeight) {
        filled(rounded(x, y, width, height, arcWidth));
    }

    @Override
    public void strokeRoundRect(double x, double y, double width, double height, double arcWidth, double arcHeight) {
        stroked(rounded(x, y, width, height, arcWidth));
    }

    private Outline rounded(double x, double y, double width, double height, double diameter) {
        double r = diameter / 2;
        return outline().rounded(x, y, width, height, r, r, r, r);
    }

    @Override
    public void fillOval(double x, double y, double width, double height) {
        filled(outline().oval(x, y, width, height));
    }

    @Override
    public void strokeOval(double x, double y, double width, double height) {
        stroked(outline().oval(x, y, width, height));
    }

    @Override
    public void strokeArc(double x, double y, double width, double height, double start, double extent,
            ArcType closure) {
        Outline arc = outline().arc(x, y, width, height, start, extent);
        switch (closure) {
            case OPEN -> {
            }
            case CHORD -> arc.close();
            case ROUND -> arc.line(x + width / 2, y + height / 2).close();
        }
        stroked(arc);
    }

    @Override
    public void strokeLine(double fromX, double fromY, double toX, double toY) {
        stroked(outline().move(fromX, fromY).line(toX, toY));
    }

    @Override
    public void fillPolygon(double[] x, double[] y, int count) {
        filled(outline().polygon(x, y, count).close());
    }

    @Override
    public void strokePolygon(double[] x, double[] y, int count) {
        stroked(outline().polygon(x, y, count).close());
    }

    @Override
    public void strokePolyline(double[] x, double[] y, int count) {
        stroked(outline().polygon(x, y, count));
    }

    @Override
    public void fillText(String text, double x, double y) {
        Bounds box = lettering.bounds(text, now.font);
        double left = switch (now.align) {
            case CENTER -> x - box.getWidth() / 2;
            case RIGHT -> x - box.getWidth();
            case LEFT, JUSTIFY -> x;
        };
        double baseline = switch (now.baseline) {
            case BASELINE -> y;
            case TOP -> y - box.getMinY();
            case CENTER -> y - (box.getMinY() + box.getMaxY()) / 2;
            case BOTTOM -> y - box.getMaxY();
        };
        if (!(now.fill instanceof Color color))
            throw new IllegalArgumentException("letters are written in a colour, not in " + now.fill);
        lettering.write(text, now.font, faded(color, now.alpha * strength), now.transform, left, baseline);
    }
}
