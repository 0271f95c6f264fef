package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.cli.DraftscopeCommand;
import draftscope.app.marks.ExactView;
import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.trace.CommittedToken;
import draftscope.trace.Provenance;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.views.OutputView;
import draftscope.views.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.Clipboard;
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

/// One whole task, three ways: find out why token 12 was rejected, fork there with the other candidate, and send a colleague the
/// exact view. What is asserted is what a person sees.
@ExtendWith(ApplicationExtension.class)
class RejectedTokenTest {
    private static final int TOKEN = 12;
    private static final String PROMPT = "once upon a time there was";
    private static final Map<String, String> SAMPLING = Map.of("max-tokens", "24", "temperature", "0.9");

    @TempDir
    private static Path models;

    private static Path recorded;
    private static int seed;

    @TempDir
    private Path home;

    private Session session;
    private MainWindow window;
    private Optional<Path> chosen = Optional.empty();

    /// Looks for a run whose token 12 the target wrote in place of a rejected one.
    @BeforeAll
    static void record() throws IOException {
        ToyWindow.writeModels(models);
        recorded = models.resolve("run.dscope.gz");
        do {
            seed++;
            assertThat(DraftscopeCommand.execute("run", "--model", models.resolve("toy-target.gguf").toString(),
                    "--draft", models.resolve("toy-draft.gguf").toString(), "--method", "draft-chain", "--prompt",
                    PROMPT, "--max-tokens", SAMPLING.get("max-tokens"), "--temperature", SAMPLING.get("temperature"),
                    "--seed", Integer.toString(seed), "--record", recorded.toString())).isZero();
        } while (twelfth(Recording.open(recorded).trace()).provenance() != Provenance.CORRECTION);
    }

    private static CommittedToken twelfth(Trace trace) {
        return trace.committed().get(TOKEN - 1);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.recordingSession(home);
        window = new MainWindow(session, new ChosenFiles(() -> chosen, () -> chosen), address -> {});
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void byKeyboardAlone(FxRobot robot) throws Exception {
        openModels(robot);
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        Trace run = finished(null);

        robot.type(KeyCode.HOME);
        for (int i = 0; i < run.steps().size() && !inspector(robot).contains("token " + TOKEN + " ·"); i++) {
            robot.type(KeyCode.X);
            WaitForAsyncUtils.waitForFxEvents();
        }
        int rejected = expectsTheReason(robot, run);

        robot.press(KeyCode.ALT).type(KeyCode.ENTER).release(KeyCode.ALT);
        expectsTheBranch(robot, run, rejected);

        robot.push(KeyCode.CONTROL, KeyCode.PAGE_UP);
        until("the first run is shown as it was left", () -> session.traceProperty().get() == run
                && window.selectionProperty().get() instanceof Selection.Node);
        robot.push(KeyCode.CONTROL, KeyCode.B);
        robot.write("too sure of itself").type(KeyCode.ENTER).type(KeyCode.ESCAPE);
        until("the note stands on it", () -> notes(robot).contains("Note: too sure of itself"));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        colleagueSeesIt(robot, clipboard(robot));
    }

    @Test
    void byMouseAlone(FxRobot robot) throws Exception {
        openModels(robot);
        robot.clickOn("#generate");
        Trace run = finished(null);

        robot.clickOn(middle(robot, robot.lookup("#output").queryAs(OutputView.class)
                .locate(new Selection.Token(TOKEN - 1)).orElseThrow()));
        until("the inspector tells of it", () -> inspector(robot).contains("token " + TOKEN + " ·"));
        assertThat(inspector(robot)).contains("Why the target wrote its own").contains("rejected");
        Hyperlink lead = robot.lookup("#inspector .lead").query();
        assertThat(lead.getText()).startsWith("Show the rejected draft token “");
        robot.clickOn(lead);
        until("the tree shows it", () -> window.viewProperty().get() == View.TREE
                && window.selectionProperty().get() instanceof Selection.Node);
        int rejected = expectsTheReason(robot, run);

        robot.clickOn("#fork");
        expectsTheBranch(robot, run, rejected);

        ListView<?> branches = robot.lookup("#branches").query();
        robot.clickOn(robot.from(branches).lookup(".list-cell").queryAllAs(ListCell.class).stream()
                .filter(cell -> cell.getIndex() == 0).findFirst().orElseThrow());
        until("the first run is shown as it was left", () -> session.traceProperty().get() == run
                && window.selectionProperty().get() instanceof Selection.Node);
        robot.clickOn("#open-marks");
        robot.clickOn("#mark-moment");
        until("it is marked", () -> window.marks().kept());
        robot.clickOn("#mark-link");
        robot.clickOn(robot.from(robot.lookup("#mark-sheet")).lookup(".icon-button").<Node>query());
        colleagueSeesIt(robot, clipboard(robot));
    }

    @Test
    void fromARecordingWithoutTheModels(FxRobot robot) throws Exception {
        Path file = Files.copy(recorded, home.resolve("run.dscope.gz"));
        robot.interact(() -> session.setup().methodProperty().set(MethodCatalog.byId("draft-chain")));
        chosen = Optional.of(file);
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.O);
        until("it is read", () -> session.recorded() && !session.reading());
        Trace run = session.traceProperty().get();
        assertThat(text(robot, "#badge")).isEqualTo("RECORDED");

        robot.clickOn(middle(robot, robot.lookup("#output").queryAs(OutputView.class)
                .locate(new Selection.Token(TOKEN - 1)).orElseThrow()));
        robot.type(KeyCode.X);
        until("the rejected one is selected", () -> window.selectionProperty().get() instanceof Selection.Node);
        expectsTheReason(robot, run);

        robot.press(KeyCode.ALT).type(KeyCode.ENTER).release(KeyCode.ALT);
        until("it is said what is missing", () -> !text(robot, "#problem").isEmpty());
        assertThat(text(robot, "#problem")).isEqualTo("No branch yet: No model is chosen. This run was made with"
                + " toy-target and toy-draft; open what you have of them in the library (M) and fork again. Looking at"
                + " the run, marking it and sending it need no model.");
        assertThat(session.branches().rows()).hasSize(1);
        assertThat(session.traceProperty().get()).as("the recording stays on screen").isSameAs(run);

        robot.push(KeyCode.CONTROL, KeyCode.B);
        robot.write("too sure of itself").type(KeyCode.ENTER).type(KeyCode.ESCAPE);
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        colleagueSeesIt(robot, clipboard(robot));
    }

    /// The rejected draft token for token 12 is selected in its round, and the inspector says why, with numbers.
    ///
    /// @return its id
    private int expectsTheReason(FxRobot robot, Trace run) {
        int step = twelfth(run).step();
        assertThat(window.selectionProperty().get()).isInstanceOfSatisfying(Selection.Node.class,
                node -> assertThat(node.step()).isEqualTo(step));
        assertThat(session.shownProperty().get().step()).isEqualTo(step);
        until("the inspector says why", () -> inspector(robot).contains("Why it was rejected"));
        String said = inspector(robot);
        assertThat(said).contains("token " + TOKEN + " ·").contains("round " + (step + 1)).contains("rejected")
                .contains("The draft gave it").contains("the target only")
                .contains("so it is kept with probability min(1, p/q)").contains("The draw was");
        int node = ((Selection.Node) window.selectionProperty().get()).node();
        int rejected = session.shownProperty().get().tree().node(node).orElseThrow().node().token();
        assertThat(text(robot, "#fork-where")).contains(
                "at position " + (run.prompt().size() + TOKEN - 1) + " · candidate");
        assertThat(window.forks().offerProperty().get().token()).as("the other candidate is offered first")
                .isEqualTo(rejected).isNotEqualTo(twelfth(run).token());
        return rejected;
    }

    private void expectsTheBranch(FxRobot robot, Trace run, int token) {
        Trace branch = finished(run);
        assertThat(session.branches().rows()).hasSize(2);
        assertThat(branch.prompt().subList(run.prompt().size(), branch.prompt().size()))
                .isEqualTo(run.committed().subList(0, TOKEN - 1).stream().map(CommittedToken::token).toList());
        assertThat(branch.committed().getFirst().token()).isEqualTo(token);
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(0)));
        until("it is said whose token it is", () -> inspector(robot).contains("Forced by a person"));
        assertThat(text(robot, "#badge")).isEqualTo("LIVE");
    }

    /// Opens the link beside a copy of the file, with no model, and compares what is to be seen.
    private void colleagueSeesIt(FxRobot robot, String link) throws Exception {
        until("marks are in the file", () -> window.marks().kept());
        String said = inspector(robot);
        List<String> notes = notes(robot);
        int position = session.positionProperty().get();
        Selection selection = window.selectionProperty().get();
        View view = window.viewProperty().get();

        ExactView.Place sent = ExactView.Place.parse(link);
        Path received = Files.copy(sent.file(), Files.createDirectories(home.resolve("mail")).resolve("run.dscope.gz"));
        Session theirs = ToyWindow.recordingSession(home.resolve("elsewhere"));
        MainWindow[] opened = new MainWindow[1];
        onFx(() -> {
            opened[0] = ToyWindow.window(theirs);
            Stage desk = new Stage();
            ToyWindow.show(desk, opened[0]);
            opened[0].marks().openAt(sent.fragment());
            theirs.openRecording(received);
        });
        until("they see the same", () -> !theirs.reading() && theirs.recorded()
                && theirs.positionProperty().get() == position
                && opened[0].selectionProperty().get().equals(selection));
        assertThat(opened[0].viewProperty().get()).isEqualTo(view);
        until("their inspector says the same", () -> labels(opened[0].lookup("#inspector")).equals(said));
        assertThat(notes(opened[0])).isEqualTo(notes);
        assertThat(((Label) opened[0].lookup("#badge")).getText()).isEqualTo("RECORDED");
        onFx(() -> {
            opened[0].getScene().getWindow().hide();
            theirs.close();
        });
    }

    private void openModels(FxRobot robot) {
        robot.interact(() -> {
            ToyWindow.prepare(session, models, "draft-chain", SAMPLING);
            session.setup().sampling().put("seed", Integer.toString(seed));
        });
        ToyWindow.awaitModels(session);
    }

    /// The next run, when it is over and in its file.
    private Trace finished(Trace before) {
        until("a run ends", () -> {
            if (session.problemProperty().get() != null)
                throw new AssertionError(session.problemProperty().get().sentence());
            return session.traceProperty().get() != before && session.activity() == Activity.FINISHED
                    && session.fileProperty().get() != null;
        });
        until("it is written", () -> Recording.open(session.fileProperty().get()).loss().isEmpty());
        return session.traceProperty().get();
    }

    private static Point2D middle(FxRobot robot, Bounds inOutput) {
        Bounds there = robot.lookup("#output").query().localToScreen(inOutput);
        return new Point2D(there.getCenterX(), there.getCenterY());
    }

    private static String inspector(FxRobot robot) {
        return labels(robot.lookup("#inspector").query());
    }

    /// All that a person reads there.
    private static String labels(Node node) {
        return node.lookupAll(".label").stream().map(label -> ((Label) label).getText())
                .collect(Collectors.joining("\n"));
    }

    private List<String> notes(FxRobot robot) {
        return notes(window);
    }

    private static List<String> notes(MainWindow of) {
        return of.lookup("#notes").lookupAll(".label").stream().map(label -> ((Label) label).getText()).toList();
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).<Labeled>query().getText();
    }

    private static String clipboard(FxRobot robot) {
        String[] text = new String[1];
        robot.interact(() -> text[0] = Clipboard.getSystemClipboard().getString());
        return text[0];
    }
}
