package draftscope.views.layout;

import draftscope.views.layout.LabCard.Cell;
import draftscope.views.layout.LabCard.Node;
import draftscope.views.layout.LabCard.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a lab's cells, the facts of the chosen one and the nodes of its tree stand.
///
/// The map takes the left with the tree under it, the facts the right; where there is no room for both, the facts stand below
/// the map and the tree below the facts.
///
/// @param cells   in the order of the card
/// @param sideX   left edge of the facts
/// @param sideY   their top
/// @param height  of the map and, where they stand below, of the facts
public record LabLayout(List<Box> cells, double left, double top, double cellWidth, double cellHeight, double sideX,
        double sideY, double sideWidth, double treeX, double treeY, double treeWidth, double height) {
    /// Height of the tree at 100 %.
    public static final double TREE = 104;
    private static final double AXIS = 64;
    private static final double HEAD = 40;
    private static final double SIDE = 300;
    private static final double LEAST_CELL = 34;
    private static final double MOST_CELL = 78;
    private static final double ROW = 34;
    private static final double FACTS = 280;

    public record Box(Cell cell, double x, double y) {}

    /// @param scale 1 at 100 % text size
    public static LabLayout of(LabCard card, double width, double scale) {
        List<Integer> depths = card.depths();
        List<Integer> budgets = card.budgets();
        double left = AXIS * scale;
        double top = HEAD * scale;
        double least = budgets.size() * LEAST_CELL * scale;
        boolean beside = width - left - least >= (SIDE + 40) * scale;
        double room = width - left - (beside ? SIDE + 40 : 24) * scale;
        double cellWidth = Math.max(10 * scale, Math.min(MOST_CELL * scale, room / Math.max(1, budgets.size())));
        double cellHeight = ROW * scale;
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < card.cells().size(); i++)
            boxes.add(new Box(card.cells().get(i), left + i % budgets.size() * cellWidth,
                    top + i / budgets.size() * cellHeight));
        double map = top + depths.size() * cellHeight + 16 * scale;
        double sideX = beside ? left + budgets.size() * cellWidth + 28 * scale : 20 * scale;
        double sideY = beside ? 8 * scale : map;
        double treeY = beside ? map : map + FACTS * scale;
        return new LabLayout(boxes, left, top, cellWidth, cellHeight, sideX, sideY,
                Math.max(120 * scale, width - sideX - 20 * scale), beside ? left : sideX + 8 * scale, treeY,
                beside ? budgets.size() * cellWidth : Math.min(360 * scale, width - sideX - 36 * scale),
                Math.max(treeY + (TREE + 12) * scale, sideY + FACTS * scale));
    }

    /// The cell under a point.
    public Optional<Cell> at(double x, double y) {
        return cells.stream().filter(box -> x >= box.x() && x < box.x() + cellWidth && y >= box.y()
                && y < box.y() + cellHeight).map(Box::cell).findFirst();
    }

    /// The neighbour of a place on the map, or the place itself at an edge.
    public static Place beside(LabCard card, Place from, int depths, int budgets) {
        return new Place(step(card.depths(), from.depth(), depths), step(card.budgets(), from.nodes(), budgets));
    }

    private static int step(List<Integer> values, int from, int by) {
        int at = Math.max(0, values.indexOf(from));
        return values.get(Math.max(0, Math.min(values.size() - 1, at + by)));
    }

    /// The middle of each node of a tree in a box, by its index, the root's under 0: x by depth, y so that a parent stands in the
    /// middle of its children.
    public static Map<Integer, double[]> tree(List<Node> nodes, double width, double height) {
        Map<Integer, List<Node>> children = new HashMap<>();
        nodes.forEach(node -> children.computeIfAbsent(node.parent(), any -> new ArrayList<>()).add(node));
        int depth = nodes.stream().mapToInt(Node::depth).max().orElse(0);
        Map<Integer, double[]> places = new HashMap<>();
        double leaves = place(0, 0, children, places, new int[]{0});
        places.values().forEach(at -> {
            at[0] = depth == 0 ? 0 : at[0] * width / depth;
            at[1] = leaves <= 1 ? height / 2 : (at[1] + 0.5) * height / leaves;
        });
        return places;
    }

    private static double place(int index, int depth, Map<Integer, List<Node>> children, Map<Integer, double[]> places,
            int[] leaves) {
        List<Node> own = children.getOrDefault(index, List.of());
        double y;
        if (own.isEmpty()) {
            y = leaves[0]++;
        } else {
            for (Node child : own)
                place(child.index(), depth + 1, children, places, leaves);
            y = (places.get(own.getFirst().index())[1] + places.get(own.getLast().index())[1]) / 2;
        }
        places.put(index, new double[]{depth, y});
        return leaves[0];
    }
}
