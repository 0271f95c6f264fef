package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.ParallelBench;
import draftscope.app.session.ParallelBench.Outcome;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.lists.ListTask;
import draftscope.styles.Theme;
import draftscope.views.ParallelView;
import javafx.application.Platform;
import javafx.scene.AccessibleAttribute;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// Measuring every method on a list task, in the real window and with the shipped perfect model.
@ExtendWith(ApplicationExtension.class)
class ParallelWindowTest {
    private Session session;
    private MainWindow window;
    private ParallelBench bench;
    private Stage stage;

    @Start
    private void open(Stage shown) {
        session = new Session(ModelShelf.withSamples(), Platform::runLater);
        session.setup().methodProperty().set(MethodCatalog.byId("diffusion-threshold"));
        session.paceProperty().set(Pace.FULL);
        window = ToyWindow.window(session);
        bench = window.parallel();
        stage = shown;
        ToyWindow.show(shown, window);
    }

    @Stop
    private void close() {
        bench.cancel();
        session.close();
    }

    private ParallelView view(FxRobot robot) {
        onFx(() -> window.viewProperty().set(View.PARALLEL));
        return robot.lookup("#view-parallel").queryAs(ParallelView.class);
    }

    private void measure(FxRobot robot, ListTask task) {
        onFx(() -> bench.taskProperty().set(task));
        robot.clickOn("#parallel-measure");
        until("everything is measured", () -> bench.outcomeProperty().get() != null
                && bench.outcomeProperty().get().task() == task && !bench.workingProperty().get());
    }

    @Test
    void everyMethodIsMeasuredBesideWhatMustBeLost(FxRobot robot) {
        ParallelView view = view(robot);
        assertThat(spoken(view)).isEqualTo("Nothing was measured yet.");
        measure(robot, ListTask.REPLACE_RANDOM);
        Outcome outcome = bench.outcomeProperty().get();
        assertThat(bench.obstacleProperty().get()).isEmpty();
        assertThat(outcome.worked().getFirst().bound().right()).isEqualTo(1);
        assertThat(outcome.worked().getLast().bound().right()).isBetween(0.40, 0.41);
        assertThat(outcome.measured()).hasSizeGreaterThan(10).allSatisfy(
                series -> assertThat(series.points()).isNotEmpty());
        assertThat(outcome.measured()).filteredOn(series -> series.label().equals("FreeDave")).singleElement()
                .satisfies(series -> {
                    assertThat(series.points().getFirst().right()).as("it writes one a step").isEqualTo(1);
                    assertThat(series.points().getFirst().lost()).isZero();
                    assertThat(series.points().getFirst().tokens()).as("from fewer forwards").isGreaterThan(1);
                });
        assertThat(spoken(view)).contains("depend on each other").contains("Random order: order=chance");

        robot.interact(view::requestFocus);
        robot.type(KeyCode.DOWN);
        until("the next method", () -> view.cardProperty().get().chosen() == 1);
        robot.type(KeyCode.T);
        until("as a table", () -> robot.lookup("#view-parallel .table-view").tryQuery().isPresent());
        TableView<?> table = robot.lookup("#view-parallel .table-view").queryAs(TableView.class);
        int points = outcome.measured().stream().mapToInt(series -> series.points().size()).sum();
        assertThat(table.getItems()).hasSize(outcome.worked().size() + points);
    }

    @Test
    void aSweepThatIsStoppedKeepsWhatItFound(FxRobot robot) {
        view(robot);
        onFx(() -> bench.taskProperty().set(ListTask.LATIN_SQUARE));
        robot.clickOn("#parallel-measure");
        until("the first method", () -> bench.outcomeProperty().get() != null
                && !bench.outcomeProperty().get().measured().isEmpty());
        robot.clickOn("#parallel-stop");
        until("it stops", () -> !bench.workingProperty().get());
        assertThat(bench.outcomeProperty().get().measured()).isNotEmpty().hasSizeLessThan(14);
        assertThat(bench.obstacleProperty().get()).isEmpty();
    }

    @Test
    void aPromptForThePerfectModelBringsItAlong(FxRobot robot) {
        onFx(() -> {
            MenuButton examples = (MenuButton) robot.lookup(".link-menu").query();
            examples.getItems().stream().filter(item -> item.getText().startsWith("Shuffle six")).findFirst()
                    .orElseThrow().fire();
        });
        until("the model is open", () -> session.target().model() != null
                && session.target().model().name().equals("list-oracle"));
        onFx(() -> session.setup().parameters(session.setup().methodProperty().get()).put("length", "6"));
        robot.clickOn("#generate");
        until("a shuffle", () -> session.shownProperty().get() != null
                && session.activity() == Activity.FINISHED);
        assertThat(session.shownProperty().get().canvas()).isPresent();
    }

    @Test
    void aPromptForTheBlockModelBringsItAndItsMethodAlong(FxRobot robot) {
        onFx(() -> {
            MenuButton examples = (MenuButton) robot.lookup(".link-menu").query();
            examples.getItems().stream().filter(item -> item.getText().equals("A tale, block by block")).findFirst()
                    .orElseThrow().fire();
        });
        until("the model is open", () -> session.target().model() != null
                && session.target().model().name().equals("tales-block"));
        assertThat(session.setup().methodProperty().get().id()).isEqualTo("fast-dllm-v2");
        assertThat(session.setup().promptProperty().get()).startsWith("Once upon a time");
        assertThat(session.missing()).isEmpty();
    }

    @Test
    @Tag("screenshots")
    void picturesOfTheView(FxRobot robot) throws Exception {
        view(robot);
        measure(robot, ListTask.SHUFFLE);
        for (Theme theme : Theme.values()) {
            onFx(() -> window.themeProperty().set(theme));
            Screenshot.save(stage.getScene(), "parallel-" + Words.lower(theme.name()) + ".png");
        }
        onFx(() -> {
            stage.setWidth(1100);
            stage.setHeight(700);
        });
        Screenshot.save(stage.getScene(), "parallel-small.png");
    }

    private static String spoken(ParallelView view) {
        return (String) view.queryAccessibleAttribute(AccessibleAttribute.TEXT);
    }
}
