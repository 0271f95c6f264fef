package draftscope.views.skin;

import draftscope.trace.CommittedToken;
import draftscope.trace.Provenance;
import draftscope.trace.Trace;
import draftscope.views.CompareView;
import draftscope.views.ComparedRun;
import draftscope.views.Selection;
import draftscope.views.layout.Alignment;
import draftscope.views.layout.CompareLayout;
import draftscope.views.layout.CompareWords;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.RunFigures;
import draftscope.views.layout.RunShape;
import draftscope.views.layout.Running;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.Font;

/// Draws a [CompareView].
public final class CompareSkin extends TraceSkin<CompareView> {
    private static final double NAME = 138;
    private static final double LANE = 46;
    private static final double BOX = 24;
    private static final double RULER = 18;
    private static final double ROW = 22;
    private static final double MARGIN = 14;
    private static final int MOST_DIFFERENCES = 60;

    private final Label guard = new Label();
    private final Button centre = new Button("First difference");
    private final ToggleButton byTime = new ToggleButton("Link by time");
    private final Button race = new Button("Race");
    private final Label clock = new Label();
    private CompareLayout layout;
    private List<RunFigures> figures = List.of();
    private int[] visible = new int[0];
    private boolean pin = true;
    private List<Object> pinnedFor; // the runs and their first difference

    public CompareSkin(CompareView view) {
        super(view);
        guard.getStyleClass().add("ds-secondary");
        guard.setWrapText(true);
        guard.setId("compare-guard");
        clock.getStyleClass().add("ds-secondary");
        clock.setId("compare-clock");
        centre.setId("first-difference");
        byTime.setId("link-by-time");
        race.setId("race");
        for (var button : List.of(centre, byTime, race))
            button.getStyleClass().add("small-button");
        centre.setOnAction(event -> pin());
        race.setOnAction(event -> view().race());
        byTime.setSelected(view.byTimeProperty().get());
        byTime.setOnAction(event -> view().byTimeProperty().set(byTime.isSelected()));
        getChildren().addAll(guard, centre, byTime, race, clock);
        listen(view.runsProperty(), this::repaint);
        listen(view.byTimeProperty(), () -> {
            byTime.setSelected(view().byTimeProperty().get());
            repaint();
        });
        listen(view.clockProperty(), this::repaint);
    }

    private void pin() {
        pin = true;
        repaint();
    }

    @Override
    Empty empty() {
        int runs = view().getRuns().size();
        if (runs == 0)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        return runs == 1
                ? new Empty("There is one run.", "Fork it (Alt+Enter), start another, or open a recording beside it.")
                : null;
    }

    private List<ComparedRun> runs() {
        return view().getRuns();
    }

    /// The run on screen; -1 where it is none of those that are compared.
    private int shown() {
        for (int i = 0; i < runs().size(); i++)
            if (view().getState() != null && runs().get(i).trace() == view().getState().trace())
                return i;
        return -1;
    }

    private void lay() {
        if (layout == null || !layout.fits(runs())) {
            layout = CompareLayout.of(runs(), ink(), px(13), ink().scale);
            figures = runs().stream().map(RunFigures::of).toList();
        }
        double now = view().clockProperty().get();
        visible = Double.isNaN(now)
                ? layout.linked(shown(), view().getState(), view().byTimeProperty().get())
                : layout.at(now);
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        boolean there = empty() == null;
        for (var node : List.of(guard, centre, byTime, race, clock))
            node.setVisible(there);
        if (!there)
            return 0;
        lay();
        guard.setText(CompareWords.guard(runs()));
        centre.setDisable(layout.alignment().firstDifference() < 0);
        boolean racing = !Double.isNaN(view().clockProperty().get());
        race.setText(racing ? "Stop the race" : "Race");
        clock.setText(racing ? Numbers.nanos((long) view().clockProperty().get()) + " of engine time" : "");
        double at = x + px(MARGIN);
        double line = y + px(6);
        double tallest = 0;
        for (var node : List.of(race, byTime, centre)) {
            double w = Math.ceil(node.prefWidth(-1));
            double h = Math.ceil(node.prefHeight(-1));
            node.resizeRelocate(at, line, w, h);
            at += w + px(8);
            tallest = Math.max(tallest, h);
        }
        clock.resizeRelocate(at, line, Math.max(0, Math.min(px(180), x + width - at)), tallest);
        double room = Math.max(px(80), width - px(2 * MARGIN));
        double text = guard.prefHeight(room);
        guard.resizeRelocate(x + px(MARGIN), line + tallest + px(5), room, text);
        return tallest + text + px(17);
    }

    @Override
    void paint(Pen g, double width, double height) {
        lay();
        double left = px(MARGIN) + px(NAME);
        double seen = Math.max(px(40), width - left - px(MARGIN));
        int first = layout.alignment().firstDifference();
        List<Object> about = List.of(runs(), first);
        if (!about.equals(pinnedFor)) {
            pinnedFor = about;
            pin = true;
        }
        double from = scroll(horizontal(), layout.width(), seen);
        if (pin) {
            double middle = first < 0 ? layout.width() : (layout.left(first) + layout.right(first)) / 2;
            horizontal().setValue(Math.clamp(middle - seen / 2, 0, Math.max(0, horizontal().getMax())));
            from = horizontal().getValue();
            pin = false;
        }
        double lanes = lanes();
        List<int[]> differences = layout.alignment().differences();
        double content = differencesTop(width)
                + (1 + Math.min(MOST_DIFFERENCES, Math.max(1, differences.size()))) * px(ROW) + px(16);
        double top = scroll(vertical(), content, height - px(12));
        g.save();
        g.translate(0, -top);
        for (int run = 0; run < runs().size(); run++)
            name(g, run, px(RULER) + run * px(LANE));
        g.save();
        g.beginPath();
        g.rect(left, 0, seen, lanes);
        g.clip();
        g.translate(left - from, 0);
        pinned(g, first, lanes);
        for (int column = 0; column < layout.alignment().size(); column++)
            if (layout.right(column) >= from && layout.left(column) <= from + seen)
                column(g, column);
        g.restore();
        double y = numbers(g, lanes + px(20), width);
        charts(width).paint(g, px(MARGIN), y + px(16));
        differences(g, differences, differencesTop(width), width);
        g.restore();
    }

    private double lanes() {
        return px(RULER) + runs().size() * px(LANE);
    }

    private CompareCharts charts(double width) {
        return new CompareCharts(ink(), figures, width - px(2 * MARGIN));
    }

    /// Where the list of differences begins: below the lanes, the numbers and the charts.
    private double differencesTop(double width) {
        return lanes() + px(20) + (runs().size() + 1) * px(ROW) + px(16) + charts(width).height();
    }

    private void name(Pen g, int run, double y) {
        ComparedRun compared = runs().get(run);
        boolean on = run == shown();
        if (on) {
            g.setFill(ink().selection);
            g.fillRoundRect(px(MARGIN - 6), y + px(1), px(NAME) - px(2), px(LANE - 10), px(6), px(6));
        }
        mark(g, ink(), compared.number(), px(MARGIN + 5), y + px(12), px(5));
        ink().left(g, ink().fitted(compared.name(), ink().uiBold(12), px(NAME - 26)), ink().uiBold(12), ink().text,
                px(MARGIN + 16), y + px(12));
        boolean all = visible[run] == compared.trace().committed().size();
        String time = layout.clock(run).engineOnly() && visible[run] > 0
                ? " · " + Numbers.nanos(layout.clock(run).nanos(visible[run] - 1))
                : "";
        ink().left(g, ink().fitted(Numbers.count(visible[run]) + (all
                ? ""
                : " of "
                        + Numbers.count(compared.trace().committed().size()))
                + time, ink().ui(11), px(NAME - 26)),
                ink().ui(11), ink().secondary, px(MARGIN + 16), y + px(27));
    }

    /// The shape of a run in its colour.
    static void mark(Pen g, Ink ink, int number, double x, double y, double radius) {
        double[] corners = RunShape.corners(number);
        double[] xs = new double[corners.length / 2];
        double[] ys = new double[corners.length / 2];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = x + radius * corners[2 * i];
            ys[i] = y + radius * corners[2 * i + 1];
        }
        g.setFill(ink.palette.color(RunShape.color(number)));
        g.fillPolygon(xs, ys, xs.length);
    }

    private void pinned(Pen g, int first, double lanes) {
        if (first < 0)
            return;
        double x = (layout.left(first) + layout.right(first)) / 2;
        g.setStroke(ink().secondary);
        g.setLineWidth(1);
        g.setLineDashes(3, 3);
        g.strokeLine(x, px(RULER) - px(4), x, lanes);
        g.setLineDashes();
        ink().centre(g, "first difference", ink().ui(10.5), ink().secondary, x, px(7));
    }

    private void column(Pen g, int column) {
        double x = layout.left(column);
        double w = layout.right(column) - x;
        Alignment.Column kind = layout.alignment().kind(column);
        for (int run = 0; run < runs().size(); run++) {
            if (layout.alignment().place(column, run) < 0)
                continue;
            double y = px(RULER) + run * px(LANE);
            int index = layout.written(run, column);
            boolean later = index >= visible[run];
            if (later)
                later(g, ink(), x + 1, y, w - 2, px(BOX));
            if (kind == Alignment.Column.DIFFERENT && !later)
                different(g, ink(), x + 1, y, w - 2, px(BOX));
            boolean selected = run == shown() && index >= 0
                    && view().getSelection().equals(new Selection.Token(index));
            if (selected) {
                g.setStroke(ink().text);
                g.setLineWidth(px(2));
                g.strokeRoundRect(x, y - px(1), w, px(BOX + 2), px(6), px(6));
            }
            ink().left(g, layout.token(run, column), ink().mono(13), later || index < 0 ? ink().secondary : ink().text,
                    x + px(3),
                    y + px(BOX / 2));
            if (index >= 0 && !later)
                origin(g, run, index, x, y, w);
            if (layout.endsPass(run, column))
                passEnd(g, ink(), x + w - 0.5, y + px(BOX), px(10));
        }
    }

    private void origin(Pen g, int run, int index, double x, double y, double w) {
        Trace trace = runs().get(run).trace();
        CommittedToken token = trace.committed().get(index);
        double gutter = y + px(BOX + 1);
        if (token.provenance() == Provenance.FORCED)
            Glyphs.padlock(g, ink().text, x + w / 2, gutter + px(3), px(3));
        else if (token.provenance() == Provenance.TAKEN_OVER)
            TokenPainter.takenOver(g, ink(), x + 1, gutter, w - 2);
        else
            Glyphs.provenance(g, ink(), Running.status(trace, token), x + 1, gutter, w - 2, px(4));
    }

    /// A token in a column where the runs differ: a rim, and a corner that is cut.
    static void different(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.palette.tint("selection", "surface", 0.8));
        g.fillRoundRect(x, y, w, h, ink.px(4), ink.px(4));
        g.setStroke(ink.text);
        g.setLineWidth(ink.px(1.2));
        g.strokeRoundRect(x, y, w, h, ink.px(4), ink.px(4));
        double s = ink.px(5);
        g.setFill(ink.text);
        g.fillPolygon(new double[]{x + w - s, x + w, x + w}, new double[]{y, y, y + s}, 3);
    }

    /// A token that was not written at the moment.
    static void later(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setStroke(ink.notJudged);
        g.setLineWidth(1);
        g.setLineDashes(3, 3);
        g.strokeRoundRect(x + 0.5, y + 0.5, w - 1, h - 1, ink.px(4), ink.px(4));
        g.setLineDashes();
    }

    /// Where a pass of the target, or a step, ended.
    static void passEnd(Pen g, Ink ink, double x, double y, double h) {
        g.setStroke(ink.secondary);
        g.setLineWidth(ink.px(1.5));
        g.strokeLine(x, y, x, y + h);
    }

    private double numbers(Pen g, double top, double width) {
        List<List<String>> rows = CompareWords.numbers(figures, layout.alignment());
        double[] share = {0.17, 0.11, 0.12, 0.12, 0.14, 0.12, 0.13, 0.16};
        double sum = 1.07;
        double room = width - px(2 * MARGIN);
        double y = top;
        for (int row = -1; row < rows.size(); row++) {
            double x = px(MARGIN);
            for (int cell = 0; cell < share.length; cell++) {
                double w = room * share[cell] / sum;
                double indent = cell == 0 && row >= 0 ? px(16) : 0;
                if (indent > 0)
                    mark(g, ink(), runs().get(row).number(), x + px(5), y + px(ROW / 2), px(4.5));
                String words = row < 0 ? CompareWords.COLUMNS.get(cell) : rows.get(row).get(cell);
                Font font = row < 0 ? ink().ui(11) : ink().ui(12);
                ink().left(g, ink().fitted(words, font, w - indent - px(6)), font,
                        row < 0 ? ink().secondary : ink().text, x + indent, y + px(ROW / 2));
                x += w;
            }
            y += px(ROW);
            g.setFill(ink().hairline);
            g.fillRect(px(MARGIN), y - 1, room, 1);
        }
        return y;
    }

    private void differences(Pen g, List<int[]> differences, double top, double width) {
        String heading = differences.isEmpty()
                ? "The texts do not differ."
                : Numbers.plural(differences.size(), "place") + " where the texts differ"
                        + (differences.size() > MOST_DIFFERENCES
                                ? ", of which the first " + MOST_DIFFERENCES + " are listed"
                                : "");
        ink().left(g, heading, ink().uiBold(12), ink().text, px(MARGIN), top + px(ROW / 2));
        for (int i = 0; i < Math.min(MOST_DIFFERENCES, differences.size()); i++)
            ink().left(g, ink().fitted(words(differences.get(i)), ink().mono(12), width - px(2 * MARGIN)),
                    ink().mono(12), ink().text, px(MARGIN), top + (i + 1.5) * px(ROW));
    }

    private String words(int[] difference) {
        List<String> words = new ArrayList<>();
        for (int run = 0; run < runs().size(); run++)
            words.add(CompareWords.stretch(runs().get(run), layout.alignment(), run, difference[0], difference[1]));
        return String.format(Locale.ROOT, "%5d  ", difference[0]) + String.join("  |  ", words);
    }

    /// The place under a point: a run and a column.
    private int[] place(double x, double y) {
        if (layout == null || empty() != null)
            return null;
        int run = (int) Math.floor((y + vertical().getValue() - px(RULER)) / px(LANE));
        if (run < 0 || run >= runs().size())
            return null;
        double left = px(MARGIN) + px(NAME);
        int column = x < left ? -1 : layout.columnAt(x - left + horizontal().getValue());
        return new int[]{run, column};
    }

    private Selection selection(int run, int column) {
        if (column < 0 || layout.alignment().place(column, run) < 0)
            return Selection.none();
        int index = layout.written(run, column);
        return index < 0
                ? new Selection.PromptToken(layout.alignment().place(column, run))
                : new Selection.Token(index);
    }

    @Override
    Selection hit(double x, double y) {
        int[] place = place(x, y);
        return place == null ? Selection.none() : selection(place[0], place[1]);
    }

    @Override
    void clicked(MouseEvent event) {
        int[] place = place(event.getX(), event.getY());
        if (place == null) {
            toDifference(event.getY());
            return;
        }
        Selection wanted = selection(place[0], place[1]);
        if (place[0] == shown())
            view().setSelection(wanted);
        else
            view().show(runs().get(place[0]), wanted);
    }

    private void toDifference(double y) {
        if (layout == null || empty() != null)
            return;
        int row = (int) Math.floor((y + vertical().getValue() - differencesTop(canvasWidth())) / px(ROW)) - 1;
        List<int[]> differences = layout.alignment().differences();
        if (row < 0 || row >= Math.min(MOST_DIFFERENCES, differences.size()))
            return;
        reveal(differences.get(row)[0]);
        int run = Math.max(0, shown());
        view().setSelection(selection(run, differences.get(row)[0]));
    }

    private void reveal(int column) {
        double seen = canvasWidth() - px(2 * MARGIN) - px(NAME);
        horizontal().setValue(Math.clamp(layout.left(column) - seen / 2, 0, Math.max(0, horizontal().getMax())));
    }

    @Override
    String tip(Selection selection) {
        return selection instanceof Selection.Token(int index) ? "token " + (index + 1) + " of its output" : "";
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (layout == null || empty() != null || event.isShortcutDown() || event.isAltDown())
            return false;
        int shown = shown();
        switch (event.getCode()) {
            case LEFT, RIGHT -> {
                if (shown < 0)
                    return false;
                int by = event.getCode() == KeyCode.LEFT ? -1 : 1;
                int written = runs().get(shown).trace().committed().size();
                int at = view().getSelection() instanceof Selection.Token(int index)
                        ? index + by
                        : by > 0 ? 0 : written - 1;
                int to = Math.clamp(at, 0, Math.max(0, written - 1));
                view().setSelection(new Selection.Token(to));
                reveal(layout.alignment().column(shown, runs().get(shown).trace().prompt().size() + to));
            }
            case UP, DOWN -> {
                int to = Math.clamp(shown + (event.getCode() == KeyCode.UP ? -1 : 1), 0, runs().size() - 1);
                if (to != shown)
                    view().show(runs().get(to), Selection.none());
            }
            case F -> pin();
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    TableTwin table() {
        if (empty() != null)
            return TableTwin.EMPTY;
        lay();
        List<String> columns = new ArrayList<>(List.of("what"));
        runs().forEach(run -> columns.add(run.name()));
        List<TableTwin.Row> rows = new ArrayList<>();
        List<List<String>> numbers = CompareWords.numbers(figures, layout.alignment());
        for (int what = 1; what < CompareWords.COLUMNS.size(); what++) {
            List<String> cells = new ArrayList<>(List.of(CompareWords.COLUMNS.get(what)));
            for (List<String> run : numbers)
                cells.add(run.get(what));
            rows.add(new TableTwin.Row(cells, Selection.none()));
        }
        for (List<String> cells : CompareWords.depths(figures))
            rows.add(new TableTwin.Row(cells, Selection.none()));
        for (int[] difference : layout.alignment().differences()) {
            List<String> cells = new ArrayList<>(List.of("differs at " + difference[0]));
            for (int run = 0; run < runs().size(); run++)
                cells.add(CompareWords.stretch(runs().get(run), layout.alignment(), run, difference[0],
                        difference[1]));
            rows.add(new TableTwin.Row(cells, shown() < 0 ? Selection.none() : selection(shown(), difference[0])));
        }
        return new TableTwin(columns, rows);
    }
}
