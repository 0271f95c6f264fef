package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.app.session.Steering.Change;
import draftscope.decode.MethodCatalog;
import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.views.Selection;
import draftscope.views.Steer;
import draftscope.views.UnmaskingGrid;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
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

/// Stepping into a diffusion run: lock, put in, mask again and go on, with the real window and a real engine.
@ExtendWith(ApplicationExtension.class)
class SteeringWindowTest {
    @TempDir
    private static Path folder;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void model() {
        ToyModel.diffusion().write(folder);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.session();
        window = ToyWindow.window(session);
        session.setup().promptProperty().set("once upon a time there was");
        session.setup().sampling().putAll(Map.of("max-tokens", "24", "temperature", "0"));
        session.setup().methodProperty().set(MethodCatalog.byId("diffusion-low-confidence"));
        session.setup().parameters(MethodCatalog.byId("diffusion-low-confidence"))
                .putAll(Map.of("length", "24", "block", "12", "steps", "12"));
        session.paceProperty().set(draftscope.app.session.Pace.FULL);
        session.openFile(folder.resolve("toy-diffusion.gguf"), false);
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void aTokenIsLockedAnotherPutInAStretchMaskedAndTheBranchGoesOnByKeyboardAlone(FxRobot robot) {
        Trace parent = run(robot);
        int prompt = parent.prompt().size();
        robot.interact(() -> session.seek(parent.endOfStep(8)));
        CanvasState canvas = session.shownProperty().get().canvas().orElseThrow();
        int tentative = standing(canvas, prompt + 12);
        int mask = masked(canvas, prompt + 12);
        select(robot, tentative);
        robot.type(KeyCode.K);
        assertThat(kinds()).isEqualTo(Map.of(tentative, Steer.LOCK));
        assertThat(text(robot, "#steer-said")).contains("stays in the branch");
        select(robot, mask);
        robot.press(KeyCode.ALT).type(KeyCode.PERIOD).release(KeyCode.ALT);
        int candidate = window.forks().offerProperty().get().token();
        robot.type(KeyCode.ENTER);
        assertThat(kinds()).containsEntry(mask, Steer.FORCE);
        select(robot, prompt + 2);
        robot.press(KeyCode.SHIFT).type(KeyCode.RIGHT).type(KeyCode.RIGHT).type(KeyCode.K).release(KeyCode.SHIFT);
        assertThat(kinds()).containsEntry(prompt + 2, Steer.REMASK).containsEntry(prompt + 4, Steer.REMASK)
                .hasSize(5);
        assertThat(robot.lookup("#steering .prepared").queryAllAs(Button.class)).hasSize(3);
        int kept = canvas.token(tentative);

        robot.press(KeyCode.ALT).type(KeyCode.R).release(KeyCode.ALT);
        Trace branch = next(parent);
        TraceEvent.CanvasOpened opened = opened(branch);
        assertThat(opened.standing()).contains(StandingToken.forced(mask, candidate))
                .filteredOn(token -> token.position() == tentative).singleElement()
                .satisfies(token -> assertThat(token.locked()).isTrue());
        assertThat(opened.standing()).noneMatch(token -> token.position() >= prompt + 2
                && token.position() <= prompt + 4);
        assertThat(branch.committed().get(mask - prompt).provenance()).isEqualTo(Provenance.FORCED);
        assertThat(branch.committed().get(tentative - prompt).token()).isEqualTo(kept);
        assertThat(branch.committed().get(prompt + 3 - prompt).provenance()).isEqualTo(Provenance.UNMASKED);
        assertThat(branch.committed()).hasSize(24);
        assertThat(branch.settings().orElseThrow().fork().orElseThrow().step()).isEqualTo(9);
        assertThat(session.branches().rows()).hasSize(2);
        assertThat(session.branches().shown().parent()).isPresent();
        assertThat(kinds()).as("what was prepared was for the run that was left").isEmpty();
        select(robot, mask);
        assertThat(window.forks().offerProperty().get()).as("the model was not asked there").isNull();
    }

    @Test
    void aTextOfOnesOwnIsTypedAndEachChangeCanBeTakenBackByMouse(FxRobot robot) {
        Trace parent = run(robot);
        int prompt = parent.prompt().size();
        robot.interact(() -> session.seek(parent.endOfStep(2)));
        select(robot, prompt + 15);
        robot.type(KeyCode.E);
        until("the field has the focus", () -> robot.lookup("#steer-text").query().isFocused());
        robot.write("a i").type(KeyCode.ENTER);
        assertThat(kinds()).isEqualTo(Map.of(prompt + 15, Steer.FORCE, prompt + 16, Steer.FORCE));
        select(robot, prompt + 20);
        robot.clickOn("#steer-lock");
        assertThat(text(robot, "#steer-said")).contains("only a mask here");
        assertThat(robot.lookup("#steering .prepared").queryAllAs(Button.class)).extracting(Button::getText)
                .containsExactly("‘·a’ at 15, put in", "‘·i’ at 16, put in");
        until("the changes have their places", () -> !robot.lookup("#steering").<Parent>query().isNeedsLayout());
        robot.clickOn(robot.lookup("#steering .prepared").nth(1).queryButton());
        assertThat(kinds()).containsOnlyKeys(prompt + 15);
        robot.clickOn("#steer-continue");
        Trace branch = next(parent);
        CommittedToken own = branch.committed().get(15);
        assertThat(own.provenance()).isEqualTo(Provenance.FORCED);
        assertThat(branch.piece(own.token()).piece()).isEqualTo("▁a");
    }

    @Test
    void aCandidateOfAPastStepIsForkedThere(FxRobot robot) {
        Trace parent = run(robot);
        int prompt = parent.prompt().size();
        CanvasState before = parent.at(parent.startOfStep(3)).canvas().orElseThrow();
        int mask = masked(parent.at(parent.endOfStep(3)).canvas().orElseThrow(), prompt);
        robot.interact(() -> window.selectionProperty().set(new Selection.CanvasPosition(3, mask)));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(text(robot, "#fork-where")).contains("Into the mask", "step 4", "candidate 1");
        int candidate = window.forks().offerProperty().get().token();
        robot.press(KeyCode.ALT).type(KeyCode.ENTER).release(KeyCode.ALT);
        Trace branch = next(parent);
        assertThat(branch.settings().orElseThrow().fork().orElseThrow().step()).isEqualTo(3);
        assertThat(opened(branch).standing()).contains(StandingToken.forced(mask, candidate))
                .hasSize(24 - before.masks() + 1);
    }

    @Test
    void withoutAChangeTheBranchWritesWhatTheRunWrote(FxRobot robot) {
        Trace parent = run(robot);
        robot.interact(() -> session.seek(parent.endOfStep(4)));
        robot.press(KeyCode.ALT).type(KeyCode.R).release(KeyCode.ALT);
        Trace branch = next(parent);
        assertThat(branch.committed().stream().map(CommittedToken::token).toList())
                .isEqualTo(parent.committed().stream().map(CommittedToken::token).toList());
        assertThat(branch.steps()).hasSize(parent.steps().size() - 5);
    }

    @Test
    void aStretchIsBrushedOnTheGridAndTheTableSaysWhatIsPrepared(FxRobot robot) {
        Trace parent = run(robot);
        int prompt = parent.prompt().size();
        UnmaskingGrid grid = robot.lookup("#view-unmasking").queryAs(UnmaskingGrid.class);
        select(robot, prompt + 3);
        var middle = grid.localToScreen(grid.getWidth() / 2, 70);
        robot.drag(middle.getX(), middle.getY(), MouseButton.PRIMARY).moveBy(160, 0).drop();
        assertThat(window.selectionProperty().get()).isInstanceOf(Selection.Tokens.class);
        Selection.Tokens brushed = (Selection.Tokens) window.selectionProperty().get();
        assertThat(brushed.to()).isGreaterThan(brushed.from());
        robot.clickOn("#steer-mask");
        assertThat(kinds()).hasSize(brushed.to() - brushed.from() + 1).containsValue(Steer.REMASK);
        robot.interact(() -> window.tableProperty().set(true));
        WaitForAsyncUtils.waitForFxEvents();
        TableView<?> table = robot.from(grid).lookup(".table-view").query();
        assertThat(List.of(table.getColumns().getLast().getText())).containsExactly("in the branch");
        assertThat(table.getColumns().getLast().getCellData(brushed.from() - prompt).toString())
                .isEqualTo("masked again");
        robot.interact(() -> session.toStart());
        robot.interact(() -> session.toEnd());
        assertThat(kinds()).as("it keeps to its positions").hasSize(brushed.to() - brushed.from() + 1);
        robot.clickOn("#steer-drop");
        assertThat(kinds()).isEmpty();
    }

    private void select(FxRobot robot, int position) {
        robot.interact(() -> {
            window.selectionProperty().set(new Selection.CanvasPosition(
                    session.shownProperty().get().canvas().orElseThrow().rows() - 1, position));
            robot.lookup("#view-unmasking").query().requestFocus();
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static int standing(CanvasState canvas, int from) {
        int position = from;
        while (canvas.masked(position))
            position++;
        return position;
    }

    private static int masked(CanvasState canvas, int from) {
        int position = from;
        while (!canvas.masked(position))
            position++;
        return position;
    }

    private Map<Integer, Steer> kinds() {
        WaitForAsyncUtils.waitForFxEvents();
        Map<Integer, Change> changes = window.forks().steering().changes();
        return SteeringStrip.signs(changes);
    }

    private static TraceEvent.CanvasOpened opened(Trace trace) {
        return trace.events().stream().filter(TraceEvent.CanvasOpened.class::isInstance)
                .map(TraceEvent.CanvasOpened.class::cast).findFirst().orElseThrow();
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).<Labeled>query().getText();
    }

    private Trace run(FxRobot robot) {
        until("the model is open", () -> session.target().model() != null);
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.problemProperty().get()).isNull();
        return session.traceProperty().get();
    }

    private Trace next(Trace before) {
        until("another run ends", () -> {
            if (session.problemProperty().get() != null)
                throw new AssertionError(session.problemProperty().get().sentence());
            return session.traceProperty().get() != before && session.activity() == Activity.FINISHED;
        });
        return session.traceProperty().get();
    }
}
