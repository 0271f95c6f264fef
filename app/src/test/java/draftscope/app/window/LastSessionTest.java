package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.SettingsFile;
import draftscope.app.session.Activity;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import draftscope.trace.Recording;
import draftscope.trace.TraceState;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The last session comes back. A process that was killed is one whose `close()` was never called: what is tested is what lay on
/// the disk by then.
@ExtendWith(ApplicationExtension.class)
class LastSessionTest {
    @TempDir
    private static Path models;
    @TempDir
    private Path home;

    private Session session;
    private MainWindow window;
    private LastSession last;

    @BeforeAll
    static void writeModels() {
        ToyWindow.writeModels(models);
    }

    @Start
    private void start(Stage stage) {
        Fonts.load();
    }

    /// @return whether something came back
    private boolean open() throws Exception {
        boolean[] back = new boolean[1];
        onFx(() -> {
            session = ToyWindow.recordingSession(home);
            window = new MainWindow(session, owner -> Optional.empty(), address -> {},
                    Optional.of(ToyWindow.places(home)));
            window.newScene(1440, 900);
            session.setup().methodProperty().set(MethodCatalog.all().getFirst());
            last = new LastSession(session, window,
                    new SettingsFile(home, "session.json", "The file of the last session"));
            back[0] = last.restore();
            last.follow();
        });
        return back[0];
    }

    /// A run, and a moment in the midst of it with something selected.
    private void work() throws Exception {
        onFx(() -> {
            ToyWindow.prepare(session, models, "draft-tree", Map.of("max-tokens", "24"));
            session.setup().parameters(MethodCatalog.byId("draft-tree")).put("widths", "2,2,1");
        });
        ToyWindow.awaitModels(session);
        onFx(() -> session.generate());
        until("the run ends", () -> session.activity() == Activity.FINISHED && session.fileProperty().get() != null);
        until("its recording is whole", () -> Recording.open(session.fileProperty().get()).loss().isEmpty());
        onFx(() -> {
            session.seek(session.traceProperty().get().endOfStep(2));
            window.viewProperty().set(View.METRICS);
            window.overlayProperty().set(Overlay.RANK);
            window.tableProperty().set(true);
            window.selectionProperty().set(new Selection.Node(2, 1));
        });
    }

    private String kept() throws Exception {
        // Not there before the first change is written.
        if (!Files.exists(home.resolve("session.json")))
            return "";
        return Files.readString(home.resolve("session.json"));
    }

    @Test
    void comesBackAfterANormalEnd() throws Exception {
        expectsBack(() -> onFx(() -> {
            last.close();
            session.close();
        }));
    }

    @Test
    void comesBackWithoutAnEnd() throws Exception {
        expectsBack(() -> {
            // Written while it changed; nothing is closed before the next start.
            until("the last change is on the disk", () -> kept().contains("metrics") && kept().contains("node=1")
                    && kept().contains("rank"));
        });
    }

    private void expectsBack(Runnable end) throws Exception {
        assertThat(open()).as("nothing at the first start").isFalse();
        work();
        TraceState shown = session.shownProperty().get();
        String text = shown.committed().toString();
        Path file = session.fileProperty().get();
        end.run();

        assertThat(open()).isTrue();
        assertThat(last.problem()).isEmpty();
        until("the recording is back", () -> session.recorded() && !session.reading() && session.pastProperty().get());
        ToyWindow.awaitModels(session);
        assertThat(session.fileProperty().get()).isEqualTo(file);
        assertThat(session.shownProperty().get().step()).isEqualTo(2);
        assertThat(session.shownProperty().get().committed().toString()).isEqualTo(text);
        assertThat(window.viewProperty().get()).isEqualTo(View.METRICS);
        assertThat(window.overlayProperty().get()).isEqualTo(Overlay.RANK);
        assertThat(window.tableProperty().get()).isTrue();
        assertThat(window.selectionProperty().get()).isEqualTo(new Selection.Node(2, 1));
        assertThat(session.setup().methodProperty().get().id()).isEqualTo("draft-tree");
        assertThat(session.setup().parameters(MethodCatalog.byId("draft-tree"))).containsEntry("widths", "2,2,1");
        assertThat(session.setup().promptProperty().get()).isEqualTo("once upon a time there was");
        assertThat(session.setup().sampling()).containsEntry("max-tokens", "24");
        assertThat(session.paceProperty().get()).isEqualTo(Pace.FULL);
        assertThat(session.activity()).as("no run was started").isEqualTo(Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();
        onFx(() -> {
            last.close();
            session.close();
        });
    }

    @Test
    void aBrokenFileIsSaidInOneSentenceAndNothingElseChanges() throws Exception {
        for (String broken : List.of("{", "{\"version\": 1}", "{\"version\": 1, \"method\": \"telepathy\"}")) {
            Files.writeString(home.resolve("session.json"), broken);
            assertThat(open()).as(broken).isFalse();
            assertThat(last.problem()).hasValueSatisfying(
                    words -> assertThat(words).contains("session.json", "as at its first start").endsWith("."));
            assertThat(session.setup().methodProperty().get()).isEqualTo(MethodCatalog.all().getFirst());
            onFx(() -> session.close());
        }
    }

    @Test
    void aRecordingThatIsGoneIsSaidAndTheRestComesBack() throws Exception {
        open();
        work();
        onFx(() -> last.close());
        Files.delete(session.fileProperty().get());
        onFx(() -> session.close());
        assertThat(open()).isTrue();
        until("it is said", () -> session.problemProperty().get() != null);
        assertThat(session.problemProperty().get().sentence()).contains("cannot be read: the file is not there");
        assertThat(session.setup().promptProperty().get()).isEqualTo("once upon a time there was");
        onFx(() -> session.close());
    }
}
