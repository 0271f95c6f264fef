package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import java.util.Optional;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// What a frame costs while the engine runs flat out: processor time of the JavaFX thread and of the render thread, which
/// work on different frames at the same time, so that the larger of the two is what a frame takes.
///
/// Processor time and not wall time, because other work on the machine must not count.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class FrameTimeTest {
    private static final int FRAMES = 600;
    private static final int WARM_UP = 300;

    private Session session;
    private MainWindow window;

    @Start
    private void open(Stage stage) {
        Fonts.load();
        session = new Session(ModelShelf.withSamples(), Platform::runLater);
        window = new MainWindow(session, owner -> Optional.empty(), address -> {});
        session.paceProperty().set(Pace.FULL);
        session.setup().promptProperty().set(FirstRun.PROMPT);
        session.setup().sampling().put("max-tokens", "400");
        // As high as fits into the frame buffer of the platform without a display.pixels, of which 1440 x 690 fit.
        stage.setScene(window.newScene(1440, 900));
        stage.show();
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void aFrameFitsIntoASixtiethOfASecond(View view) throws Exception {
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            session.shelf().named(FirstRun.TARGET).ifPresent(session.target()::choose);
            session.shelf().named(FirstRun.DRAFT).ifPresent(session.draft()::choose);
            session.choose(MethodCatalog.byId(view == View.UNMASKING ? "diffusion-threshold" : FirstRun.METHOD));
        });
        until("the models are open", () -> session.target().model() != null && session.draft().model() != null
                && session.missing().isEmpty());
        Frames frames = new Frames(WARM_UP);
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            session.generate();
            frames.start();
        });
        until("the frames are counted", () -> {
            // One run after the other until there are enough frames.
            if (session.activity() == Activity.FINISHED && session.traceProperty().get().finished().isPresent())
                session.generate();
            window.viewProperty().set(view);
            return frames.count() >= FRAMES;
        });
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            frames.stop();
            session.cancel();
        });
        frames.report(view.toString());
        assertThat(frames.percentile(0.95)).as("p95 in ms").isLessThan(Frames.BUDGET_MILLIS);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::close);
    }
}
