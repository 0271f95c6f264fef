package draftscope.views.skin;

import draftscope.views.layout.Numbers;
import draftscope.views.layout.RunFigures;
import draftscope.views.layout.RunShape;
import draftscope.views.paint.Pen;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What compared runs came to, as bars and lines: tokens a pass, time a token, and how deep drafts were accepted. Beside each other
/// where there is room, else below each other.
final class CompareCharts {
    private static final double LEAST_WIDTH = 190;
    private static final double GAP = 24;
    private static final double TITLE = 24;
    private static final double ROW = 20;
    private static final double LEAST_HEIGHT = 100;
    private static final int CHARTS = 3;

    private final Ink ink;
    private final List<RunFigures> runs;
    private final double width;
    private final int columns;

    /// @param width of all
    CompareCharts(Ink ink, List<RunFigures> runs, double width) {
        this.ink = ink;
        this.runs = runs;
        this.width = width;
        columns = Math.clamp((int) ((width + ink.px(GAP)) / ink.px(LEAST_WIDTH + GAP)), 1, CHARTS);
    }

    double height() {
        int lines = (CHARTS + columns - 1) / columns;
        return lines * high();
    }

    private double high() {
        return ink.px(TITLE + inside() + GAP);
    }

    /// Height of a chart below its title, at 100 %.
    private double inside() {
        return Math.max(LEAST_HEIGHT, runs.size() * ROW);
    }

    private double wide() {
        return (width - (columns - 1) * ink.px(GAP)) / columns;
    }

    void paint(Pen g, double x, double y) {
        for (int chart = 0; chart < CHARTS; chart++) {
            double left = x + chart % columns * (wide() + ink.px(GAP));
            double top = y + chart / columns * high();
            switch (chart) {
                case 0 -> bars(g, "Tokens a target pass", RunFigures::tokensAPass, left, top);
                case 1 -> bars(g, "Milliseconds a token", RunFigures::millisAToken, left, top);
                default -> depths(g, left, top);
            }
        }
    }

    private void title(Pen g, String title, double x, double y) {
        ink.left(g, ink.fitted(title, ink.uiBold(11), wide()), ink.uiBold(11), ink.secondary, x, y + ink.px(10));
    }

    private void bars(Pen g, String title, ToDoubleFunction<RunFigures> figure, double x, double y) {
        title(g, title, x, y);
        double most = runs.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)).max().orElse(0);
        double from = x + ink.px(20);
        double room = wide() - ink.px(20 + 44);
        for (int i = 0; i < runs.size(); i++) {
            double value = figure.applyAsDouble(runs.get(i));
            double middle = y + ink.px(TITLE + (i + 0.5) * ROW);
            int number = runs.get(i).run().number();
            CompareSkin.mark(g, ink, number, x + ink.px(6), middle, ink.px(4.5));
            double bar = Double.isNaN(value) || most == 0 ? 0 : Math.max(1, room * value / most);
            g.setFill(ink.palette.color(RunShape.color(number)));
            g.fillRect(from, middle - ink.px(5), bar, ink.px(10));
            ink.left(g, Double.isNaN(value) ? "not told" : Numbers.fixed(value, 2), ink.mono(11), ink.text,
                    from + bar + ink.px(6), middle);
        }
    }

    private void depths(Pen g, double x, double y) {
        title(g, "Drafts accepted to a depth", x, y);
        int deepest = RunFigures.deepest(runs);
        if (deepest == 0) {
            ink.left(g, "None of them drafts.", ink.ui(11.5), ink.secondary, x, y + ink.px(TITLE + ROW / 2));
            return;
        }
        double top = y + ink.px(TITLE + 2);
        double h = ink.px(inside() - 18);
        double left = x + ink.px(32);
        double room = wide() - ink.px(40);
        MetricsViewSkin.grid(g, ink, x, top, wide() - ink.px(8), h);
        double step = room / deepest;
        int every = (int) Math.ceil(ink.px(16) / step);
        for (int depth = 0; depth < deepest; depth += every)
            ink.centre(g, Integer.toString(depth + 1), ink.ui(10), ink.secondary, left + (depth + 0.5) * step,
                    top + h + ink.px(9));
        for (RunFigures run : runs)
            depths(g, run, left + step / 2, step, top, h);
    }

    private void depths(Pen g, RunFigures run, double x, double step, double top, double h) {
        if (run.accepted().isEmpty())
            return;
        int number = run.run().number();
        g.setStroke(ink.palette.color(RunShape.color(number)));
        g.setLineWidth(ink.px(1.5));
        g.beginPath();
        for (int depth = 0; depth < run.accepted().size(); depth++) {
            double y = top + h * (1 - run.accepted().get(depth));
            if (depth == 0)
                g.moveTo(x, y);
            else
                g.lineTo(x + depth * step, y);
        }
        g.stroke();
        for (int depth = 0; depth < run.accepted().size(); depth++)
            CompareSkin.mark(g, ink, number, x + depth * step, top + h * (1 - run.accepted().get(depth)), ink.px(3.5));
    }
}
