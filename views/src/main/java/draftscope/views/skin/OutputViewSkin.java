package draftscope.views.skin;

import draftscope.trace.CommittedToken;
import draftscope.trace.Fork;
import draftscope.trace.RunSettings;
import draftscope.trace.TokenMeasures;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.OutputView;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.Running;
import draftscope.views.layout.TokenFlow;
import draftscope.views.layout.TokenText;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.paint.Color;

/// Draws an [OutputView]: rows of fixed height, of which only the visible ones are painted.
///
/// A canvas and not a list of text nodes, because a long run then costs what a screenful costs, and the fill, the gutter and
/// the ring of a token stand exactly where its letters stand.
public final class OutputViewSkin extends TraceSkin<OutputView> {
    private static final double SIZE = 15;
    private static final double ROW = 30;
    private static final double LEFT = 20;

    private List<Running.Item> items = List.of();
    private TokenFlow flow = new TokenFlow(List.of(), 0);
    private boolean reveal;
    private boolean settling;

    public OutputViewSkin(OutputView view) {
        super(view);
        listen(view.overlayProperty(), this::repaint);
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

    @Override
    void paint(Pen g, double width, double height) {
        TraceState state = view().getState();
        double row = px(ROW);
        items = Running.of(state);
        flow = TokenFlow.of(Running.flow(state.trace(), items), ink(), px(SIZE), width - px(LEFT) - px(22), row);
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
                box(g, item, box, px(LEFT) + box.x(), y);
                g.setGlobalAlpha(1);
            }
            if (prompt) {
                g.setFill(ink().palette.color("prompt"));
                g.fillRect(px(10), y + px(4), px(2), row - px(8));
            }
        }
        // Frames and rings last, so that no neighbour's fill covers them.
        for (int r = first; r <= last; r++) {
            for (TokenFlow.Box box : flow.rows().get(r).boxes()) {
                if (filtered(items.get(box.item())) && found(items.get(box.item())))
                    Glyphs.match(g, ink(), px(LEFT) + box.x() - px(0.7), flow.rows().get(r).y() - top + px(3),
                            box.width() + px(1.4), px(20.5));
            }
        }
        for (int r = first; r <= last; r++) {
            for (TokenFlow.Box box : flow.rows().get(r).boxes()) {
                if (box.item() == selected)
                    ring(g, px(LEFT) + box.x(), flow.rows().get(r).y() - top, box.width());
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
        double bottom = row == null ? 0 : row.y() + px(ROW) + px(8);
        double wanted = Math.max(0,
                Math.min(vertical().getMax(), Math.ceil((bottom - height - px(4)) / px(ROW)) * px(ROW)));
        if (wanted > top || items.getLast().kind() != Running.Kind.CANVAS) {
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

    private void box(Pen g, Running.Item item, TokenFlow.Box box, double x, double y) {
        double boxTop = y + px(2.5);
        double boxHeight = px(21.5);
        double gap = px(0.5);
        Color fill = fill(item);
        if (item.mask()) {
            GridPainter.mask(g, ink(), x + px(1), boxTop + px(1), box.width() - px(2), boxHeight - px(2), true);
            return;
        }
        if (fill != null) {
            g.setFill(fill);
            g.fillRoundRect(x + gap, boxTop, box.width() - 2 * gap, boxHeight, px(4), px(4));
        }
        Color color = switch (item.kind()) {
            case PROMPT -> ink().palette.color("prompt");
            case PENDING -> item.status().onSpine() ? ink().text : ink().ghost;
            case COMMITTED, CANVAS -> ink().text;
        };
        glyphs(g, box, x, y + px(13.5), color, surest(item));
        double gutter = y + px(25);
        if (item.kind() == Running.Kind.COMMITTED || item.kind() == Running.Kind.PENDING)
            Glyphs.provenance(g, ink(), item.status(), x + gap, gutter, box.width() - 2 * gap, px(4));
        if (item.kind() == Running.Kind.PROMPT && item.index() >= givenLength())
            takenOver(g, ink(), x + gap, gutter, box.width() - 2 * gap);
        if (item.kind() == Running.Kind.CANVAS && item.fresh()) {
            // Rim and dot: unmasked in this step.
            g.setStroke(ink().text);
            g.setLineWidth(px(1.4));
            g.strokeRoundRect(x + px(1), boxTop + px(0.7), box.width() - px(2), boxHeight - px(1.4), px(4), px(4));
            g.setFill(ink().text);
            g.fillOval(x + box.width() / 2 - px(1.5), gutter + px(0.5), px(3), px(3));
        }
        if (item.forced()) {
            g.setStroke(ink().text);
            g.setLineWidth(px(1.5));
            g.strokeRect(x + px(1), boxTop + px(1), box.width() - px(2), boxHeight - px(2));
            if (item.kind() == Running.Kind.CANVAS)
                Glyphs.arrowUp(g, ink().text, x + box.width() / 2, gutter + px(2), px(3));
            else
                Glyphs.padlock(g, ink().text, x + box.width() / 2, gutter + px(2), px(3));
        }
    }

    /// How much of the prompt a person gave; the rest was taken over from another run.
    private int givenLength() {
        return view().getState().trace().settings().flatMap(RunSettings::fork).map(Fork::promptLength)
                .orElse(Integer.MAX_VALUE);
    }

    /// The mark of a token that another run wrote.
    static void takenOver(Pen g, Ink ink, double x, double y, double width) {
        g.setStroke(ink.secondary);
        g.setLineWidth(ink.px(1.5));
        g.setLineDashes(ink.px(1.5), ink.px(3));
        g.strokeLine(x, y + ink.px(1.5), x + width, y + ink.px(1.5));
        g.setLineDashes();
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

    private void glyphs(Pen g, TokenFlow.Box box, double x, double middle, Color color,
            boolean bold) {
        switch (box.shape()) {
            case TEXT -> ink().left(g, box.text(), bold ? ink().monoBold(SIZE) : ink().mono(SIZE), color, x, middle);
            case CHIP -> {
                g.setStroke(ink().secondary);
                g.setLineWidth(1);
                g.strokeRoundRect(x + px(2), middle - px(9), box.width() - px(4), px(18), px(9), px(9));
                ink().centre(g, box.text(), ink().mono(SIZE * 0.8), ink().secondary, x + box.width() / 2, middle);
            }
            case BYTES -> bytes(g, box, x, middle, color);
            case MASK -> {
            }
        }
    }

    /// Hex of each byte inside one bracket, the character in front of it once it is whole.
    private void bytes(Pen g, TokenFlow.Box box, double x, double middle, Color color) {
        double at = x + px(SIZE * 0.25) + (box.first() ? px(SIZE * 0.25) : 0);
        if (!box.character().isEmpty()) {
            ink().left(g, box.character(), ink().mono(SIZE), color, at, middle);
            at += ink().width(box.character(), px(SIZE)) + px(SIZE * 0.3);
        }
        ink().left(g, box.text(), ink().mono(SIZE * 0.7), ink().secondary, at, middle);
        g.setStroke(ink().secondary);
        g.setLineWidth(1);
        double top = middle - px(9);
        double bottom = middle + px(9);
        if (box.first())
            g.strokePolyline(new double[]{x + px(5), x + px(2), x + px(2), x + px(5)},
                    new double[]{top, top, bottom, bottom}, 4);
        if (box.last()) {
            double end = x + box.width();
            g.strokePolyline(new double[]{end - px(5), end - px(2), end - px(2), end - px(5)},
                    new double[]{top, top, bottom, bottom}, 4);
        }
    }

    private void ring(Pen g, double x, double y, double width) {
        g.setStroke(ink().text);
        g.setLineWidth(px(2));
        g.strokeRoundRect(x - px(1), y + px(1), width + px(2), px(24.5), px(7), px(7));
    }

    private Color fill(Running.Item item) {
        Overlay overlay = view().getOverlay();
        if (item.kind() == Running.Kind.CANVAS)
            return Double.isNaN(item.confidence()) || overlay == Overlay.PLAIN && !item.fresh()
                    ? null
                    : ink().palette.confidence(item.confidence());
        if (item.kind() != Running.Kind.COMMITTED || overlay == Overlay.PLAIN)
            return null;
        TokenMeasures m = view().getState().committed().get(item.index()).measures();
        return switch (overlay) {
            case PLAIN -> null;
            case ENTROPY -> bits(m.entropyBits());
            case SURPRISAL -> bits(m.surprisalBits());
            case PROBABILITY -> share(m.probability());
            case MARGIN -> share(m.marginRaw());
            // Ranks run over the whole vocabulary: a factor of about three a step.
            case RANK -> m.rank() < 0
                    ? null
                    : ink().palette.entropy(Math.log(m.rank() + 1) / Math.log(1000) * 7);
        };
    }

    /// The strongest teal leaves thin letters too little contrast in the dark theme.
    private boolean surest(Running.Item item) {
        if (item.kind() == Running.Kind.CANVAS)
            return item.confidence() >= 0.95;
        if (item.kind() != Running.Kind.COMMITTED)
            return false;
        TokenMeasures m = view().getState().committed().get(item.index()).measures();
        return view().getOverlay() == Overlay.PROBABILITY && m.probability() >= 0.95
                || view().getOverlay() == Overlay.MARGIN && m.marginRaw() >= 0.95;
    }

    private Color bits(double bits) {
        return Double.isNaN(bits) ? null : ink().palette.entropy(bits);
    }

    private Color share(double share) {
        return Double.isNaN(share) ? null : ink().palette.confidence(share);
    }

    private int selected() {
        return switch (view().getSelection()) {
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
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).kind() == kind && items.get(i).index() == index)
                return i;
        }
        return -1;
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
                yield TokenText.visible(trace, token.token()) + "  "
                        + NodeStatusWords.of(token.provenance(), trace.unjudged())
                        + "\nentropy " + Numbers.bits(token.measures().entropyBits()) + " · surprisal "
                        + Numbers.bits(token.measures().surprisalBits());
            }
            case Selection.PromptToken(int index) -> TokenText.visible(trace, state.prompt().get(index)) + "  prompt";
            case Selection.Node node -> Why.explain(state, node).title();
            case Selection.CanvasPosition position -> Why.explain(state, position).title();
            default -> "";
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
        for (int i = 0; i < all.size(); i++) {
            Running.Item item = all.get(i);
            TokenMeasures m = item.kind() == Running.Kind.COMMITTED
                    ? state.committed().get(item.index()).measures()
                    : TokenMeasures.NOT_CAPTURED;
            String who = switch (item.kind()) {
                case PROMPT -> "prompt";
                case PENDING -> "drafted, " + item.status().word();
                case CANVAS -> item.mask() ? "mask" : item.forced() ? "best of the rest" : "unmasked";
                case COMMITTED ->
                    NodeStatusWords.of(state.committed().get(item.index()).provenance(), trace.unjudged());
            };
            boolean measured = item.kind() == Running.Kind.COMMITTED;
            rows.add(new TableTwin.Row(List.of(Integer.toString(i),
                    item.mask() ? "" : TokenText.visible(trace, item.token()), TokenText.id(trace, item.token()), who,
                    measured ? Numbers.bits(m.entropyBits()) : "", measured ? Numbers.bits(m.surprisalBits()) : "",
                    item.kind() == Running.Kind.CANVAS && !item.mask()
                            ? Numbers.probability(item.confidence())
                            : measured ? Numbers.probability(m.probability()) : "",
                    measured ? Numbers.rank(m.rank()) : "", measured ? Numbers.probability(m.marginRaw()) : ""),
                    selection(i)));
        }
        return new TableTwin(List.of("position", "token", "id", "who wrote it", "entropy", "surprisal", "probability",
                "rank", "margin"), rows);
    }
}
