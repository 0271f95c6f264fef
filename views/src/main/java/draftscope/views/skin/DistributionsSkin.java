package draftscope.views.skin;

import draftscope.trace.CommittedToken;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.DistributionsView;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.FunnelSheet;
import draftscope.views.layout.FunnelSheet.Cell;
import draftscope.views.layout.FunnelSheet.Column;
import draftscope.views.layout.FunnelSheet.Kind;
import draftscope.views.layout.FunnelSheet.Row;
import draftscope.views.layout.Numbers;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.paint.Color;

/// Draws a [DistributionsView]: a row a token, a column a law, one scale for all bars.
public final class DistributionsSkin extends TraceSkin<DistributionsView> {
    private static final double ROW = 19;
    private static final double HEAD = 40;
    private static final double LABELS = 148;
    private static final double NUMBER = 44;
    private static final double LEAST_COLUMN = 112;
    private static final double MOST_COLUMN = 230;
    /// The left end of the logarithmic scale, as a power of ten.
    private static final double LEAST_POWER = -5;

    private final Label headline = new Label();
    private final Label said = new Label();
    private final TextField find = new TextField();
    private final ToggleButton log = new ToggleButton("log scale");
    private final ToggleButton pin = new ToggleButton("pin");
    private final WhatIfSliders sliders;
    private final FlowPane tools = new FlowPane();
    private FunnelSheet sheet;
    private boolean stale = true;
    private Trace tracked;

    public DistributionsSkin(DistributionsView view) {
        super(view);
        sliders = new WhatIfSliders(view.whatIfProperty());
        headline.getStyleClass().add("distributions-headline");
        headline.setWrapText(true);
        said.getStyleClass().add("ds-secondary");
        said.setWrapText(true);
        find.setPromptText("find a token or id");
        find.setAccessibleText("Find a token");
        find.getStyleClass().add("small-field");
        find.textProperty().bindBidirectional(view.soughtProperty());
        onDispose(() -> find.textProperty().unbindBidirectional(view.soughtProperty()));
        log.getStyleClass().add("small-button");
        log.selectedProperty().bindBidirectional(view.logScaleProperty());
        onDispose(() -> log.selectedProperty().unbindBidirectional(view.logScaleProperty()));
        pin.getStyleClass().add("small-button");
        pin.setAccessibleText("Pin this law to compare it with the next");
        pin.setOnAction(event -> view.togglePin());
        tools.getChildren().addAll(find, log, pin);
        tools.getChildren().addAll(sliders.nodes());
        getChildren().addAll(headline, tools, said);
        listen(view.logScaleProperty(), this::repaint);
        listen(view.soughtProperty(), () -> {
            show();
            repaint();
        });
        listen(view.whatIfProperty(), this::changed);
        listen(view.pinnedProperty(), this::changed);
    }

    private void changed() {
        stale = true;
        repaint();
    }

    @Override
    void stateChanged() {
        changed();
    }

    @Override
    void selectionChanged() {
        changed();
    }

    /// Scrolls to the first token that was sought.
    private void show() {
        Optional<FunnelSheet> made = sheet();
        if (made.isEmpty())
            return;
        List<Integer> found = made.get().find(view().soughtProperty().get(), view().getState().trace());
        if (!found.isEmpty())
            vertical().setValue(Math.min(vertical().getMax(), Math.max(0,
                    found.getFirst() * px(ROW) - canvasHeight() / 3)));
    }

    private Optional<FunnelSheet> sheet() {
        if (stale) {
            stale = false;
            TraceState state = view().getState();
            if (state != null && state.trace() != tracked) {
                tracked = state.trace();
                view().pinnedProperty().set(null);
                view().whatIfProperty().set(null);
                stale = false; // what that changed is read below
            }
            sheet = FunnelSheet.of(state, view().getSelection(), view().pinnedProperty().get(),
                    view().whatIfProperty().get()).orElse(null);
        }
        return Optional.ofNullable(sheet);
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        if (sheet().isPresent())
            return null;
        return Why.resolve(state, view().getSelection()) instanceof Selection.PromptToken
                ? new Empty("The law before this token of the prompt was not captured.",
                        "Run with observation full to capture it, or select a token of the output.")
                : new Empty("No distribution was captured here.",
                        "Select a token of the output, or run with observation light or full.");
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        boolean shown = empty() == null;
        headline.setVisible(shown);
        tools.setVisible(shown);
        said.setVisible(shown);
        if (!shown)
            return 0;
        Trace trace = view().getState().trace();
        headline.setText(sheet.headline());
        said.setText(said(trace));
        pin.setSelected(view().pinnedProperty().get() != null);
        pin.setText(pin.isSelected() ? "pinned" : "pin");
        sliders.show(view().whatIfProperty().get(), trace.settings().map(RunSettings::sampling)
                .orElse(SamplingSettings.GREEDY), px(1));
        find.setPrefWidth(px(116));
        tools.setHgap(px(8));
        tools.setVgap(px(4));
        double room = Math.max(px(80), width - px(40));
        double first = headline.prefHeight(room);
        double second = tools.prefHeight(room);
        double third = said.getText().isEmpty() ? 0 : said.prefHeight(room);
        headline.resizeRelocate(x + px(20), y + px(6), room, first);
        tools.resizeRelocate(x + px(20), y + px(10) + first, room, second);
        said.resizeRelocate(x + px(20), y + px(14) + first + second, room, third);
        return first + second + third + px(18);
    }

    private String said(Trace trace) {
        List<String> words = new ArrayList<>();
        for (String part : List.of(sheet.answer(), sheet.found(view().soughtProperty().get(), trace), sheet.note())) {
            if (!part.isEmpty())
                words.add(part);
        }
        return String.join("  ", words);
    }

    @Override
    void paint(Pen g, double width, double height) {
        int columns = sheet.columns().size();
        double column = Math.max(px(LEAST_COLUMN),
                Math.min(px(MOST_COLUMN), (width - px(LABELS) - px(28)) / columns));
        double across = scroll(horizontal(), px(LABELS) + column * columns + px(20), width);
        double body = height - px(HEAD) - (horizontal().isVisible() ? px(10) : 0);
        double down = scroll(vertical(), sheet.rows().size() * px(ROW) + px(6), body);
        List<Integer> found = sheet.find(view().soughtProperty().get(), view().getState().trace());
        g.save();
        clip(g, px(LABELS), 0, width - px(LABELS), height);
        for (int c = 0; c < columns; c++)
            head(g, sheet.columns().get(c), px(LABELS) + c * column - across, column);
        g.restore();
        g.save();
        clip(g, 0, px(HEAD), width, body);
        int first = (int) Math.floor(down / px(ROW));
        int last = Math.min(sheet.rows().size() - 1, (int) Math.ceil((down + body) / px(ROW)));
        for (int r = first; r <= last; r++) {
            double y = px(HEAD) + r * px(ROW) - down;
            Row row = sheet.rows().get(r);
            if (found.contains(r))
                match(g, y, width);
            g.save();
            clip(g, px(LABELS), px(HEAD), width - px(LABELS), body);
            for (int c = 0; c < columns; c++)
                cell(g, row, c, px(LABELS) + c * column - across, y, column, found.contains(r));
            g.restore();
            label(g, row, y);
        }
        g.restore();
    }

    private static void clip(Pen g, double x, double y, double w, double h) {
        g.beginPath();
        g.rect(x, y, w, h);
        g.clip();
    }

    private void match(Pen g, double y, double width) {
        g.setFill(ink().palette.color("search"));
        g.fillRoundRect(px(10), y + px(1), width - px(26), px(ROW) - px(2), px(5), px(5));
    }

    private void head(Pen g, Column column, double x, double width) {
        double room = width - px(12);
        ink().left(g, ink().fitted(column.name(), ink().uiBold(11.5), room), ink().uiBold(11.5), ink().text, x,
                px(12));
        ink().left(g, ink().fitted(column.sub(), ink().ui(10.5), room), ink().ui(10.5), ink().secondary, x, px(27));
        // The line that a bar of 100 % would reach.
        double full = Math.round(x + bar(width)) + 0.5;
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.setLineDashes(3, 3);
        g.strokeLine(full, px(HEAD) - px(4), full, canvasHeight());
        g.setLineDashes();
        g.strokeLine(x + 0.5, px(HEAD) - px(4), x + 0.5, canvasHeight());
    }

    private double bar(double width) {
        return width - px(NUMBER) - px(14);
    }

    private double length(double share) {
        return !view().logScaleProperty().get()
                ? share
                : share <= 0 ? 0 : Math.max(0, 1 - Math.log10(share) / LEAST_POWER);
    }

    private void label(Pen g, Row row, double y) {
        double middle = y + px(ROW) / 2;
        if (row.rest()) {
            ink().left(g, ink().fitted(row.text(), ink().ui(11), px(LABELS) - px(28)), ink().ui(11), ink().secondary,
                    px(20), middle);
            return;
        }
        String rank = row.rank() < 0 ? "" : Integer.toString(row.rank() + 1);
        ink().right(g, rank, ink().mono(10), ink().secondary, px(40), middle);
        boolean bold = row.chosen() || row.picked();
        ink().left(g, ink().fitted(row.text(), bold ? ink().monoBold(12.5) : ink().mono(12.5), px(LABELS) - px(74)),
                bold ? ink().monoBold(12.5) : ink().mono(12.5), ink().text, px(50), middle);
        double mark = px(LABELS) - px(14);
        if (row.chosen())
            triangle(g, ink().text, mark, middle, true);
        if (row.picked())
            triangle(g, ink().text, mark - (row.chosen() ? px(9) : 0), middle, false);
    }

    /// Filled: what was picked. Hollow: what would be picked.
    private void triangle(Pen g, Color color, double x, double y, boolean filled) {
        chosen(g, color, x, y, px(4.5), filled);
    }

    static void chosen(Pen g, Color color, double x, double y, double r, boolean filled) {
        double[] xs = {x - r * 0.7, x + r * 0.8, x - r * 0.7};
        double[] ys = {y - r, y, y + r};
        if (filled) {
            g.setFill(color);
            g.fillPolygon(xs, ys, 3);
        } else {
            g.setStroke(color);
            g.setLineWidth(1.2);
            g.strokePolygon(xs, ys, 3);
        }
    }

    private void cell(Pen g, Row row, int c, double x, double y, double width, boolean found) {
        Color faint = found ? ink().text : ink().secondary; // on the ground of a match grey letters are too weak
        Cell cell = row.cells().get(c);
        Kind kind = sheet.columns().get(c).kind();
        double middle = y + px(ROW) / 2;
        double room = bar(width);
        double thick = px(8);
        double top = middle - thick / 2;
        if (!cell.cut().isEmpty()) {
            if (kind == Kind.WHAT_IF) {
                ink().left(g, cell.cut(), ink().ui(10.5), faint, x + px(5), middle);
            } else if (!Double.isNaN(cell.before())) {
                cut(g, ink(), x + 1, top, Math.max(px(3), room * length(cell.before())), thick);
                double left = x + px(8) + room * length(cell.before());
                // The columns behind are empty in this row, so the words may run into them.
                double space = x + (sheet.columns().size() - c) * width - left - px(8)
                        - (sheet.columns().getLast().kind() == Kind.WHAT_IF ? width : 0);
                ink().left(g, ink().fitted(cell.cut(), ink().ui(10.5), space), ink().ui(10.5), faint, left,
                        middle);
            }
            return;
        }
        double low = cell.share().low();
        if (!Double.isNaN(low)) {
            double from = Math.max(low > 0 ? 1.5 : 0, room * length(low));
            switch (row.rest() ? Kind.PINNED : kind) {
                case STAGE -> solid(g, ink(), x + 1, top, from, thick);
                case WHAT_IF -> supposed(g, ink(), x + 1, top, Math.max(from, room * length(cell.share().middle())),
                        thick);
                case PINNED -> other(g, ink(), x + 1, top, from, thick);
            }
            if (!cell.share().exact()) { // a whisker over all that it may be
                g.setStroke(ink().text);
                g.setLineWidth(1);
                g.strokeLine(x + 1 + from, middle, x + 1 + room * length(cell.share().high()), middle);
            }
        }
        ink().right(g, ink().fitted(number(cell), ink().mono(10.5), width - px(16)), ink().mono(10.5),
                kind == Kind.STAGE ? ink().text : faint, x + width - px(10), middle);
    }

    private static String number(Cell cell) {
        return Double.isNaN(cell.share().low())
                ? "–"
                : cell.share().exact() ? Numbers.percent(cell.share().low()).replace(" %", "") : cell.words();
    }

    static void solid(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.target);
        g.fillRoundRect(x, y, w, h, 2, 2);
    }

    static void cut(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setStroke(ink.notJudged);
        g.setLineWidth(1);
        g.setLineDashes(2, 2);
        g.strokeRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1);
        g.setLineDashes();
    }

    static void supposed(Pen g, Ink ink, double x, double y, double w, double h) {
        if (w <= 0)
            return;
        g.setStroke(ink.target);
        g.setLineWidth(1);
        g.strokeRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1);
        Glyphs.hatch(g, ink.target, x, y, w, h, 4);
    }

    static void other(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.notJudged);
        g.fillRoundRect(x, y + h * 0.2, w, h * 0.6, 2, 2);
    }

    @Override
    Selection hit(double x, double y) {
        return Selection.none();
    }

    // Nothing in this picture is a thing of its own; a click keeps what is selected.
    @Override
    void clicked(javafx.scene.input.MouseEvent event) {}

    @Override
    boolean pressed(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown() || view().getState() == null)
            return false;
        switch (event.getCode()) {
            case LEFT, RIGHT -> view().setSelection(beside(event.getCode() == javafx.scene.input.KeyCode.RIGHT));
            case UP -> vertical().setValue(Math.max(0, vertical().getValue() - px(ROW)));
            case DOWN -> vertical().setValue(Math.min(vertical().getMax(), vertical().getValue() + px(ROW)));
            case P -> view().togglePin();
            case G -> view().logScaleProperty().set(!view().logScaleProperty().get());
            default -> {
                return false;
            }
        }
        return true;
    }

    private Selection beside(boolean forward) {
        List<CommittedToken> committed = view().getState().committed();
        if (committed.isEmpty())
            return view().getSelection();
        int at = switch (Why.resolve(view().getState(), view().getSelection())) {
            case Selection.Token(int index) -> index + (forward ? 1 : -1);
            default -> committed.size() - 1;
        };
        return new Selection.Token(Math.clamp(at, 0, committed.size() - 1));
    }

    @Override
    TableTwin table() {
        Optional<FunnelSheet> made = sheet();
        if (made.isEmpty())
            return TableTwin.EMPTY;
        List<String> columns = new ArrayList<>(List.of("rank", "token", "id"));
        made.get().columns().forEach(column -> columns.add(column.name()));
        columns.add("fate");
        Trace trace = view().getState().trace();
        List<TableTwin.Row> rows = new ArrayList<>();
        for (Row row : made.get().rows()) {
            List<String> cells = new ArrayList<>(List.of(row.rank() < 0 ? "" : Integer.toString(row.rank() + 1),
                    row.text(), row.rest() ? "" : draftscope.views.layout.TokenText.id(trace, row.token())));
            row.cells().forEach(cell -> cells.add(cell.cut().isEmpty()
                    ? cell.share().exact() ? Numbers.exact(cell.share().low()) : cell.words()
                    : "0"));
            String cut = row.cells().stream().map(Cell::cut).filter(words -> words.length() > 3).findFirst()
                    .orElse("");
            cells.add(row.chosen() ? "picked" : row.picked() ? "would be picked" : cut);
            rows.add(new TableTwin.Row(cells, Selection.none()));
        }
        return new TableTwin(columns, rows);
    }
}
