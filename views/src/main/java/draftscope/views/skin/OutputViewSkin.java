package draftscope.views.skin;

import draftscope.trace.CommittedToken;
import draftscope.trace.Fork;
import draftscope.trace.RunSettings;
import draftscope.trace.TokenMeasures;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Mark;
import draftscope.views.OutputView;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.Running;
import draftscope.views.layout.TextCost;
import draftscope.views.layout.TokenFlow;
import draftscope.views.layout.TokenText;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.paint.Color;

/// Draws an [OutputView]: rows of fixed height, of which only the visible ones are painted.
///
/// A canvas and not a list of text nodes, because a long run then costs what a screenful costs, and the fill, the gutter and
/// the ring of a token stand exactly where its letters stand.
public final class OutputViewSkin extends TraceSkin<OutputView> {
    private static final double SIZE = TokenPainter.SIZE;
    private static final double ROW = 30;
    private static final double LEFT = 20;

    private static final double RIBBON = 30;
    private static final double SUMS = 18;
    /// Room for the text below which it gets all.
    private static final double LEAST_TEXT = 58;

    private final Label sums = new Label();
    private final RibbonBand ribbon = new RibbonBand(this::ink,
            new RibbonBand.Handlers(this::point, item -> view().setSelection(selection(item)),
                    (from, to) -> view().setSelection(new Selection.Tokens(from, to)), item -> tip(selection(item))));
    private List<Running.Item> items = List.of();
    private double[] shares = {};
    private TraceState laid; // the moment that items and flow are of
    private double laidWidth;
    private double laidSize;
    private Overlay sharedOverlay; // the one that shares are of
    private TraceState summed; // the moment and the range that the sum is of
    private Optional<Selection.Tokens> summedRange = Optional.empty();
    private String sum = "";
    private int pointed = -1;
    private int moving = -1; // the end of a range that a person moves
    private TokenFlow flow = new TokenFlow(List.of(), 0);
    private boolean reveal;
    private boolean settling;

    public OutputViewSkin(OutputView view) {
        super(view);
        sums.getStyleClass().add("ds-sums");
        sums.setMouseTransparent(true);
        getChildren().addAll(ribbon, sums);
        listen(view.overlayProperty(), this::repaint);
        on(view, MouseEvent.MOUSE_EXITED, event -> point(-1));
        listen(view.followProperty(), this::repaint);
        listen(vertical().valueProperty(), () -> {
            if (!settling && view().isFollow() && vertical().getValue() < vertical().getMax() - px(ROW))
                view().setFollow(false);
        });
    }

    @Override
    String heading() {
        TraceState state = view().getState();
        return state != null && state.canvas().isPresent() && state.step() >= 0
                ? "Sequence at step " + (state.step() + 1)
                : "Output";
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null || state.prompt().isEmpty() && state.committed().isEmpty() && state.canvas().isEmpty())
            return new Empty("No text yet.", "Write a prompt in the setup and start a run: Ctrl+Enter.");
        return null;
    }

    @Override
    void selectionChanged() {
        reveal = true;
        repaint();
    }

    /// The items and their flow, made anew only when the moment or the width is another: scrolling costs what is seen.
    private void lay(TraceState state, double width) {
        double size = px(SIZE);
        if (state != laid) {
            items = Running.of(state);
            sharedOverlay = null;
        }
        if (sharedOverlay != view().getOverlay()) {
            sharedOverlay = view().getOverlay();
            shares = new double[items.size()];
            for (int i = 0; i < shares.length; i++) {
                double value = value(items.get(i), overlay());
                shares[i] = Double.isNaN(value) ? Double.NaN : overlay().share(value);
            }
        }
        if (state == laid && width == laidWidth && size == laidSize)
            return;
        laid = state;
        laidWidth = width;
        laidSize = size;
        flow = TokenFlow.of(Running.flow(state.trace(), items), ink(), size, width - px(LEFT) - px(22), px(ROW));
    }

    /// A canvas knows confidences and nothing else.
    private Overlay overlay() {
        Overlay chosen = view().getOverlay();
        return chosen != Overlay.PLAIN && view().getState().canvas().isPresent() ? Overlay.PROBABILITY : chosen;
    }

    private TokenMeasures measures(Running.Item item) {
        TraceState state = view().getState();
        return switch (item.kind()) {
            case PROMPT -> state.trace().promptMeasures(item.index());
            case COMMITTED -> state.committed().get(item.index()).measures();
            case PENDING, CANVAS -> TokenMeasures.NOT_CAPTURED;
        };
    }

    private double value(Running.Item item, Overlay overlay) {
        if (item.kind() == Running.Kind.CANVAS)
            return overlay == Overlay.PLAIN ? Double.NaN : item.confidence();
        double ratio = item.kind() == Running.Kind.COMMITTED
                ? view().getState().committed().get(item.index()).logRatio()
                : Double.NaN;
        return overlay.of(measures(item), ratio);
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        TraceState state = view().getState();
        boolean text = empty() == null && !view().isTable();
        if (text)
            lay(state, width);
        boolean room = height >= px(RIBBON + SUMS + LEAST_TEXT);
        boolean curve = text && room && overlay() != Overlay.PLAIN;
        ribbon.setVisible(curve);
        sums.setVisible(text && room);
        if (!text || !room)
            return 0;
        double left = x + px(LEFT);
        double band = curve ? px(RIBBON) : 0;
        Optional<Selection.Tokens> range = range();
        if (curve) {
            ribbon.setAccessibleText(overlay().label() + " of " + Numbers.plural(items.size(), "token") + ", "
                    + overlay().domain());
            ribbon.resizeRelocate(left, y + px(2), width - px(LEFT) - px(22), band);
            ribbon.show(new RibbonBand.Content(shares, overlay(), range.map(Selection.Tokens::from).orElse(selected()),
                    range.map(Selection.Tokens::to).orElse(selected()), pointed));
        }
        sums.setText(sums(range));
        sums.resizeRelocate(left, y + px(3) + band, width - px(LEFT) - px(22), px(SUMS));
        return band + px(SUMS) + px(4);
    }

    private Optional<Selection.Tokens> range() {
        return view().getSelection() instanceof Selection.Tokens(int from, int to) && from >= 0 && to >= from
                && from < items.size()
                        ? Optional.of(new Selection.Tokens(from, Math.min(to, items.size() - 1)))
                        : Optional.empty();
    }

    /// Added up anew only for another moment or another range.
    private String sums(Optional<Selection.Tokens> range) {
        TraceState state = view().getState();
        if (state != summed || !range.equals(summedRange)) {
            summed = state;
            summedRange = range;
            TextCost cost = TextCost.of(state.trace(), range.map(r -> items.subList(r.from(), r.to() + 1))
                    .orElse(items), item -> surprisal(item));
            sum = (range.isPresent() ? "Selected: " : "All: ") + cost.words();
        }
        return sum;
    }

    private double surprisal(Running.Item item) {
        if (item.kind() != Running.Kind.CANVAS)
            return measures(item).surprisalBits();
        int index = item.index() - view().getState().prompt().size();
        return index >= 0 && index < view().getState().committed().size()
                ? view().getState().committed().get(index).measures().surprisalBits()
                : Double.NaN;
    }

    private void point(int item) {
        if (item != pointed) {
            pointed = item;
            repaint();
        }
    }

    @Override
    void hovered(double x, double y) {
        super.hovered(x, y);
        if (view().getState() != null && empty() == null)
            point(flow.at(x - px(LEFT), y + vertical().getValue(), px(ROW)));
    }

    @Override
    void clicked(MouseEvent event) {
        Selection clicked = hit(event.getX(), event.getY());
        int to = flow.at(event.getX() - px(LEFT), event.getY() + vertical().getValue(), px(ROW));
        if (event.isShiftDown() && to >= 0)
            stretch(to);
        else
            view().setSelection(clicked);
    }

    /// From the end of the selection that is not being moved to another token.
    private void stretch(int to) {
        int selected = selected();
        int anchor = selected < 0 ? to : anchored(selected);
        moving = to;
        view().setSelection(new Selection.Tokens(Math.min(anchor, to), Math.max(anchor, to)));
    }

    private int anchored(int selected) {
        return view().getSelection() instanceof Selection.Tokens(int from, int to)
                ? moving == from ? to : from
                : selected;
    }

    @Override
    void paint(Pen g, double width, double height) {
        TraceState state = view().getState();
        double row = px(ROW);
        lay(state, width);
        settling = true;
        // Ends on a whole row, so that following never cuts the first line.
        double hidden = Math.max(0, Math.ceil((flow.height() + px(4) - height) / row) * row);
        double top = scroll(vertical(), hidden == 0 ? height : hidden + height, height);
        if (view().isFollow())
            top = followed(top, height);
        int selected = selected();
        if (reveal && selected >= 0)
            top = revealed(selected, top, height);
        reveal = false;
        settling = false;
        TokenPainter painter = new TokenPainter(g, ink());
        int given = givenLength();
        int first = (int) Math.max(0, Math.floor(top / row));
        int last = (int) Math.min(flow.rows().size() - 1, Math.floor((top + height) / row));
        for (int r = first; r <= last; r++) {
            TokenFlow.Row line = flow.rows().get(r);
            double y = line.y() - top;
            boolean prompt = false;
            for (TokenFlow.Box box : line.boxes()) {
                Running.Item item = items.get(box.item());
                prompt |= item.kind() == Running.Kind.PROMPT;
                g.setGlobalAlpha(filtered(item) && !found(item) ? Glyphs.DIMMED : 1);
                painter.token(item, box, px(LEFT) + box.x(), y, fill(item), surest(item));
                if (item.kind() == Running.Kind.PROMPT && item.index() >= given)
                    TokenPainter.takenOver(g, ink(), px(LEFT) + box.x() + px(0.5), y + px(25), box.width() - px(1));
                g.setGlobalAlpha(1);
            }
            if (prompt) {
                g.setFill(ink().palette.color("prompt"));
                g.fillRect(px(10), y + px(4), px(2), row - px(8));
            }
        }
        for (int r = first; r <= last; r++) {
            for (TokenFlow.Box box : flow.rows().get(r).boxes())
                Signs.row(g, ink(), marks(items.get(box.item())), px(LEFT) + box.x() + px(3),
                        flow.rows().get(r).y() - top + px(3.5), px(3.2));
        }
        // Characters over several tokens, frames and rings last, so that no neighbour's fill covers them.
        for (int r = first; r <= last; r++) {
            for (TokenFlow.Box box : flow.rows().get(r).boxes()) {
                if (!box.character().isEmpty())
                    painter.character(box, px(LEFT) + box.x(), flow.rows().get(r).y() - top);
            }
        }
        for (int r = first; r <= last; r++) {
            for (TokenFlow.Box box : flow.rows().get(r).boxes()) {
                if (filtered(items.get(box.item())) && found(items.get(box.item())))
                    Glyphs.match(g, ink(), px(LEFT) + box.x() - px(0.7), flow.rows().get(r).y() - top + px(3),
                            box.width() + px(1.4), px(20.5));
            }
        }
        Optional<Selection.Tokens> range = range();
        for (int r = first; r <= last; r++) {
            for (TokenFlow.Box box : flow.rows().get(r).boxes()) {
                if (range.isPresent() && box.item() >= range.get().from() && box.item() <= range.get().to())
                    painter.range(range.get(), box, px(LEFT) + box.x(), flow.rows().get(r).y() - top);
                if (box.item() == pointed)
                    painter.pointed(px(LEFT) + box.x(), flow.rows().get(r).y() - top, box.width());
                if (box.item() == selected && range.isEmpty())
                    painter.ring(px(LEFT) + box.x(), flow.rows().get(r).y() - top, box.width());
            }
        }
        caret(g, top);
    }

    /// The end, or in a diffusion run the last position that became a token.
    private double followed(double top, double height) {
        int last = items.size() - 1;
        while (last > 0 && items.get(last).mask())
            last--;
        TokenFlow.Row row = last < 0 ? null : flow.rowOf(last);
        double bottom = row == null ? 0 : row.y() + px(ROW);
        double wanted = Math.max(0,
                Math.min(vertical().getMax(), Math.ceil((bottom - height - px(4)) / px(ROW)) * px(ROW)));
        boolean above = row != null && row.y() < top;
        if (wanted > top || above || items.getLast().kind() != Running.Kind.CANVAS) {
            vertical().setValue(wanted);
            return wanted;
        }
        return top;
    }

    private double revealed(int item, double top, double height) {
        TokenFlow.Row row = flow.rowOf(item);
        if (row == null || row.y() >= top && row.y() + px(ROW) <= top + height)
            return top;
        double wanted = Math.max(0, Math.min(vertical().getMax(), row.y() - height / 2));
        vertical().setValue(wanted);
        return wanted;
    }

    private void caret(Pen g, double top) {
        if (flow.rows().isEmpty() || !view().isLive() || view().getState().canvas().isPresent()
                || view().getState().finished().isPresent())
            return;
        TokenFlow.Row last = flow.rows().getLast();
        TokenFlow.Box box = last.boxes().isEmpty() ? null : last.boxes().getLast();
        g.setFill(ink().focus);
        g.fillRect(px(LEFT) + (box == null ? 0 : box.x() + box.width()) + px(1), last.y() - top + px(4), px(2), px(20));
    }

    /// How much of the prompt a person gave; the rest was taken over from another run.
    private int givenLength() {
        return view().getState().trace().settings().flatMap(RunSettings::fork).map(Fork::promptLength)
                .orElse(Integer.MAX_VALUE);
    }

    /// Whether a filter has asked for it: it asks neither for the prompt nor for masks.
    private boolean filtered(Running.Item item) {
        return view().getEmphasis() != null && item.kind() != Running.Kind.PROMPT && !item.mask();
    }

    private boolean found(Running.Item item) {
        TraceState state = view().getState();
        return switch (item.kind()) {
            case PROMPT -> false;
            case COMMITTED -> view().getEmphasis().token(state.committed().get(item.index()).position());
            case PENDING -> view().getEmphasis().node(state.tree().step(), item.index());
            case CANVAS -> view().getEmphasis().token(item.index());
        };
    }

    private List<Mark> marks(Running.Item item) {
        TraceState state = view().getState();
        return switch (item.kind()) {
            case PROMPT -> List.of();
            case COMMITTED -> view().getMarks().token(state.committed().get(item.index()).position());
            case PENDING -> view().getMarks().node(state.tree().step(), item.index());
            case CANVAS -> item.mask() ? List.of() : view().getMarks().token(item.index());
        };
    }

    private Color fill(Running.Item item) {
        double value = value(item, overlay());
        if (item.kind() == Running.Kind.CANVAS && overlay() == Overlay.PLAIN && item.fresh())
            value = item.confidence();
        if (Double.isNaN(value))
            return null;
        Overlay shown = overlay() == Overlay.PLAIN ? Overlay.PROBABILITY : overlay();
        return RibbonBand.color(ink(), shown, shown.share(value));
    }

    /// The strongest teal leaves thin letters too little contrast in the dark theme.
    private boolean surest(Running.Item item) {
        return item.kind() == Running.Kind.CANVAS && item.confidence() >= 0.95
                || (overlay() == Overlay.PROBABILITY || overlay() == Overlay.MARGIN)
                        && value(item, overlay()) >= 0.95;
    }

    @Override
    Optional<Rectangle2D> place(Selection thing) {
        int item = laid == view().getState() ? item(thing) : -1;
        TokenFlow.Row row = item < 0 ? null : flow.rowOf(item);
        return row == null
                ? Optional.empty()
                : row.boxes().stream().filter(box -> box.item() == item).findFirst()
                        .map(box -> new Rectangle2D(px(LEFT) + box.x(), row.y() - vertical().getValue(), box.width(),
                                px(ROW)));
    }

    private int selected() {
        return item(view().getSelection());
    }

    /// What of the text something stands for, -1 for nothing.
    private int item(Selection thing) {
        return switch (thing) {
            case Selection.Token(int index) -> find(Running.Kind.COMMITTED, index);
            case Selection.PromptToken(int index) -> find(Running.Kind.PROMPT, index);
            case Selection.CanvasPosition(int row, int position) -> find(Running.Kind.CANVAS, position);
            case Selection.Node(int step, int node) -> {
                for (int i = items.size() - 1; i >= 0; i--) {
                    Running.Item item = items.get(i);
                    if (item.kind() == Running.Kind.PENDING && item.index() == node
                            && view().getState().tree().step() == step)
                        yield i;
                    if (item.kind() == Running.Kind.COMMITTED && of(view().getState().committed().get(item.index()),
                            step, node))
                        yield i;
                }
                yield -1;
            }
            case Selection.None none -> -1;
            case Selection.Cell cell -> position(view().getState().kv(cell.owner()), cell.slot());
            case Selection.Tokens(int from, int to) -> Math.min(moving == from ? from : to, items.size() - 1);
            case Selection.Step _,Selection.Steps _,Selection.Lane _ -> -1;
        };
    }

    private static boolean of(CommittedToken token, int step, int node) {
        return token.step() == step && (token.node() == node
                || node == Selection.Node.DRAW && NodeStatus.CORRECTION.byTarget() && token.node() < 0);
    }

    private int position(draftscope.trace.KvMap map, int slot) {
        if (slot < 0 || slot >= map.capacity() || map.position(slot) < 0 || map.position(slot) >= items.size())
            return -1;
        Running.Item item = items.get(map.position(slot));
        return item.token() == map.token(slot) ? map.position(slot) : -1;
    }

    private int find(Running.Kind kind, int index) {
        // Prompt, output, canvas: each stands in its place.
        int place = kind == Running.Kind.COMMITTED ? view().getState().prompt().size() + index : index;
        return place >= 0 && place < items.size() && items.get(place).kind() == kind
                && items.get(place).index() == index ? place : -1;
    }

    private Selection selection(int item) {
        if (item < 0 || item >= items.size())
            return Selection.none();
        Running.Item it = items.get(item);
        TraceState state = view().getState();
        return switch (it.kind()) {
            case PROMPT -> new Selection.PromptToken(it.index());
            case COMMITTED -> new Selection.Token(it.index());
            case PENDING -> new Selection.Node(state.tree().step(), it.index());
            case CANVAS -> new Selection.CanvasPosition(state.canvas().map(c -> c.rows() - 1).orElse(0), it.index());
        };
    }

    @Override
    Selection hit(double x, double y) {
        return selection(flow.at(x - px(LEFT), y + vertical().getValue(), px(ROW)));
    }

    @Override
    String tip(Selection selection) {
        TraceState state = view().getState();
        Trace trace = state.trace();
        return switch (selection) {
            case Selection.Token(int index) -> {
                CommittedToken token = state.committed().get(index);
                yield TokenText.visible(trace, token.token()) + "  id " + TokenText.id(trace, token.token()) + "  "
                        + NodeStatusWords.of(token.provenance(), trace.unjudged()) + pointedValue(token)
                        + "\nentropy " + Numbers.bits(token.measures().entropyBits()) + " · surprisal "
                        + Numbers.bits(token.measures().surprisalBits());
            }
            case Selection.PromptToken(int index) -> TokenText.visible(trace, state.prompt().get(index)) + "  id "
                    + TokenText.id(trace, state.prompt().get(index)) + "  prompt";
            case Selection.Node node -> Why.explain(state, node).title();
            case Selection.CanvasPosition position -> Why.explain(state, position).title();
            default -> "";
        };
    }

    private String pointedValue(CommittedToken token) {
        return switch (overlay()) {
            case PLAIN, ENTROPY, SURPRISAL -> "";
            case PROBABILITY, RANK, MARGIN, LOG_RATIO, VARENTROPY -> "\n" + overlay().label() + " "
                    + overlay().words(overlay().of(token.measures(), token.logRatio()));
        };
    }

    @Override
    void scrolled(ScrollEvent event) {
        if (event.getDeltaY() > 0 && vertical().isVisible())
            view().setFollow(false);
        super.scrolled(event);
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (items.isEmpty() || event.isShortcutDown() || event.isAltDown())
            return false;
        int at = selected();
        int start = at < 0 ? items.size() - 1 : at;
        int to = switch (event.getCode()) {
            case LEFT -> at < 0 ? start : Math.max(0, start - 1);
            case RIGHT -> at < 0 ? start : Math.min(items.size() - 1, start + 1);
            case UP -> flow.vertical(start, -1);
            case DOWN -> flow.vertical(start, 1);
            default -> -1;
        };
        if (to < 0)
            return false;
        if (event.isShiftDown())
            stretch(to);
        else
            view().setSelection(selection(to));
        return true;
    }

    @Override
    TableTwin table() {
        TraceState state = view().getState();
        Trace trace = state.trace();
        List<TableTwin.Row> rows = new ArrayList<>();
        List<Running.Item> all = Running.of(state);
        items = all;
        laid = null;
        for (int i = 0; i < all.size(); i++) {
            Running.Item item = all.get(i);
            TokenMeasures m = measures(item);
            String who = switch (item.kind()) {
                case PROMPT -> "prompt";
                case PENDING -> "drafted, " + item.status().word();
                case CANVAS -> item.mask() ? "mask" : item.forced() ? "taken anyway" : "unmasked";
                case COMMITTED ->
                    NodeStatusWords.of(state.committed().get(item.index()).provenance(), trace.unjudged());
            };
            boolean measured = item.kind() == Running.Kind.COMMITTED || !Double.isNaN(m.entropyBits());
            double ratio = value(item, Overlay.LOG_RATIO);
            rows.add(new TableTwin.Row(List.of(Integer.toString(i),
                    item.mask() ? "" : TokenText.visible(trace, item.token()), TokenText.id(trace, item.token()), who,
                    measured ? Numbers.bits(m.entropyBits()) : "", measured ? Numbers.bits(m.surprisalBits()) : "",
                    item.kind() == Running.Kind.CANVAS && !item.mask()
                            ? Numbers.probability(item.confidence())
                            : measured ? Numbers.probability(m.probability()) : "",
                    measured ? Numbers.rank(m.rank()) : "", measured ? Numbers.probability(m.marginRaw()) : "",
                    item.kind() == Running.Kind.CANVAS || Double.isNaN(ratio) ? "" : Numbers.bits(ratio),
                    measured ? Overlay.VARENTROPY.words(m.varentropy()) : ""),
                    selection(i)));
        }
        return new TableTwin(List.of("position", "token", "id", "who wrote it", "entropy", "surprisal", "probability",
                "rank", "margin", "log p/q", "varentropy"), rows);
    }
}
