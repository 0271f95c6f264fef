package draftscope.views.skin;

import draftscope.trace.BatchState;
import draftscope.trace.BatchState.Lane;
import draftscope.trace.KvState;
import draftscope.trace.TraceState;
import draftscope.views.LanesView;
import draftscope.views.Selection;
import draftscope.views.layout.LaneText;
import draftscope.views.layout.LanesLayout;
import draftscope.views.layout.LanesWords;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/// Draws a [LanesView].
public final class LanesSkin extends TraceSkin<LanesView> {
    private static final double BAR = 16;
    private static final double TEXT_LINE = 17;

    /// What a row of the forward is, or would have been.
    enum Row {
        LAST_TOKEN, DRAFT, ACCEPTED, REJECTED, PADDING
    }

    private final Label headline = new Label();
    private final Label soFar = new Label();
    private LanesLayout layout;

    public LanesSkin(LanesView view) {
        super(view);
        headline.getStyleClass().add("lanes-headline");
        headline.setWrapText(true);
        soFar.getStyleClass().add("ds-secondary");
        soFar.setWrapText(true);
        getChildren().addAll(headline, soFar);
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        return state.batch().isPresent()
                ? null
                : new Empty("This run decodes one text.",
                        "Choose EMS-SD, and put a line of only --- between prompts.");
    }

    private BatchState batch() {
        return view().getState().batch().orElseThrow();
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        boolean shown = empty() == null;
        headline.setVisible(shown);
        soFar.setVisible(shown);
        if (!shown)
            return 0;
        headline.setText(LanesWords.round(view().getState(), batch()));
        soFar.setText(LanesWords.soFar(batch()));
        double room = Math.max(px(80), width - px(40));
        double first = headline.prefHeight(room);
        double second = soFar.prefHeight(room);
        headline.resizeRelocate(x + px(20), y + px(8), room, first);
        soFar.resizeRelocate(x + px(20), y + px(11) + first, room, second);
        return first + second + px(17);
    }

    @Override
    void paint(Pen g, double width, double height) {
        BatchState batch = batch();
        layout = LanesLayout.of(batch, width - px(8), ink().scale);
        horizontal().setVisible(false);
        double top = scroll(vertical(), layout.height() + px(8), height);
        g.save();
        g.translate(0, -top);
        columns(g);
        int selected = view().getSelection() instanceof Selection.Lane(int number) ? number : 0;
        for (Lane lane : batch.lanes()) {
            double y = layout.y(lane.number());
            if (y + layout.pitch() >= top && y <= top + height)
                lane(g, lane, y, width, lane.number() == selected);
        }
        g.restore();
    }

    private void columns(Pen g) {
        Font font = ink().ui(10.5);
        double y = layout.top() - px(9);
        ink().left(g, "in the cache", font, ink().secondary, layout.barLeft(), y);
        ink().left(g, "rows of this round", font, ink().secondary, layout.cellLeft(), y);
        if (layout.textTop() == 0)
            ink().left(g, "text", font, ink().secondary, layout.textLeft(), y);
    }

    private void lane(Pen g, Lane lane, double y, double width, boolean selected) {
        if (selected) {
            g.setFill(ink().raised);
            g.fillRoundRect(px(8), y - px(2), width - px(24), layout.pitch() - px(4), px(8), px(8));
            g.setStroke(ink().focus);
            g.setLineWidth(1);
            g.strokeRoundRect(px(8) + 0.5, y - px(2) + 0.5, width - px(24) - 1, layout.pitch() - px(4) - 1, px(8),
                    px(8));
        }
        double bar = y + px(3);
        boolean over = lane.end().isPresent() && lane.rows() == 0;
        ink().left(g, Integer.toString(lane.number()), ink().uiBold(13), over ? ink().secondary : ink().text, px(20),
                bar + px(BAR / 2));
        cache(g, lane, bar);
        rows(g, lane, bar);
        ink().left(g, ink().fitted(LanesWords.facts(lane), ink().ui(11), factsRoom()), ink().ui(11), ink().secondary,
                layout.barLeft(), bar + px(BAR + 11));
        text(g, lane, bar, over);
    }

    private double factsRoom() {
        return layout.textTop() == 0 ? layout.textLeft() - layout.barLeft() - px(12) : layout.textWidth();
    }

    /// Prompt, what was written, and the slots that a padded batch would have left empty, all to one scale.
    private void cache(Pen g, Lane lane, double y) {
        double slot = layout.slotWidth();
        double x = layout.barLeft();
        double prompt = Math.min(lane.prompt().size(), lane.cached()) * slot;
        double written = lane.cached() * slot - prompt;
        g.setFill(ink().palette.tint("hairline", "app", 0.35));
        g.fillRect(x, y + px(BAR) - 1, layout.barWidth(), 1);
        KvCacheMapSkin.cell(g, ink(), KvState.PROMPT, x, y, prompt, px(BAR));
        if (written > 0)
            KvCacheMapSkin.cell(g, ink(), KvState.GENERATED, x + prompt, y, written, px(BAR));
        double empty = lane.cachePadding() * slot;
        if (empty > 0)
            row(g, ink(), Row.PADDING, x + prompt + written + 1, y, Math.max(1.5, empty - 1), px(BAR));
    }

    private void rows(Pen g, Lane lane, double y) {
        double w = layout.cell() - Math.min(2, layout.cell() * 0.2);
        for (int i = 0; i < lane.rows() + lane.inputPadding(); i++) {
            Row row = i >= lane.rows()
                    ? Row.PADDING
                    : i == 0
                            ? Row.LAST_TOKEN
                            : lane.accepted() == Lane.NOT_JUDGED
                                    ? Row.DRAFT
                                    : i <= lane.accepted() ? Row.ACCEPTED : Row.REJECTED;
            row(g, ink(), row, layout.cellLeft() + i * layout.cell(), y, w, px(BAR));
        }
    }

    /// One row in its look; the shape tells what it is without the colour.
    static void row(Pen g, Ink ink, Row row, double x, double y, double w, double h) {
        switch (row) {
            case LAST_TOKEN -> {
                KvCacheMapSkin.cell(g, ink, KvState.TARGET, x, y, w, h);
                Glyphs.diamond(g, ink.app, x + w / 2, y + h / 2, Math.min(w, h) * 0.24);
            }
            case DRAFT -> KvCacheMapSkin.cell(g, ink, KvState.SCRATCH, x, y, w, h);
            case ACCEPTED -> {
                KvCacheMapSkin.cell(g, ink, KvState.GENERATED, x, y, w, h);
                Glyphs.mark(g, NodeStatus.ACCEPTED, ink.app, x + w / 2, y + h / 2, Math.min(w, h) * 0.42);
            }
            case REJECTED -> KvCacheMapSkin.cell(g, ink, KvState.ROLLED_BACK, x, y, w, h);
            case PADDING -> {
                Color grey = ink.palette.tint("not-judged", "app", 0.75);
                g.setFill(ink.palette.tint("not-judged", "app", 0.22));
                g.fillRect(x, y, w, h);
                if (w > 4)
                    Glyphs.hatch(g, grey, x, y, w, h, 5);
                g.setStroke(grey);
                g.setLineWidth(0.8);
                g.setLineDashes(2, 2);
                g.strokeRect(x + 0.5, y + 0.5, Math.max(0.5, w - 1), h - 1);
                g.setLineDashes();
            }
        }
    }

    private void text(Pen g, Lane lane, double bar, boolean over) {
        Font font = ink().mono(12);
        double letter = ink().width("mmmmmmmmmm", font) / 10;
        int columns = Math.max(4, (int) (layout.textWidth() / letter));
        LaneText text = LaneText.of(view().getState().trace(), lane, columns, layout.textLines());
        double y = bar + (layout.textTop() == 0 ? px(BAR / 2) : layout.textTop() + px(4));
        for (List<LaneText.Span> line : text.lines()) {
            double x = layout.textLeft();
            for (LaneText.Span span : line) {
                double w = ink().width(span.text(), font);
                boolean fresh = span.kind() == LaneText.Kind.FRESH;
                ink().left(g, span.text(), fresh ? ink().monoBold(12) : font,
                        fresh || span.kind() == LaneText.Kind.WRITTEN && !over ? ink().text : ink().secondary, x, y);
                if (fresh) {
                    double space = ink().width(span.text(), font) - ink().width(span.text().stripLeading(), font);
                    g.setFill(ink().draft);
                    g.fillRect(x + space, y + px(8), w - space, px(1.5));
                }
                x += w;
            }
            y += px(TEXT_LINE);
        }
    }

    @Override
    Selection hit(double x, double y) {
        int lane = layout == null || empty() != null ? 0 : layout.lane(y + vertical().getValue());
        return lane == 0 ? Selection.none() : new Selection.Lane(lane);
    }

    @Override
    String tip(Selection selection) {
        return selection instanceof Selection.Lane(int number) && number <= batch().lanes().size()
                ? "Lane " + number + "\n" + LanesWords.facts(batch().lanes().get(number - 1))
                : "";
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (layout == null || empty() != null || event.isShortcutDown() || event.isAltDown())
            return false;
        int by = switch (event.getCode()) {
            case UP -> -1;
            case DOWN -> 1;
            default -> 0;
        };
        if (by == 0)
            return false;
        int lanes = batch().lanes().size();
        int to = view().getSelection() instanceof Selection.Lane(int number)
                ? Math.max(1, Math.min(lanes, number + by))
                : by > 0 ? 1 : lanes;
        view().setSelection(new Selection.Lane(to));
        double y = layout.y(to);
        if (vertical().isVisible())
            vertical().setValue(Math.max(Math.min(vertical().getValue(), y - layout.top()),
                    Math.min(vertical().getMax(), y + layout.pitch() - canvasHeight())));
        return true;
    }

    @Override
    TableTwin table() {
        if (empty() != null)
            return TableTwin.EMPTY;
        List<TableTwin.Row> rows = new ArrayList<>();
        for (Lane lane : batch().lanes()) {
            String accepted = lane.accepted() == Lane.NOT_JUDGED ? "" : Integer.toString(lane.accepted());
            StringBuilder text = new StringBuilder();
            LaneText.of(view().getState().trace(), lane, 60, 1).lines()
                    .forEach(line -> line.forEach(span -> text.append(span.text())));
            rows.add(new TableTwin.Row(List.of(Integer.toString(lane.number()), Numbers.count(lane.cached()),
                    lane.rows() == 0
                            ? ""
                            : lane.firstRow() + (lane.rows() == 1 ? "" : "–" + (lane.firstRow() + lane.rows() - 1)),
                    Integer.toString(lane.rows()), accepted, Integer.toString(lane.output().size()),
                    Integer.toString(lane.inputPadding()), Numbers.count(lane.cachePadding()),
                    lane.end().map(why -> "over: " + LanesWords.end(why)).orElse("goes on"), text.toString()),
                    new Selection.Lane(lane.number())));
        }
        return new TableTwin(List.of("lane", "cached", "in rows", "rows", "accepted", "written", "padding rows",
                "padding slots", "state", "text"), rows);
    }
}
