package draftscope.app.window;

import draftscope.app.session.LabMap;
import draftscope.app.session.TreeLab;
import draftscope.lab.Costs;
import draftscope.lab.Shape;
import draftscope.trace.DraftNode;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeState;
import draftscope.trace.Verdict;
import draftscope.views.layout.LabCard;
import draftscope.views.layout.LabCard.Cell;
import draftscope.views.layout.LabCard.Known;
import draftscope.views.layout.LabCard.Node;
import draftscope.views.layout.LabCard.Place;
import draftscope.views.layout.LabCard.Tree;
import draftscope.views.layout.Numbers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the tree lab found, as its view shows it.
final class LabCards {
    private LabCards() {}

    /// @param state the moment that is shown, whose tree is drawn; null before the first run
    static LabCard card(TreeLab lab, TraceState state) {
        LabMap map = lab.mapProperty().get();
        if (map == null || state == null)
            return without(state == null ? "No run yet." : "The run goes on.");
        if (map.cells().isEmpty())
            return without(map.obstacle());
        return new LabCard("", basis(map), map.cells().stream().map(LabCards::cell).toList(),
                new Place(lab.depthProperty().get(), lab.nodesProperty().get()), tree(state, lab.chosen()),
                lab.chosenCell().map(cell -> cell.apply().why()).orElse(""));
    }

    private static LabCard without(String obstacle) {
        return new LabCard(obstacle, "", List.of(), new Place(1, 1), new Tree(0, List.of()), "");
    }

    private static String basis(LabMap map) {
        String rows = map.rows().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "From " + Numbers.plural(map.rounds().count(), "recorded round") + ", each replayed where it began. "
                + "The target's pass was measured over " + rows
                + (map.rows().equals(List.of(1)) ? " row" : " rows")
                + (map.rows().size() == 1
                        ? ", so over any other number it is taken to cost the same: Measure tells."
                        : ".");
    }

    private static Cell cell(LabMap.Cell cell) {
        Shape shape = cell.prediction().shape();
        return new Cell(new Place(shape.depth(), shape.nodes()), cell.prediction().tokensPerSecond(),
                cell.prediction().tokensPerRound(), cell.prediction().nodesPerRound(), cell.prediction().rounds(),
                known(cell.prediction().known()), cell.same(),
                cell.measured().map(LabMap.Measured::tokensPerSecond).orElse(Double.NaN),
                cell.measured().map(LabMap.Measured::rounds).orElse(0),
                cell.measured().map(LabMap.Measured::agrees).orElse(false),
                cell.measured().map(LabCards::comparison).orElse(""), cell.run());
    }

    private static Known known(Costs.Known known) {
        return switch (known) {
            case MEASURED -> Known.MEASURED;
            case BETWEEN -> Known.BETWEEN;
            case BEYOND -> Known.BEYOND;
        };
    }

    private static String comparison(LabMap.Measured real) {
        String agree = real.agrees() ? " They agree within 10 %." : " They do not agree within 10 %.";
        return real.halves()
                ? "Every second round of the run predicts " + LabCard.rate(real.predicted().tokensPerSecond())
                        + " for the others; they had " + LabCard.rate(real.against()) + "." + agree
                : "By the times of the other runs, " + LabCard.rate(real.predicted().tokensPerSecond())
                        + " were predicted; measured were " + LabCard.rate(real.against()) + "." + agree;
    }

    /// The draft of the round that is shown, or of the first that has one.
    private static Tree tree(TraceState state, Shape shape) {
        TreeState tree = state.tree();
        if (tree.isEmpty()) {
            Trace trace = state.trace();
            Optional<StepSummary> first = trace.steps().stream().filter(step -> step.drafted() > 0).findFirst();
            if (first.isEmpty())
                return new Tree(0, List.of());
            tree = trace.at(first.get().endEvent()).tree();
        }
        List<DraftNode> sent = tree.nodes().stream().filter(node -> !node.cut()).map(node -> node.node()).toList();
        Set<Integer> kept = shape.of(sent).stream().map(DraftNode::index)
                .collect(Collectors.toCollection(HashSet::new));
        return new Tree(tree.step() + 1, tree.nodes().stream().filter(node -> !node.cut()).map(node -> new Node(
                node.node().index(), node.node().parent(), node.node().depth(), kept.contains(node.node().index()),
                node.verdict().map(verdict -> verdict.outcome() == Verdict.Outcome.ACCEPTED).orElse(false))).toList());
    }
}
