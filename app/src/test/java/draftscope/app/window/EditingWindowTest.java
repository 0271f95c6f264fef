package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.views.Selection;
import draftscope.views.UnmaskingGrid;
import draftscope.views.Why;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
import org.testfx.util.WaitForAsyncUtils;

/// A text that is edited in place, with the real window and a real engine: it is seen, explained and steered.
@ExtendWith(ApplicationExtension.class)
class EditingWindowTest {
    @TempDir
    private static Path folder;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void model() {
        ToyModel.target().write(folder);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.session();
        window = ToyWindow.window(session);
        session.setup().promptProperty().set("once upon a time there was");
        session.setup().sampling().putAll(Map.of("max-tokens", "24", "temperature", "1"));
        session.setup().methodProperty().set(MethodCatalog.byId("cgmh"));
        session.setup().parameters(MethodCatalog.byId("cgmh")).putAll(Map.of("start", "a time was", "steps", "120",
                "longest", "20", "candidates", "4", "any", "0.2", "words", "free"));
        session.paceProperty().set(draftscope.app.session.Pace.FULL);
        session.openFile(folder.resolve("toy-target.gguf"), false);
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void everyChangeIsExplainedFromTheScreenAlone(FxRobot robot) {
        Trace trace = run(robot);
        CanvasState canvas = trace.at(trace.length()).canvas().orElseThrow();
        assertThat(window.viewProperty().get()).isEqualTo(View.UNMASKING);
        int seen = 0;
        for (int row = 0; row < canvas.rows(); row++) {
            for (CanvasEdit edit : canvas.edits(row)) {
                if (edit.position() == CanvasEdit.NOWHERE)
                    continue;
                String why = Why.explain(trace.at(trace.length()), new Selection.CanvasPosition(row, edit.position()))
                        .spoken();
                assertThat(why).contains(
                        edit.taken() ? edit.changes() ? "so it was taken." : "Nothing changes" : "so it was refused.");
                seen++;
            }
            if (!canvas.edits(row).isEmpty())
                assertThat(Why.explain(trace.at(trace.length()), new Selection.Step(canvas.stepOfRow(row))).spoken())
                        .contains("It proposed to ");
        }
        assertThat(seen).isGreaterThan(20);
    }

    @Test
    void placesThatCameAndWentAreWalkedThroughFromLeftToRight(FxRobot robot) {
        Trace trace = run(robot);
        CanvasState canvas = trace.at(trace.length()).canvas().orElseThrow();
        int columns = canvas.length() - canvas.promptLength();
        assertThat(columns).isGreaterThan(4);
        robot.interact(() -> {
            window.selectionProperty().set(new Selection.CanvasPosition(canvas.rows() - 1, canvas.place(0)));
            robot.lookup("#view-unmasking").query().requestFocus();
        });
        for (int column = 1; column < columns; column++) {
            robot.type(KeyCode.RIGHT);
            assertThat(window.selectionProperty().get())
                    .isEqualTo(new Selection.CanvasPosition(canvas.rows() - 1, canvas.place(column)));
        }
        robot.interact(() -> window.tableProperty().set(true));
        WaitForAsyncUtils.waitForFxEvents();
        UnmaskingGrid grid = robot.lookup("#view-unmasking").queryAs(UnmaskingGrid.class);
        TableView<?> table = robot.from(grid).lookup(".table-view").query();
        assertThat(table.getItems()).hasSize(columns);
        assertThat(table.getColumns()).extracting(column -> column.getText()).contains("stable since step");
        List<String> tokens = IntStream.range(0, columns)
                .mapToObj(row -> table.getColumns().get(1).getCellData(row).toString()).toList();
        assertThat(tokens.stream().filter(text -> !text.isEmpty())).hasSize(canvas.text().size());
    }

    @Test
    void aLockedTokenStaysAndAnotherIsPutInItsPlaceByKeyboard(FxRobot robot) {
        Trace parent = run(robot);
        robot.interact(() -> session.seek(parent.endOfStep(10)));
        CanvasState canvas = session.shownProperty().get().canvas().orElseThrow();
        int first = canvas.text().getFirst();
        int kept = canvas.token(first);
        select(robot, first);
        robot.press(KeyCode.SHIFT).type(KeyCode.K).release(KeyCode.SHIFT);
        assertThat(robot.lookup("#steer-said").<Labeled>query().getText()).contains("no masks");
        robot.type(KeyCode.K);
        robot.press(KeyCode.ALT).type(KeyCode.R).release(KeyCode.ALT);
        until("another run ends", () -> session.traceProperty().get() != parent
                && session.activity() == Activity.FINISHED);
        Trace branch = session.traceProperty().get();
        TraceEvent.CanvasOpened opened = branch.events().stream().filter(TraceEvent.CanvasOpened.class::isInstance)
                .map(TraceEvent.CanvasOpened.class::cast).findFirst().orElseThrow();
        assertThat(opened.standing()).extracting(StandingToken::token)
                .isEqualTo(canvas.text().stream().map(canvas::token).toList());
        assertThat(opened.standing().getFirst().locked()).isTrue();
        assertThat(branch.committed()).anySatisfy(token -> {
            assertThat(token.token()).isEqualTo(kept);
            assertThat(token.provenance()).isIn(Provenance.TAKEN_OVER, Provenance.FORCED);
        });
        assertThat(branch.settings().orElseThrow().fork().orElseThrow().step()).isEqualTo(11);
    }

    @Test
    void whatWasWrittenIsMeasuredAndSaysWhyItStands(FxRobot robot) {
        Trace trace = run(robot);
        for (CommittedToken token : trace.committed()) {
            assertThat(token.measures().entropyBits()).isNotNaN();
            String why = Why.explain(trace.at(trace.length()), new Selection.Token(token.index())).spoken();
            assertThat(why).doesNotContain("not captured");
        }
    }

    private void select(FxRobot robot, int position) {
        robot.interact(() -> {
            window.selectionProperty().set(new Selection.CanvasPosition(
                    session.shownProperty().get().canvas().orElseThrow().rows() - 1, position));
            robot.lookup("#view-unmasking").query().requestFocus();
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private Trace run(FxRobot robot) {
        until("the model is open", () -> session.target().model() != null);
        robot.clickOn("#generate");
        until("the run ends", () -> {
            if (session.problemProperty().get() != null)
                throw new AssertionError(session.problemProperty().get().sentence());
            return session.activity() == Activity.FINISHED;
        });
        return session.traceProperty().get();
    }
}
