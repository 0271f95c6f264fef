package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
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
import org.testfx.util.WaitForAsyncUtils;

/// Stepping, going back, and what a move altered, in the real window.
@ExtendWith(ApplicationExtension.class)
class TimeTravelTest {
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
        ToyWindow.prepare(session, folder, "draft-tree", Map.of("max-tokens", "30", "temperature", "1"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void backAndForwardAgainGivesTheSamePixels(FxRobot robot) throws Exception {
        run(robot);
        Trace trace = session.traceProperty().get();
        Random random = new Random(5);
        List<Integer> visited = new ArrayList<>();
        List<int[]> pictures = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int at = 1 + random.nextInt(trace.length() - 1);
            visited.add(at);
            pictures.add(picture(robot, at));
        }
        for (int i = visited.size() - 1; i >= 0; i--) {
            int at = visited.get(i);
            robot.interact(() -> {
                session.seek(at);
                session.backRound();
                session.backPhase();
                session.toStart();
            });
            assertThat(Arrays.equals(picture(robot, at), pictures.get(i))).as("pixels at event " + at).isTrue();
        }
        assertThat(Arrays.equals(pictures.getFirst(), pictures.getLast())).as("moments look different").isFalse();
    }

    @Test
    void aMoveSaysWhatItAltered(FxRobot robot) throws Exception {
        run(robot);
        Trace trace = session.traceProperty().get();
        TraceState second = trace.at(trace.endOfStep(1));
        TraceState third = trace.at(trace.endOfStep(2));
        robot.interact(() -> session.seek(second.position()));
        assertThat(badge(robot)).isEqualTo("PAST · round 2 of " + trace.steps().size());
        robot.type(KeyCode.PERIOD);
        until("one round on", () -> session.positionProperty().get() == third.position());
        assertThat(changes(robot)).isEqualTo(ChangesLine.words(third.changesSince(second)))
                .contains("+" + trace.steps().get(2).committed() + " token");
        robot.type(KeyCode.COMMA);
        until("and back", () -> session.positionProperty().get() == second.position());
        assertThat(changes(robot)).isEqualTo(ChangesLine.words(second.changesSince(third)))
                .contains("−" + trace.steps().get(2).committed() + " token");
        robot.type(KeyCode.CLOSE_BRACKET);
        until("a phase on", () -> session.shownProperty().get().step() == 2);
        assertThat(session.positionProperty().get()).isLessThan(third.position());
        robot.press(KeyCode.SHIFT).type(KeyCode.F11).release(KeyCode.SHIFT);
        until("out of the round", () -> session.positionProperty().get() == third.position());
        robot.press(KeyCode.CONTROL).type(KeyCode.OPEN_BRACKET).release(KeyCode.CONTROL);
        until("a phase back", () -> session.positionProperty().get() < third.position());
        assertThat(session.shownProperty().get().step()).isEqualTo(2);
    }

    @Test
    void aRoundOfTheEngineSaysWhatItAlteredAsAWhole(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.type(KeyCode.PERIOD);
        until("one round is done", () -> rests(1));
        TraceState first = session.shownProperty().get();
        robot.type(KeyCode.PERIOD);
        until("two rounds are done", () -> rests(2));
        until("it is told", () -> changes(robot)
                .equals(ChangesLine.words(session.shownProperty().get().changesSince(first))));
        robot.interact(session::cancel);
    }

    private boolean rests(int rounds) {
        Trace trace = session.traceProperty().get();
        return session.activity() == Activity.PAUSED && trace.steps().size() == rounds
                && trace.steps().getLast().complete() && session.positionProperty().get() == trace.length();
    }

    /// The pixels of all that shows the moment, the numbers in the window's frame aside.
    private int[] picture(FxRobot robot, int position) throws Exception {
        robot.interact(() -> session.seek(position));
        WaitForAsyncUtils.waitForFxEvents();
        return WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            List<int[]> parts = new ArrayList<>();
            for (String id : List.of("#output", "#view-tree", "#inspector", "#timeline")) {
                Node node = window.lookup(id);
                window.applyCss();
                window.layout();
                WritableImage image = node.snapshot(null, null);
                int[] pixels = new int[(int) image.getWidth() * (int) image.getHeight()];
                image.getPixelReader().getPixels(0, 0, (int) image.getWidth(), (int) image.getHeight(),
                        PixelFormat.getIntArgbInstance(), pixels, 0, (int) image.getWidth());
                parts.add(pixels);
            }
            return parts.stream().flatMapToInt(Arrays::stream).toArray();
        });
    }

    private void run(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.interact(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
    }

    private static String badge(FxRobot robot) {
        return robot.lookup("#badge").queryAs(Label.class).getText();
    }

    private static String changes(FxRobot robot) {
        return robot.lookup("#changes").queryAs(Label.class).getText();
    }
}
