package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CanvasAgeTest {
    private static final BlockSpan ALL = new BlockSpan(0, 8);
    private static final BlockSpan BLOCK = new BlockSpan(2, 6);

    private static TraceState after(TraceEvent... events) {
        TraceLog log = new TraceLog();
        Trace trace = Trace.of(log);
        for (TraceEvent event : events)
            log.accept(event);
        trace.catchUp();
        return trace.at(trace.length());
    }

    private static TraceEvent opened() {
        return new TraceEvent.CanvasOpened(0, 0, List.of(1, 2), 8, 9, List.of(new BlockSpan(2, 8)));
    }

    private static TraceEvent read(int seq, int step, BlockSpan computed) {
        return new TraceEvent.Predicted(seq, 0, step, 0, List.of(), List.of(computed), computed.to() - computed.from(),
                0);
    }

    private static TraceEvent step(int seq, int step) {
        return new TraceEvent.StepStarted(seq, 0, step, 2);
    }

    @Test
    void aPositionAgesUntilItIsComputedAgain() {
        CanvasState canvas = after(opened(), step(1, 0), read(2, 0, ALL), step(3, 1), read(4, 1, BLOCK), step(5, 2),
                read(6, 2, BLOCK), step(7, 3), read(8, 3, ALL)).canvas().orElseThrow();
        assertThat(List.of(canvas.age(0, 1), canvas.age(1, 1), canvas.age(2, 1), canvas.age(3, 1)))
                .containsExactly(OptionalInt.of(0), OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(0));
        assertThat(canvas.age(2, 3)).hasValue(0);
        assertThat(List.of(canvas.kept(0, 1), canvas.kept(1, 1), canvas.kept(2, 3), canvas.kept(3, 1)))
                .containsExactly(false, true, false, false);
    }

    @Test
    void whatWasNeverComputedIsNotKept() {
        CanvasState canvas = after(opened(), step(1, 0), read(2, 0, new BlockSpan(0, 2)), step(3, 1),
                read(4, 1, BLOCK)).canvas().orElseThrow();
        assertThat(canvas.kept(1, 0)).isTrue();
        assertThat(canvas.kept(0, 7)).isFalse();
        assertThat(canvas.kept(1, 7)).isFalse();
    }

    @Test
    void finishedBlocksStayInTheCacheFromTheStepThatReadThem() {
        CanvasState canvas = after(opened(), step(1, 0), reads(2, 0, BLOCK, 0), step(3, 1), reads(4, 1, BLOCK, 6),
                step(5, 2), reads(6, 2, new BlockSpan(6, 8), 6)).canvas().orElseThrow();
        assertThat(List.of(canvas.exact(0), canvas.exact(1), canvas.exact(2))).containsExactly(0, 6, 6);
        assertThat(List.of(canvas.readFinished(0), canvas.readFinished(1), canvas.readFinished(2)))
                .containsExactly(false, true, false);
    }

    private static TraceEvent reads(int seq, int step, BlockSpan computed, int exact) {
        return new TraceEvent.Predicted(seq, 0, step, 0, List.of(), List.of(computed), computed.to() - computed.from(),
                exact);
    }

    @Test
    void whatWasNotToldHasNoAge() {
        CanvasState canvas = after(opened(), step(1, 0), new TraceEvent.Predicted(2, 0, 0, 0, List.of())).canvas()
                .orElseThrow();
        assertThat(canvas.age(0, 3)).isEmpty();
        assertThat(canvas.kept(0, 3)).isFalse();
    }

    @Test
    void aCutBlockLeavesTheRestToTheNext() {
        TraceState state = after(opened(), step(1, 0), new TraceEvent.BlockCut(2, 0, 0, 0, new BlockSpan(2, 5)),
                step(3, 1), new TraceEvent.BlockCut(4, 0, 1, 1, new BlockSpan(5, 7)));
        assertThat(state.canvas().orElseThrow().blocks()).containsExactly(new BlockSpan(2, 5), new BlockSpan(5, 7),
                new BlockSpan(7, 8));
        assertThat(state.trace().at(2).canvas().orElseThrow().blocks()).containsExactly(new BlockSpan(2, 8));
    }

    @Test
    void aCutThatIsNoBeginningOfItsBlockIsRefused() {
        assertThatThrownBy(() -> after(opened(), step(1, 0), new TraceEvent.BlockCut(2, 0, 0, 0, new BlockSpan(3, 5))))
                .isInstanceOf(TraceFormatException.class).hasMessageContaining("start of the block is 3");
        assertThatThrownBy(() -> after(opened(), step(1, 0), new TraceEvent.BlockCut(2, 0, 0, 4, new BlockSpan(2, 5))))
                .isInstanceOf(TraceFormatException.class).hasMessageContaining("block is 4");
    }
}
