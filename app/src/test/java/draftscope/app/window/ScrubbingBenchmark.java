package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import java.nio.file.Path;
import java.util.Map;
import javafx.animation.AnimationTimer;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// What a frame costs while a person drags the scrubber through a run of more than 2,000 rounds: every frame another moment,
/// forwards, backwards and in leaps.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class ScrubbingBenchmark {
    private static final int ROUNDS = 2_000;
    private static final int WARM_UP = 200;

    @TempDir
    private static Path folder;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void models() {
        ToyModel.target().withContext(4096).write(folder);
        ToyModel.draft().withContext(4096).write(folder);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.session();
        window = ToyWindow.window(session);
        ToyWindow.prepare(session, folder, "draft-chain", Map.of("max-tokens", "4000", "temperature", "1.5"));
        ToyWindow.show(stage, window);
    }

    @Test
    void everyMomentOfTwoThousandRoundsIsShownWithinASixtiethOfASecond() throws Exception {
        ToyWindow.awaitModels(session);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::generate);
        until("two thousand rounds are there",
                () -> session.traceProperty().get() != null && session.traceProperty().get().steps().size() > ROUNDS
                        || session.activity() == Activity.FINISHED);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::cancel);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        int rounds = session.traceProperty().get().steps().size();
        assertThat(rounds).isGreaterThanOrEqualTo(ROUNDS);
        Frames frames = new Frames(WARM_UP);
        AnimationTimer hand = new AnimationTimer() {
            private int frame;

            @Override
            public void handle(long now) {
                int third = frame++ / ROUNDS;
                int at = frame % ROUNDS;
                int step = switch (third) {
                    case 0 -> at;
                    case 1 -> ROUNDS - at;
                    default -> (int) ((at * 611L) % ROUNDS);
                };
                session.seek(session.traceProperty().get().endOfStep(step));
            }
        };
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            hand.start();
            frames.start();
        });
        until("every frame is counted", () -> frames.count() >= 3 * ROUNDS - WARM_UP);
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            hand.stop();
            frames.stop();
        });
        frames.report("scrubbing " + rounds + " rounds");
        assertThat(frames.percentile(0.95)).as("p95 in ms").isLessThan(Frames.BUDGET_MILLIS);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::close);
    }
}
