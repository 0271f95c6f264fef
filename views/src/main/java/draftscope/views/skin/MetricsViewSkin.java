package draftscope.views.skin;

import draftscope.trace.Metrics;
import draftscope.trace.TraceState;
import draftscope.views.MetricsView;
import draftscope.views.Selection;
import draftscope.views.layout.MetricsTable;
import draftscope.views.layout.MetricsTable.Cell;
import draftscope.views.layout.MetricsTable.Row;
import draftscope.views.layout.MetricsTable.Scope;
import draftscope.views.layout.Numbers;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;

/// Draws a [MetricsView]: a table of counts at the left, rates by depth and rank and the histogram at the right, and below
/// them the formula of the metric that is pointed at.
public final class MetricsViewSkin extends TraceSkin<MetricsView> {
    private static final double ROW = 21;
    private static final double GROUP = 26;
    private static final double FOOT = 46;
    private static final double NAME = 208;
    private static final double COLUMN = 88;
    private static final double CHART = 132;
    private static final double WIDE_CHARTS = 300;

    private final Button copy = new Button("Copy as JSON");
    private final Label sum = new Label();
    private MetricsTable table;
    private TraceState made;
    private Selection madeFor;
    private int row;
    private int hovered = -1;
    private int hoveredScope = -1;

    public MetricsViewSkin(MetricsView view) {
        super(view);
        copy.setOnAction(event -> view.copyJson());
        copy.getStyleClass().add("small-button");
        copy.setFocusTraversable(true);
        sum.getStyleClass().add("ds-secondary");
        sum.setWrapText(true);
        getChildren().addAll(sum, copy);
        listen(view.scopeProperty(), this::repaint);
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        boolean shown = empty() == null;
        copy.setVisible(shown);
        sum.setVisible(shown);
        if (!shown)
            return 0;
        double w = copy.prefWidth(-1);
        double h = copy.prefHeight(-1);
        copy.resizeRelocate(x + width - w - px(16), y + px(6), w, h);
        sum.setText(sentence());
        double room = Math.max(0, width - w - px(52));
        double high = Math.max(h, sum.prefHeight(room));
        sum.resizeRelocate(x + px(20), y + px(6), room, high);
        return high + px(10);
    }

    private String sentence() {
        var c = metrics().scopes().getFirst().metrics().counts();
        return Numbers.count(c.emitted()) + " emitted = " + Numbers.count(c.accepted()) + " accepted + "
                + Numbers.count(c.corrected()) + " corrected + " + Numbers.count(c.bonus()) + " bonus + "
                + Numbers.count(c.plain()) + " plain";
    }

    private MetricsTable metrics() {
        TraceState state = view().getState();
        if (table == null || made != state || !view().getSelection().equals(madeFor)) {
            table = MetricsTable.of(state, view().getSelection());
            made = state;
            madeFor = view().getSelection();
        }
        return table;
    }

    private int scope() {
        int scope = view().scopeProperty().get();
        return scope >= 0 && scope < metrics().scopes().size() ? scope : 0;
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        return state.canvas().isPresent()
                ? new Empty("A diffusion run drafts nothing.", "Open Unmasking to see its steps.")
                : null;
    }

    /// Whether names have no room beside their values, as in large text: then each has a line of its own above them.
    private boolean stacked() {
        return px(20 + NAME + COLUMN * metrics().scopes().size()) > canvasWidth();
    }

    /// Where the columns of values begin.
    private double columns() {
        return px(stacked() ? 20 : 20 + NAME);
    }

    private double rowHeight() {
        return px(stacked() ? 2 * ROW : ROW);
    }

    private double tableWidth() {
        return columns() + px(COLUMN) * metrics().scopes().size();
    }

    private boolean sideBySide(double width) {
        return width - tableWidth() >= px(WIDE_CHARTS);
    }

    private double tableHeight() {
        long groups = metrics().rows().stream().map(Row::group).distinct().count();
        return px(30 + GROUP * groups) + rowHeight() * metrics().rows().size();
    }

    @Override
    void paint(Pen g, double width, double height) {
        metrics();
        row = Math.min(row, table.rows().size() - 1);
        double charts = px(3 * CHART + 12);
        boolean beside = sideBySide(width);
        double content = beside ? Math.max(tableHeight(), charts) : tableHeight() + charts;
        double room = height - px(FOOT);
        double scrolled = scroll(vertical(), content, room);
        horizontal().setVisible(false);
        g.save();
        g.beginPath();
        g.rect(0, 0, width, room);
        g.clip();
        rows(g, -scrolled, beside ? tableWidth() : width);
        double left = beside ? tableWidth() + px(24) : px(20);
        double chartWidth = Math.min(px(620), width - left - px(24));
        charts(g, left, (beside ? 0 : tableHeight()) - scrolled, chartWidth);
        g.restore();
        foot(g, width, height);
    }

    private void rows(Pen g, double top, double width) {
        double x = px(20);
        double columns = columns();
        double high = rowHeight();
        for (int s = 0; s < table.scopes().size(); s++) {
            Scope scope = table.scopes().get(s);
            double right = columns + px(COLUMN) * (s + 1);
            if (s == scope()) {
                g.setFill(ink().raised);
                g.fillRoundRect(right - px(COLUMN) + px(8), top + px(2), px(COLUMN) - px(4), tableHeight() - px(6),
                        px(8),
                        px(8));
            }
            ink().right(g, scope.name(), ink().uiBold(12), ink().text, right - px(4), top + px(12));
            ink().right(g, scope.rounds(), ink().ui(10), ink().secondary, right - px(4), top + px(26));
        }
        double y = top + px(30);
        String group = "";
        for (int i = 0; i < table.rows().size(); i++) {
            Row metric = table.rows().get(i);
            if (!metric.group().equals(group)) {
                group = metric.group();
                ink().left(g, group, ink().uiBold(11), ink().secondary, x, y + px(GROUP - 10));
                y += px(GROUP);
            }
            if (i == row && view().isFocused() || i == hovered) {
                g.setFill(ink().selection);
                g.fillRoundRect(x - px(6), y, Math.min(width, tableWidth()) - px(14), high, px(6), px(6));
            }
            ink().left(g, metric.name(), ink().ui(12), ink().text, x, y + px(ROW / 2));
            for (int s = 0; s < metric.cells().size(); s++) {
                Cell cell = metric.cells().get(s);
                boolean number = !cell.value().equals(Numbers.NOT_CAPTURED);
                ink().right(g, cell.value(), number ? ink().mono(12) : ink().ui(11),
                        number ? ink().text : ink().secondary, columns + px(COLUMN) * (s + 1) - px(4),
                        y + high - px(ROW / 2));
            }
            y += high;
        }
    }

    private void foot(Pen g, double width, double height) {
        double y = height - px(FOOT);
        g.setFill(ink().surface);
        g.fillRect(0, y, width, px(FOOT));
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.strokeLine(0, Math.round(y) + 0.5, width, Math.round(y) + 0.5);
        Row metric = table.rows().get(hovered >= 0 ? hovered : row);
        int at = hovered >= 0 && hoveredScope >= 0 ? hoveredScope : scope();
        Cell cell = metric.cells().get(at);
        ink().left(g, ink().fitted(metric.name() + ": " + metric.meaning(), ink().ui(12), width - px(40)), ink().ui(12),
                ink().text, px(20), y + px(14));
        String formula = table.scopes().get(at).name() + ", " + table.scopes().get(at).rounds() + ": "
                + (cell.formula().isEmpty() ? "a count" : cell.formula()) + " = " + cell.value();
        ink().left(g, ink().fitted(formula.replace("a count = ", ""), ink().mono(11.5), width - px(40)),
                ink().mono(11.5), ink().secondary, px(20), y + px(33));
    }

    private void charts(Pen g, double x, double y, double width) {
        Scope scope = table.scopes().get(scope());
        Metrics m = scope.metrics();
        List<double[]> depths = new ArrayList<>();
        m.depths().forEach(depth -> depths.add(new double[]{depth.marginal(), depth.conditional()}));
        rates(g, "Accepted by depth: of all drafts, of those tested there", "depth", depths, 1, x, y, width);
        List<double[]> ranks = new ArrayList<>();
        m.ranks().forEach(rank -> ranks.add(new double[]{rank.marginal(), rank.conditional()}));
        rates(g, "Accepted by rank: of all sent, of those tested", "rank", ranks, 1, x,
                y + px(CHART), width);
        histogram(g, m, x, y + 2 * px(CHART), width);
    }

    /// Pairs of rates: the marginal as a bar, the conditional as a tick across it.
    private void rates(Pen g, String title, String axis, List<double[]> rates, int first, double x,
            double y, double width) {
        ink().left(g, ink().fitted(title, ink().uiBold(11), width), ink().uiBold(11), ink().secondary, x, y + px(12));
        if (rates.isEmpty()) {
            ink().left(g, metrics().scopes().get(scope()).metrics().captured()
                    ? "Nothing was drafted in these rounds."
                    : "Not captured: the run was not observed.", ink().ui(11.5), ink().secondary, x, y + px(48));
            return;
        }
        double top = y + px(32);
        double h = px(CHART - 32 - 28);
        grid(g, ink(), x, top, width, h);
        double step = Math.min(px(64), (width - px(36)) / rates.size());
        for (int i = 0; i < rates.size(); i++) {
            double left = x + px(36) + i * step;
            double bar = step * 0.6;
            double marginal = rates.get(i)[0];
            double conditional = rates.get(i)[1];
            if (!Double.isNaN(marginal)) {
                marginal(g, ink(), left + step * 0.2, top + h * (1 - marginal), bar, Math.max(1, h * marginal));
                if (step > px(30))
                    // In a row above, where no tick runs through it.
                    ink().centre(g, Numbers.fixed(marginal, 2), ink().mono(10), ink().text, left + step / 2,
                            top - px(7));
            }
            if (!Double.isNaN(conditional))
                conditional(g, ink(), left + step * 0.1, top + h * (1 - conditional), step * 0.8);
            if (step > px(16) || i % 5 == 0)
                ink().centre(g, Integer.toString(i + first), ink().ui(10), ink().secondary, left + step / 2,
                        top + h + px(9));
        }
        ink().left(g, axis, ink().ui(10), ink().secondary, x, top + h + px(9));
    }

    /// Lines for the shares 0, 0.5 and 1, with their numbers at the left.
    static void grid(Pen g, Ink ink, double x, double top, double width, double h) {
        g.setStroke(ink.hairline);
        g.setLineWidth(1);
        for (double share : new double[]{0, 0.5, 1}) {
            double y = Math.round(top + h * (1 - share)) + 0.5;
            g.strokeLine(x + ink.px(32), y, x + width, y);
            ink.right(g, Numbers.fixed(share, 1), ink.ui(10), ink.secondary, x + ink.px(26), y);
        }
    }

    /// A bar of the accepted share.
    static void marginal(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.draft);
        g.fillRect(x, y, w, h);
    }

    /// A tick with a rim, so that it is seen on a bar too.
    static void conditional(Pen g, Ink ink, double x, double y, double w) {
        double thick = Math.max(2, ink.px(3));
        g.setFill(ink.surface);
        g.fillRect(x, y - thick / 2 - 1, w, thick + 2);
        g.setFill(ink.text);
        g.fillRect(x, y - thick / 2, w, thick);
    }

    private void histogram(Pen g, Metrics m, double x, double y, double width) {
        List<Integer> lengths = m.counts().acceptedLengths();
        ink().left(g, ink().fitted("Rounds by accepted draft tokens", ink().uiBold(11), width), ink().uiBold(11),
                ink().secondary, x, y + px(12));
        int most = lengths.stream().mapToInt(Integer::intValue).max().orElse(0);
        if (most == 0)
            return;
        double top = y + px(32);
        double h = px(CHART - 32 - 28);
        double step = Math.min(px(64), (width - px(36)) / lengths.size());
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.strokeLine(x + px(32), Math.round(top + h) + 0.5, x + width, Math.round(top + h) + 0.5);
        for (int i = 0; i < lengths.size(); i++) {
            double left = x + px(36) + i * step;
            double high = h * lengths.get(i) / most;
            g.setFill(ink().draft);
            g.fillRect(left + step * 0.2, top + h - high, step * 0.6, high);
            if (step > px(20))
                ink().centre(g, Numbers.count(lengths.get(i)), ink().mono(10), ink().text, left + step / 2,
                        top + h - high - px(6));
            if (step > px(16) || i % 5 == 0)
                ink().centre(g, Integer.toString(i), ink().ui(10), ink().secondary, left + step / 2, top + h + px(9));
        }
        ink().left(g, "tokens", ink().ui(10), ink().secondary, x, top + h + px(9));
    }

    /// The row under a point, -1 for none.
    private int rowAt(double y) {
        double at = y + (vertical().isVisible() ? vertical().getValue() : 0) - px(30);
        String group = "";
        for (int i = 0; i < table.rows().size(); i++) {
            if (!table.rows().get(i).group().equals(group)) {
                group = table.rows().get(i).group();
                at -= px(GROUP);
            }
            if (at >= 0 && at < rowHeight())
                return i;
            at -= rowHeight();
        }
        return -1;
    }

    private int scopeAt(double x) {
        double at = (x - columns()) / px(COLUMN);
        return at >= 0 && at < table.scopes().size() ? (int) at : -1;
    }

    @Override
    void hovered(double x, double y) {
        if (table == null || empty() != null)
            return;
        int under = x < tableWidth() && y < canvasHeight() - px(FOOT) ? rowAt(y) : -1;
        int column = scopeAt(x);
        if (under != hovered || column != hoveredScope) {
            hovered = under;
            hoveredScope = column;
            repaint();
        }
    }

    @Override
    void clicked(MouseEvent event) {
        if (table == null || empty() != null)
            return;
        int column = scopeAt(event.getX());
        if (column >= 0)
            view().scopeProperty().set(column);
        int under = rowAt(event.getY());
        if (under >= 0)
            row = under;
        repaint();
    }

    @Override
    Selection hit(double x, double y) {
        return Selection.none();
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (empty() != null || event.isShortcutDown() || event.isAltDown() || event.isShiftDown())
            return false;
        int rows = metrics().rows().size();
        int scopes = metrics().scopes().size();
        switch (event.getCode()) {
            case UP -> row = Math.max(0, row - 1);
            case DOWN -> row = Math.min(rows - 1, row + 1);
            case LEFT -> view().scopeProperty().set(Math.max(0, scope() - 1));
            case RIGHT -> view().scopeProperty().set(Math.min(scopes - 1, scope() + 1));
            case C -> view().copyJson();
            default -> {
                return false;
            }
        }
        hovered = -1;
        repaint();
        return true;
    }

    @Override
    TableTwin table() {
        if (empty() != null)
            return TableTwin.EMPTY;
        List<String> columns = new ArrayList<>(List.of("metric"));
        metrics().scopes().forEach(scope -> columns.add(scope.name() + ", " + scope.rounds()));
        columns.add("formula, whole run");
        columns.add("meaning");
        List<TableTwin.Row> rows = new ArrayList<>();
        for (Row metric : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(metric.name()));
            metric.cells().forEach(cell -> cells.add(cell.value()));
            cells.add(metric.cells().getFirst().formula());
            cells.add(metric.meaning());
            rows.add(new TableTwin.Row(cells, Selection.none()));
        }
        for (int d = 0; d < table.scopes().getFirst().metrics().depths().size(); d++) {
            int depth = d;
            rate(rows, "Accepted to at least depth " + (d + 1), m -> depth < m.depths().size()
                    ? new double[]{m.depths().get(depth).accepted(), m.depths().get(depth).rounds()}
                    : null, "accepted ÷ drafting rounds");
            rate(rows, "Accepted of those tested at depth " + (d + 1), m -> depth < m.depths().size()
                    ? new double[]{m.depths().get(depth).accepted(), m.depths().get(depth).judged()}
                    : null, "accepted ÷ tested");
        }
        for (int r = 0; r < table.scopes().getFirst().metrics().ranks().size(); r++) {
            int rank = r;
            rate(rows, "Accepted of those sent at rank " + (r + 1), m -> rank < m.ranks().size()
                    ? new double[]{m.ranks().get(rank).accepted(), m.ranks().get(rank).sent()}
                    : null, "accepted ÷ sent");
            rate(rows, "Accepted of those tested at rank " + (r + 1), m -> rank < m.ranks().size()
                    ? new double[]{m.ranks().get(rank).accepted(), m.ranks().get(rank).judged()}
                    : null, "accepted ÷ tested");
        }
        List<Integer> lengths = table.scopes().getFirst().metrics().counts().acceptedLengths();
        for (int k = 0; k < lengths.size(); k++) {
            List<String> cells = new ArrayList<>(List.of("Rounds that accepted " + k));
            for (Scope scope : table.scopes()) {
                List<Integer> counts = scope.metrics().counts().acceptedLengths();
                cells.add(k < counts.size() ? Numbers.count(counts.get(k)) : "0");
            }
            cells.add("");
            cells.add("Histogram of the accepted draft tokens of a round.");
            rows.add(new TableTwin.Row(cells, Selection.none()));
        }
        return new TableTwin(columns, rows);
    }

    private void rate(List<TableTwin.Row> rows, String name, java.util.function.Function<Metrics, double[]> counts,
            String meaning) {
        List<String> cells = new ArrayList<>(List.of(name));
        String formula = "";
        for (Scope scope : table.scopes()) {
            double[] pair = counts.apply(scope.metrics());
            cells.add(pair == null || pair[1] == 0 ? "–" : Numbers.fixed(pair[0] / pair[1], 2));
            if (formula.isEmpty() && pair != null)
                formula = Numbers.count((long) pair[0]) + " ÷ " + Numbers.count((long) pair[1]);
        }
        cells.add(formula);
        cells.add(meaning);
        rows.add(new TableTwin.Row(cells, Selection.none()));
    }
}
