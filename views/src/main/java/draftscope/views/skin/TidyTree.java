package draftscope.views.skin;

import draftscope.trace.DraftNode;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.TokenText;
import draftscope.views.layout.TreeLayout;
import draftscope.views.layout.TreeLayout.Card;
import draftscope.views.layout.TreeLayout.Column;
import draftscope.views.layout.TreeLayout.Direction;
import draftscope.views.layout.TreeLayout.Link;
import draftscope.views.paint.Pen;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javafx.geometry.Rectangle2D;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/// Cards from left to right, joined by edges.
///
/// Of a step that is over, the layout is made for the whole tree and only what the moment knows is drawn. So stepping
/// through a past round moves nothing.
final class TidyTree implements TreePicture {
    private static final double HEADER = 26;
    private static final double MARGIN = 18;
    private static final double SMALLEST_ZOOM = 0.1;
    private static final double LARGEST_ZOOM = 3;
    /// Below this zoom, times the text scale, tokens are no longer read; a larger tree is then seen in part.
    private static final double LEGIBLE_ZOOM = 0.8;
    /// Letters smaller than this many pixels are no longer painted, nor what else is too small to be told apart.
    private static final double SMALLEST_LETTERS = 6;

    private final Set<Integer> unfolded = new HashSet<>();
    private TreeLayout layout;
    private Scene laidOut;
    private Ink ink;
    private double width;
    private double height;
    private boolean stale = true;
    private int step = Integer.MIN_VALUE;
    private double earlierHeight;
    private double zoom = 1;
    private double panX;
    private double panY;
    private boolean moved;

    private double px(double at100Percent) {
        return ink.px(at100Percent);
    }

    private void layOut(Ink newInk, Scene scene, double newWidth, double newHeight) {
        boolean same = !stale && layout != null && scene.plan().equals(laidOut.plan())
                && scene.faults().equals(laidOut.faults()) && scene.top() == laidOut.top() && width == newWidth
                && height == newHeight && ink == newInk;
        boolean otherTop = laidOut != null && scene.top() != laidOut.top();
        laidOut = scene;
        ink = newInk;
        width = newWidth;
        height = newHeight;
        if (same)
            return;
        if (scene.plan().step() != step) {
            step = scene.plan().step();
            earlierHeight = layout == null ? 0 : layout.height();
            unfolded.clear();
        }
        Set<Integer> keep = new HashSet<>(unfolded);
        keep.addAll(scene.faults().keySet());
        layout = TreeLayout.fit(scene.plan(), token -> TokenText.visible(scene.trace(), token), ink,
                width - 2 * px(MARGIN), height - px(HEADER) - px(MARGIN), ink.scale, keep, scene.top());
        stale = false;
        if (!moved || otherTop)
            fit(Math.max(SMALLEST_ZOOM, LEGIBLE_ZOOM / ink.scale));
    }

    private void fit(double smallest) {
        moved = false;
        double roomX = width - 2 * px(MARGIN);
        double roomY = height - px(HEADER) - px(MARGIN);
        zoom = Math.max(smallest, Math.min(1, Math.min(roomX / layout.width(), roomY / layout.height())));
        panX = px(MARGIN) + Math.max(0, Math.min(px(60), (roomX - layout.width() * zoom) / 2));
        // While a round grows, its middle is guessed from the round before, so that the root need not wander.
        double tall = Math.max(layout.height(), laidOut.live() ? Math.min(earlierHeight, roomY) : 0) * zoom;
        panY = px(HEADER) + px(8) + Math.max(0, (roomY - tall) * 0.38);
    }

    @Override
    public void paint(Pen g, Ink newInk, Scene scene, Optional<Integer> selected, double newWidth,
            double newHeight) {
        layOut(newInk, scene, newWidth, newHeight);
        columns(g);
        g.save();
        g.beginPath();
        g.rect(0, px(HEADER), width, height - px(HEADER));
        g.clip();
        g.translate(panX, panY);
        g.scale(zoom, zoom);
        TreeState tree = scene.shown();
        boolean letters = layout.density().textSize() * ink.scale * zoom >= SMALLEST_LETTERS;
        for (Link link : layout.links())
            edge(g, tree, link);
        for (Card card : layout.cards()) {
            NodeStatus status = status(tree, card);
            if (status == null || !seen(card))
                continue;
            Optional<TreeNode> node = tree.node(card.node());
            double target = node.map(TreeNode::targetProbability).orElse(card.target());
            g.setGlobalAlpha(scene.strength(card.run()));
            if (letters)
                CardPainter.paint(g, ink, card, layout.density(), status, card.draft(), target);
            else
                CardPainter.shape(g, ink, status, card.x(), card.y(), card.width(), card.height());
            g.setGlobalAlpha(1);
            Signs.row(g, ink, scene.marks(card.run()), card.x() + px(4), card.y(), px(4));
            if (scene.found(card.run()))
                Glyphs.match(g, ink, card.x() - px(2), card.y() - px(2), card.width() + px(4), card.height() + px(4));
            if (selected.isPresent() && (card.node() == selected.get() || card.run().contains(selected.get())))
                ring(g, card);
        }
        // Over all cards: what is wrong must not be hidden.
        for (Card card : layout.cards()) {
            String fault = scene.faults().get(card.node());
            if (fault != null && seen(card))
                CardPainter.fault(g, ink, card.x(), card.y() + card.height(), fault);
        }
        g.restore();
        if (layout.width() * zoom > width || layout.height() * zoom > height - px(HEADER))
            overview(g, tree);
    }

    private boolean seen(Card card) {
        double x = panX + card.x() * zoom;
        double y = panY + card.y() * zoom;
        return x < width && y < height && x + card.width() * zoom > 0 && y + card.height() * zoom > 0;
    }

    private void ring(Pen g, Card card) {
        double gap = px(4);
        g.setStroke(ink.text);
        g.setLineWidth(Math.max(2, px(2)));
        g.strokeRoundRect(card.x() - gap, card.y() - gap, card.width() + 2 * gap, card.height() + 2 * gap, px(16),
                px(16));
    }

    private void columns(Pen g) {
        double lastRight = Double.NEGATIVE_INFINITY;
        for (Column column : layout.columns()) {
            double x = panX + column.centre() * zoom;
            if (x < -px(40) || x > width + px(40))
                continue;
            g.setStroke(ink.hairline);
            g.setLineWidth(1);
            g.setLineDashes(1, 5);
            g.strokeLine(Math.round(x) + 0.5, px(HEADER), Math.round(x) + 0.5, height);
            g.setLineDashes();
            // Narrow columns inside folded runs have no room for a word of their own.
            String label = column.label();
            double half = ink.width(label, ink.ui(11)) / 2;
            if (x - half > lastRight + px(8)) {
                double at = Math.max(half + px(4), x);
                ink.centre(g, label, ink.ui(11), ink.secondary, at, px(13));
                lastRight = at + half;
            }
        }
    }

    /// What the moment knows of a card; null when it is not there yet.
    private static NodeStatus status(TreeState tree, Card card) {
        if (card.node() == DraftNode.ROOT)
            return NodeStatus.ROOT;
        if (card.node() == TreeLayout.DRAW)
            return tree.draw().map(NodeStatus::of).orElse(null);
        return tree.node(card.node()).map(NodeStatus::of).orElse(null);
    }

    private void edge(Pen g, TreeState tree, Link link) {
        Card from = layout.cards().get(link.from());
        Card to = layout.cards().get(link.to());
        NodeStatus status = status(tree, to);
        if (status == null)
            return;
        double high = panY + Math.min(from.y(), to.y()) * zoom;
        double low = panY + (Math.max(from.y(), to.y()) + to.height()) * zoom;
        if (panX + to.x() * zoom < 0 || panX + from.x() * zoom > width || low < 0 || high > height)
            return;
        Color color = switch (status) {
            case ACCEPTED, TAKEN, REJECTED, CORRECTION, BONUS, TARGET -> Glyphs.color(ink, status);
            case NOT_JUDGED, DROPPED, CUT, AWAITING, ROOT -> ink.hairline.interpolate(ink.notJudged, 0.5);
        };
        g.setStroke(color);
        g.setLineWidth(status.onSpine() ? px(4) : status == NodeStatus.REJECTED ? px(2) : px(1.3));
        g.setLineCap(StrokeLineCap.BUTT);
        switch (status) {
            case NOT_JUDGED, DROPPED -> g.setLineDashes(px(4), px(3));
            case CUT -> g.setLineDashes(px(1.5), px(3));
            case REJECTED -> g.setLineDashes(px(5), px(3));
            case ROOT, AWAITING, ACCEPTED, TAKEN, CORRECTION, BONUS, TARGET -> g.setLineDashes();
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

    private void overview(Pen g, TreeState tree) {
        double w = px(150);
        double h = px(92);
        double x = width - w - px(16);
        double y = height - h - px(14);
        g.setFill(ink.raised);
        g.fillRoundRect(x, y, w, h, px(8), px(8));
        g.setStroke(ink.hairline);
        g.setLineWidth(1);
        g.strokeRoundRect(x, y, w, h, px(8), px(8));
        ink.left(g, "overview", ink.ui(10.5), ink.secondary, x + px(8), y + px(11));
        double inner = px(8);
        double scale = Math.min((w - 2 * inner) / layout.width(), (h - px(28)) / layout.height());
        double ox = x + inner;
        double oy = y + px(20);
        for (Card card : layout.cards()) {
            NodeStatus status = status(tree, card);
            if (status == null)
                continue;
            g.setFill(Glyphs.color(ink, status));
            g.fillRect(ox + card.x() * scale, oy + card.y() * scale, Math.max(2, card.width() * scale * 0.8),
                    Math.max(1.5, card.height() * scale * 0.7));
        }
        double left = Math.max(0, -panX / zoom);
        double top = Math.max(0, (px(HEADER) - panY) / zoom);
        g.setStroke(ink.focus);
        g.strokeRect(ox + left * scale, oy + top * scale,
                Math.min(layout.width() - left, width / zoom) * scale,
                Math.min(layout.height() - top, (height - px(HEADER)) / zoom) * scale);
    }

    @Override
    public OptionalInt hit(double x, double y) {
        if (layout == null || y < px(HEADER))
            return OptionalInt.empty();
        return layout.at((x - panX) / zoom, (y - panY) / zoom).filter(card -> status(laidOut.shown(), card) != null)
                .map(card -> OptionalInt.of(card.node())).orElse(OptionalInt.empty());
    }

    @Override
    public Optional<Rectangle2D> place(int node) {
        return layout == null
                ? Optional.empty()
                : layout.card(node).filter(card -> status(laidOut.shown(), card) != null)
                        .map(card -> new Rectangle2D(panX + card.x() * zoom, panY + card.y() * zoom,
                                card.width() * zoom, card.height() * zoom));
    }

    @Override
    public int neighbour(int node, Direction direction) {
        if (layout.card(node).isEmpty())
            return layout.cards().getFirst().node();
        int next = layout.neighbour(node, direction);
        // Nodes that are not drafted yet at this moment have a place but cannot be gone to.
        return layout.card(next).map(card -> status(laidOut.shown(), card)).isPresent() ? next : node;
    }

    @Override
    public void pan(double dx, double dy) {
        if (layout != null)
            moveTo(panX + dx, panY + dy);
    }

    private void moveTo(double x, double y) {
        moved = true;
        double keep = px(60);
        panX = Math.max(keep - layout.width() * zoom, Math.min(width - keep, x));
        panY = Math.max(keep - layout.height() * zoom, Math.min(height - keep, y));
    }

    @Override
    public void zoom(double x, double y, double factor) {
        double next = Math.max(SMALLEST_ZOOM, Math.min(LARGEST_ZOOM, zoom * factor));
        double k = next / zoom;
        zoom = next;
        moveTo(x - (x - panX) * k, y - (y - panY) * k);
    }

    @Override
    public void reveal(int node) {
        Card card = layout.card(node).orElse(layout.cards().getFirst());
        double x = panX + card.x() * zoom;
        double y = panY + card.y() * zoom;
        double dx = x < px(8) ? px(8) - x : Math.min(0, width - px(8) - (x + card.width() * zoom));
        double dy = y < px(HEADER + 8)
                ? px(HEADER + 8) - y
                : Math.min(0, height - px(8) - (y + card.height() * zoom));
        if (dx != 0 || dy != 0)
            moveTo(panX + dx, panY + dy);
    }

    @Override
    public void centreOrFit(OptionalInt node) {
        double beforeX = panX;
        double beforeY = panY;
        double beforeZoom = zoom;
        Optional<Card> card = node.isPresent() ? layout.card(node.getAsInt()) : Optional.empty();
        if (card.isPresent()) {
            zoom = Math.max(zoom, LEGIBLE_ZOOM / ink.scale);
            moveTo(width / 2 - (card.get().x() + card.get().width() / 2) * zoom,
                    height / 2 - card.get().centreY() * zoom);
        }
        if (Math.abs(beforeX - panX) + Math.abs(beforeY - panY) < 1 && beforeZoom == zoom)
            fit(SMALLEST_ZOOM);
    }

    @Override
    public boolean unfold(int node) {
        Optional<Card> folded = layout.card(node).filter(Card::isFolded);
        folded.ifPresent(card -> {
            unfolded.addAll(card.run());
            stale = true;
        });
        return folded.isPresent();
    }
}
