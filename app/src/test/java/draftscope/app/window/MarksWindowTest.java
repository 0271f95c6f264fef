package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.cli.DraftscopeCommand;
import draftscope.app.marks.Marks;
import draftscope.app.session.Activity;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.trace.Recording;
import draftscope.views.DraftTreeView;
import draftscope.views.OutputView;
import draftscope.views.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import javafx.scene.shape.CubicCurve;
import javafx.scene.shape.Polygon;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// Marking, noting, linking and exporting in the real window, by keys and by mouse.
@ExtendWith(ApplicationExtension.class)
class MarksWindowTest {
    @TempDir
    private static Path models;

    private static Path recorded;

    @TempDir
    private Path home;

    private Session session;
    private MainWindow window;
    private Path recording;
    private Optional<Path> chosen = Optional.empty();

    @BeforeAll
    static void record() {
        ToyWindow.writeModels(models);
        recorded = models.resolve("run.dscope.gz");
        assertThat(DraftscopeCommand.execute("run", "--model", models.resolve("toy-target.gguf").toString(), "--draft",
                models.resolve("toy-draft.gguf").toString(), "--method", "draft-tree", "--prompt", "once upon a time",
                "--max-tokens", "40", "--record", recorded.toString())).isZero();
    }

    @Start
    private void open(Stage stage) throws Exception {
        recording = Files.copy(recorded, home.resolve("run.dscope.gz"));
        session = ToyWindow.recordingSession(home);
        window = new MainWindow(session, new ChosenFiles(() -> Optional.of(recording), () -> chosen), address -> {});
        session.paceProperty().set(Pace.FULL);
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void aColleagueOpensTheFileAndSeesTheSendersScreen(FxRobot robot) throws Exception {
        openRecording(robot, "");
        step(robot, 3);
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT2);
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(4)));
        robot.type(KeyCode.DIGIT3);
        robot.type(KeyCode.B);
        until("it is in the recording", () -> window.marks().kept());
        int position = session.positionProperty().get();
        assertThat(text(robot, "#problem")).startsWith("Marked: round 3, token 5");

        robot.interact(() -> {
            session.toEnd();
            window.viewProperty().set(View.TREE);
            window.selectionProperty().set(Selection.none());
        });
        openRecording(robot, "");
        until("the sender's moment", () -> session.positionProperty().get() == position);
        assertThat(window.viewProperty().get()).isEqualTo(View.KV);
        assertThat(window.overlayProperty().get().name()).isEqualTo("PROBABILITY");
        assertThat(window.selectionProperty().get()).isEqualTo(new Selection.Token(4));
        assertThat(window.marks().marksProperty().get().bookmarks()).hasSize(1);
        assertThat(Recording.open(recording).loss()).isEmpty();
    }

    @Test
    void bookmarksAreATourByKeys(FxRobot robot) throws Exception {
        openRecording(robot, "");
        for (int step : new int[]{5, 2, 4}) {
            robot.interact(() -> session.seek(session.traceProperty().get().endOfStep(step - 1)));
            robot.type(KeyCode.B);
        }
        robot.type(KeyCode.HOME);
        robot.push(KeyCode.ALT, KeyCode.DOWN);
        assertThat(shownStep()).isEqualTo(2);
        robot.push(KeyCode.ALT, KeyCode.DOWN);
        assertThat(shownStep()).isEqualTo(4);
        robot.push(KeyCode.ALT, KeyCode.UP);
        assertThat(shownStep()).isEqualTo(2);
        // The tour goes by the order in which they were made.
        robot.type(KeyCode.PAGE_UP);
        assertThat(shownStep()).isEqualTo(5);
        robot.type(KeyCode.PAGE_DOWN);
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(shownStep()).isEqualTo(4);
    }

    @Test
    void marksAreRenamedRemovedAndTakenBackByKeys(FxRobot robot) throws Exception {
        openRecording(robot, "");
        step(robot, 2);
        robot.type(KeyCode.B);
        robot.push(KeyCode.SHIFT, KeyCode.B);
        ListView<?> list = robot.lookup("#marks").query();
        assertThat(list.getItems()).hasSize(1);
        robot.type(KeyCode.F2);
        robot.write("the cliff");
        robot.clickOn("#mark-rename");
        assertThat(bookmarks()).containsExactly("the cliff");
        robot.interact(list::requestFocus);
        robot.type(KeyCode.DELETE);
        assertThat(bookmarks()).isEmpty();
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        assertThat(bookmarks()).containsExactly("the cliff");
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        assertThat(bookmarks()).isEmpty();
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        until("it is in the recording", () -> window.marks().kept());
        assertThat(Marks.of(Recording.open(recording).trace()).bookmarks().getFirst().name()).isEqualTo("the cliff");
        robot.type(KeyCode.ESCAPE);
        assertThat(robot.lookup("#mark-sheet").query().isVisible()).isFalse();
    }

    @Test
    void aNoteStandsWhereItBelongsAndAnArrowLeadsOnByMouse(FxRobot robot) throws Exception {
        openRecording(robot, "");
        robot.interact(() -> {
            session.seek(session.traceProperty().get().endOfStep(2));
            window.selectionProperty().set(new Selection.Node(2, 1));
        });
        robot.push(KeyCode.CONTROL, KeyCode.B);
        robot.write("look here");
        robot.clickOn("#mark-note");
        assertThat(notes(robot)).containsExactly("Note: look here");
        robot.clickOn("#mark-arrow");
        robot.interact(() -> {
            session.seek(session.traceProperty().get().endOfStep(4));
            window.selectionProperty().set(new Selection.Token(6));
        });
        robot.clickOn("#mark-text");
        robot.write("because of this");
        robot.clickOn("#mark-note");
        robot.type(KeyCode.ESCAPE);
        assertThat(notes(robot)).containsExactly("Note: because of this");
        Hyperlink from = robot.from(robot.lookup("#notes").queryParent()).lookup(".hyperlink").<Hyperlink>queryAll()
                .iterator().next();
        assertThat(from.getText()).isEqualTo("from round 3, node 1");
        robot.clickOn(from);
        assertThat(session.shownProperty().get().step()).isEqualTo(2);
        assertThat(window.selectionProperty().get()).isEqualTo(new Selection.Node(2, 1));
        assertThat(notes(robot)).containsExactly("Note: look here", "Note: because of this");
        robot.interact(() -> window.selectionProperty().set(new Selection.Node(2, 2)));
        assertThat(robot.lookup("#notes").query().isVisible()).isFalse();
        // What is saved under another name takes the notes along; what is scrubbed does not.
        until("they are in the recording", () -> window.marks().kept());
        chosen = Optional.of(home.resolve("other.dscope"));
        robot.push(KeyCode.CONTROL, KeyCode.S);
        until("it is saved", () -> text(robot, "#problem").startsWith("Saved as "));
        assertThat(Marks.of(Recording.open(chosen.get()).trace()).notes()).hasSize(2);
        chosen = Optional.of(home.resolve("scrubbed.dscope"));
        robot.interact(window::scrubRecording);
        until("it is scrubbed", () -> text(robot, "#problem").startsWith("Saved without its text"));
        assertThat(Files.readString(chosen.get())).doesNotContain("look here");
    }

    @Test
    void anArrowIsDrawnWhereBothEndsAreSeen(FxRobot robot) throws Exception {
        openRecording(robot, "");
        robot.interact(() -> {
            session.seek(session.traceProperty().get().endOfStep(2));
            window.viewProperty().set(View.TREE);
            window.selectionProperty().set(new Selection.Node(2, 1));
        });
        robot.push(KeyCode.CONTROL, KeyCode.B);
        robot.clickOn("#mark-arrow");
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(0)));
        robot.clickOn("#mark-text");
        robot.write("this led there").type(KeyCode.ENTER).type(KeyCode.ESCAPE);
        Pane arrows = robot.lookup("#note-arrows").query();
        until("it is drawn", () -> arrows.getChildren().size() == 3);
        OutputView text = robot.lookup("#output").query();
        DraftTreeView tree = robot.lookup("#view-tree").query();
        CubicCurve line = (CubicCurve) arrows.getChildren().getFirst();
        Polygon head = (Polygon) arrows.getChildren().get(1);
        assertThat(arrows.localToScene(line.getStartX(), line.getStartY()))
                .satisfies(at(top(tree, tree.locate(new Selection.Node(2, 1)).orElseThrow())));
        assertThat(arrows.localToScene(head.getPoints().get(0), head.getPoints().get(1)))
                .satisfies(at(bottom(text, text.locate(new Selection.Token(0)).orElseThrow())));
        assertThat(((Label) arrows.getChildren().get(2)).getText()).isEqualTo("this led there");
        robot.type(KeyCode.HOME);
        until("neither end is there yet", () -> arrows.getChildren().isEmpty());
    }

    private static Consumer<Point2D> at(Point2D place) {
        return point -> assertThat(point.distance(place)).as(point + " lies at " + place).isLessThan(0.01);
    }

    private static Point2D top(Node in, Bounds thing) {
        return in.localToScene(thing.getCenterX(), thing.getMinY());
    }

    private static Point2D bottom(Node in, Bounds thing) {
        return in.localToScene(thing.getCenterX(), thing.getMaxY());
    }

    @Test
    void aLinkIsCopiedAndOpened(FxRobot robot) throws Exception {
        openRecording(robot, "");
        robot.interact(() -> {
            session.seek(session.traceProperty().get().endOfStep(3));
            window.viewProperty().set(View.METRICS);
            window.selectionProperty().set(new Selection.Node(3, 1));
        });
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        assertThat(clipboard(robot)).isEqualTo(recording + "#step=4&view=metrics&overlay=entropy&node=1");
        robot.type(KeyCode.END);
        openRecording(robot, "step=4&view=metrics&node=1");
        until("at the moment", () -> shownStep() == 4);
        assertThat(window.viewProperty().get()).isEqualTo(View.METRICS);
        assertThat(window.selectionProperty().get()).isEqualTo(new Selection.Node(3, 1));
        openRecording(robot, "step=400");
        until("it is said", () -> text(robot, "#problem").startsWith("Step is “400”; accepted in this run: 1 to "));
    }

    @Test
    void aViewIsExportedByKeys(FxRobot robot) throws Exception {
        openRecording(robot, "");
        step(robot, 3);
        chosen = Optional.of(home.resolve("tree.svg"));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.E);
        until("the sheet is open", () -> robot.lookup("#export-sheet").query().isVisible());
        ComboBox<?> format = robot.lookup("#export-format").query();
        robot.type(KeyCode.TAB);
        robot.type(KeyCode.DOWN);
        assertThat(format.getValue().toString()).isEqualTo("SVG");
        robot.type(KeyCode.ENTER);
        until("it is written", () -> text(robot, "#problem").equals("Written: " + chosen.get() + "."));
        assertThat(Files.readString(chosen.get())).startsWith("<?xml").contains("Draft tree · round 3 of ");
        assertThat(robot.lookup("#export-sheet").query().isVisible()).isFalse();
    }

    @Test
    void aPageIsExportedByMouse(FxRobot robot) throws Exception {
        openRecording(robot, "");
        chosen = Optional.of(home.resolve("run.html"));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.E);
        ComboBox<?> format = robot.lookup("#export-format").query();
        robot.interact(() -> format.getSelectionModel().selectLast());
        robot.clickOn("#export-write");
        until("it is written", () -> text(robot, "#problem").equals("Written: " + chosen.get() + "."));
        assertThat(Files.readString(chosen.get())).startsWith("<!doctype html>");
        chosen = Optional.of(home.resolve("no/folder/run.pdf"));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.E);
        robot.clickOn((Button) robot.lookup("#export-write").query());
        until("the failure is told", () -> text(robot, "#problem").contains("was not written"));
    }

    @Test
    void theCommandOfTheRunIsCopied(FxRobot robot) throws Exception {
        openRecording(robot, "");
        robot.interact(window::copyReproduction);
        assertThat(clipboard(robot))
                .contains("./draftscope run --model toy-target --draft toy-draft --method draft-tree");
    }

    private void openRecording(FxRobot robot, String fragment) throws Exception {
        robot.interact(() -> {
            window.marks().openAt(fragment);
            window.requestFocus();
            window.openRecording();
        });
        until("it is open", () -> session.recorded() && !session.reading()
                && session.activity() == Activity.FINISHED && recording.equals(session.fileProperty().get()));
    }

    private void step(FxRobot robot, int step) {
        robot.interact(() -> {
            session.seek(session.traceProperty().get().endOfStep(step - 1));
            window.requestFocus();
        });
    }

    private int shownStep() {
        return session.shownProperty().get().step() + 1;
    }

    private List<String> bookmarks() {
        return window.marks().marksProperty().get().bookmarks().stream().map(Marks.Bookmark::name).toList();
    }

    private static List<String> notes(FxRobot robot) {
        Node strip = robot.lookup("#notes").query();
        return robot.from(strip).lookup(".label").<Label>queryAll().stream().map(Label::getText).toList();
    }

    private static String clipboard(FxRobot robot) {
        String[] text = new String[1];
        robot.interact(() -> text[0] = Clipboard.getSystemClipboard().getString());
        return text[0];
    }

    private static String text(FxRobot robot, String id) {
        Node node = robot.lookup(id).query();
        return node instanceof TextField field ? field.getText() : ((Label) node).getText();
    }
}
