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
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasState;
import draftscope.trace.Prediction;
import draftscope.trace.Trace;
import draftscope.views.Selection;
import java.util.Map;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// A canvas with changes prepared, the branch that went on with them, a run under a grammar, and one that edits a text. To be looked at: `target/screenshots`.
@Tag("screenshots")
@ExtendWith(ApplicationExtension.class)
class SteeringScreenshotsTest {
    private Session session;
    private MainWindow window;

    @Start
    private void start(Stage stage) {
        Fonts.load();
    }

    @AfterEach
    void close() {
        onFx(session::close);
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, 1440, 900", "DARK, 1100, 700"})
    void underAGrammar(String theme, int width, int height) throws Exception {
        Scene scene = open(theme, "diffusion-grammar", Map.of("length", "48", "threshold", "0.6"), width, height);
        Trace trace = session.traceProperty().get();
        onFx(() -> {
            session.seek(trace.endOfStep(4));
            CanvasState canvas = session.shownProperty().get().canvas().orElseThrow();
            int position = canvas.promptLength();
            while (canvas.prediction(4, position).filter(Prediction::bars).isEmpty())
                position++;
            window.selectionProperty().set(new Selection.CanvasPosition(4, position));
        });
        Screenshot.save(scene, "grammar-" + theme.toLowerCase() + "-" + width + ".png");
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, 1440, 900", "DARK, 1440, 900", "DARK, 1100, 700"})
    void editedInPlace(String theme, int width, int height) throws Exception {
        Scene scene = open(theme, "cgmh", Map.of("steps", "60"), 1, width, height);
        Trace trace = session.traceProperty().get();
        String name = "editing-" + theme.toLowerCase() + "-" + width;
        onFx(() -> {
            CanvasState canvas = trace.at(trace.endOfStep(40)).canvas().orElseThrow();
            session.seek(trace.endOfStep(40));
            int row = canvas.rows() - 1;
            while (canvas.edits(row).stream().noneMatch(edit -> edit.changes()
                    && edit.kind() == CanvasEdit.Kind.REPLACE))
                row--;
            window.selectionProperty().set(new Selection.CanvasPosition(row, canvas.edits(row).getFirst().position()));
        });
        Screenshot.save(scene, name + ".png");
        onFx(() -> window.tableProperty().set(true));
        Screenshot.save(scene, name + "-table.png");
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, 1440, 900", "DARK, 1440, 900", "DARK, 1100, 700"})
    void steered(String theme, int width, int height) throws Exception {
        Scene scene = open(theme, "diffusion-low-confidence", Map.of("length", "48", "block", "16", "steps", "24"),
                width,
                height);
        String name = "steer-" + theme.toLowerCase() + "-" + width;
        onFx(() -> {
            Trace trace = session.traceProperty().get();
            session.seek(trace.endOfStep(12));
            CanvasState canvas = session.shownProperty().get().canvas().orElseThrow();
            int prompt = canvas.promptLength();
            window.selectionProperty().set(new Selection.Tokens(prompt + 3, prompt + 6));
            window.forks().mask();
            int open = prompt + 16;
            while (!canvas.masked(open))
                open++;
            window.forks().steering().type(open, "dragon");
            int stands = prompt + 16;
            while (canvas.masked(stands))
                stands++;
            window.selectionProperty().set(new Selection.CanvasPosition(canvas.rows() - 1, stands));
            window.forks().lock();
        });
        assertThat(window.forks().steering().changes()).isNotEmpty();
        Screenshot.save(scene, name + "-prepared.png");
        Trace parent = session.traceProperty().get();
        onFx(window.forks()::resume);
        until("the branch ends", () -> session.traceProperty().get() != parent
                && session.activity() == Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();
        onFx(() -> session.seek(session.traceProperty().get().endOfStep(5)));
        Screenshot.save(scene, name + "-branch.png");
    }

    /// A window in which a run of the method has ended.
    private Scene open(String theme, String method, Map<String, String> parameters, int width, int height) {
        return open(theme, method, parameters, 0, width, height);
    }

    private Scene open(String theme, String method, Map<String, String> parameters, double temperature, int width,
            int height) {
        Scene[] scene = new Scene[1];
        onFx(() -> {
            session = new Session(ModelShelf.withSamples(), Recordings.nowhere(), Platform::runLater);
            window = new MainWindow(session, owner -> Optional.empty(), address -> {});
            window.themeProperty().set(theme.equals("DARK") ? Theme.DARK : Theme.LIGHT);
            session.setup().promptProperty().set(FirstRun.PROMPT);
            session.setup().sampling().putAll(Map.of("max-tokens", "48", "temperature",
                    Double.toString(temperature)));
            session.paceProperty().set(Pace.FULL);
            session.choose(MethodCatalog.byId(method));
            session.setup().parameters(MethodCatalog.byId(method)).putAll(parameters);
            scene[0] = window.newScene(width, height);
        });
        until("the model is open", () -> session.target().model() != null && session.missing().isEmpty());
        onFx(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();
        return scene[0];
    }
}
