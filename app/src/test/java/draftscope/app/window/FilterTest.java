package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Filter;
import draftscope.app.session.Matches;
import draftscope.app.session.Session;
import draftscope.query.Suggestion;
import draftscope.trace.CommittedToken;
import draftscope.trace.Provenance;
import draftscope.views.Mark;
import draftscope.views.OutputView;
import draftscope.views.Selection;
import java.nio.file.Path;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
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

/// The filter in the real window, by keyboard alone but for the clicks that are tested.
@ExtendWith(ApplicationExtension.class)
class FilterTest {
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
        ToyWindow.prepare(session, folder, "draft-tree", Map.of("max-tokens", "40", "temperature", "1"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void findsRejectedNodesAndWalksThroughThemByKeyboardAlone(FxRobot robot) throws Exception {
        run(robot);
        int position = session.positionProperty().get();
        robot.type(KeyCode.SLASH);
        until("the field has the focus", () -> field(robot).isFocused());
        assertThat(field(robot).getText()).as("the key that opens it is not written").isEmpty();
        robot.write("state == rej");
        until("the word that fits is offered", () -> suggestions(robot).isVisible()
                && suggestions(robot).getItems().getFirst().text().equals("rejected"));
        assertThat(text(robot, "#filter-state")).isEqualTo("wrong");
        robot.type(KeyCode.TAB);
        until("it is taken", () -> field(robot).getText().equals("state == rejected "));
        until("the matches are there", () -> matches() != null && matches().size() > 1);
        assertThat(text(robot, "#filter-state")).isEqualTo("valid");
        assertThat(session.positionProperty().get()).as("writing moves nothing").isEqualTo(position);

        int all = session.traceProperty().get().steps().stream().mapToInt(step -> step.rejected()).sum();
        assertThat(text(robot, "#filter-count")).isEqualTo(all + " matches");
        assertThat(list(robot).getItems()).hasSize(all);
        robot.type(KeyCode.ENTER);
        until("the first is shown", () -> text(robot, "#filter-count").equals("1 of " + all));
        assertThat(window.selectionProperty().get()).isEqualTo(selectionOf(0));
        assertThat(session.shownProperty().get().step()).isEqualTo(matches().get(0).facts().step());
        robot.type(KeyCode.F3);
        until("the next", () -> window.selectionProperty().get().equals(selectionOf(1)));
        assertThat(list(robot).getSelectionModel().getSelectedIndex()).isEqualTo(1);
        robot.press(KeyCode.SHIFT).type(KeyCode.F3).type(KeyCode.F3).release(KeyCode.SHIFT);
        until("from the first back to the last", () -> window.selectionProperty().get().equals(selectionOf(all - 1)));

        until("the list shows it too", () -> inSight(list(robot), all - 1));

        robot.type(KeyCode.DOWN);
        until("the list has the focus", () -> list(robot).isFocused());
        robot.type(KeyCode.UP).type(KeyCode.ENTER);
        until("Enter goes there", () -> window.selectionProperty().get().equals(selectionOf(all - 2)));

        robot.type(KeyCode.ESCAPE);
        until("it is closed", () -> !robot.lookup("#filter-bar").query().isVisible() && !list(robot).isVisible());
        assertThat(matches()).isNull();
        assertThat(output(robot).getEmphasis()).as("nothing is dimmed any more").isNull();
        assertThat(session.activity()).as("Esc did no more than that").isEqualTo(Activity.FINISHED);
    }

    @Test
    void aFilterIsSavedAsAColourRuleAndMarksTextTreeAndTable(FxRobot robot) throws Exception {
        run(robot);
        ask(robot, "state == accepted");
        until("the matches are there", () -> matches() != null && matches().size() > 0);
        robot.press(KeyCode.SHORTCUT, KeyCode.SHIFT).type(KeyCode.F).release(KeyCode.SHIFT, KeyCode.SHORTCUT);
        until("it is kept", () -> session.filter().rules().all().size() == 1);
        until("it is asked", () -> session.filter().rules().foundProperty().get().size() == 1);
        robot.type(KeyCode.ESCAPE).type(KeyCode.ESCAPE);
        until("without the filter too", () -> matches() == null);
        CommittedToken accepted = session.traceProperty().get().committed().stream()
                .filter(token -> token.provenance() == Provenance.ACCEPTED_DRAFT).findFirst().orElseThrow();
        CommittedToken other = session.traceProperty().get().committed().stream()
                .filter(token -> token.provenance() != Provenance.ACCEPTED_DRAFT).findFirst().orElseThrow();
        Mark mark = RulesPanel.mark(session.filter().rules().all().getFirst());
        assertThat(output(robot).getMarks().token(accepted.position())).containsExactly(mark);
        assertThat(output(robot).getMarks().node(accepted.step(), accepted.node())).containsExactly(mark);
        assertThat(output(robot).getMarks().token(other.position())).isEmpty();
        robot.interact(() -> {
            session.seek(session.traceProperty().get().endOfStep(accepted.step()));
            window.tableProperty().set(true);
        });
        TableView<?> table = robot.from(robot.lookup("#view-tree").<javafx.scene.Node>query()).lookup(".table-twin")
                .queryAs(TableView.class);
        until("the table says it in words", () -> table.getColumns().getLast().getText().equals("marks")
                && java.util.stream.IntStream.range(0, table.getItems().size())
                        .mapToObj(table.getColumns().getLast()::getCellData)
                        .anyMatch((mark.shape().sign() + " state == accepted")::equals));
        robot.interact(() -> session.filter().rules().nextLook(session.filter().rules().all().getFirst()));
        assertThat(RulesPanel.mark(session.filter().rules().all().getFirst()).shape()).isNotEqualTo(mark.shape());
        robot.interact(() -> session.filter().rules().remove(session.filter().rules().all().getFirst()));
        until("nothing is marked", () -> output(robot).getMarks().token(accepted.position()).isEmpty());
    }

    private Selection selectionOf(int match) {
        return new Selection.Node(matches().get(match).facts().step(), matches().get(match).node());
    }

    @Test
    void aMistakeIsSaidWithItsPlaceAndFindsNothing(FxRobot robot) throws Exception {
        run(robot);
        robot.type(KeyCode.SLASH);
        until("the field has the focus", () -> field(robot).isFocused());
        robot.write("entrpy > 3");
        until("it is said", () -> text(robot, "#filter-state").equals("wrong"));
        assertThat(text(robot, "#filter-wrong"))
                .isEqualTo("At character 1: there is no field entrpy; the nearest is entropy.");
        assertThat(field(robot).getAccessibleHelp()).as("for a screen reader").contains("the nearest is entropy");
        assertThat(matches()).isNull();
        assertThat(text(robot, "#filter-count")).isEmpty();
        robot.type(KeyCode.ESCAPE);
        until("the help goes first", () -> !robot.lookup("#filter-help").query().isVisible());
        assertThat(robot.lookup("#filter-bar").query().isVisible()).isTrue();
    }

    @Test
    void whatMatchesStandsOutInTheTextAndInTheTreeAndAClickGoesThere(FxRobot robot) throws Exception {
        run(robot);
        ask(robot, "state == corrected || state == bonus");
        until("the matches are there", () -> matches() != null && matches().size() > 0);
        Matches found = matches();
        OutputView output = output(robot);
        session.shownProperty().get().committed().forEach(token -> assertThat(
                output.getEmphasis().token(token.position())).as("token " + token.index())
                .isEqualTo(token.provenance() == Provenance.CORRECTION || token.provenance() == Provenance.BONUS));
        assertThat(output.getEmphasis().node(found.get(0).facts().step(), Selection.Node.DRAW)).isTrue();
        robot.clickOn(robot.from(robot.lookup("#match-list")).lookup(".table-row-cell").nth(1).queryAs(
                TableRow.class));
        until("the token is selected",
                () -> window.selectionProperty().get().equals(new Selection.Token(found.get(1).output())));
        assertThat(session.shownProperty().get().step()).isEqualTo(found.get(1).facts().step());
    }

    @Test
    void aRunThatGoesOnIsAskedAgain(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        ask(robot, "position >= 0");
        assertThat(matches()).isNull();
        robot.clickOn("#where");
        robot.interact(() -> window.requestFocus());
        robot.type(KeyCode.PERIOD);
        until("the first round is asked", () -> matches() != null && matches().size() > 0
                && session.activity() == Activity.PAUSED);
        until("all of it", () -> matches().size() == items());
        int before = matches().size();
        robot.type(KeyCode.PERIOD);
        until("and the second", () -> matches().size() > before && matches().size() == items());
    }

    private int items() {
        return session.traceProperty().get().steps().stream()
                .mapToInt(step -> step.drafted() + step.committed() - step.accepted()).sum();
    }

    @Test
    void aCanvasIsFilteredToo(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.interact(() -> session.openFile(folder.resolve("toy-diffusion.gguf"), false));
        until("the diffusion model is open",
                () -> session.target().model() != null && !session.target().model().config().causal());
        robot.interact(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        ask(robot, "state == unmasked && position > 10");
        until("the matches are there", () -> matches() != null && matches().size() > 1);
        robot.type(KeyCode.F3).type(KeyCode.F3);
        until("the second is shown", () -> text(robot, "#filter-count").startsWith("2 of "));
        assertThat(window.selectionProperty().get()).isInstanceOf(Selection.CanvasPosition.class);
    }

    private void ask(FxRobot robot, String condition) throws Exception {
        robot.interact(() -> window.requestFocus());
        robot.type(KeyCode.SLASH);
        until("the field has the focus", () -> field(robot).isFocused());
        robot.interact(() -> field(robot).setText(condition));
        until("it is a condition", () -> session.filter().verdictProperty().get() == Filter.Verdict.VALID);
    }

    private void run(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.interact(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
    }

    private Matches matches() {
        return session.filter().matchesProperty().get();
    }

    private static boolean inSight(TableView<Integer> list, int row) {
        return list.lookupAll(".table-row-cell").stream().anyMatch(cell -> cell instanceof TableRow<?> of
                && of.getIndex() == row && of.isVisible()
                && list.localToScene(list.getLayoutBounds()).contains(of.localToScene(of.getLayoutBounds())
                        .getCenterX(), of.localToScene(of.getLayoutBounds()).getCenterY()));
    }

    private static TextField field(FxRobot robot) {
        return robot.lookup("#filter-field").queryAs(TextField.class);
    }

    private static OutputView output(FxRobot robot) {
        return robot.lookup("#output").queryAs(OutputView.class);
    }

    @SuppressWarnings("unchecked")
    private static ListView<Suggestion> suggestions(FxRobot robot) {
        return robot.lookup("#filter-suggestions").queryAs(ListView.class);
    }

    @SuppressWarnings("unchecked")
    private static TableView<Integer> list(FxRobot robot) {
        return robot.lookup("#match-list").queryAs(TableView.class);
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Label.class).getText();
    }
}
