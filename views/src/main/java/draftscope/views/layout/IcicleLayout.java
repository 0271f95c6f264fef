package draftscope.views.layout;

import draftscope.trace.DraftNode;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.layout.TreeLayout.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Boxes for a draft tree as an icicle: x is depth, and the height of a node is its path probability, so that what the draft
/// thought likely is large.
///
/// The leftmost node has the whole height; a child has the share of its parent's height that the draft gave it, and what no
/// child has stays empty. Where siblings together claim more than 1, as copied tokens do, they share their parent evenly in
/// proportion. The target's own token has no path probability; its box has a fixed height.
public record IcicleLayout(List<Cell> cells, int top, double columnWidth) {
    private static final double DRAW_HEIGHT = 20;

    /// @param node  draft node, [DraftNode#ROOT] or [TreeLayout#DRAW]
    /// @param share path probability relative to the leftmost node; `NaN` for the target's own token
    public record Cell(int node, int parent, int depth, NodeStatus status, String text, double x, double y,
            double width, double height, double share) {
        public boolean contains(double px, double py) {
            return px >= x && px < x + width && py >= y && py < y + height;
        }
    }

    public IcicleLayout {
        cells = List.copyOf(cells);
    }

    /// @param top the node that gets the whole height; [DraftNode#ROOT] for the whole tree
    public static IcicleLayout of(TreeState tree, IntFunction<String> label, int top, double width, double height,
            double scale) {
        Optional<TreeNode> node = tree.node(top);
        int base = node.map(n -> n.node().depth()).orElse(0);
        int deepest = Math.max(tree.nodes().stream().mapToInt(n -> n.node().depth()).max().orElse(0),
                tree.draw().map(draw -> depth(tree, draw.after()) + 1).orElse(0));
        double column = width / (deepest - base + 1);
        List<Cell> cells = new ArrayList<>();
        String text = node.map(n -> label.apply(n.node().token()))
                .orElseGet(() -> tree.rootToken() < 0 ? "start" : label.apply(tree.rootToken()));
        cells.add(new Cell(node.isPresent() ? top : DraftNode.ROOT, node.map(n -> n.node().parent()).orElse(-1), base,
                node.map(NodeStatus::of).orElse(NodeStatus.ROOT), text, 0, 0, column, height, 1));
        for (int at = 0; at < cells.size(); at++)
            grow(tree, label, cells, cells.get(at), column, DRAW_HEIGHT * scale);
        return new IcicleLayout(cells, node.isPresent() ? top : DraftNode.ROOT, column);
    }

    private static int depth(TreeState tree, int node) {
        return tree.node(node).map(n -> n.node().depth()).orElse(0);
    }

    private static void grow(TreeState tree, IntFunction<String> label, List<Cell> cells, Cell cell, double column,
            double drawHeight) {
        if (cell.node == TreeLayout.DRAW)
            return;
        List<TreeNode> children = tree.children(cell.node);
        double claimed = children.stream().mapToDouble(child -> claim(child, children.size())).sum();
        double y = cell.y;
        for (TreeNode child : children) {
            double share = claim(child, children.size()) / Math.max(1, claimed);
            double height = cell.height * share;
            cells.add(new Cell(child.node().index(), cell.node, cell.depth + 1, NodeStatus.of(child),
                    label.apply(child.node().token()), cell.x + column, y, column, height, cell.share * share));
            y += height;
        }
        if (tree.draw().isPresent() && tree.draw().get().after() == cell.node) {
            double height = Math.min(drawHeight, cell.height);
            cells.add(new Cell(TreeLayout.DRAW, cell.node, cell.depth + 1, NodeStatus.of(tree.draw().get()),
                    label.apply(tree.draw().get().token()), cell.x + column,
                    Math.min(y, cell.y + cell.height - height), column, height, Double.NaN));
        }
    }

    private static double claim(TreeNode node, int siblings) {
        double q = node.node().probability();
        return Double.isNaN(q) ? 1.0 / siblings : Math.max(0, q);
    }

    public Optional<Cell> cell(int node) {
        return cells.stream().filter(cell -> cell.node == node).findFirst();
    }

    /// The cell under a point; the target's own token lies over others.
    public Optional<Cell> at(double x, double y) {
        return cells.stream().filter(cell -> cell.contains(x, y))
                .min(Comparator.comparing(cell -> cell.node != TreeLayout.DRAW));
    }

    /// The node that an arrow key leads to; the same node when there is nowhere to go.
    public int neighbour(int node, Direction direction) {
        Cell here = cell(node).orElse(cells.getFirst());
        return (switch (direction) {
            case PARENT -> cell(here.parent).orElse(here);
            case CHILD -> cells.stream().filter(cell -> cell.parent == here.node && cell.depth > here.depth)
                    .min(Comparator.comparing((Cell cell) -> !cell.status.onSpine()).thenComparing(Cell::y))
                    .orElse(here);
            case UP -> cells.stream().filter(cell -> cell.depth == here.depth && cell.y < here.y)
                    .max(Comparator.comparingDouble(Cell::y)).orElse(here);
            case DOWN -> cells.stream().filter(cell -> cell.depth == here.depth && cell.y > here.y)
                    .min(Comparator.comparingDouble(Cell::y)).orElse(here);
        }).node;
    }

    /// A line for each cell, for goldens.
    public String dump() {
        StringBuilder out = new StringBuilder();
        for (Cell cell : cells)
            out.append(String.format(java.util.Locale.ROOT, "%3d <- %2d  d%d  %4.0f,%3.0f %3.0fx%3.0f  %-10s %s%n",
                    cell.node, cell.parent, cell.depth, cell.x, cell.y, cell.width, cell.height, cell.status,
                    cell.text));
        return out.toString();
    }
}
