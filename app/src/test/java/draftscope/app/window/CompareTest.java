package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.trace.Trace;
import draftscope.views.CompareView;
import draftscope.views.ComparedRun;
import java.nio.file.Path;
import java.util.Map;
import javafx.scene.AccessibleAttribute;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
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

/// Runs side by side, with the real window and real engines.
@ExtendWith(ApplicationExtension.class)
class CompareTest {
    @TempDir
    private static Path folder;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void models() {
        ToyWindow.writeModels(folder);
        ToyModel.diffusion().write(folder);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.session();
        window = ToyWindow.window(session);
        ToyWindow.prepare(session, folder, "autoregressive", Map.of("max-tokens", "24"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void plainSpeculativeAndDiffusionDecodingOfOnePromptStandInOneWindow(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        Trace plain = run(robot);
        robot.interact(() -> session.choose(MethodCatalog.byId("draft-chain")));
        Trace chain = run(robot);
        robot.interact(() -> session.openFile(folder.resolve("toy-diffusion.gguf"), false));
        until("the diffusion model is open", () -> session.target().model() != null
                && !session.target().model().config().causal());
        Trace diffusion = run(robot);
        robot.press(KeyCode.CONTROL).type(KeyCode.DIGIT9).release(KeyCode.CONTROL);
        for (int i = 0; i < 3; i++)
            robot.clickOn(robot.lookup(".compared").<CheckBox>queryAll().stream()
                    .filter(box -> box.isVisible() && !box.isSelected()).findFirst().orElseThrow());
        until("three runs are compared", () -> view(robot).getRuns().size() == 3);
        assertThat(view(robot).getRuns().stream().map(ComparedRun::trace)).containsExactlyInAnyOrder(plain, chain,
                diffusion);
        assertThat(view(robot).isVisible()).isTrue();
        until("the guard speaks", () -> !text(robot, "#compare-guard").isEmpty());
        assertThat(text(robot, "#compare-guard")).contains("Same seed 42", "method", "draft model");
        String spoken = (String) view(robot).queryAccessibleAttribute(AccessibleAttribute.TEXT);
        assertThat(spoken).startsWith("Comparison of ");

        robot.clickOn("#race");
        until("the race goes on", () -> view(robot).clockProperty().get() > 0);
        robot.clickOn("#race");
        until("the race is over", () -> Double.isNaN(view(robot).clockProperty().get()));
        robot.clickOn("#link-by-time");
        assertThat(view(robot).byTimeProperty().get()).isTrue();

        robot.interact(view(robot)::requestFocus);
        robot.type(KeyCode.UP);
        until("another run is on screen", () -> session.traceProperty().get() != diffusion);
        assertThat(window.viewProperty().get()).isEqualTo(View.COMPARE);
        robot.type(KeyCode.T);
        until("the table shows the numbers", () -> robot.from(view(robot)).lookup(".table-twin").tryQuery()
                .filter(table -> table.isVisible() && ((TableView<?>) table).getItems().size() >= 7).isPresent());
    }

    private static CompareView view(FxRobot robot) {
        return robot.lookup("#view-compare").query();
    }

    private Trace run(FxRobot robot) throws Exception {
        Trace before = session.traceProperty().get();
        robot.clickOn("#generate");
        until("a run ends", () -> {
            if (session.problemProperty().get() != null)
                throw new AssertionError(session.problemProperty().get().sentence());
            return session.traceProperty().get() != before && session.activity() == Activity.FINISHED;
        });
        return session.traceProperty().get();
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).<Labeled>query().getText();
    }
}
