package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Branch;
import draftscope.app.session.Session;
import draftscope.trace.CommittedToken;
import draftscope.trace.Fork;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Provenance;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import draftscope.views.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
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

/// Leaving a run, with the real window and a real engine.
@ExtendWith(ApplicationExtension.class)
class ForksTest {
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
        ToyWindow.prepare(session, folder, "draft-chain", Map.of("max-tokens", "24"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void aRejectedNodeIsTakenAsABranchByKeyboardAlone(FxRobot robot) throws Exception {
        Trace parent = run(robot);
        robot.type(KeyCode.HOME);
        robot.type(KeyCode.X);
        until("a rejected node is selected", () -> window.selectionProperty().get() instanceof Selection.Node);
        Selection.Node node = (Selection.Node) window.selectionProperty().get();
        int token = session.shownProperty().get().tree().node(node.node()).orElseThrow().node().token();
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(text(robot, "#fork-where")).contains("position", "candidate");
        robot.press(KeyCode.ALT).type(KeyCode.ENTER).release(KeyCode.ALT);
        Trace branch = next(parent);
        Fork fork = branch.settings().orElseThrow().fork().orElseThrow();
        CommittedToken first = branch.committed().getFirst();
        assertThat(first.token()).isEqualTo(token).isEqualTo(fork.forced());
        assertThat(first.provenance()).isEqualTo(Provenance.FORCED);
        assertThat(branch.prompt()).hasSize(fork.position()).startsWith(parent.prompt().toArray(Integer[]::new));
        assertThat(branch.prompt().size() + branch.committed().size())
                .isEqualTo(parent.prompt().size() + parent.committed().size());
        assertThat(branch.at(branch.startOfStep(0)).kv(KvOwner.TARGET).count(KvState.REUSED))
                .as("what the parent read is not read again").isGreaterThan(parent.prompt().size() - 2);
        assertThat(session.branches().rows()).hasSize(2);
        assertThat(session.branches().rows().getLast().depth()).isEqualTo(1);
    }

    @Test
    void anotherCandidateIsTakenAsABranchByMouseAlone(FxRobot robot) throws Exception {
        Trace parent = run(robot);
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(5)));
        WaitForAsyncUtils.waitForFxEvents();
        String offered = text(robot, "#fork-where");
        robot.clickOn("#next-candidate");
        assertThat(text(robot, "#fork-where")).isNotEqualTo(offered);
        int wanted = window.forks().offerProperty().get().token();
        assertThat(wanted).isNotEqualTo(parent.committed().get(5).token());
        robot.clickOn("#fork");
        Trace branch = next(parent);
        assertThat(branch.committed().getFirst().token()).isEqualTo(wanted);
        assertThat(branch.prompt()).hasSize(parent.prompt().size() + 5);
    }

    @Test
    void aTokenOfTheInspectorsDistributionIsTakenByAClick(FxRobot robot) throws Exception {
        Trace parent = run(robot);
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(5)));
        WaitForAsyncUtils.waitForFxEvents();
        Node law = robot.lookup("#inspector #law").query();
        int standing = parent.committed().get(5).token();
        List<Integer> taken = new ArrayList<>();
        List<Double> shares = List.of(0.3, 0.5, 0.7);
        for (double share : shares) {
            robot.clickOn(at(law, share));
            taken.add(window.forks().offerProperty().get().token());
        }
        assertThat(taken).doesNotHaveDuplicates();
        int wanted = taken.stream().filter(token -> token != standing).findFirst().orElseThrow();
        robot.clickOn(at(law, shares.get(taken.indexOf(wanted))));
        robot.clickOn("#fork");
        assertThat(next(parent).committed().getFirst().token()).isEqualTo(wanted);
    }

    /// A point in the left half, so high up.
    private static Point2D at(Node picture, double share) {
        Bounds there = picture.localToScreen(picture.getLayoutBounds());
        return new Point2D(there.getMinX() + there.getWidth() / 4, there.getMinY() + there.getHeight() * share);
    }

    @Test
    void aRunIsResumedFromThePastAndGoesOnAsItDid(FxRobot robot) throws Exception {
        Trace parent = run(robot);
        robot.interact(() -> session.seek(parent.endOfStep(3)));
        WaitForAsyncUtils.waitForFxEvents();
        int written = session.shownProperty().get().committed().size();
        robot.clickOn("#resume");
        Trace branch = next(parent);
        assertThat(ids(branch)).isEqualTo(ids(parent).subList(written, parent.committed().size()));
        assertThat(branch.settings().orElseThrow().fork().orElseThrow().forces()).isFalse();
    }

    @Test
    void switchingShowsTheOtherRunWhereItWasLeftAndDeletingCanBeUndone(FxRobot robot) throws Exception {
        Trace parent = run(robot);
        robot.press(KeyCode.ALT).type(KeyCode.ENTER).release(KeyCode.ALT);
        Trace branch = next(parent);
        robot.interact(() -> session.seek(branch.startOfStep(0)));
        robot.press(KeyCode.CONTROL).type(KeyCode.PAGE_UP).release(KeyCode.CONTROL);
        until("the parent is shown", () -> session.traceProperty().get() == parent);
        assertThat(session.pastProperty().get()).isFalse();
        robot.press(KeyCode.CONTROL).type(KeyCode.PAGE_DOWN).release(KeyCode.CONTROL);
        until("the branch is shown", () -> session.traceProperty().get() == branch);
        assertThat(session.positionProperty().get()).isEqualTo(branch.startOfStep(0));
        robot.interact(() -> robot.lookup("#branches").query().requestFocus());
        robot.type(KeyCode.DELETE);
        assertThat(session.branches().rows()).hasSize(1);
        assertThat(session.traceProperty().get()).isSameAs(parent);
        robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
        assertThat(session.branches().rows()).hasSize(2);
        robot.press(KeyCode.CONTROL).type(KeyCode.Y).release(KeyCode.CONTROL);
        assertThat(session.branches().rows()).hasSize(1);
    }

    @Test
    void aRunIsRenamed(FxRobot robot) throws Exception {
        run(robot);
        robot.interact(() -> robot.lookup("#branches").query().requestFocus());
        robot.type(KeyCode.F2);
        until("its name can be typed", () -> robot.lookup("#branch-name").tryQuery()
                .filter(field -> field.isFocused() && !((TextInputControl) field).getSelectedText().isEmpty())
                .isPresent());
        robot.write("mine").type(KeyCode.ENTER);
        assertThat(session.branches().shown().name()).isEqualTo("mine");
    }

    @Test
    void aPausedRunIsKeptWhenABranchLeavesIt(FxRobot robot) throws Exception {
        ready();
        robot.type(KeyCode.PERIOD);
        until("one round is done", () -> session.activity() == Activity.PAUSED
                && session.traceProperty().get().steps().size() == 1
                && session.traceProperty().get().steps().getFirst().complete());
        Trace parent = session.traceProperty().get();
        Branch first = session.branches().shown();
        robot.press(KeyCode.ALT).type(KeyCode.ENTER).release(KeyCode.ALT);
        next(parent);
        assertThat(first.live()).isFalse();
        assertThat(first.trace().committed()).isNotEmpty();
    }

    @Test
    void aRecordingIsForkedWithTheModelThatMadeIt(FxRobot robot) throws Exception {
        Trace parent = run(robot);
        Path file = folder.resolve("run.dscope.gz");
        robot.interact(() -> session.copies().save(file));
        until("it is saved", () -> !session.copies().doneProperty().get().isEmpty());
        robot.interact(() -> session.openRecording(file));
        until("it is shown", () -> session.recorded() && session.traceProperty().get().finished().isPresent());
        Trace recorded = session.traceProperty().get();
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(7)));
        robot.press(KeyCode.ALT).type(KeyCode.ENTER).release(KeyCode.ALT);
        Trace branch = next(recorded);
        assertThat(branch.settings().orElseThrow().fork().orElseThrow().from()).isEqualTo("run.dscope.gz");
        assertThat(branch.prompt().size()).isEqualTo(parent.prompt().size() + 7);
        TraceLog log = new TraceLog();
        Recording.read(file, log, share -> true);
        assertThat(Trace.of(log).committed()).hasSameSizeAs(parent.committed());
    }

    private static List<Integer> ids(Trace trace) {
        return trace.committed().stream().map(CommittedToken::token).toList();
    }

    private Trace run(FxRobot robot) throws Exception {
        ready();
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        return session.traceProperty().get();
    }

    private Trace next(Trace before) throws Exception {
        until("another run ends", () -> {
            if (session.problemProperty().get() != null)
                throw new AssertionError(session.problemProperty().get().sentence());
            return session.traceProperty().get() != before && session.activity() == Activity.FINISHED;
        });
        return session.traceProperty().get();
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).<Labeled>query().getText();
    }

    private void ready() throws Exception {
        ToyWindow.awaitModels(session);
    }
}
