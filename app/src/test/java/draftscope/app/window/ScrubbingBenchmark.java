package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
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
        Fonts.load();
        session = new Session(new ModelShelf(), Platform::runLater);
        window = new MainWindow(session, owner -> Optional.empty(), address -> {});
        session.setup().promptProperty().set("once upon a time there was");
        session.setup().sampling().put("max-tokens", "4000");
        session.setup().sampling().put("temperature", "1.5");
        session.setup().methodProperty().set(MethodCatalog.byId("draft-chain"));
        session.paceProperty().set(Pace.FULL);
        session.openFile(folder.resolve("toy-target.gguf"), false);
        session.openFile(folder.resolve("toy-draft.gguf"), true);
        stage.setScene(window.newScene(1440, 900));
        stage.show();
    }

    @Test
    void everyMomentOfTwoThousandRoundsIsShownWithinASixtiethOfASecond() throws Exception {
        until(() -> session.target().model() != null && session.draft().model() != null);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::generate);
        until(() -> session.traceProperty().get() != null && session.traceProperty().get().steps().size() > ROUNDS
                || session.activity() == Activity.FINISHED);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::cancel);
        until(() -> session.activity() == Activity.FINISHED);
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
        until(() -> frames.count() >= 3 * ROUNDS - WARM_UP);
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            hand.stop();
            frames.stop();
        });
        frames.report("scrubbing " + rounds + " rounds");
        assertThat(frames.percentile(0.95)).as("p95 in ms").isLessThan(Frames.BUDGET_MILLIS);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::close);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(300, TimeUnit.SECONDS,
                () -> WaitForAsyncUtils.waitForAsyncFx(10_000, condition));
    }
}
