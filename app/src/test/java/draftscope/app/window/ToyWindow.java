package draftscope.app.window;

import draftscope.app.library.Places;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Recordings;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javafx.application.Platform;
import javafx.stage.Stage;

/// What most tests of the window begin with: a session that records nothing, a window that chooses no file, toy models that are
/// opened, a prompt, and a method.
final class ToyWindow {
    private ToyWindow() {}

    /// Writes the target and the draft that [#prepare] opens.
    static void writeModels(Path folder) {
        ToyModel.target().write(folder);
        ToyModel.draft().write(folder);
    }

    static Session session() {
        return new Session(new ModelShelf(), Platform::runLater);
    }

    /// One that keeps its runs below the folder.
    static Session recordingSession(Path home) {
        return new Session(new ModelShelf(), Recordings.in(places(home)), Platform::runLater);
    }

    static Places places(Path home) {
        return new Places(home.resolve("cache"), home.resolve("settings"), home.resolve("data"));
    }

    static MainWindow window(Session session) {
        return new MainWindow(session, owner -> Optional.empty(), address -> {});
    }

    /// Opens target and draft, at full speed and with a prompt of words that they know.
    static void prepare(Session session, Path models, String method, Map<String, String> sampling) {
        session.setup().promptProperty().set("once upon a time there was");
        session.setup().sampling().putAll(sampling);
        session.setup().methodProperty().set(MethodCatalog.byId(method));
        session.paceProperty().set(Pace.FULL);
        session.openFile(models.resolve("toy-target.gguf"), false);
        session.openFile(models.resolve("toy-draft.gguf"), true);
    }

    static void awaitModels(Session session) {
        Waiting.until("the models are open", () -> session.target().model() != null && session.draft().model() != null);
    }

    /// As high as fits into the frame buffer of the platform without a display.
    static void show(Stage stage, MainWindow window) {
        Fonts.load();
        stage.setScene(window.newScene(1440, 900));
        stage.show();
    }
}
