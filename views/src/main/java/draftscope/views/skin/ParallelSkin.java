package draftscope.views.skin;

import draftscope.views.ParallelView;
import draftscope.views.Selection;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.ParallelCard;
import draftscope.views.layout.ParallelCard.Point;
import draftscope.views.layout.ParallelCard.Series;
import draftscope.views.layout.ParallelLayout;
import draftscope.views.layout.ParallelLayout.Plot;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;

/// Draws a [ParallelView].
public final class ParallelSkin extends TraceSkin<ParallelView> {
    private static final double REACH = 14;
    private static final double ROOMY = 280;

    private final Caption caption = new Caption();
    private ParallelLayout layout;
    private double scrolled;

    public ParallelSkin(ParallelView view) {
        super(view);
        getChildren().add(caption);
        listen(view.cardProperty(), this::repaint);
    }

    private ParallelCard card() {
        return view().cardProperty().get();
    }

    @Override
    Empty empty() {
        return card().empty()
                ? new Empty(card().obstacle(), "Choose a task above and press Measure: a perfect model, every method.")
                : null;
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        caption.setVisible(empty() == null);
        if (!caption.isVisible())
            return 0;
        caption.show(card().headline(), height < px(ROOMY) ? "" : card().basis());
        return caption.place(x, y, width, px(1));
    }

    @Override
    void paint(Pen g, double width, double height) {
        layout = ParallelLayout.of(card(), width - px(10), height, ink().scale);
        horizontal().setVisible(false);
        scrolled = scroll(vertical(), layout.height(), height);
        g.save();
        g.translate(0, -scrolled);
        plot(g, layout.right(), "right answers", value -> Numbers.fixed(100 * value, 0) + " %", Point::right);
        plot(g, layout.lost(), "bits lost an answer", value -> Numbers.fixed(value, 1), Point::lost);
        list(g);
        g.restore();
    }

    private void plot(Pen g, Plot plot, String what, DoubleFunction<String> number,
            ToDoubleFunction<Point> of) {
        ink().left(g, what, ink().uiBold(12), ink().text, plot.x(), plot.y() - px(14));
        g.setLineDashes();
        g.setLineWidth(1);
        for (int i = 0; i <= 4; i++) {
            double value = plot.mostY() * i / 4;
            g.setStroke(ink().hairline);
            g.strokeLine(plot.x(), snap(plot.atY(value)), plot.x() + plot.width(), snap(plot.atY(value)));
            ink().right(g, number.apply(value), ink().ui(11), ink().secondary, plot.x() - px(6), plot.atY(value));
        }
        int step = (int) Math.max(1, Math.ceil((plot.mostX() - 1) / 8));
        for (int tokens = 1; tokens <= plot.mostX() + 1e-9; tokens += step)
            ink().centre(g, Integer.toString(tokens), ink().ui(11), ink().secondary, plot.atX(tokens),
                    plot.y() + plot.height() + px(12));
        ink().centre(g, "tokens a forward", ink().ui(11), ink().secondary, plot.x() + plot.width() / 2,
                plot.y() + plot.height() + px(28));
        path(g, card().worked(), plot, of, true);
        for (Point point : card().worked())
            worked(g, ink(), plot.atX(point.tokens()), plot.atY(of.applyAsDouble(point)), px(6));
        for (Series series : card().measured()) {
            for (Point point : series.points())
                measured(g, ink(), plot.atX(point.tokens()), plot.atY(of.applyAsDouble(point)), px(3.5));
        }
        card().look().ifPresent(series -> {
            path(g, series.points(), plot, of, false);
            for (Point point : series.points())
                looked(g, ink(), plot.atX(point.tokens()), plot.atY(of.applyAsDouble(point)), px(5));
        });
    }

    private static double snap(double y) {
        return Math.round(y) + 0.5;
    }

    private void path(Pen g, List<Point> points, Plot plot, ToDoubleFunction<Point> of, boolean worked) {
        g.setStroke(worked ? ink().secondary : ink().draft);
        g.setLineWidth(worked ? 1.5 : 2);
        g.setLineDashes(worked ? new double[]{px(6), px(4)} : new double[0]);
        double[] x = points.stream().mapToDouble(point -> plot.atX(point.tokens())).toArray();
        double[] y = points.stream().mapToDouble(point -> plot.atY(of.applyAsDouble(point))).toArray();
        g.strokePolyline(x, y, x.length);
        g.setLineDashes();
    }

    /// A hatched diamond.
    static void worked(Pen g, Ink ink, double x, double y, double r) {
        double[] xs = {x - r, x, x + r, x};
        double[] ys = {y, y - r, y, y + r};
        g.setFill(ink.app);
        g.fillPolygon(xs, ys, 4);
        g.save();
        g.beginPath();
        g.moveTo(xs[0], ys[0]);
        for (int i = 1; i < 4; i++)
            g.lineTo(xs[i], ys[i]);
        g.closePath();
        g.clip();
        Glyphs.hatch(g, ink.secondary, x - r, y - r, 2 * r, 2 * r, 3);
        g.restore();
        g.setStroke(ink.secondary);
        g.setLineWidth(1);
        g.setLineDashes();
        g.strokePolygon(xs, ys, 4);
    }

    /// A solid dot.
    static void measured(Pen g, Ink ink, double x, double y, double r) {
        g.setFill(ink.ghost);
        g.fillOval(x - r, y - r, 2 * r, 2 * r);
    }

    /// A larger dot with a rim.
    static void looked(Pen g, Ink ink, double x, double y, double r) {
        g.setFill(ink.draft);
        g.fillOval(x - r, y - r, 2 * r, 2 * r);
        g.setStroke(ink.text);
        g.setLineWidth(1.5);
        g.setLineDashes();
        g.strokeOval(x - r, y - r, 2 * r, 2 * r);
    }

    private void list(Pen g) {
        double y = layout.listY() + layout.row() / 2;
        ink().left(g, "methods", ink().uiBold(12), ink().text, layout.listX(), layout.listY() - px(14));
        for (int i = 0; i < card().measured().size(); i++) {
            Series series = card().measured().get(i);
            boolean chosen = i == card().chosen();
            if (chosen) {
                g.setFill(ink().selection);
                g.fillRect(layout.listX() - px(4), y - layout.row() / 2, layout.listWidth(), layout.row());
                looked(g, ink(), layout.listX() + px(5), y, px(4.5));
            } else {
                measured(g, ink(), layout.listX() + px(5), y, px(3.5));
            }
            ink().left(g, ink().fitted(series.label(), chosen ? ink().uiBold(12) : ink().ui(12),
                    layout.listWidth() - px(20)), chosen ? ink().uiBold(12) : ink().ui(12), ink().text,
                    layout.listX() + px(16), y);
            y += layout.row();
        }
        y += layout.row() / 2;
        for (Point point : card().look().map(Series::points).orElse(List.of())) {
            String words = (point.setting().isEmpty() ? "" : point.setting() + ": ")
                    + Numbers.fixed(point.tokens(), 1) + " a forward, " + Numbers.fixed(100 * point.right(), 0)
                    + " %, " + Numbers.fixed(point.lost(), 1) + " bits";
            ink().left(g, ink().fitted(words, ink().ui(11.5), layout.listWidth() - px(4)), ink().ui(11.5),
                    ink().secondary, layout.listX(), y);
            y += px(17);
        }
    }

    @Override
    Selection hit(double x, double y) {
        return Selection.none();
    }

    @Override
    void clicked(MouseEvent event) {
        if (layout == null || empty() != null)
            return;
        int inList = layout.method(card(), event.getX(), event.getY() + scrolled);
        int chosen = inList >= 0
                ? inList
                : layout.near(card(), event.getX(), event.getY() + scrolled, px(REACH));
        if (chosen >= 0)
            view().choose(chosen);
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (empty() != null || event.isShortcutDown() || event.isAltDown() || event.isShiftDown())
            return false;
        switch (event.getCode()) {
            case UP -> view().choose(card().chosen() - 1);
            case DOWN -> view().choose(card().chosen() + 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    TableTwin table() {
        List<TableTwin.Row> rows = new ArrayList<>();
        card().worked().forEach(point -> rows.add(row("a perfect model must lose", point, "worked out")));
        for (Series series : card().measured())
            series.points().forEach(point -> rows.add(row(series.label(), point, "measured")));
        return new TableTwin(List.of("method", "setting", "tokens a forward", "right answers", "bits lost", "known by"),
                rows);
    }

    private static TableTwin.Row row(String method, Point point, String known) {
        return new TableTwin.Row(List.of(method, point.setting(), Numbers.fixed(point.tokens(), 2),
                Numbers.fixed(100 * point.right(), 1) + " %", Numbers.fixed(point.lost(), 3), known),
                Selection.none());
    }
}
