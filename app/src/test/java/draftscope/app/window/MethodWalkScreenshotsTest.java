package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Recordings;
import draftscope.app.session.Session;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// Each method as a newcomer meets it: its page after a run, and the run's fifth round half done. To be looked at:
/// `target/screenshots`.
@Tag("screenshots")
@ExtendWith(ApplicationExtension.class)
class MethodWalkScreenshotsTest {

    private Session session;
    private Scene scene;

    @Start
    private void start(Stage stage) {
        Fonts.load();
    }

    static List<DecodingMethod> methods() {
        return MethodCatalog.all();
    }

    @AfterEach
    void close() {
        onFx(session::close);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void walk(DecodingMethod method) throws Exception {
        MainWindow window = open(method);
        onFx(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();
        onFx(() -> {
            Trace trace = session.traceProperty().get();
            int at = trace.startOfStep(Math.min(4, trace.steps().size() - 1));
            for (int phase = 0; phase < 3; phase++)
                at = trace.nextPhase(at);
            session.seek(at);
            window.viewProperty().set(method.family() == Family.DIFFUSION ? View.UNMASKING : View.TREE);
        });
        Screenshot.save(scene, "walk-" + method.id() + ".png");
        onFx(window::toggleMethodPage);
        WaitForAsyncUtils.sleep(1, TimeUnit.SECONDS); // its picture is drawn by a short run of its own
        Screenshot.save(scene, "walk-" + method.id() + "-page.png");
    }

    private MainWindow open(DecodingMethod method) throws Exception {
        MainWindow[] window = new MainWindow[1];
        onFx(() -> {
            session = new Session(ModelShelf.withSamples(), Recordings.nowhere(), Platform::runLater);
            window[0] = new MainWindow(session, owner -> Optional.empty(), address -> {});
            window[0].themeProperty().set(Theme.LIGHT);
            session.setup().promptProperty().set(FirstRun.PROMPT);
            session.setup().sampling().put("max-tokens", "60");
            session.paceProperty().set(Pace.FULL);
            session.shelf().named(FirstRun.TARGET).ifPresent(session.target()::choose);
            session.shelf().named(FirstRun.DRAFT).ifPresent(session.draft()::choose);
            scene = window[0].newScene(1440, 900);
        });
        ToyWindow.awaitModels(session);
        onFx(() -> {
            session.choose(method);
            // What a method copies from, or reads aside, is a person's to give.
            session.setup().parameters(method).replaceAll((name, value) -> name.equals("source") && value.isEmpty()
                    ? "Once upon a time there was a fox. The fox was very kind."
                    : value);
        });
        until("the method has what it needs", () -> session.missing().isEmpty() && session.target().model() != null);
        return window[0];
    }
}
