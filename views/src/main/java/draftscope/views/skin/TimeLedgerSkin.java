package draftscope.views.skin;

import draftscope.trace.TimeLedger;
import draftscope.trace.TimeLedger.Segment;
import draftscope.trace.TimeSlice;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import draftscope.views.TimeLedgerView;
import draftscope.views.layout.LedgerWords;
import draftscope.views.layout.LedgerWords.Baseline;
import draftscope.views.layout.MetricsTable;
import draftscope.views.layout.Numbers;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;

/// Draws a [TimeLedgerView]. The lanes show the selected rounds, or those around the moment; the bars below tell of the whole
/// run up to the moment, or of the selected range.
public final class TimeLedgerSkin extends TraceSkin<TimeLedgerView> {
    static final List<TimeSlice> SLICES = List.of(TimeSlice.values());
    /// Rounds that the lanes show when none are selected.
    private static final int AROUND = 4;
    private static final double LEFT = 96;
    private static final double LANE = 34;
    private static final double ROW = 22;

    private final Button measure = new Button();
    private final Label headline = new Label();
    private final Label breakEven = new Label();
    private TimeLedger ledger;
    private TimeLedger lanes;
    private TraceState made;
    private Selection madeFor;

    public TimeLedgerSkin(TimeLedgerView view) {
        super(view);
        measure.setOnAction(event -> view.getOnMeasure().run());
        measure.getStyleClass().add("small-button");
        measure.setId("measure-plain");
        headline.getStyleClass().add("ledger-headline");
        headline.setWrapText(true);
        breakEven.getStyleClass().add("ds-secondary");
        breakEven.setWrapText(true);
        getChildren().addAll(headline, breakEven, measure);
        listen(view.baselineProperty(), this::repaint);
        listen(view.measurableProperty(), this::repaint);
        listen(view.measuringProperty(), this::repaint);
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        if (state.trace().steps().isEmpty())
            return state.step() < 0 && state.committed().isEmpty()
                    ? new Empty("The prompt is being read.", "The first round brings the first slices.")
                    : new Empty("No times were captured.", "Run again with observation on.");
        return state.step() < 0 ? new Empty("Before the first round.", "Step on to see where the time goes.") : null;
    }

    private void compute() {
        TraceState state = view().getState();
        if (made == state && view().getSelection().equals(madeFor))
            return;
        made = state;
        madeFor = view().getSelection();
        Optional<Selection.Steps> range = view().getSelection() instanceof Selection.Steps
                ? MetricsTable.selected(state, view().getSelection())
                : Optional.empty();
        int from = range.map(Selection.Steps::from).orElse(0);
        int to = range.map(Selection.Steps::to).orElse(state.step());
        ledger = TimeLedger.of(state.trace(), from, to, state.position());
        int first = range.isPresent() ? Math.max(from, to - 15) : Math.max(0, state.step() - AROUND + 1);
        lanes = TimeLedger.of(state.trace(), first, to, state.position());
    }

    private Optional<Baseline> baseline() {
        return Optional.ofNullable(view().baselineProperty().get()).or(() -> LedgerWords.within(ledger));
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        boolean shown = empty() == null;
        headline.setVisible(shown);
        breakEven.setVisible(shown);
        measure.setVisible(shown);
        if (!shown)
            return 0;
        compute();
        measure.setText(view().measuringProperty().get() ? "Measuring …" : "Measure plain decoding");
        measure.setDisable(!view().measurableProperty().get() || view().measuringProperty().get());
        headline.setText(LedgerWords.headline(ledger, baseline()));
        breakEven.setText(LedgerWords.breakEven(ledger, baseline()));
        double button = measure.prefWidth(-1);
        double high = measure.prefHeight(-1);
        double room = width - px(40);
        // In large text the button has a line of its own.
        boolean beside = room > 3 * button;
        if (beside)
            room -= button + px(16);
        double first = headline.prefHeight(room);
        double second = breakEven.getText().isEmpty() ? 0 : breakEven.prefHeight(room);
        double under = first + second + px(18);
        headline.resizeRelocate(x + px(20), y + px(8), room, first);
        breakEven.resizeRelocate(x + px(20), y + px(12) + first, room, second);
        if (beside) {
            measure.resizeRelocate(x + width - button - px(16), y + px(8), button, high);
            return Math.max(under, high + px(16));
        }
        measure.resizeRelocate(x + px(20), y + under, Math.min(button, room), high);
        return under + high + px(8);
    }

    @Override
    void paint(Pen g, double width, double height) {
        compute();
        double bars = px(30 + ROW * SLICES.size() + 26);
        double content = px(3 * LANE + 44) + bars;
        double top = -scroll(vertical(), content, height);
        horizontal().setVisible(false);
        lanes(g, top, width);
        totals(g, top + px(3 * LANE + 36), width);
    }

    private void lanes(Pen g, double top, double width) {
        double x = px(LEFT);
        double room = width - x - px(24);
        double draft = top + px(26);
        double target = draft + px(LANE + 8);
        ink().left(g, "Draft", ink().ui(12), ink().secondary, px(20), draft + px(LANE / 2));
        ink().left(g, "Target", ink().ui(12), ink().secondary, px(20), target + px(LANE / 2));
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        for (double y : new double[]{draft + px(LANE), target + px(LANE)})
            g.strokeLine(x, Math.round(y) + 0.5, x + room, Math.round(y) + 0.5);
        long end = lanes.end();
        if (end == 0)
            return;
        int step = -1;
        double lastLabel = Double.NEGATIVE_INFINITY;
        for (Segment segment : lanes.segments()) {
            double from = x + room * segment.from() / end;
            double w = Math.max(0.7, room * (segment.to() - segment.from()) / end);
            if (segment.step() != step) {
                step = segment.step();
                g.setStroke(ink().hairline);
                g.setLineDashes(2, 3);
                g.strokeLine(Math.round(from) + 0.5, top + px(18), Math.round(from) + 0.5, target + px(LANE));
                g.setLineDashes();
                if (from > lastLabel) {
                    String label = "round " + (step + 1);
                    ink().left(g, label, ink().ui(11), ink().secondary, from + px(4), top + px(12));
                    lastLabel = from + ink().width(label, ink().ui(11)) + px(12);
                }
            }
            slice(g, ink(), segment.slice(), from, (segment.draftLane() ? draft : target) + px(3), w, px(LANE - 6));
        }
        double axis = target + px(LANE) + px(12);
        for (int i = 0; i <= 4; i++) {
            String text = LedgerWords.millis(end * i / 4.0);
            double at = x + room * i / 4;
            if (i == 0)
                ink().left(g, "0", ink().ui(10), ink().secondary, at, axis);
            else if (i == 4)
                ink().right(g, text, ink().ui(10), ink().secondary, at, axis);
            else
                ink().centre(g, text, ink().ui(10), ink().secondary, at, axis);
        }
    }

    /// A slice in its look: blue for the draft, amber for the target, grey for judging, hatched for copies, dotted for capture.
    static void slice(Pen g, Ink ink, TimeSlice slice, double x, double y, double w, double h) {
        switch (slice) {
            case DRAFT_PASS -> fill(g, ink.draft, x, y, w, h);
            case TREE -> fill(g, ink.palette.tint("draft", "app", 0.45), x, y, w, h);
            case TARGET_PASS -> fill(g, ink.target, x, y, w, h);
            case SAMPLING -> fill(g, ink.palette.tint("target", "app", 0.45), x, y, w, h);
            case ACCEPT -> fill(g, ink.secondary, x, y, w, h);
            case KV_COPY -> {
                if (w > 2)
                    Glyphs.hatch(g, ink.secondary, x, y, w, h, 4);
                box(g, ink, x, y, w, h);
            }
            case CAPTURE -> {
                g.setFill(ink.secondary);
                for (double dx = 1.5; dx < w; dx += 4) {
                    for (double dy = 2; dy < h - 1; dy += 4)
                        g.fillRect(x + dx, y + dy, 1.2, 1.2);
                }
                box(g, ink, x, y, w, h);
            }
            case OTHER -> box(g, ink, x, y, w, h);
        }
    }

    private static void fill(Pen g, Color colour, double x, double y, double w, double h) {
        g.setFill(colour);
        g.fillRect(x, y, w, h);
    }

    private static void box(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setStroke(ink.secondary);
        g.setLineWidth(0.8);
        g.setLineDashes();
        if (w > 2)
            g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
        else
            g.strokeLine(x + 0.5, y, x + 0.5, y + h);
    }

    private String scope() {
        return view().getSelection() instanceof Selection.Steps(int from, int to)
                ? "Rounds " + (from + 1) + " – " + (to + 1)
                : "Whole run up to here";
    }

    private void totals(Pen g, double top, double width) {
        double x = px(20);
        double name = px(LEFT);
        double numbers = px(236);
        double room = Math.max(px(40), width - name - numbers - px(40));
        ink().left(g, scope() + ", " + Numbers.plural(ledger.tokens(), "token"), ink().uiBold(11), ink().secondary, x,
                top + px(14));
        double right = width - px(24);
        ink().right(g, "a token", ink().ui(10.5), ink().secondary, right - px(150), top + px(14));
        ink().right(g, "share", ink().ui(10.5), ink().secondary, right - px(84), top + px(14));
        ink().right(g, "in all", ink().ui(10.5), ink().secondary, right, top + px(14));
        long total = ledger.totalNanos();
        long most = SLICES.stream().mapToLong(ledger::nanos).max().orElse(0);
        double y = top + px(26);
        for (TimeSlice slice : SLICES) {
            long nanos = ledger.nanos(slice);
            double middle = y + px(ROW / 2);
            ink().left(g, slice.label(), ink().ui(12), ink().text, x, middle);
            if (nanos > 0)
                slice(g, ink(), slice, name, y + px(4), Math.max(1, room * nanos / Math.max(1, most)), px(ROW - 8));
            numbers(g, nanos, total, right, middle, false);
            y += px(ROW);
        }
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.strokeLine(x, Math.round(y) + 0.5, right, Math.round(y) + 0.5);
        ink().left(g, "engine time", ink().uiBold(12), ink().text, x, y + px(13));
        String outside = LedgerWords.outside(ledger);
        if (!outside.isEmpty())
            ink().left(g, outside, ink().ui(11), ink().secondary, name + px(8), y + px(13));
        numbers(g, total, total, right, y + px(13), true);
        if (!ledger.divided())
            ink().left(g, "This trace does not tell what a phase's time went into: a phase is one slice.",
                    ink().ui(11), ink().secondary, x, y + px(30));
    }

    private void numbers(Pen g, long nanos, long total, double right, double y, boolean bold) {
        var font = bold ? ink().monoBold(11.5) : ink().mono(11.5);
        String each = ledger.tokens() == 0 ? "–" : LedgerWords.millis((double) nanos / ledger.tokens());
        ink().right(g, each, font, ink().text, right - px(150), y);
        ink().right(g, total == 0 ? "–" : Numbers.fixed(100.0 * nanos / total, 1) + " %", font, ink().secondary,
                right - px(84), y);
        ink().right(g, LedgerWords.millis(nanos), font, ink().secondary, right, y);
    }

    @Override
    void clicked(MouseEvent event) {
        Selection under = hit(event.getX(), event.getY());
        if (!(under instanceof Selection.None))
            super.clicked(event);
    }

    @Override
    Selection hit(double x, double y) {
        if (lanes == null || empty() != null || y > px(2 * LANE + 40) || lanes.segments().isEmpty())
            return Selection.none();
        double room = canvasWidth() - px(LEFT) - px(24);
        double at = (x - px(LEFT)) / room * lanes.end();
        return lanes.segments().stream().filter(s -> at >= s.from() && at < s.to()).findFirst()
                .<Selection>map(s -> new Selection.Step(s.step())).orElse(Selection.none());
    }

    @Override
    String tip(Selection selection) {
        if (!(selection instanceof Selection.Step(int step)))
            return "";
        TimeLedger one = TimeLedger.of(view().getState().trace(), step, step, view().getState().position());
        StringBuilder words = new StringBuilder("Round ").append(step + 1).append(": ")
                .append(LedgerWords.millis(one.totalNanos())).append(", ")
                .append(Numbers.plural(one.tokens(), "token"));
        one.nanos().forEach((slice, nanos) -> words.append('\n').append(slice.label()).append(' ')
                .append(LedgerWords.millis(nanos)));
        return words.toString();
    }

    @Override
    TableTwin table() {
        if (empty() != null)
            return TableTwin.EMPTY;
        compute();
        List<TableTwin.Row> rows = new ArrayList<>();
        for (TimeSlice slice : SLICES)
            rows.add(row(slice.label(), ledger.nanos(slice)));
        rows.add(row("engine time", ledger.totalNanos()));
        rows.add(new TableTwin.Row(List.of("waiting, not counted", "", "", LedgerWords.millis(ledger.waitingNanos())),
                Selection.none()));
        rows.add(new TableTwin.Row(List.of("draft beside the target, not counted", "", "",
                LedgerWords.millis(ledger.asideNanos())), Selection.none()));
        return new TableTwin(List.of("slice", "a token", "share", "in all"), rows);
    }

    private TableTwin.Row row(String name, long nanos) {
        return new TableTwin.Row(List.of(name,
                ledger.tokens() == 0 ? "–" : LedgerWords.millis((double) nanos / ledger.tokens()),
                ledger.totalNanos() == 0 ? "–" : Numbers.fixed(100.0 * nanos / ledger.totalNanos(), 1) + " %",
                LedgerWords.millis(nanos)), Selection.none());
    }
}
