package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Tales;
import draftscope.views.layout.IcicleLayout.Cell;
import draftscope.views.layout.TreeLayout.Direction;
import org.junit.jupiter.api.Test;

class IcicleLayoutTest {
    private static TraceState state(int step) {
        Trace trace = Trace.of(Tales.wide(3, 64));
        return trace.at(trace.endOfStep(step));
    }

    private static IcicleLayout layout(TraceState state, int top) {
        return IcicleLayout.of(state.tree(), token -> TokenText.visible(state.trace(), token), top, 1000, 500, 1);
    }

    @Test
    void heightIsPathProbability() {
        TraceState state = state(2);
        for (Cell cell : layout(state, 0).cells()) {
            if (cell.node() > 0)
                assertThat(cell.height()).as("node %d", cell.node())
                        .isCloseTo(500 * state.tree().node(cell.node()).orElseThrow().node().pathProbability(),
                                within(1e-9 * 500));
        }
    }

    @Test
    void aNodeAtTheTopHasTheWholeHeightAndItsChildrenTheirShareOfIt() {
        TraceState state = state(2);
        double whole = state.tree().node(1).orElseThrow().node().pathProbability();
        IcicleLayout layout = layout(state, 1);
        assertThat(layout.cells().getFirst().height()).isEqualTo(500);
        for (Cell cell : layout.cells().subList(1, layout.cells().size())) {
            if (cell.node() > 0)
                assertThat(cell.height()).isCloseTo(
                        500 * state.tree().node(cell.node()).orElseThrow().node().pathProbability() / whole,
                        within(1e-6));
        }
    }

    @Test
    void nothingLeavesItsParentOrOverlapsASibling() {
        IcicleLayout layout = layout(state(4), 0);
        for (Cell cell : layout.cells()) {
            Cell parent = layout.cell(cell.parent()).orElse(cell);
            assertThat(cell.y()).isGreaterThanOrEqualTo(parent.y() - 1e-9);
            assertThat(cell.y() + cell.height()).isLessThanOrEqualTo(parent.y() + parent.height() + 1e-9);
            for (Cell other : layout.cells()) {
                if (other != cell && other.parent() == cell.parent() && other.node() > 0 && cell.node() > 0)
                    assertThat(cell.y() + cell.height() <= other.y() + 1e-9
                            || other.y() + other.height() <= cell.y() + 1e-9).isTrue();
            }
        }
    }

    @Test
    void arrowsLeadToParentAndChild() {
        IcicleLayout layout = layout(state(2), 0);
        int child = layout.neighbour(0, Direction.CHILD);
        assertThat(layout.cell(child).orElseThrow().parent()).isZero();
        assertThat(layout.neighbour(child, Direction.PARENT)).isZero();
        assertThat(layout.neighbour(0, Direction.UP)).isZero();
    }
}
