package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.styles.Theme;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import java.util.Random;
import java.util.function.IntConsumer;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// What a frame costs while a canvas of 1,024 positions is unmasked in 256 steps: a step a frame as in a live run, and leaps to
/// any moment. The state of the moment is made within the frame.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class GridFrameTest {
    private static final int STEPS = 256;
    private static final int POSITIONS = 1024;

    private Stage stage;

    @Start
    private void open(Stage opened) {
        stage = opened;
    }

    @Test
    void aStepAFrameIsDrawnLiveAtSixtyFramesASecond() throws Exception {
        Trace trace = Trace.of(Tales.largeDiffusion(5, POSITIONS, STEPS));
        UnmaskingGrid grid = new UnmaskingGrid();
        assertThat(cost(grid, "live, a step a frame",
                frame -> grid.setState(trace.at(trace.endOfStep(frame % STEPS))))).isLessThan(1000.0 / 60);
    }

    @Test
    void aLeapToAnyMomentTakesLessThanAFrame() throws Exception {
        Trace trace = Trace.of(Tales.largeDiffusion(5, POSITIONS, STEPS));
        UnmaskingGrid grid = new UnmaskingGrid();
        Random random = new Random(3);
        assertThat(cost(grid, "a leap a frame", frame -> grid.setState(trace.at(random.nextInt(trace.length())))))
                .isLessThan(1000.0 / 60);
    }

    private double cost(UnmaskingGrid grid, String what, IntConsumer change) throws Exception {
        FrameCost[] cost = new FrameCost[1];
        WaitForAsyncUtils.waitForAsyncFx(30_000, () -> {
            change.accept(1);
            TraceState state = grid.getState();
            assertThat(state.canvas().orElseThrow().length()).isGreaterThanOrEqualTo(POSITIONS);
            stage.setScene(Toolkit.scene(grid, Theme.DARK, 1280, 720, 13));
            stage.show();
            cost[0] = new FrameCost(change);
            cost[0].start();
        });
        return cost[0].report("grid of " + STEPS + " x " + POSITIONS + ", " + what);
    }
}
