package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Recordings;
import draftscope.app.session.Session;
import draftscope.trace.Recording;
import draftscope.views.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
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

/// Recording, finding again and sharing a run in the real window.
@ExtendWith(ApplicationExtension.class)
class RecordingWindowTest {
    @TempDir
    private static Path models;

    @TempDir
    private Path home;

    private Session session;
    private MainWindow window;
    private Optional<Path> chosen = Optional.empty();

    @BeforeAll
    static void models() {
        ToyWindow.writeModels(models);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.recordingSession(home);
        window = new MainWindow(session, new ChosenFiles(() -> chosen, () -> chosen), address -> {});
        ToyWindow.prepare(session, models, "draft-tree", Map.of("max-tokens", "24"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void theStatusLineNamesTheFileAndTheRunIsFoundAgain(FxRobot robot) throws Exception {
        assertThat(menu(robot).getText()).isEqualTo("not recorded");
        run(robot);
        Path file = session.fileProperty().get();
        assertThat(menu(robot).getText()).isEqualTo(file.getFileName().toString().replace(".dscope.gz", ""));
        assertThat(menu(robot).getAccessibleText()).isEqualTo("Recordings: in " + file);
        int length = session.traceProperty().get().length();
        run(robot);

        List<MenuItem> items = items(robot);
        assertThat(items.stream().map(MenuItem::getText)).contains("Open a recording (Ctrl+Shift+O)",
                "Save the run as (Ctrl+S)", "Scrub text for sharing", "Record every run",
                "in " + home.resolve("data/recordings"));
        until("the size was measured", () -> items.stream().map(MenuItem::getText)
                .anyMatch(text -> text.matches("1,000 tokens like these take .*B \\(light\\)")));
        MenuItem first = items.stream().filter(item -> item.getText().equals(Words.recording(file))).findFirst()
                .orElseThrow();
        robot.interact(first::fire);
        until("it is open", () -> session.recorded() && !session.reading());
        assertThat(session.traceProperty().get().length()).isEqualTo(length);
        assertThat(text(robot, "#badge")).isEqualTo("RECORDED");
        assertThat(text(robot, "#where")).contains("finished: as many tokens as asked for");
    }

    @Test
    void aRecordingIsOpenedByKeyAndScrubbedToItsEndWithTheBadgeOfARecording(FxRobot robot) throws Exception {
        run(robot);
        chosen = Optional.of(session.fileProperty().get());
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.O);
        until("it is open", () -> session.recorded() && !session.reading());
        robot.type(KeyCode.HOME);
        until("at the start", () -> session.positionProperty().get() == 0);
        assertThat(text(robot, "#badge")).isEqualTo("RECORDED");
        int rounds = session.traceProperty().get().steps().size();
        robot.type(KeyCode.PERIOD);
        robot.type(KeyCode.PERIOD);
        until("two rounds on", () -> session.shownProperty().get().step() == 1);
        assertThat(text(robot, "#where")).startsWith("round 2 of " + rounds);
        robot.type(KeyCode.X);
        until("a rejection is selected", () -> window.selectionProperty().get() instanceof Selection.Node);
        robot.type(KeyCode.END);
        until("at the end", () -> !session.pastProperty().get());
        assertThat(text(robot, "#badge")).isEqualTo("RECORDED");
        assertThat(session.shownProperty().get().committed()).hasSize(24);
    }

    @Test
    void aRecordingThatBreaksOffSaysSoInTheBanner(FxRobot robot) throws Exception {
        run(robot);
        byte[] bytes = Files.readAllBytes(session.fileProperty().get());
        chosen = Optional.of(Files.write(home.resolve("cut.dscope.gz"), Arrays.copyOf(bytes, bytes.length * 2 / 3)));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.O);
        until("the banner says so", () -> robot.lookup("#banner").query().isVisible());
        assertThat(text(robot, "#problem")).startsWith("This recording breaks off in round ")
                .endsWith("the rest of that round and what followed it were never written.");
        until("and so does the status line", () -> text(robot, "#where").endsWith("no end was recorded"));
    }

    @Test
    void aFileThatIsNoRunIsRefusedInOneSentence(FxRobot robot) throws Exception {
        chosen = Optional.of(Files.writeString(home.resolve("notes.txt"), "hello"));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.O);
        until("the banner says so", () -> robot.lookup("#banner").query().isVisible());
        assertThat(text(robot, "#problem"))
                .isEqualTo("The file notes.txt is no recording; accepted: a recording of Draftscope,"
                        + " events that another engine wrote (docs/import-format.md), or a llama.cpp server's answer with"
                        + " completion_probabilities.");
        assertThat(session.activity()).isEqualTo(Activity.NONE);
    }

    @Test
    void aRunIsSharedWithoutItsTextByTheMenu(FxRobot robot) throws Exception {
        run(robot);
        Path shared = home.resolve("shared.dscope");
        chosen = Optional.of(shared);
        item(robot, "Scrub text for sharing");
        until("it is said", () -> text(robot, "#problem").equals("Saved without its text as " + shared + "."));
        assertThat(Files.readString(shared)).contains("RunFinished").doesNotContain("once", "upon", "girl");
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until("the next run takes the sentence away", () -> !robot.lookup("#banner").query().isVisible());
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.recorded()).isFalse();
    }

    @Test
    void recordingIsSwitchedOffByTheMenu(FxRobot robot) throws Exception {
        item(robot, "Record every run");
        run(robot);
        assertThat(menu(robot).getText()).isEqualTo("not recorded");
        assertThat(home.resolve("data")).doesNotExist();
        chosen = Optional.of(home.resolve("kept.dscope.gz"));
        robot.push(KeyCode.CONTROL, KeyCode.S);
        until("the run is in a file", () -> menu(robot).getText().equals("kept"));
        assertThat(Recording.open(home.resolve("kept.dscope.gz")).loss()).isEmpty();
    }

    @Test
    void anImportShowsWhatItKnowsAndNothingElse(FxRobot robot) throws Exception {
        robot.interact(() -> window.drop(List.of(home.resolve("answer.json"))));
        Path answer = Files.writeString(home.resolve("answer.json"), """
                {"content":" to be","generation_settings":{"model":"old.gguf"},"stop":true,"stopped_limit":true,
                 "completion_probabilities":[
                  {"content":" to","probs":[{"prob":0.9,"tok_str":" to"},{"prob":0.1,"tok_str":" not"}]},
                  {"content":" be","probs":[{"prob":0.6,"tok_str":" be"},{"prob":0.4,"tok_str":" go"}]}]}""");
        robot.interact(() -> window.drop(List.of(answer)));
        until("it is open", () -> session.recorded() && !session.reading());
        assertThat(session.problemProperty().get()).isNull();
        assertThat(text(robot, "#badge")).isEqualTo("RECORDED");
        assertThat(robot.lookup("#target").queryAs(Chip.class).value()).isEqualTo("old.gguf");
        assertThat(robot.lookup("#method").queryAs(Chip.class).value()).isEqualTo("llama.cpp server");
        assertThat(robot.lookup("#draft").query().isVisible()).isFalse();
        assertThat(window.figures()).as("no times were told").contains("–");
        robot.interact(() -> window.selectionProperty().set(new Selection.Token(1)));
        until("the id is not made up", () -> robot.from(robot.lookup("#inspector")).lookup(".label").queryAll().stream()
                .anyMatch(label -> label instanceof Label words && words.getText().contains("id not told")));
    }

    private void run(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until("the run ends", () -> session.activity() == Activity.FINISHED && !session.recorded());
        Path file = session.fileProperty().get();
        while (file != null && Recording.open(file).loss().isPresent())
            Thread.sleep(5);
    }

    private static MenuButton menu(FxRobot robot) {
        return robot.lookup("#recording").queryAs(MenuButton.class);
    }

    private static List<MenuItem> items(FxRobot robot) {
        robot.interact(() -> menu(robot).show());
        List<MenuItem> items = menu(robot).getItems().stream()
                .filter(item -> !(item instanceof SeparatorMenuItem)).toList();
        robot.interact(() -> menu(robot).hide());
        return items;
    }

    private static void item(FxRobot robot, String text) {
        MenuItem item = items(robot).stream().filter(each -> each.getText().equals(text)).findFirst().orElseThrow();
        robot.interact(() -> {
            if (item instanceof CheckMenuItem check)
                check.setSelected(!check.isSelected());
            item.fire();
        });
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Label.class).getText();
    }
}
