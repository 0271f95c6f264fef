package draftscope.views.skin;

import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.DraftTreeView;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import draftscope.views.layout.TreeLayout;
import draftscope.views.layout.TreeLayout.Card;
import draftscope.views.layout.TreeLayout.Column;
import draftscope.views.layout.TreeLayout.Direction;
import draftscope.views.layout.TreeLayout.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/// Draws a [DraftTreeView] on one canvas.
///
/// Of a step that is over, the layout is made for the whole tree and only what the moment knows is drawn. So stepping
/// through a past round moves nothing.
public final class DraftTreeViewSkin extends TraceSkin<DraftTreeView> {
    private static final double HEADER = 26;
    private static final double MARGIN = 18;
    private static final double SMALLEST_ZOOM = 0.3;
    private static final double LARGEST_ZOOM = 3;
    /// Below this zoom, times the text scale, tokens are no longer read; a larger tree is then seen in part.
    private static final double LEGIBLE_ZOOM = 0.8;

    private final Set<Integer> unfolded = new HashSet<>();
    private TreeLayout layout;
    private TreeState laidOut;
    private double laidOutWidth;
    private double laidOutHeight;
    private Ink laidOutInk;
    private boolean layoutStale = true;
    private int step = Integer.MIN_VALUE;
    private Trace planTrace;
    private TreeState plan;
    private double earlierHeight;
    private double zoom = 1;
    private double panX;
    private double panY;
    private boolean moved;
    private double pressX;
    private double pressY;
    private boolean panning;

    public DraftTreeViewSkin(DraftTreeView view) {
        super(view);
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        if (state.canvas().isPresent())
            return new Empty("A diffusion run has no draft tree.", "Open Unmasking to see its steps.");
        TreeState tree = state.tree();
        if (!tree.isEmpty())
            return null;
        if (state.step() < 0)
            return new Empty("The prompt is being read.", "The first round drafts a tree here.");
        boolean drafts = state.trace().settings().map(s -> s.family().equalsIgnoreCase("speculative")).orElse(false);
        if (!drafts)
            return new Empty("No draft in this round: the method drafts nothing.",
                    "Choose a speculative method in the setup.");
        return tree.draw().isPresent()
                ? null
                : new Empty("Round " + (state.step() + 1) + " has begun.", "Nothing is drafted yet; step on.");
    }

    private TreeState shown() {
        return view().getState().tree();
    }

    /// The tree that places are made for.
    private TreeState planned() {
        TreeState shown = shown();
        Trace trace = view().getState().trace();
        if (view().isLive() || shown.step() < 0)
            return shown;
        if (plan == null || planTrace != trace || plan.step() != shown.step()) {
            TreeState whole = trace.at(trace.endOfStep(shown.step())).tree();
            plan = whole.step() == shown.step() ? whole : shown;
            planTrace = trace;
        }
        return plan.nodes().size() >= shown.nodes().size() ? plan : shown;
    }

    private void layOut(double width, double height) {
        TreeState tree = planned();
        if (!layoutStale && layout != null && tree.equals(laidOut) && laidOutWidth == width
                && laidOutHeight == height && laidOutInk == ink())
            return;
        if (tree.step() != step) {
            step = tree.step();
            earlierHeight = layout == null ? 0 : layout.height();
            unfolded.clear();
        }
        Trace trace = view().getState().trace();
        double roomX = width - 2 * px(MARGIN);
        double roomY = height - px(HEADER) - px(MARGIN);
        layout = TreeLayout.fit(tree, token -> TokenText.visible(trace, token), ink(), roomX, roomY, ink().scale,
                unfolded);
        laidOut = tree;
        laidOutWidth = width;
        laidOutHeight = height;
        laidOutInk = ink();
        layoutStale = false;
        if (!moved)
            fit(width, height, Math.max(SMALLEST_ZOOM, LEGIBLE_ZOOM / ink().scale));
    }

    private void fit(double width, double height, double smallest) {
        double roomX = width - 2 * px(MARGIN);
        double roomY = height - px(HEADER) - px(MARGIN);
        zoom = Math.max(smallest, Math.min(1, Math.min(roomX / layout.width(), roomY / layout.height())));
        panX = px(MARGIN) + Math.max(0, Math.min(px(60), (roomX - layout.width() * zoom) / 2));
        // While a round grows, its middle is guessed from the round before, so that the root need not wander.
        double tall = Math.max(layout.height(), view().isLive() ? Math.min(earlierHeight, roomY) : 0) * zoom;
        panY = px(HEADER) + px(8) + Math.max(0, (roomY - tall) * 0.38);
    }

    @Override
    void paint(GraphicsContext g, double width, double height) {
        layOut(width, height);
        TreeState tree = shown();
        columns(g, width, height);
        g.save();
        g.beginPath();
        g.rect(0, px(HEADER), width, height - px(HEADER));
        g.clip();
        g.translate(panX, panY);
        g.scale(zoom, zoom);
        for (Link link : layout.links())
            edge(g, tree, link);
        Optional<Integer> selected = selectedNode(tree.step());
        for (Card card : layout.cards()) {
            NodeStatus status = status(tree, card);
            if (status == null || !seen(card, width, height))
                continue;
            Optional<TreeNode> node = tree.node(card.node());
            double target = node.map(TreeNode::targetProbability).orElse(card.target());
            CardPainter.paint(g, ink(), card, layout.density(), status, card.draft(), target);
            if (selected.isPresent() && (card.node() == selected.get() || card.run().contains(selected.get())))
                ring(g, card);
        }
        g.restore();
        if (layout.width() * zoom > width || layout.height() * zoom > height - px(HEADER))
            overview(g, tree, width, height);
    }

    private boolean seen(Card card, double width, double height) {
        double x = panX + card.x() * zoom;
        double y = panY + card.y() * zoom;
        return x < width && y < height && x + card.width() * zoom > 0 && y + card.height() * zoom > 0;
    }

    private void ring(GraphicsContext g, Card card) {
        double gap = px(4);
        g.setStroke(ink().text);
        g.setLineWidth(Math.max(2, px(2)));
        g.strokeRoundRect(card.x() - gap, card.y() - gap, card.width() + 2 * gap, card.height() + 2 * gap, px(16),
                px(16));
    }

    private void columns(GraphicsContext g, double width, double height) {
        double lastRight = Double.NEGATIVE_INFINITY;
        for (Column column : layout.columns()) {
            double x = panX + column.centre() * zoom;
            if (x < -px(40) || x > width + px(40))
                continue;
            g.setStroke(ink().hairline);
            g.setLineWidth(1);
            g.setLineDashes(1, 5);
            g.strokeLine(Math.round(x) + 0.5, px(HEADER), Math.round(x) + 0.5, height);
            g.setLineDashes();
            // Narrow columns inside folded runs have no room for a word of their own.
            String label = column.label();
            double half = ink().width(label, ink().ui(11)) / 2;
            if (x - half > lastRight + px(8)) {
                double at = Math.max(half + px(4), x);
                ink().centre(g, label, ink().ui(11), ink().secondary, at, px(13));
                lastRight = at + half;
            }
        }
    }

    /// What the moment knows of a card; null when it is not there yet.
    private static NodeStatus status(TreeState tree, Card card) {
        if (card.status() == NodeStatus.ROOT)
            return NodeStatus.ROOT;
        if (card.node() == TreeLayout.DRAW)
            return tree.draw().map(NodeStatus::of).orElse(null);
        return tree.node(card.node()).map(NodeStatus::of).orElse(null);
    }

    private void edge(GraphicsContext g, TreeState tree, Link link) {
        Card from = layout.cards().get(link.from());
        Card to = layout.cards().get(link.to());
        NodeStatus status = status(tree, to);
        if (status == null)
            return;
        Color color = switch (status) {
            case ACCEPTED, REJECTED, CORRECTION, BONUS, TARGET -> Glyphs.color(ink(), status);
            case NOT_JUDGED, CUT, AWAITING, ROOT -> ink().hairline.interpolate(ink().notJudged, 0.5);
        };
        g.setStroke(color);
        g.setLineWidth(status.onSpine() ? px(4) : status == NodeStatus.REJECTED ? px(2) : px(1.3));
        g.setLineCap(StrokeLineCap.BUTT);
        switch (status) {
            case NOT_JUDGED -> g.setLineDashes(px(4), px(3));
            case CUT -> g.setLineDashes(px(1.5), px(3));
            case REJECTED -> g.setLineDashes(px(5), px(3));
            case ROOT, AWAITING, ACCEPTED, CORRECTION, BONUS, TARGET -> g.setLineDashes();
        }
        double x1 = from.x() + from.width();
        double x2 = to.x();
        double y1 = from.centreY();
        double y2 = to.centreY();
        g.beginPath();
        g.moveTo(x1, y1);
        if (y1 == y2) {
            g.lineTo(x2, y2);
        } else {
            double bend = Math.max(x1, Math.min(link.bend() - px(4), x2 - px(12)));
            g.lineTo(bend, y1);
            double middle = (bend + x2) / 2;
            g.bezierCurveTo(middle, y1, middle, y2, x2, y2);
        }
        g.stroke();
        g.setLineDashes();
    }

    private void overview(GraphicsContext g, TreeState tree, double width, double height) {
        double w = px(150);
        double h = px(92);
        double x = width - w - px(16);
        double y = height - h - px(14);
        g.setFill(ink().raised);
        g.fillRoundRect(x, y, w, h, px(8), px(8));
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.strokeRoundRect(x, y, w, h, px(8), px(8));
        ink().left(g, "overview", ink().ui(10.5), ink().secondary, x + px(8), y + px(11));
        double inner = px(8);
        double scale = Math.min((w - 2 * inner) / layout.width(), (h - px(28)) / layout.height());
        double ox = x + inner;
        double oy = y + px(20);
        for (Card card : layout.cards()) {
            NodeStatus status = status(tree, card);
            if (status == null)
                continue;
            g.setFill(Glyphs.color(ink(), status));
            g.fillRect(ox + card.x() * scale, oy + card.y() * scale, Math.max(2, card.width() * scale * 0.8),
                    Math.max(1.5, card.height() * scale * 0.7));
        }
        double left = Math.max(0, -panX / zoom);
        double top = Math.max(0, (px(HEADER) - panY) / zoom);
        g.setStroke(ink().focus);
        g.strokeRect(ox + left * scale, oy + top * scale,
                Math.min(layout.width() - left, width / zoom) * scale,
                Math.min(layout.height() - top, (height - px(HEADER)) / zoom) * scale);
    }

    private Optional<Integer> selectedNode(int ofStep) {
        return switch (view().getSelection()) {
            case Selection.Node(int at, int node) when at == ofStep -> Optional.of(node);
            case Selection.Token(int index) when index >= 0 && index < view().getState().committed().size() -> {
                var token = view().getState().committed().get(index);
                yield token.step() != ofStep
                        ? Optional.empty()
                        : Optional.of(token.node() > 0 ? token.node() : TreeLayout.DRAW);
            }
            default -> Optional.empty();
        };
    }

    @Override
    Selection hit(double x, double y) {
        if (layout == null || y < px(HEADER) || empty() != null)
            return Selection.none();
        return layout.at((x - panX) / zoom, (y - panY) / zoom)
                .filter(card -> status(shown(), card) != null)
                .<Selection>map(card -> new Selection.Node(shown().step(), card.node())).orElse(Selection.none());
    }

    @Override
    String tip(Selection selection) {
        if (!(selection instanceof Selection.Node(int at, int node)))
            return "";
        String detail = shown().node(node).map(n -> "node " + n.node().index() + " · depth " + n.node().depth()
                + " · rank " + (n.node().rank() + 1) + "\ndraft q " + Numbers.probability(n.node().probability())
                + " · target p " + Numbers.probability(n.targetProbability()) + " · path "
                + Numbers.probability(n.node().pathProbability())).orElse("");
        return detail.isEmpty()
                ? Why.explain(view().getState(), selection).title()
                : detail + "\n" + NodeStatus.of(shown().node(node).get()).word();
    }

    @Override
    void clicked(MouseEvent event) {
        super.clicked(event);
        if (view().getSelection() instanceof Selection.Node(int at, int node))
            unfold(node);
    }

    private void unfold(int node) {
        layout.card(node).filter(Card::isFolded).ifPresent(card -> {
            unfolded.addAll(card.run());
            layoutStale = true;
            repaint();
        });
    }

    @Override
    void pressed(MouseEvent event) {
        pressX = event.getX() - panX;
        pressY = event.getY() - panY;
        panning = hit(event.getX(), event.getY()) instanceof Selection.None || event.isShiftDown();
    }

    @Override
    void dragged(MouseEvent event) {
        if (panning && layout != null) {
            moveTo(event.getX() - pressX, event.getY() - pressY);
        }
    }

    private void moveTo(double x, double y) {
        moved = true;
        double keep = px(60);
        panX = Math.max(keep - layout.width() * zoom, Math.min(canvasWidth() - keep, x));
        panY = Math.max(keep - layout.height() * zoom, Math.min(canvasHeight() - keep, y));
        repaint();
    }

    @Override
    void scrolled(ScrollEvent event) {
        if (layout == null || empty() != null)
            return;
        if (event.isShortcutDown())
            zoomAt(event.getX(), event.getY(), Math.exp(event.getDeltaY() * 0.002));
        else
            moveTo(panX + event.getDeltaX(), panY + event.getDeltaY());
        event.consume();
    }

    private void zoomAt(double x, double y, double factor) {
        double next = Math.max(SMALLEST_ZOOM, Math.min(LARGEST_ZOOM, zoom * factor));
        double k = next / zoom;
        zoom = next;
        moveTo(x - (x - panX) * k, y - (y - panY) * k);
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (layout == null || empty() != null || event.isShortcutDown() || event.isAltDown())
            return false;
        double width = canvasWidth();
        double height = canvasHeight();
        switch (event.getCode()) {
            case RIGHT -> go(Direction.CHILD);
            case LEFT -> go(Direction.PARENT);
            case UP -> go(Direction.UP);
            case DOWN -> go(Direction.DOWN);
            case ENTER -> selectedNode(shown().step()).ifPresent(this::unfold);
            case F -> centreOrFit(width, height);
            case W -> zoomAt(width / 2, height / 2, 1.15);
            case S -> zoomAt(width / 2, height / 2, 1 / 1.15);
            case A -> moveTo(panX + px(60), panY);
            case D -> moveTo(panX - px(60), panY);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// The selected card comes to the middle; when it is there already, or none is selected, the whole tree is fitted.
    private void centreOrFit(double width, double height) {
        double beforeX = panX;
        double beforeY = panY;
        double beforeZoom = zoom;
        selectedNode(shown().step()).flatMap(layout::card).ifPresent(card -> {
            zoom = Math.max(zoom, LEGIBLE_ZOOM / ink().scale);
            moveTo(width / 2 - (card.x() + card.width() / 2) * zoom, height / 2 - card.centreY() * zoom);
        });
        if (Math.abs(beforeX - panX) + Math.abs(beforeY - panY) < 1 && beforeZoom == zoom) {
            moved = false;
            fit(width, height, SMALLEST_ZOOM);
        }
        repaint();
    }

    private void go(Direction direction) {
        int from = selectedNode(shown().step()).orElse(Integer.MIN_VALUE);
        int next = from == Integer.MIN_VALUE ? 0 : layout.neighbour(from, direction);
        Card card = layout.card(next).orElse(layout.cards().getFirst());
        // Nodes that are not drafted yet at this moment have a place but cannot be gone to.
        if (status(shown(), card) == null)
            return;
        view().setSelection(new Selection.Node(shown().step(), next));
        reveal(card);
    }

    private void reveal(Card card) {
        double x = panX + card.x() * zoom;
        double y = panY + card.y() * zoom;
        double dx = x < px(8) ? px(8) - x : Math.min(0, canvasWidth() - px(8) - (x + card.width() * zoom));
        double dy = y < px(HEADER + 8)
                ? px(HEADER + 8) - y
                : Math.min(0, canvasHeight() - px(8) - (y + card.height() * zoom));
        if (dx != 0 || dy != 0)
            moveTo(panX + dx, panY + dy);
    }

    @Override
    TableTwin table() {
        TreeState tree = shown();
        Trace trace = view().getState().trace();
        List<TableTwin.Row> rows = new ArrayList<>();
        for (TreeNode node : tree.nodes()) {
            var draft = node.node();
            Selection selection = new Selection.Node(tree.step(), draft.index());
            rows.add(new TableTwin.Row(List.of(Integer.toString(draft.index()), Integer.toString(draft.parent()),
                    Integer.toString(draft.depth()), Integer.toString(draft.rank() + 1),
                    TokenText.visible(trace, draft.token()), Integer.toString(draft.token()),
                    Numbers.probability(draft.probability()), Numbers.probability(node.targetProbability()),
                    Numbers.probability(draft.pathProbability()), NodeStatus.of(node).word(), draft.source(),
                    node.row().map(row -> Integer.toString(row.slot())).orElse(Numbers.NOT_CAPTURED),
                    Why.explain(view().getState(), selection).sentence()), selection));
        }
        tree.draw().ifPresent(draw -> {
            Selection selection = new Selection.Node(tree.step(), Selection.Node.DRAW);
            rows.add(new TableTwin.Row(List.of("target", Integer.toString(draw.after()), "", "",
                    TokenText.visible(trace, draw.token()), Integer.toString(draw.token()), "",
                    Numbers.probability(draw.probability()), "", NodeStatus.of(draw).word(), "target", "",
                    Why.explain(view().getState(), selection).sentence()), selection));
        });
        return new TableTwin(List.of("node", "parent", "depth", "rank", "token", "id", "draft q", "target p", "path",
                "verdict", "source", "slot", "why"), rows);
    }
}
