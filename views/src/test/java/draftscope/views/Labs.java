package draftscope.views;

import draftscope.views.layout.LabCard;
import draftscope.views.layout.LabCard.Cell;
import draftscope.views.layout.LabCard.Known;
import draftscope.views.layout.LabCard.Node;
import draftscope.views.layout.LabCard.Place;
import draftscope.views.layout.LabCard.Tree;
import java.util.ArrayList;
import java.util.List;

/// A lab's card with every kind of cell.
public final class Labs {
    private Labs() {}

    /// Depths 1 to 3 by budgets 1, 3, 6 and 12; the run itself is the last cell, and depth 2 with 6 nodes was measured.
    public static LabCard card() {
        List<Cell> cells = new ArrayList<>();
        for (int depth = 1; depth <= 3; depth++) {
            for (int nodes : List.of(1, 3, 6, 12)) {
                boolean run = depth == 3 && nodes == 12;
                boolean other = depth == 2 && nodes == 6;
                double rate = 100 + 20 * depth + nodes - (nodes > 6 ? 30 : 0);
                cells.add(new Cell(new Place(depth, nodes), rate, 1 + .4 * depth, nodes, 40,
                        nodes == 12 ? Known.MEASURED : nodes == 6 ? Known.BETWEEN : Known.BEYOND,
                        depth == 1 && nodes > 3, run ? rate + 1 : other ? rate / 2 : Double.NaN, run || other ? 40 : 0,
                        run, run ? "They agree within 10 %." : other ? "They do not agree within 10 %." : "", run));
            }
        }
        return new LabCard("", "From 40 recorded rounds, each replayed where it began.", cells, new Place(2, 3),
                new Tree(14, List.of(new Node(1, 0, 1, true, true), new Node(2, 0, 1, true, false),
                        new Node(3, 1, 2, true, false), new Node(4, 1, 2, false, true),
                        new Node(5, 4, 3, false, true))),
                "This method has no budget of nodes: only whole levels can be applied.");
    }
}
