package draftscope.views.skin;

import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.layout.IcicleLayout;
import draftscope.views.layout.IcicleLayout.Cell;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import draftscope.views.layout.TreeLayout;
import draftscope.views.layout.TreeLayout.Direction;
import draftscope.views.paint.Pen;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.geometry.Rectangle2D;
import javafx.scene.paint.Color;

/// Boxes whose height is the path probability; all of it is always in sight.
final class Icicle implements TreePicture {
    private static final double HEADER = 26;
    private static final double MARGIN = 12;
    private static final double FOOTER = 20;
    /// Boxes lower than this, at 100 %, have no room for a word, and their outline would hide their colour.
    private static final double WORD_HEIGHT = 14;
    private static final double OUTLINE_HEIGHT = 4;

    private IcicleLayout layout;
    private Scene scene;
    private Ink ink;

    @Override
    public void paint(Pen g, Ink newInk, Scene newScene, Optional<Integer> selected, double width,
            double height) {
        ink = newInk;
        scene = newScene;
        double left = ink.px(MARGIN);
        double top = ink.px(HEADER);
        layout = IcicleLayout.of(scene.plan(), token -> TokenText.visible(scene.trace(), token), scene.top(),
                width - 2 * left, height - top - ink.px(FOOTER), ink.scale);
        for (int i = 0; i < layout.cells().size(); i++) {
            Cell cell = layout.cells().get(i);
            if (i == 0 || cell.depth() > layout.cells().get(i - 1).depth())
                ink.centre(g, ink.fitted(cell.depth() == 0 ? "committed" : "depth " + cell.depth(), ink.ui(11),
                        cell.width()), ink.ui(11), ink.secondary, left + cell.x() + cell.width() / 2, ink.px(13));
        }
        // The target's own token lies over what is beside it, and what is selected over all.
        layout.cells().stream().filter(cell -> cell.node() != TreeLayout.DRAW).forEach(cell -> box(g, cell));
        layout.cells().stream().filter(cell -> cell.node() == TreeLayout.DRAW).forEach(cell -> box(g, cell));
        for (Cell cell : layout.cells()) {
            String fault = scene.faults().get(cell.node());
            if (fault != null)
                CardPainter.fault(g, ink, left + cell.x(), top + cell.y() + Math.max(cell.height(), ink.px(12)), fault);
        }
        ink.right(g, "Height is path probability: click a node to give it the whole height, again or Esc to return.",
                ink.ui(11), ink.secondary, width - left, height - ink.px(8));
        selected.flatMap(layout::cell).ifPresent(cell -> {
            g.setStroke(ink.text);
            g.setLineWidth(Math.max(2, ink.px(2)));
            g.setLineDashes();
            g.strokeRect(left + cell.x(), top + cell.y(), cell.width(), Math.max(2, cell.height()));
        });
    }

    private NodeStatus status(TreeState tree, Cell cell) {
        if (cell.node() == TreeLayout.DRAW)
            return tree.draw().map(NodeStatus::of).orElse(null);
        return cell.node() == 0 ? NodeStatus.ROOT : tree.node(cell.node()).map(NodeStatus::of).orElse(null);
    }

    private void box(Pen g, Cell cell) {
        NodeStatus status = status(scene.shown(), cell);
        if (status == null)
            return;
        double gap = ink.px(1);
        double x = ink.px(MARGIN) + cell.x() + gap;
        double y = ink.px(HEADER) + cell.y() + Math.min(gap, cell.height() * 0.1);
        double w = cell.width() - 2 * gap;
        double h = cell.height() - 2 * Math.min(gap, cell.height() * 0.1);
        g.setGlobalAlpha(scene.strength(List.of(cell.node())));
        contents(g, cell, status, x, y, w, h);
        g.setGlobalAlpha(1);
        if (scene.found(List.of(cell.node())))
            Glyphs.match(g, ink, x + ink.px(2), y + Math.min(ink.px(2), h / 2), w - ink.px(4),
                    Math.max(1, h - ink.px(4)));
    }

    private void contents(Pen g, Cell cell, NodeStatus status, double x, double y, double w, double h) {
        if (h < ink.px(OUTLINE_HEIGHT)) {
            g.setFill(Glyphs.color(ink, status));
            g.fillRect(x, y, w, Math.max(0.5, h));
            return;
        }
        CardPainter.shape(g, ink, status, x, y, w, h);
        if (h < ink.px(WORD_HEIGHT))
            return;
        Color color = switch (status) {
            case NOT_JUDGED, DROPPED, CUT -> ink.ghost;
            case REJECTED -> ink.rejected;
            case AWAITING -> ink.secondary;
            case ROOT, ACCEPTED, TAKEN, CORRECTION, BONUS, TARGET -> ink.text;
        };
        double inset = status.byTarget() ? Math.min(h / 2, w / 4) * 0.7 + ink.px(2) : ink.px(6);
        double glyph = ink.px(5);
        double textY = y + Math.min(h / 2, ink.px(12));
        double room = w - 2 * inset - 2 * glyph - ink.px(4);
        if (status != NodeStatus.ROOT)
            Glyphs.mark(g, status, Glyphs.color(ink, status), x + w - inset - glyph, textY, glyph * 1.2);
        if (room < ink.px(10))
            return;
        String text = ink.fitted(cell.text(), ink.mono(12), room);
        ink.left(g, text, ink.mono(12), color, x + inset, textY);
        if (status == NodeStatus.REJECTED) {
            g.setStroke(ink.rejected);
            g.setLineWidth(ink.px(1.2));
            g.strokeLine(x + inset, textY + 1, x + inset + ink.width(text, ink.mono(12)), textY + 1);
        }
        Optional<TreeNode> node = scene.shown().node(cell.node());
        double next = textY + ink.px(14);
        if (node.isPresent() && next + ink.px(6) < y + h) {
            String path = "path " + Numbers.percent(node.get().node().pathProbability());
            if (ink.width(path, ink.ui(10)) < w - 2 * inset)
                ink.left(g, path, ink.ui(10), ink.secondary, x + inset, next);
        }
    }

    @Override
    public OptionalInt hit(double x, double y) {
        if (layout == null)
            return OptionalInt.empty();
        return layout.at(x - ink.px(MARGIN), y - ink.px(HEADER)).filter(cell -> status(scene.shown(), cell) != null)
                .map(cell -> OptionalInt.of(cell.node())).orElse(OptionalInt.empty());
    }

    @Override
    public Optional<Rectangle2D> place(int node) {
        return layout == null
                ? Optional.empty()
                : layout.cell(node).filter(cell -> status(scene.shown(), cell) != null)
                        .map(cell -> new Rectangle2D(ink.px(MARGIN) + cell.x(), ink.px(HEADER) + cell.y(), cell.width(),
                                Math.max(1, cell.height())));
    }

    @Override
    public int neighbour(int node, Direction direction) {
        if (layout.cell(node).isEmpty())
            return layout.top();
        int next = layout.neighbour(node, direction);
        return layout.cell(next).map(cell -> status(scene.shown(), cell)).isPresent() ? next : node;
    }

    @Override
    public void pan(double dx, double dy) {
        // All of it is in sight.
    }

    @Override
    public void zoom(double x, double y, double factor) {
        // A node is enlarged by giving it the whole height.
    }

    @Override
    public void reveal(int node) {
        // All of it is in sight.
    }

    @Override
    public void centreOrFit(OptionalInt node) {
        // All of it is in sight.
    }

    @Override
    public boolean unfold(int node) {
        return false;
    }
}
