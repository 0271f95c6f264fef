package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Session;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// What a person sees who starts Draftscope for the first time.
@ExtendWith(ApplicationExtension.class)
class FirstStartTest {
    private final CompletableFuture<Trace> tale = new CompletableFuture<>();
    private Session session;
    private MainWindow window;

    @Start
    private void open(Stage stage) {
        session = new Session(ModelShelf.withSamples(), Platform::runLater);
        window = ToyWindow.window(session);
        ToyWindow.show(stage, window);
        WindowApp.begin(session, List.of());
        WindowApp.play(tale, session, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void aRecordedTaleIsPlayedAtOnceAndOneKeyMakesItLive(FxRobot robot) {
        tale.complete(FirstRun.recorded());
        until("its first round is shown", () -> session.traceProperty().get() != null);
        assertThat(session.shownProperty().get().committed()).isNotEmpty();
        assertThat(text(robot, "#badge")).isEqualTo("RECORDED");
        assertThat(text(robot, "#problem")).isEqualTo(
                "This run was recorded earlier. Ctrl+Enter generates one live, on this machine.");
        until("it is played", () -> session.shownProperty().get().step() > 0);

        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until("tokens come live",
                () -> !session.recorded() && !session.shownProperty().get().committed().isEmpty());
        assertThat(text(robot, "#badge")).isEqualTo("LIVE");
        assertThat(robot.lookup("#banner").query().isVisible()).isFalse();
        Trace live = session.traceProperty().get();
        RunSettings told = tale.join().settings().orElseThrow();
        RunSettings now = live.settings().orElseThrow();
        assertThat(now.target()).as("the tale was told by the shipped target").isEqualTo(told.target());
        assertThat(now.draft()).as("and the shipped draft").isEqualTo(told.draft());
        assertThat(List.of(now.methodId(), now.prompt(), now.seed(), now.sampling()))
                .isEqualTo(List.of(told.methodId(), told.prompt(), told.seed(), told.sampling()));
        robot.interact(session::cancel);
        until("it ends", () -> session.activity() == Activity.FINISHED);
    }

    @Test
    void aTaleThatCannotBeReadGivesWayToALiveRun(FxRobot robot) {
        tale.completeExceptionally(new IOException("damaged"));
        until("tokens come live",
                () -> session.shownProperty().get() != null && !session.shownProperty().get().committed().isEmpty());
        assertThat(text(robot, "#badge")).isEqualTo("LIVE");
    }

    @Test
    void theTaleDoesNotTakeTheScreenFromWhatAPersonStartedMeanwhile(FxRobot robot) {
        robot.interact(session::generate);
        tale.complete(FirstRun.recorded());
        until("the run is shown", () -> session.traceProperty().get() != null);
        assertThat(session.recorded()).isFalse();
        assertThat(session.branches().rows()).hasSize(1);
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).<Label>query().getText();
    }
}
