package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.ModelShelf;
import draftscope.app.session.Recordings;
import draftscope.app.session.RunFindings;
import draftscope.app.session.Session;
import draftscope.styles.Fonts;
import draftscope.trace.DraftNode;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.TokenMeasures;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.views.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

/// What was found in a run, by keyboard and by mouse.
@ExtendWith(ApplicationExtension.class)
class FindingsPanelTest {
    @TempDir
    private Path home;

    private Session session;
    private MainWindow window;

    @Start
    private void open(Stage stage) {
        Fonts.load();
        session = new Session(new ModelShelf(), Recordings.nowhere(), RunFindings.in(ToyWindow.places(home)),
                Platform::runLater);
        window = new MainWindow(session, owner -> Optional.empty(), address -> {});
        stage.setScene(window.newScene(1440, 900));
        stage.show();
    }

    @Stop
    private void close() {
        session.close();
    }

    /// Plain decoding that from some token on writes the same one.
    private static Trace circling(int tokens, int from) {
        List<TraceEvent> events = new ArrayList<>();
        events.add(new TraceEvent.PromptIngested(0, 0, List.of(1, 2)));
        for (int step = 0; step < tokens; step++) {
            events.add(new TraceEvent.StepStarted(events.size(), step, step, 2 + step));
            events.add(new TraceEvent.Committed(events.size(), step, step, 2 + step, step < from ? 10 + step : 9,
                    Provenance.TARGET, DraftNode.NONE, TokenMeasures.NOT_CAPTURED));
            events.add(new TraceEvent.PhaseFinished(events.size(), step, step, Phase.COMMIT, 0, 0));
        }
        return Trace.of(events);
    }

    private void show(Trace trace) {
        WaitForAsyncUtils.waitForAsyncFx(20_000, () -> session.show(trace));
        WaitForAsyncUtils.waitForFxEvents();
    }

    private Button button(FxRobot robot, String accessible) {
        return robot.lookup("#findings .button").queryAllAs(Button.class).stream()
                .filter(one -> accessible.equals(one.getAccessibleText())).findFirst().orElseThrow();
    }

    @Test
    void theKeyOpensTheListAndShowGoesThere(FxRobot robot) {
        show(circling(60, 20));
        assertThat(robot.lookup("#findings-chip").queryAs(Button.class).getText()).isEqualTo("1 finding");
        robot.push(KeyCode.SHORTCUT, KeyCode.J);
        assertThat(window.findingsOpen().get()).isTrue();
        robot.push(KeyCode.TAB);
        assertThat(button(robot, "Show where: The text goes round in circles").isFocused()).isTrue();
        robot.push(KeyCode.SPACE);
        assertThat(window.selectionProperty().get()).isEqualTo(new Selection.Token(20));
        assertThat(session.shownProperty().get().step()).isEqualTo(20);
        assertThat(window.findingsOpen().get()).isFalse();
    }

    @Test
    void aMutedRuleKeepsSilentAlsoAfterTheNextStart(FxRobot robot) {
        show(circling(60, 20));
        robot.clickOn("#findings-chip");
        robot.interact(button(robot, "Mute: The text goes round in circles")::fire);
        assertThat(session.findings().foundProperty().get()).isEmpty();
        assertThat(RunFindings.in(ToyWindow.places(home)).muted()).containsExactly("loop");
        robot.interact(button(robot, "Listen again to: The text goes round in circles")::fire);
        assertThat(session.findings().foundProperty().get()).hasSize(1);
        robot.push(KeyCode.ESCAPE);
        assertThat(window.findingsOpen().get()).isFalse();
    }

    @Test
    void whereAComparedRunPartsIsFoundAndTheWayThereIsShown(FxRobot robot) {
        show(circling(60, 60));
        show(circling(60, 40));
        assertThat(session.findings().foundProperty().get()).isEmpty();
        robot.interact(() -> session.branches().rows()
                .forEach(row -> session.branches().compare(row.branch(), true)));
        assertThat(session.findings().foundProperty().get()).singleElement().satisfies(found -> assertThat(
                found.sentence())
                .isEqualTo("Token 41 is the first that differs from the run “1 Run”: id 9 here, id 50 there."));
        robot.push(KeyCode.SHORTCUT, KeyCode.J);
        robot.clickOn(button(robot, "Show where: Here two texts part"));
        assertThat(window.selectionProperty().get()).isEqualTo(new Selection.Token(40));
    }

    @Test
    void nothingFoundIsSaid(FxRobot robot) {
        show(circling(60, 60));
        assertThat(robot.lookup("#findings-chip").queryAs(Button.class).isVisible()).isFalse();
        robot.push(KeyCode.SHORTCUT, KeyCode.J);
        assertThat(robot.lookup("#findings .label").queryLabeled().getText()).isEqualTo("Findings");
        assertThat(robot.lookup("#findings .text").queryAllAs(javafx.scene.text.Text.class).stream()
                .map(javafx.scene.text.Text::getText)).anyMatch(text -> text.contains("found anything in this run"));
    }
}
