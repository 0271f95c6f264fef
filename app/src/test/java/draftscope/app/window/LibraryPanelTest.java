package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.Listing;
import draftscope.app.library.ModelLibrary;
import draftscope.app.session.BusyLoader;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

/// The model library in the real window, worked with keys.
@ExtendWith(ApplicationExtension.class)
class LibraryPanelTest {
    @TempDir
    private static Path folder;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void models() throws Exception {
        ToyWindow.writeModels(folder);
        ToyModel.stranger().write(folder);
        ToyModel.diffusion().write(folder);
        Files.writeString(folder.resolve("broken.gguf"), "this is no model");
    }

    @Start
    private void open(Stage stage) {
        Fonts.load();
        session = new Session(new ModelShelf(ModelLibrary.empty()), Platform::runLater);
        FileChoice choice = new FileChoice() {
            @Override
            public Optional<Path> modelFile(Window owner) {
                return Optional.empty();
            }

            @Override
            public Optional<Path> folder(Window owner) {
                return Optional.of(folder);
            }
        };
        window = new MainWindow(session, choice, address -> {});
        session.setup().promptProperty().set("once upon a time there was");
        session.setup().methodProperty().set(MethodCatalog.byId("draft-tree"));
        stage.setScene(window.newScene(1440, 900));
        stage.show();
        window.requestFocus();
    }

    @Stop
    private void close() {
        session.close();
    }

    private LibraryTable table(FxRobot robot) {
        return robot.lookup("#library-table").queryAs(LibraryTable.class);
    }

    private String selected(FxRobot robot) {
        return table(robot).selected().map(Listing::name).orElse("");
    }

    /// Opens the library with the folder in it.
    private void withFolder(FxRobot robot) throws Exception {
        robot.type(KeyCode.M);
        until("the library is open", () -> robot.lookup("#library").query().isVisible());
        robot.clickOn("#library-add-folder");
        until("all are read", () -> table(robot).getItems().size() == 5
                && session.shelf().library().snapshot().waiting() == 0
                && !session.shelf().library().snapshot().looking());
        robot.clickOn("#library-filter");
    }

    private void choose(FxRobot robot, String name) throws Exception {
        until("the filter has the focus", () -> robot.lookup("#library-filter").query().isFocused());
        TextField filter = robot.lookup("#library-filter").queryAs(TextField.class);
        robot.interact(filter::clear);
        robot.write(name);
        until(name + " is found", () -> table(robot).getItems().size() == 1 && selected(robot).equals(name));
        robot.type(KeyCode.ENTER);
        until("the library is closed", () -> !window.libraryOpen().get());
    }

    private void targetAndDraft(FxRobot robot) throws Exception {
        withFolder(robot);
        choose(robot, "toy-target");
        until("the target is open", () -> session.target().model() != null);
        robot.clickOn("#draft");
        until("the library is open", () -> window.libraryOpen().get());
        choose(robot, "toy-draft");
        until("the draft is open", () -> session.draft().model() != null);
    }

    @Test
    void findsAndChoosesByKeys(FxRobot robot) throws Exception {
        targetAndDraft(robot);
        assertThat(session.target().entry().name()).isEqualTo("toy-target");
        assertThat(session.draft().entry().name()).isEqualTo("toy-draft");
        assertThat(session.missing()).isEmpty();
    }

    @Test
    void arrowsMoveEscClosesAndKeysStayInside(FxRobot robot) throws Exception {
        withFolder(robot);
        String first = selected(robot);
        robot.type(KeyCode.DOWN);
        until("the selection moves", () -> !selected(robot).equals(first));
        robot.type(KeyCode.UP);
        until("and back", () -> selected(robot).equals(first));
        boolean tables = window.tableProperty().get();
        robot.clickOn("#library-table");
        robot.write("toy");
        until("typing filters", () -> robot.lookup("#library-filter").queryAs(TextField.class).getText().equals("toy"));
        assertThat(window.tableProperty().get()).as("the key of another action did nothing").isEqualTo(tables);
        until("three are left", () -> table(robot).getItems().size() == 3);
        robot.type(KeyCode.ESCAPE);
        until("it is closed", () -> !robot.lookup("#library").query().isVisible());
        robot.type(KeyCode.T);
        until("keys are the window's again", () -> window.tableProperty().get() != tables);
    }

    @Test
    void sortsByAnyColumnAndBackwards(FxRobot robot) throws Exception {
        withFolder(robot);
        int name = 0;
        List<String> up = table(robot).getItems().stream().map(Listing::name).toList();
        assertThat(up).as("what cannot be read comes last").containsExactly("stranger", "toy-diffusion", "toy-draft",
                "toy-target", "broken");
        robot.interact(() -> table(robot).order(name));
        assertThat(table(robot).getItems().stream().map(Listing::name)).containsExactlyElementsOf(up.reversed());
        robot.interact(() -> table(robot).order(7));
        assertThat(table(robot).getItems().getLast().name()).as("what is not known comes last").isEqualTo("broken");
    }

    @Test
    void aFileThatCannotBeReadSaysWhyAndCannotBeChosen(FxRobot robot) throws Exception {
        withFolder(robot);
        robot.write("broken");
        until("it is found", () -> selected(robot).equals("broken"));
        assertThat(text(robot, "#library-refusal")).contains("GGUF").endsWith(".");
        assertThat(robot.lookup("#library-use").queryAs(Button.class).isDisabled()).isTrue();
        robot.type(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(window.libraryOpen().get()).isTrue();
        assertThat(session.target().entry()).isNull();
        assertThat(text(robot, "#library-status")).isEqualTo("5 models, 1 cannot be read");
    }

    @Test
    void tellsOfEveryModelWhetherItFits(FxRobot robot) throws Exception {
        targetAndDraft(robot);
        robot.clickOn("#draft");
        until("the filter has the focus", () -> robot.lookup("#library-filter").query().isFocused());
        robot.write("stranger");
        until("the reason is told", () -> robot.lookup("#library-pairing").tryQuery().isPresent()
                && text(robot, "#library-pairing").contains("first difference at id 260"));
        robot.interact(() -> robot.lookup("#library-filter").queryAs(TextField.class).setText("toy-draft"));
        until("the other fits", () -> robot.lookup("#library-pairing").tryQuery().isPresent()
                && text(robot, "#library-pairing").equals("✓ fits, rarely pays"));
        robot.clickOn("#library-as-target");
        robot.interact(() -> robot.lookup("#library-filter").queryAs(TextField.class).setText("toy-diffusion"));
        until("and the other way round", () -> robot.lookup("#library-pairing").tryQuery().isPresent()
                && text(robot, "#library-pairing").contains("takes no draft"));
    }

    @Test
    void whatIsMissingLeadsToTheLibraryAndAVocabularyIsNamed(FxRobot robot) throws Exception {
        withFolder(robot);
        choose(robot, "toy-target");
        until("a draft is missing", () -> text(robot, "#missing").contains("draft model"));
        robot.clickOn("Choose a model …");
        until("the library is open for a draft", () -> window.libraryOpen().get()
                && text(robot, "#library-use").equals("Use as draft"));
    }

    @Test
    void aFolderThatIsDroppedIsWatchedAndAModelOpened(FxRobot robot) throws Exception {
        robot.interact(() -> window.drop(List.of(folder)));
        until("the library opens with it", () -> window.libraryOpen().get() && table(robot).getItems().size() == 5);
        robot.interact(() -> window.drop(List.of(folder.resolve("toy-target.gguf"))));
        until("the model is open", () -> session.target().model() != null);
    }

    @Test
    void measuresWhatIsOpen(FxRobot robot) throws Exception {
        targetAndDraft(robot);
        if (Files.isReadable(Path.of("/proc/self/smaps")))
            until("it is measured",
                    () -> session.residence().bytes().getOrDefault(folder.resolve("toy-target.gguf"), 0L) > 0);
        assertThat(session.residence().bytes()).doesNotContainKey(folder.resolve("stranger.gguf"));
    }

    @Test
    void openingThatTakesLongIsShownAndCanBeStopped(FxRobot robot) throws Exception {
        try (BusyLoader busy = new BusyLoader(session)) {
            robot.interact(() -> session.openFile(folder.resolve("toy-target.gguf"), false));
            until("it is shown", () -> robot.lookup("#loading").query().isVisible());
            assertThat(text(robot, "#loading-words")).isEqualTo("Opening toy-target: waiting for its turn");
            robot.clickOn("#loading-stop");
        }
        until("it is over", () -> !robot.lookup("#loading").query().isVisible() && session.target().entry() == null);
        assertThat(robot.lookup("#banner").query().isVisible()).as("that was no failure").isFalse();
    }

    @Test
    void aLiveRunLocksTheChoiceAndSaysSo(FxRobot robot) throws Exception {
        targetAndDraft(robot);
        robot.interact(() -> {
            session.setup().sampling().put("max-tokens", "400");
            session.paceProperty().set(Pace.FOUR);
            session.generate();
        });
        until("it runs", () -> session.activity().live());
        robot.type(KeyCode.M);
        until("the filter has the focus, and is empty", () -> robot.lookup("#library-filter").query().isFocused()
                && robot.lookup("#library-filter").queryAs(TextField.class).getText().isEmpty());
        assertThat(robot.lookup("#library-use").queryAs(Button.class).isDisabled()).isTrue();
        robot.type(KeyCode.ENTER);
        robot.type(KeyCode.ESCAPE);
        until("Esc closes the library", () -> !window.libraryOpen().get());
        assertThat(session.activity().live()).as("and stops no run").isTrue();
        robot.type(KeyCode.ESCAPE);
        until("the next one does", () -> !session.activity().live());
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Labeled.class).getText();
    }
}
