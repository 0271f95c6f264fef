package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.query.Breakpoint;
import draftscope.trace.CommittedToken;
import draftscope.trace.Phase;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.views.Mark;
import draftscope.views.OutputView;
import draftscope.views.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// Breakpoints in the real window, by keyboard alone.
@ExtendWith(ApplicationExtension.class)
class BreakpointWindowTest {
    @TempDir
    private static Path folder;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void models() {
        ToyWindow.writeModels(folder);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.session();
        window = ToyWindow.window(session);
        ToyWindow.prepare(session, folder, "draft-tree", Map.of("max-tokens", "40", "temperature", "1"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void aRunIsHeldBeforeTheCommitThatABreakpointAsksForAndGoesOn(FxRobot robot) throws Exception {
        until("the models are open", () -> session.missing().isEmpty() && session.target().model() != null
                && session.draft().model() != null);
        write(robot, "accepted == 0 && step > 2");
        assertThat(session.breakpoints().all()).hasSize(1);
        robot.press(KeyCode.CONTROL).type(KeyCode.ENTER).release(KeyCode.CONTROL);
        until("it is held", () -> text(robot, "#badge").equals("PAUSED AT BREAKPOINT"));
        assertThat(session.activity()).isEqualTo(Activity.PAUSED);
        assertThat(robot.lookup("#held-banner").query().isVisible()).isTrue();
        assertThat(text(robot, "#held")).startsWith("Held by accepted == 0 && step > 2 · accepted 0, step ")
                .contains("hit 1. Next: 1 token is committed");
        int held = session.shownProperty().get().step();
        assertThat(held).isGreaterThanOrEqualTo(2);
        assertThat(session.shownProperty().get().phase()).contains(Phase.EMIT);
        assertThat(session.shownProperty().get().committed()).extracting(CommittedToken::step)
                .as("nothing of the round is output").doesNotContain(held);

        robot.type(KeyCode.CLOSE_BRACKET);
        until("one phase on it is committed", () -> session.shownProperty().get().committed().stream()
                .anyMatch(token -> token.step() == held));
        until("and the banner is gone", () -> !robot.lookup("#held-banner").query().isVisible());
        robot.type(KeyCode.F5);
        until("held again or over", () -> session.activity() == Activity.FINISHED
                || text(robot, "#badge").equals("PAUSED AT BREAKPOINT") && session.shownProperty().get()
                        .step() > held);
        while (session.activity() != Activity.FINISHED) {
            int before = session.positionProperty().get();
            robot.type(KeyCode.F5);
            until("on to the next", () -> session.activity() == Activity.FINISHED
                    || session.activity() == Activity.PAUSED && session.positionProperty().get() > before);
        }
        Trace trace = session.traceProperty().get();
        List<Integer> expected = trace.steps().stream().filter(step -> step.accepted() == 0 && step.step() >= 2)
                .map(StepSummary::step).toList();
        until("all hits are counted", () -> session.breakpoints().hitsProperty().get()
                .count(session.breakpoints().all().getFirst()) == expected.size());

        for (int step : expected.reversed()) {
            robot.press(KeyCode.ALT).type(KeyCode.F5).release(KeyCode.ALT);
            until("back to round " + (step + 1), () -> session.shownProperty().get().step() == step
                    && robot.lookup("#held-banner").query().isVisible());
            assertThat(session.shownProperty().get().phase()).contains(Phase.EMIT);
        }
        robot.press(KeyCode.ALT).type(KeyCode.F5).release(KeyCode.ALT);
        until("before the first, the beginning", () -> session.positionProperty().get() == 0);
        robot.type(KeyCode.F5);
        until("forward through the trace", () -> session.shownProperty().get().step() == expected.getFirst());
        assertThat(session.activity()).as("nothing runs").isEqualTo(Activity.FINISHED);
    }

    @Test
    void aBreakpointIsSetAndTakenAwayOnTheSelectedTokenAndMarkedWhereItWasHit(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.press(KeyCode.CONTROL).type(KeyCode.ENTER).release(KeyCode.CONTROL);
        until("it ran", () -> session.activity() == Activity.FINISHED);
        CommittedToken token = session.traceProperty().get().committed().get(5);
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(5)));
        robot.type(KeyCode.F9);
        until("it is set", () -> session.breakpoints().all().size() == 1);
        Breakpoint set = session.breakpoints().all().getFirst();
        assertThat(set.condition().text()).isEqualTo("position == " + token.position());
        until("it is marked", () -> !output(robot).getMarks().token(token.position()).isEmpty());
        assertThat(output(robot).getMarks().token(token.position())).extracting(Mark::shape)
                .containsExactly(Mark.Shape.DISC);
        assertThat(output(robot).getMarks().step(token.step())).hasSize(1);
        robot.press(KeyCode.ALT).type(KeyCode.F5).release(KeyCode.ALT);
        until("back to its round", () -> session.shownProperty().get().step() == token.step());
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(5)));
        robot.interact(() -> session.toEnd());
        robot.type(KeyCode.F9);
        until("it is taken away", () -> session.breakpoints().all().isEmpty());
        until("with its mark", () -> output(robot).getMarks().token(token.position()).isEmpty());
    }

    @Test
    void aWrongConditionIsNotSetAndALogPointWritesItsLines(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.press(KeyCode.SHIFT).type(KeyCode.F9).release(KeyCode.SHIFT);
        until("the form has the focus", () -> field(robot).isFocused());
        robot.write("entrpy > 3");
        until("it is wrong", () -> text(robot, "#breakpoint-state").equals("wrong"));
        assertThat(text(robot, "#breakpoint-wrong")).contains("the nearest is entropy");
        robot.type(KeyCode.ENTER);
        assertThat(session.breakpoints().all()).isEmpty();
        robot.interact(() -> {
            field(robot).setText("step <= 3");
            robot.lookup("#breakpoint-message").queryAs(TextField.class).setText("round {step}: {accepted} accepted");
            robot.lookup("#breakpoint-message").query().requestFocus();
        });
        robot.type(KeyCode.ENTER);
        until("it is set", () -> session.breakpoints().all().size() == 1);
        robot.press(KeyCode.CONTROL).type(KeyCode.ENTER).release(KeyCode.CONTROL);
        until("it stopped nothing", () -> session.activity() == Activity.FINISHED);
        until("three lines", () -> session.breakpoints().hitsProperty().get().log().size() == 3);
        int accepted = session.traceProperty().get().steps().get(1).accepted();
        assertThat(session.breakpoints().hitsProperty().get().log().get(1).line())
                .isEqualTo("round 2: " + accepted + " accepted");
        until("they are listed", () -> robot.lookup("#breakpoint-log .log-line").queryAll().size() == 3);
    }

    private void write(FxRobot robot, String condition) throws Exception {
        robot.press(KeyCode.SHIFT).type(KeyCode.F9).release(KeyCode.SHIFT);
        until("the form has the focus", () -> field(robot).isFocused());
        robot.interact(() -> {
            field(robot).setText(condition);
            field(robot).end();
        });
        until("it is valid", () -> text(robot, "#breakpoint-state").equals("valid"));
        robot.type(KeyCode.ENTER);
        until("it is set", () -> session.breakpoints().ofWords(condition).isPresent());
        until("the form is gone", () -> robot.lookup("#breakpoint-editor").tryQuery().isEmpty());
    }

    private static TextField field(FxRobot robot) {
        return robot.lookup("#breakpoint-condition").queryAs(TextField.class);
    }

    private static OutputView output(FxRobot robot) {
        return robot.lookup("#output").queryAs(OutputView.class);
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(Label.class).getText();
    }
}
