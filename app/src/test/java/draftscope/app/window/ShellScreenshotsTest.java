package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;

import draftscope.app.session.Activity;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TreeNode;
import draftscope.trace.Verdict;
import draftscope.views.Selection;
import java.util.Comparator;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// Pictures of the window in each theme and at each end of the text sizes, to be looked at: `target/screenshots/shell-…`.
@Tag("screenshots")
@ExtendWith(ApplicationExtension.class)
class ShellScreenshotsTest {

    private Session session;
    private MainWindow window;
    private Scene scene;
    private Stage stage;

    @Start
    private void start(Stage shown) {
        Fonts.load();
        stage = shown;
    }

    @ParameterizedTest
    @CsvSource({"DARK,1440,900,100", "DARK,1440,900,200", "LIGHT,1440,900,200", "LIGHT,1440,900,100",
            "DARK,1100,700,100", "HIGH_CONTRAST,1440,900,100", "HIGH_CONTRAST,1440,900,200",
            "LIGHT_GREY,1440,900,100", "DARK_GREY,1440,900,100", "HIGH_CONTRAST_GREY,1440,900,100"})
    void everyView(Theme theme, int width, int height, int percent) throws Exception {
        String suffix = "-" + Words.lower(theme.name()) + "-" + width + "-" + percent + ".png";
        onFx(() -> {
            session = new Session(ModelShelf.withSamples(), Platform::runLater);
            window = new MainWindow(session, owner -> Optional.empty(), address -> {});
            window.themeProperty().set(theme);
            window.preferences().textPercentProperty().set(percent);
            window.preferences().reducedMotionProperty().set(true);
            session.setup().promptProperty().set(FirstRun.PROMPT);
            session.setup().sampling().put("max-tokens", "120");
            session.setup().methodProperty().set(MethodCatalog.byId(FirstRun.METHOD));
            session.shelf().named(FirstRun.TARGET).ifPresent(session.target()::choose);
            session.shelf().named(FirstRun.DRAFT).ifPresent(session.draft()::choose);
            session.paceProperty().set(Pace.FULL);
            scene = window.newScene(width, height);
            stage.setScene(scene);
            stage.show();
        });
        ToyWindow.awaitModels(session);
        onFx(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(this::showARejection);
        for (View view : View.values()) {
            if (view == View.UNMASKING || view == View.LANES)
                continue;
            onFx(() -> window.viewProperty().set(view));
            Screenshot.save(scene, "shell-" + Words.lower(view.name()) + suffix);
        }
        onFx(() -> {
            window.viewProperty().set(View.TREE);
            window.tableProperty().set(true);
        });
        Screenshot.save(scene, "shell-table" + suffix);
        onFx(() -> {
            window.tableProperty().set(false);
            window.preferences().spokenProperty().set(Preferences.Spoken.FULL);
            window.togglePreferences();
        });
        Screenshot.save(scene, "shell-preferences" + suffix);
        onFx(() -> {
            window.togglePreferences();
            window.togglePalette();
        });
        Screenshot.save(scene, "shell-palette" + suffix);
        onFx(() -> {
            window.togglePalette();
            window.toggleShortcuts();
        });
        Screenshot.save(scene, "shell-shortcuts" + suffix);
        onFx(() -> {
            window.toggleShortcuts();
            session.choose(MethodCatalog.byId("diffusion-threshold"));
        });
        until("the diffusion model is open",
                () -> session.target().model() != null && !session.target().model().config().causal());
        onFx(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        onFx(() -> session.seek(session.traceProperty().get().endOfStep(5)));
        Screenshot.save(scene, "shell-unmasking" + suffix);
        onFx(session::close);
    }

    private void showARejection() {
        Trace trace = session.traceProperty().get();
        StepSummary step = trace.steps().stream().filter(s -> s.rejected() > 0 && s.step() > 4)
                .max(Comparator.comparingInt(StepSummary::accepted)).orElseThrow();
        session.seek(trace.endOfStep(step.step()));
        TreeNode rejected = session.shownProperty().get().tree().nodes().stream()
                .filter(n -> n.verdict().map(v -> v.outcome() == Verdict.Outcome.REJECTED).orElse(false)).findFirst()
                .orElseThrow();
        window.selectionProperty().set(new Selection.Node(step.step(), rejected.node().index()));
    }
}
