package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.TargetRow;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.Tales;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A row that was computed at the wrong place is found by comparing it with the tree, not by what came of it.
public class TreeFaultsTest {
    private static TraceState at(List<TraceEvent> events, int step) {
        Trace trace = Trace.of(events);
        return trace.at(trace.endOfStep(step));
    }

    /// The run with one row of one step's pass changed.
    public static List<TraceEvent> planted(List<TraceEvent> events, int step, int node,
            UnaryOperator<TargetRow> fault) {
        List<TraceEvent> changed = new ArrayList<>();
        for (TraceEvent event : events) {
            if (event instanceof TraceEvent.Verified v && v.step() == step)
                changed.add(new TraceEvent.Verified(v.seq(), v.nanos(), step,
                        v.rows().stream().map(row -> row.node() == node ? fault.apply(row) : row).toList()));
            else
                changed.add(event);
        }
        return changed;
    }

    @Test
    void aSoundTreeHasNone() {
        for (int step = 0; step < 10; step++)
            assertThat(TreeFaults.of(at(Tales.trees(7), step).tree())).as("step %d", step).isEmpty();
    }

    @Test
    void aSiblingAtTheWrongPositionIsFound() {
        TraceState state = at(planted(Tales.trees(7), 2, 2, row -> new TargetRow(row.node(), row.position() + 1,
                row.slot(), row.prefix(), row.visible(), row.entropyBits(), row.top(), row.raw())), 2);
        int right = state.tree().rootPosition() + state.tree().node(2).orElseThrow().node().depth();
        assertThat(TreeFaults.of(state.tree()))
                .containsOnly(java.util.Map.entry(2, "position " + (right + 1) + ", not " + right));
        assertThat(Narration.tree(state)).contains("1 node computed at a wrong position or with a wrong mask");
    }

    @Test
    void aRowThatSeesASiblingIsFound() {
        TraceState sound = at(Tales.trees(7), 2);
        int sibling = sound.tree().node(1).orElseThrow().row().orElseThrow().slot();
        TraceState state = at(planted(Tales.trees(7), 2, 2, row -> new TargetRow(row.node(), row.position(), row.slot(),
                row.prefix(), List.of(row.visible().getFirst(), sibling, row.slot()), row.entropyBits(), row.top(),
                row.raw())), 2);
        assertThat(TreeFaults.of(state.tree()).get(2)).isEqualTo("sees slot " + sibling + ", no ancestor's");
    }

    @Test
    void aRowThatMissesItsRootIsFound() {
        TraceState sound = at(Tales.trees(7), 2);
        int root = sound.tree().rootRow().orElseThrow().slot();
        TraceState state = at(planted(Tales.trees(7), 2, 2, row -> new TargetRow(row.node(), row.position(), row.slot(),
                row.prefix(), List.of(row.slot()), row.entropyBits(), row.top(), row.raw())), 2);
        assertThat(TreeFaults.of(state.tree()).get(2)).isEqualTo("does not see slot " + root);
    }

    @Test
    void whatWasNotToldIsNoFault() {
        TraceState state = at(planted(Tales.trees(7), 2, 2, row -> new TargetRow(row.node(), -1, -1, 0, List.of(),
                Double.NaN, row.top(), row.raw())), 2);
        assertThat(TreeFaults.of(state.tree())).isEmpty();
    }
}
