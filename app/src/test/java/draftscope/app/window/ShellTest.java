package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.views.layout.Narration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// The window around the views: the palette, keys that a person chose, preferences, each step in words.
@ExtendWith(ApplicationExtension.class)
class ShellTest {
    @TempDir
    private static Path models;
    @TempDir
    private Path home;

    private Stage stage;
    private Session session;
    private MainWindow window;

    @BeforeAll
    static void writeModels() {
        ToyWindow.writeModels(models);
    }

    @Start
    private void open(Stage shown) {
        Fonts.load();
        stage = shown;
        open();
        stage.show();
    }

    private void open() {
        session = ToyWindow.recordingSession(home);
        window = new MainWindow(session, owner -> Optional.empty(), address -> {}, Optional.of(ToyWindow.places(home)));
        ToyWindow.prepare(session, models, "draft-tree", Map.of("max-tokens", "24"));
        stage.setScene(window.newScene(1440, 900));
    }

    @Stop
    private void close() {
        session.close();
    }

    @Test
    void thePaletteDoesByNameWhatKeysDoAndKnowsWhatWasDoneLately(FxRobot robot) throws Exception {
        ready();
        robot.push(KeyCode.CONTROL, KeyCode.K);
        until("the palette is open", () -> robot.lookup("#palette").query().isVisible());
        ListView<Action> list = robot.lookup("#palette-list").queryListView();
        assertThat(list.getItems()).hasSize(window.actions().size() - 2);
        robot.write("gener");
        until("it finds", () -> !list.getItems().isEmpty() && list.getItems().getFirst().name().equals("Generate"));
        TextField field = robot.lookup("#palette-field").queryAs(TextField.class);
        assertThat(field.getAccessibleHelp()).startsWith("Generate, Ctrl+Enter. 1 of ");
        robot.type(KeyCode.ENTER);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(robot.lookup("#palette").query().isVisible()).isFalse();

        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        until("what was done lately is first",
                () -> list.getItems().size() > 20 && list.getItems().getFirst().name().equals("Generate"));
        robot.write("live");
        until("what cannot be done is listed with its reason", () -> list.getItems().getFirst().name()
                .equals("Back to live") && field.getAccessibleHelp().contains("not now: This is not the past."));
        robot.type(KeyCode.ENTER);
        assertThat(robot.lookup("#palette").query().isVisible()).as("nothing was done").isTrue();
        robot.type(KeyCode.ESCAPE);
        until("closed", () -> !robot.lookup("#palette").query().isVisible());

        robot.push(KeyCode.CONTROL, KeyCode.K);
        robot.write("overlay rank");
        until("found", () -> list.getItems().getFirst().name().equals("Overlay: rank"));
        robot.clickOn(robot.from(list).lookup("Overlay: rank").<javafx.scene.Node>query());
        until("by mouse too", () -> window.overlayProperty().get().label().equals("rank"));
        until("and closed", () -> !robot.lookup("#palette").query().isVisible());
        assertThat(window.preferences().recentActions()).containsExactly("overlay-rank", "generate");
    }

    @Test
    void aKeyIsChangedByKeyboardAloneAndHoldsAtTheNextStart(FxRobot robot) throws Exception {
        ready();
        robot.push(KeyCode.CONTROL, KeyCode.COMMA);
        until("preferences", () -> robot.lookup("#preferences").query().isVisible());
        TableView<Action> table = robot.lookup("#key-table").queryTableView();
        robot.interact(() -> robot.lookup("#key-find").queryAs(TextField.class).requestFocus());
        robot.write("table");
        until("found", () -> !table.getItems().isEmpty() && table.getItems().stream()
                .allMatch(action -> action.name().contains("able")));
        robot.type(KeyCode.TAB);
        until("in the list", table::isFocused);
        robot.interact(() -> table.getSelectionModel().select(action("Picture or table")));
        robot.type(KeyCode.ENTER);
        until("it listens", () -> text(robot, "#key-words").startsWith("Press the new key"));
        robot.push(KeyCode.CONTROL, KeyCode.O);
        until("a key that is taken is named", () -> text(robot, "#key-words")
                .startsWith("Ctrl+O belongs to “Open a model file”. Press it again to take it"));
        robot.type(KeyCode.Y);
        until("a free one is taken", () -> text(robot, "#key-words").equals("“Picture or table” is on Y now."));
        assertThat(window.tableProperty().get()).as("pressed to be chosen, not to be used").isFalse();
        robot.type(KeyCode.ESCAPE);
        until("closed", () -> !robot.lookup("#preferences").query().isVisible());
        robot.type(KeyCode.T);
        robot.type(KeyCode.Y);
        until("the new key works", () -> window.tableProperty().get());
        robot.moveTo("#table");
        assertThat(robot.lookup("#table").queryAs(ButtonBase.class).getTooltip().getText())
                .isEqualTo("Picture or table (Y)");
        robot.push(KeyCode.SHIFT, KeyCode.SLASH);
        until("the list says so", () -> robot.lookup("#shortcut-sheet").query().isVisible()
                && robot.from(robot.lookup("#shortcut-sheet")).lookup("Y").tryQuery().isPresent());

        robot.interact(() -> {
            session.close();
            open();
        });
        ready();
        robot.type(KeyCode.Y);
        until("also after the next start", () -> window.tableProperty().get());
        robot.push(KeyCode.CONTROL, KeyCode.COMMA);
        robot.interact(() -> robot.lookup("#keys-reset-all").queryButton().fire());
        assertThat(action("Picture or table").keysText()).isEqualTo("T");
    }

    @Test
    void everyActionHasANameOfItsOwnAndEveryFunctionKeyAnotherBeside() {
        assertThat(window.actions().stream().map(Action::id).toList()).doesNotHaveDuplicates();
        for (Action action : window.actions()) {
            boolean function = action.standardKeys().stream().anyMatch(key -> key.getCode().isFunctionKey());
            boolean other = action.standardKeys().stream().anyMatch(key -> !key.getCode().isFunctionKey());
            assertThat(!function || other).as(action.name() + ": " + action.keysText()).isTrue();
            if (!action.enabled().get())
                assertThat(action.obstacle()).as(action.name()).endsWith(".");
        }
    }

    /// Esc closes, lets go and stops, the nearest first; undo takes back what was changed last, whatever that was.
    @Test
    void noOtherKeyStandsForTwoThings() {
        List<KeyCode> shared = List.of(KeyCode.ESCAPE, KeyCode.Z, KeyCode.Y);
        List<String> keys = window.actions().stream().flatMap(action -> action.standardKeys().stream())
                .filter(key -> !shared.contains(key.getCode())).map(KeyCombination::getName).toList();
        assertThat(keys.stream().collect(Collectors.groupingBy(key -> key, Collectors.counting())))
                .allSatisfy((key, count) -> assertThat(count).as(key).isOne());
    }

    @Test
    void preferencesTakeEffectAtOnceAndAreThereAtTheNextStart(FxRobot robot) throws Exception {
        ready();
        double before = width(robot);
        robot.push(KeyCode.CONTROL, KeyCode.COMMA);
        until("open", () -> robot.lookup("#preferences").query().isVisible());
        robot.clickOn("#theme-high_contrast");
        until("high contrast", () -> window.themeProperty().get() == Theme.HIGH_CONTRAST);
        robot.clickOn("#colours-off");
        until("grey", () -> window.themeProperty().get() == Theme.HIGH_CONTRAST_GREY);
        robot.clickOn("#reduced-motion");
        until("little motion", () -> stage.getScene().getPreferences().isReducedMotion());
        robot.clickOn("#text-150");
        until("larger text", () -> width(robot) > before * 1.4);
        robot.interact(() -> {
            robot.lookup("#observe-full").queryAs(ButtonBase.class).fire();
            robot.lookup("#record").queryAs(ButtonBase.class).fire();
            robot.lookup("#narration-full").queryAs(ButtonBase.class).fire();
        });
        robot.type(KeyCode.ESCAPE);
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(session.traceProperty().get().settings().map(RunSettings::observation))
                .contains(Observation.FULL);
        assertThat(session.fileProperty().get()).as("not recorded").isNull();
        String said = Narration.full(session.shownProperty().get());
        until("the last round is said", () -> text(robot, "#narration").equals(said));
        assertThat(said).startsWith("Round ").contains("the target wrote", "entropy");

        robot.interact(() -> {
            session.close();
            open();
        });
        assertThat(window.themeProperty().get()).isEqualTo(Theme.HIGH_CONTRAST_GREY);
        assertThat(session.recordings().automaticProperty().get()).isFalse();
        assertThat(session.setup().observationProperty().get()).isEqualTo(Observation.FULL);
        assertThat(window.problems()).isEmpty();
    }

    @Test
    void noSentenceComesBeforeTheOneBeforeItCouldBeHeard(FxRobot robot) throws Exception {
        ready();
        robot.interact(() -> window.preferences().spokenProperty().set(Preferences.Spoken.BRIEF));
        Label narration = robot.lookup("#narration").queryAs(Label.class);
        List<Long> times = new java.util.concurrent.CopyOnWriteArrayList<>();
        robot.interact(() -> {
            narration.textProperty().addListener(changed -> times.add(System.nanoTime()));
            session.generate();
        });
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        String last = Narration.brief(session.shownProperty().get());
        until("the last is said", () -> narration.getText().equals(last));
        for (int i = 1; i < times.size(); i++)
            assertThat((times.get(i) - times.get(i - 1)) / 1e9).isGreaterThan(Narrator.BREATH.toSeconds() * 0.9);
        assertThat(times.size()).isLessThan(session.traceProperty().get().steps().size());
    }

    @Test
    void metersSayWhatWatchingCostsAndLetChooseHowMuchIsCaptured(FxRobot robot) throws Exception {
        ready();
        robot.interact(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        MenuButton meters = robot.lookup("#meters").queryAs(MenuButton.class);
        until("the share is measured", () -> meters.getText().matches("capture \\d+\\.\\d %"));
        robot.interact(meters::show);
        assertThat(item(meters, "meter-capture").getText()).endsWith("of the engine's time (light)");
        assertThat(item(meters, "meter-queue").getText()).isEqualTo("Queue: 0 events not drawn yet");
        assertThat(item(meters, "meter-memory").getText()).contains("of the Java heap's");
        until("a second has passed",
                () -> item(meters, "meter-cpu").getText().matches("CPU: \\d+\\.\\d of \\d+ cores"));
        robot.interact(() -> {
            item(meters, "capture-off").fire();
            meters.hide();
        });
        assertThat(window.preferences().observationProperty().get()).isEqualTo(Observation.OFF);
        robot.interact(session::generate);
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        assertThat(meters.getText()).as("nothing to measure it by").isEqualTo("meters");
    }

    private static MenuItem item(MenuButton menu, String id) {
        return menu.getItems().stream().filter(item -> id.equals(item.getId())).findFirst().orElseThrow();
    }

    private Action action(String name) {
        return window.actions().stream().filter(action -> action.name().equals(name)).findFirst().orElseThrow();
    }

    private static double width(FxRobot robot) {
        return robot.lookup("#where").queryAs(Label.class).getWidth();
    }

    private void ready() throws Exception {
        ToyWindow.awaitModels(session);
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Label.class).getText();
    }
}
