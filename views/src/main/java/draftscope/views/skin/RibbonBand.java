package draftscope.views.skin;

import draftscope.views.Overlay;
import draftscope.views.layout.Ribbon;
import draftscope.views.paint.PaintedCanvas;
import draftscope.views.paint.Pen;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.util.Duration;

/// The overlay's measure as a curve over all tokens of the text, seen or not. Dragging along it selects a range, a click one
/// token; what is pointed at here is marked in the text, and the other way round.
final class RibbonBand extends Region {
    /// Who is told what a person does with the band.
    ///
    /// @param hover a token is pointed at; -1 for none
    /// @param pick  a token was clicked
    /// @param brush the tokens between two were dragged over
    record Handlers(IntConsumer hover, IntConsumer pick, Brush brush, IntFunction<String> tip) {
        interface Brush {
            void select(int from, int to);
        }
    }

    /// What stands in the band.
    ///
    /// @param shares   by token, in 0 to 1; `NaN` where nothing was captured
    /// @param selected the range that is selected; both -1 for none
    /// @param pointed  the token that is pointed at; -1 for none
    record Content(double[] shares, Overlay overlay, int from, int to, int pointed) {}

    private final PaintedCanvas canvas = new PaintedCanvas();
    private final Supplier<Ink> inks;
    private final Tooltip tooltip = new Tooltip();
    private final Handlers handlers;
    private Content content;
    private Ribbon ribbon;
    private double[] made; // the shares that the ribbon was made of
    private double madeWidth;
    private Ink painted;
    private int anchor = -1;

    RibbonBand(Supplier<Ink> inks, Handlers handlers) {
        this.inks = inks;
        this.handlers = handlers;
        getStyleClass().add("ribbon");
        getChildren().add(canvas);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        tooltip.setShowDelay(Duration.millis(300));
        Tooltip.install(canvas, tooltip);
        canvas.setOnMouseMoved(this::hover);
        canvas.setOnMouseExited(event -> handlers.hover.accept(-1));
        canvas.setOnMousePressed(event -> anchor = token(event));
        canvas.setOnMouseDragged(event -> {
            int to = token(event);
            if (anchor >= 0 && to >= 0)
                handlers.brush.select(Math.min(anchor, to), Math.max(anchor, to));
        });
        canvas.setOnMouseClicked(event -> {
            int token = token(event);
            if (event.isStillSincePress() && token >= 0)
                handlers.pick.accept(token);
        });
    }

    private void hover(MouseEvent event) {
        int token = token(event);
        handlers.hover.accept(token);
        String words = token < 0 ? "" : handlers.tip.apply(token);
        tooltip.setText(words);
        tooltip.setOpacity(words.isEmpty() ? 0 : 1);
    }

    private int token(MouseEvent event) {
        return ribbon == null ? -1 : ribbon.token(event.getX());
    }

    /// Painted anew only when something of it, or of the looks, is another.
    void show(Content shown) {
        if (!shown.equals(content) || painted != inks.get())
            requestLayout();
        content = shown;
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        canvas.paint(this::paint);
    }

    private void paint(Pen g) {
        if (content == null || content.shares.length == 0 || getWidth() < 1)
            return;
        Ink ink = inks.get();
        painted = ink;
        if (made != content.shares || madeWidth != getWidth()) {
            made = content.shares;
            madeWidth = getWidth();
            ribbon = Ribbon.of(made, content.overlay.origin(), getWidth(), 1, ink.scale);
        }
        double height = getHeight() - 2;
        double base = 1 + height * (1 - content.overlay.origin());
        if (content.from >= 0)
            range(g, ink, content.from, content.to);
        g.setStroke(ink.hairline);
        g.setLineWidth(1);
        g.strokeLine(0, Math.round(base) + 0.5, getWidth(), Math.round(base) + 0.5);
        bars(g, ink, height, base);
        curve(g, ink, height);
        if (content.pointed >= 0 && content.pointed < content.shares.length) {
            double x = Math.round((ribbon.column(content.pointed) + 0.5) * ribbon.pitch()) + 0.5;
            g.setStroke(ink.text);
            g.setLineWidth(1);
            g.strokeLine(x, 0, x, getHeight());
        }
    }

    private void range(Pen g, Ink ink, int from, int to) {
        double left = ribbon.column(from) * ribbon.pitch();
        double right = (ribbon.column(to) + 1) * ribbon.pitch();
        g.setFill(ink.selection);
        g.fillRect(left, 0, Math.max(2, right - left), getHeight());
        g.setStroke(ink.text);
        g.setLineWidth(1);
        g.strokeRect(left + 0.5, 0.5, Math.max(1, right - left - 1), getHeight() - 1);
    }

    private void bars(Pen g, Ink ink, double height, double base) {
        double gap = ribbon.pitch() >= 4 ? 1 : 0;
        for (int c = 0; c < ribbon.columns(); c++) {
            double share = ribbon.most()[c];
            if (Double.isNaN(share))
                continue;
            double y = 1 + height * (1 - share);
            g.setFill(color(ink, content.overlay, share));
            g.fillRect(c * ribbon.pitch(), Math.min(y, base), Math.max(1, ribbon.pitch() - gap),
                    Math.max(1, Math.abs(base - y)));
        }
    }

    private void curve(Pen g, Ink ink, double height) {
        g.setStroke(ink.secondary);
        g.setLineWidth(1);
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        // One path of single lines: a thousand strokes cost far more, and joined lines would have spikes.
        g.beginPath();
        for (int c = 0; c < ribbon.columns(); c++) {
            if (Double.isNaN(ribbon.mean()[c])) {
                lastX = Double.NaN;
                continue;
            }
            double x = (c + 0.5) * ribbon.pitch();
            double y = 1 + height * (1 - ribbon.mean()[c]);
            if (!Double.isNaN(lastX)) {
                g.moveTo(lastX, lastY);
                g.lineTo(x, y);
            }
            lastX = x;
            lastY = y;
        }
        g.stroke();
    }

    /// The fill of a share of an overlay's domain, here and behind the text.
    static Color color(Ink ink, Overlay overlay, double share) {
        return switch (overlay) {
            case PLAIN -> ink.hairline;
            case PROBABILITY, MARGIN -> ink.palette.confidence(share);
            case LOG_RATIO -> ink.palette.divergence(share * 4 - 2);
            case ENTROPY, SURPRISAL, RANK, VARENTROPY -> ink.palette.entropy(share * 7);
        };
    }
}
