package draftscope.views.skin;

import draftscope.trace.CanvasState;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Provenance;
import draftscope.trace.RunSettings;
import draftscope.trace.StandingToken;
import draftscope.views.Legend;
import draftscope.views.OutputView;
import draftscope.views.Overlay;
import draftscope.views.TraceView;
import draftscope.views.layout.LabCard.Known;
import draftscope.views.layout.NodeStatus;
import draftscope.views.paint.PaintedCanvas;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.geometry.Orientation;
import javafx.scene.layout.Region;
import javafx.scene.paint.CycleMethod;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Stop;

/// A row of swatches and words that explain a view's marks. Each swatch is painted by the code that paints the view.
///
/// It listens weakly, so that a strip that was placed elsewhere does not keep its view's listeners, nor the view it.
public final class LegendStrip extends Region {
    private static final StandingToken START = new StandingToken(0, 0, Double.NaN, Provenance.FORCED, false);

    private interface Swatch {
        void paint(Pen g, Ink ink, double x, double y, double w, double h);
    }

    private record Entry(String word, double width, Swatch swatch) {}

    private static final double HEIGHT = 20;
    private static final double GAP = 16;
    private static final double TIGHT_GAP = 9;
    private static final double TIGHT_SWATCH = 40;

    private final TraceView view;
    private final Legend kind;
    private final PaintedCanvas canvas = new PaintedCanvas();
    private final InvalidationListener changed = observable -> requestLayout();
    private Ink ink;

    public LegendStrip(TraceView view, Legend kind) {
        this.view = view;
        this.kind = kind;
        getStyleClass().add("legend-strip");
        setMouseTransparent(true);
        getChildren().add(canvas);
        WeakInvalidationListener weak = new WeakInvalidationListener(changed);
        view.themeProperty().addListener(weak);
        view.textSizeProperty().addListener(weak);
        view.stateProperty().addListener(weak);
        view.emphasisProperty().addListener(weak);
        if (view instanceof OutputView output)
            output.overlayProperty().addListener(weak);
    }

    private Ink ink() {
        if (ink == null || ink.palette.theme() != view.getTheme()
                || ink.scale != view.getTextSize() / TraceView.BASE_TEXT_SIZE)
            ink = new Ink(view.getTheme(), view.getTextSize());
        return ink;
    }

    /// Its height depends on its width: what does not fit beside the rest goes to the next line.
    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(ink().px(HEIGHT)) * Math.max(1, lines(width).size());
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    /// In one line.
    @Override
    protected double computePrefWidth(double height) {
        return Math.ceil(width(entries(), false));
    }

    private double width(List<Entry> line, boolean tight) {
        double width = -gap(tight);
        for (Entry entry : line)
            width += width(entry, tight);
        return Math.max(0, width);
    }

    private double gap(boolean tight) {
        return ink().px(tight ? TIGHT_GAP : GAP);
    }

    private double swatch(Entry entry, boolean tight) {
        return ink().px(tight ? Math.min(TIGHT_SWATCH, entry.width) : entry.width);
    }

    private double width(Entry entry, boolean tight) {
        return swatch(entry, tight) + ink().px(tight ? 4 : 6) + ink().width(entry.word, ink().ui(11.5)) + gap(tight);
    }

    /// Whether the entries have to stand closer than they should.
    private boolean tight(double width) {
        return width >= 0 && width(entries(), false) > width + 1;
    }

    /// The entries, line by line; all in one for a negative width.
    private List<List<Entry>> lines(double width) {
        boolean tight = tight(width);
        List<List<Entry>> lines = new ArrayList<>();
        List<Entry> line = new ArrayList<>();
        for (Entry entry : entries()) {
            if (tight && !line.isEmpty() && width(line, true) + width(entry, true) > width + 1) {
                lines.add(line);
                line = new ArrayList<>();
            }
            line.add(entry);
        }
        if (!line.isEmpty())
            lines.add(line);
        return lines;
    }

    /// The words shown, for a screen reader and for tests: none is ever left out.
    public List<String> words() {
        return entries().stream().map(Entry::word).toList();
    }

    /// How many lines it takes at a width.
    public int lineCount(double width) {
        return lines(width).size();
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        canvas.paint(this::paint);
    }

    private void paint(Pen g) {
        List<List<Entry>> lines = lines(getWidth());
        boolean tight = tight(getWidth());
        double pitch = ink().px(HEIGHT);
        double h = ink().px(11);
        for (int i = 0; i < lines.size(); i++) {
            // One line stands at the right, as a caption does; several are read from the left.
            double x = lines.size() == 1 ? Math.max(0, getWidth() - width(lines.get(i), tight)) : 0;
            double middle = lines.size() == 1 ? getHeight() / 2 : pitch * (i + 0.5);
            for (Entry entry : lines.get(i)) {
                double swatch = swatch(entry, tight);
                entry.swatch.paint(g, ink(), x, Math.round(middle - h / 2), swatch, h);
                ink().left(g, entry.word, ink().ui(11.5), ink().secondary, x + swatch + ink().px(tight ? 4 : 6),
                        middle);
                x += width(entry, tight);
            }
        }
    }

    private List<Entry> entries() {
        if (view.getEmphasis() == null || kind != Legend.OUTPUT && kind != Legend.TREE)
            return marks();
        List<Entry> entries = new ArrayList<>(marks());
        entries.add(new Entry("found", 16,
                (g, ink, x, y, w, h) -> Glyphs.match(g, ink, x + 1, y + 1, w - 2, h - 2)));
        return entries;
    }

    private List<Entry> edits() {
        return List.of(
                new Entry("put in", 11, onKept(0.9, EditPainter::inserted)),
                new Entry("replaced", 11, onKept(0.9, EditPainter::replaced)),
                new Entry("taken out", 11, onKept(Double.NaN, EditPainter::deleted)),
                new Entry("nothing here any more", 11, EditPainter::gap),
                new Entry("change refused", 11, onKept(0.7, GridPainter::lookedAt)),
                new Entry("… between two", 11, (g, i, x, y, w, h) -> EditPainter.refusedBetween(g, i, x + w / 2, y,
                        h)),
                new Entry("a person's", 11, (g, i, x, y, w, h) -> GridPainter.standing(g, i, START, x, y, w, h)),
                new Entry("… to stay", 11, (g, i, x, y, w, h) -> GridPainter.standing(g, i, START.lock(), x, y, w, h)),
                ramp("share among the candidates", "confidence-", 6, "0 – 1"));
    }

    /// The sign of an event on a cell that holds a token.
    private static Swatch onKept(double confidence, Swatch sign) {
        return (g, ink, x, y, w, h) -> {
            GridPainter.kept(g, ink, confidence, x, y, w, h);
            sign.paint(g, ink, x, y, w, h);
        };
    }

    private boolean maskFree() {
        return view.getState() != null && view.getState().canvas().filter(CanvasState::maskFree).isPresent();
    }

    private List<Entry> marks() {
        boolean diffusion = view.getState() != null && view.getState().canvas().isPresent();
        return switch (kind) {
            case OUTPUT -> output(diffusion);
            case TREE -> unjudged()
                    ? List.of(card(NodeStatus.AWAITING, "awaiting"), card(NodeStatus.TAKEN, "taken unjudged"),
                            card(NodeStatus.DROPPED, "dropped"), card(NodeStatus.BONUS, "bonus"))
                    : List.of(card(NodeStatus.CUT, "cut"), card(NodeStatus.AWAITING, "awaiting"),
                            card(NodeStatus.NOT_JUDGED, "never judged"), card(NodeStatus.ACCEPTED, "accepted"),
                            card(NodeStatus.REJECTED, "rejected"), card(NodeStatus.CORRECTION, "correction"),
                            card(NodeStatus.BONUS, "bonus"));
            case KV -> cells();
            case UNMASKING -> maskFree()
                    ? edits()
                    : List.of(
                            new Entry("mask", 11, (g, i, x, y, w, h) -> GridPainter.mask(g, i, x, y, w, h, false)),
                            new Entry("predicted", 11,
                                    (g, i, x, y, w, h) -> GridPainter.predicted(g, i, 0.7, x, y, w, h)),
                            new Entry("unmasked in this step", 11,
                                    (g, i, x, y, w, h) -> GridPainter.revealed(g, i, 0.97, x, y, w, h)),
                            new Entry("looked at again", 11, onKept(0.7, GridPainter::lookedAt)),
                            new Entry("masked again", 11, GridPainter::remasked),
                            new Entry("taken anyway", 11,
                                    (g, i, x, y, w, h) -> GridPainter.bestOfRest(g, i, 0.3, x, y, w, h)),
                            new Entry("first choice barred", 11, (g, i, x, y, w, h) -> {
                                GridPainter.predicted(g, i, 0.7, x, y, w, h);
                                GridPainter.barred(g, i, x, y, w, h);
                            }),
                            new Entry("a person's", 11, (g, i, x, y, w, h) -> GridPainter.standing(g, i,
                                    StandingToken.forced(0, 0), x, y, w, h)),
                            new Entry("kept keys", 11, onKept(0.7, GridPainter::cached)),
                            new Entry("in the cache, exact", 11, onKept(0.7, GridPainter::exact)),
                            ramp("confidence", "confidence-", 6, "0 – 1"));
            case TIMELINE -> diffusion
                    ? List.of()
                    : unjudged()
                            ? List.of(new Entry("taken unjudged", 6,
                                    (g, i, x, y, w, h) -> TimelineSkin.accepted(g, i, x, y, w, h)),
                                    new Entry("bonus", 10,
                                            (g, i, x, y, w, h) -> TimelineSkin.bonus(g, i, x, y, w, h)))
                            : List.of(
                                    new Entry("accepted", 6,
                                            (g, i, x, y, w, h) -> TimelineSkin.accepted(g, i, x, y, w, h)),
                                    new Entry("rejected", 8,
                                            (g, i, x, y, w, h) -> TimelineSkin.rejected(g, i, x, y, w, h)),
                                    new Entry("correction", 10,
                                            (g, i, x, y, w, h) -> TimelineSkin.correction(g, i, x, y, w, h)),
                                    new Entry("bonus", 10, (g, i, x, y, w, h) -> TimelineSkin.bonus(g, i, x, y, w, h)));
            case METRICS -> List.of(
                    new Entry("of all", 9, (g, i, x, y, w, h) -> MetricsViewSkin.marginal(g, i, x, y, w, h)),
                    new Entry("of those tested", 12,
                            (g, i, x, y, w, h) -> MetricsViewSkin.conditional(g, i, x, y + h / 2, w)));
            case TIME -> TimeLedgerSkin.SLICES.stream()
                    .map(slice -> new Entry(slice.label(), 12,
                            (g, i, x, y, w, h) -> TimeLedgerSkin.slice(g, i, slice, x, y, w, h)))
                    .toList();
            case AUDIT -> List.of(
                    new Entry("breaks the promise", 14,
                            (g, i, x, y, w, h) -> AuditSkin.mark(g, i, true, x + w / 2, y + h / 2, h * 0.42)),
                    new Entry("explained", 14,
                            (g, i, x, y, w, h) -> AuditSkin.mark(g, i, false, x + w / 2, y + h / 2, h * 0.6)));
            case LANES -> List.of(cell(KvState.PROMPT, "prompt"), cell(KvState.GENERATED, "written"),
                    row(LanesSkin.Row.LAST_TOKEN, "last token"), row(LanesSkin.Row.DRAFT, "draft"),
                    row(LanesSkin.Row.ACCEPTED, "accepted"), row(LanesSkin.Row.REJECTED, "rejected"),
                    row(LanesSkin.Row.PADDING, "padding (worked out)"));
            case COMPARE -> compare();
            case LAB -> List.of(
                    new Entry("measured", 18,
                            (g, i, x, y, w, h) -> TreeLabSkin.look(g, i, true, Known.MEASURED, 0.5, x, y, w, h)),
                    new Entry("predicted", 18,
                            (g, i, x, y, w, h) -> TreeLabSkin.look(g, i, false, Known.MEASURED, 0.5, x, y, w, h)),
                    new Entry("… by costs beyond what was measured", 18,
                            (g, i, x, y, w, h) -> TreeLabSkin.look(g, i, false, Known.BEYOND, 0.5, x, y, w, h)),
                    new Entry("best", 10,
                            (g, i, x, y, w, h) -> TreeLabSkin.best(g, i, x + w / 2, y + h / 2, w * 0.45)),
                    new Entry("this run", 16, (g, i, x, y, w, h) -> TreeLabSkin.run(g, i, x, y + h / 2 - 1, w)));
            case PARALLEL -> List.of(
                    new Entry("worked out, hatched", 12,
                            (g, i, x, y, w, h) -> ParallelSkin.worked(g, i, x + w / 2, y + h / 2, h * 0.5)),
                    new Entry("measured", 8,
                            (g, i, x, y, w, h) -> ParallelSkin.measured(g, i, x + w / 2, y + h / 2, h * 0.32)),
                    new Entry("the chosen method", 12,
                            (g, i, x, y, w, h) -> ParallelSkin.looked(g, i, x + w / 2, y + h / 2, h * 0.42)));
            case DISTRIBUTIONS -> List.of(
                    new Entry("probability, %; dashed line: 100 %", 14,
                            (g, i, x, y, w, h) -> DistributionsSkin.solid(g, i, x, y, w, h)),
                    new Entry("cut", 14, (g, i, x, y, w, h) -> DistributionsSkin.cut(g, i, x, y, w, h)),
                    new Entry("what if", 14, (g, i, x, y, w, h) -> DistributionsSkin.supposed(g, i, x, y, w, h)),
                    new Entry("pinned, rest", 14, (g, i, x, y, w, h) -> DistributionsSkin.other(g, i, x, y, w, h)),
                    new Entry("picked", 9, (g, i, x, y, w, h) -> DistributionsSkin.chosen(g, i.text, x + w / 2,
                            y + h / 2, h * 0.42, true)));
            case INSPECTOR -> List.of();
        };
    }

    private List<Entry> compare() {
        return List.of(
                new Entry("accepted draft", 22,
                        (g, ink, x, y, w, h) -> Glyphs.provenance(g, ink, NodeStatus.ACCEPTED, x,
                                y + h - ink.px(5), w, ink.px(4))),
                new Entry("differs", 18, (g, ink, x, y, w, h) -> CompareSkin.different(g, ink, x, y + ink.px(1), w,
                        h - ink.px(2))),
                new Entry("not yet", 18, (g, ink, x, y, w, h) -> CompareSkin.later(g, ink, x, y + ink.px(1), w,
                        h - ink.px(2))),
                new Entry("pass ends", 8, (g, ink, x, y, w, h) -> CompareSkin.passEnd(g, ink, x + w / 2, y, h)));
    }

    /// Whether the run takes its drafts without judging them.
    private boolean unjudged() {
        return view.getState() != null && view.getState().trace().unjudged();
    }

    /// The usual states, and the rarer ones where the picture has them.
    private List<Entry> cells() {
        List<Entry> entries = new ArrayList<>();
        for (KvState state : KvState.values()) {
            boolean rare = state == KvState.REUSED || state == KvState.EVICTED || state == KvState.SINK;
            boolean there = view.getState() != null && (view.getState().kv(KvOwner.TARGET).count(state) > 0
                    || view.getState().kv(KvOwner.DRAFT).count(state) > 0);
            if (!rare || there)
                entries.add(cell(state, KvCacheMapSkin.word(state)));
        }
        return entries;
    }

    private List<Entry> output(boolean diffusion) {
        List<Entry> entries = new ArrayList<>();
        Overlay overlay = view instanceof OutputView output ? output.getOverlay() : Overlay.PLAIN;
        if (diffusion) {
            entries.add(new Entry("mask", 16, (g, i, x, y, w, h) -> GridPainter.mask(g, i, x, y, w, h, false)));
            entries.add(ramp("confidence", "confidence-", 6, "0 – 1"));
            return entries;
        }
        switch (overlay) {
            case PLAIN -> {
            }
            case ENTROPY, SURPRISAL, RANK, VARENTROPY ->
                entries.add(ramp(overlay.label(), "entropy-", 7, overlay.domain()));
            case PROBABILITY, MARGIN -> entries.add(ramp(overlay.label(), "confidence-", 6, overlay.domain()));
            case LOG_RATIO -> entries.add(ramp(overlay.label(), "divergence-", 7, overlay.domain()));
        }
        entries.add(underline(NodeStatus.AWAITING, "drafted"));
        if (unjudged()) {
            entries.add(underline(NodeStatus.TAKEN, "taken unjudged"));
        } else {
            entries.add(underline(NodeStatus.ACCEPTED, "accepted"));
            entries.add(underline(NodeStatus.CORRECTION, "corrected"));
        }
        entries.add(underline(NodeStatus.BONUS, "bonus"));
        if (view.getState() != null && view.getState().trace().settings().flatMap(RunSettings::fork).isPresent())
            entries.add(new Entry("taken over", 22,
                    (g, ink, x, y, w, h) -> TokenPainter.takenOver(g, ink, x, y + h - ink.px(3), w)));
        return entries;
    }

    private static Entry underline(NodeStatus status, String word) {
        return new Entry(word, 18,
                (g, ink, x, y, w, h) -> Glyphs.provenance(g, ink, status, x, y + h / 2 - ink.px(1), w, ink.px(4)));
    }

    private static Entry card(NodeStatus status, String word) {
        return new Entry(word, 16, (g, ink, x, y, w, h) -> {
            CardPainter.shape(g, ink, status, x, y - 1, w, h + 2);
            Glyphs.mark(g, status, CardPainter.glyphColor(ink, status), x + w / 2, y + h / 2, h * 0.42);
        });
    }

    private static Entry cell(KvState state, String word) {
        return new Entry(word, 9, (g, ink, x, y, w, h) -> KvCacheMapSkin.cell(g, ink, state, x, y - 1, w, h + 2));
    }

    private static Entry row(LanesSkin.Row row, String word) {
        return new Entry(word, 10, (g, ink, x, y, w, h) -> LanesSkin.row(g, ink, row, x, y - 1, w, h + 2));
    }

    private static Entry ramp(String word, String tokens, int steps, String domain) {
        return new Entry(word + "  " + domain, 84, (g, ink, x, y, w, h) -> {
            Stop[] stops = new Stop[steps];
            for (int i = 0; i < steps; i++)
                stops[i] = new Stop(i / (steps - 1.0), ink.palette.color(tokens + i));
            g.setFill(new LinearGradient(0, 0, 1, 0, true, CycleMethod.NO_CYCLE, stops));
            g.fillRoundRect(x, y + h * 0.15, w, h * 0.7, 3, 3);
        });
    }
}
