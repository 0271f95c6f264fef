package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.LabMap;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.lab.Shape.Order;
import draftscope.views.TreeLabView;
import draftscope.views.layout.LabCard.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.AccessibleAttribute;
import javafx.scene.control.Slider;
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

/// Opening the tree lab, choosing a part of what was drafted, measuring and applying it, in the real window.
@ExtendWith(ApplicationExtension.class)
class TreeLabWindowTest {
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
        ToyWindow.prepare(session, folder, "draft-tree", Map.of("max-tokens", "40"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    private TreeLabView lab(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT0);
        TreeLabView view = robot.lookup("#view-lab").queryAs(TreeLabView.class);
        until("the map", () -> view.isVisible() && !view.cardProperty().get().empty());
        return view;
    }

    @Test
    void aChosenPartIsWrittenToTheSetupByKeyboard(FxRobot robot) throws Exception {
        TreeLabView view = lab(robot);
        Place run = view.cardProperty().get().chosen();
        assertThat(view.cardProperty().get().cell(run).orElseThrow().run()).isTrue();
        assertThat(spoken(view)).contains("Best: depth").containsPattern("They (do not )?agree within 10 %");
        robot.interact(view::requestFocus);
        robot.type(KeyCode.UP, KeyCode.UP);
        until("two levels less",
                () -> view.cardProperty().get().chosen().equals(new Place(run.depth() - 2, run.nodes())));
        robot.type(KeyCode.ENTER);
        until("applied",
                () -> session.setup().parameters(MethodCatalog.byId("draft-tree")).get("widths").equals("3,2"));
        assertThat(robot.lookup("#parameter-widths").queryAs(TextField.class).getText()).isEqualTo("3,2");
        robot.interact(view::requestFocus);
        robot.type(KeyCode.T);
        until("as a table", () -> robot.lookup("#view-lab .table-view").tryQuery().isPresent());
    }

    @Test
    void aSliderChangesWhatAllCellsKeep(FxRobot robot) throws Exception {
        TreeLabView view = lab(robot);
        Slider width = robot.lookup("#lab-width").queryAs(Slider.class);
        robot.interact(width::requestFocus);
        robot.type(KeyCode.HOME);
        until("one child a node", () -> session.lab().widthProperty().get() == 1);
        double nodes = view.cardProperty().get().cell(view.cardProperty().get().chosen()).orElseThrow().nodesPerRound();
        assertThat(nodes).isLessThanOrEqualTo(4);
        robot.clickOn("#lab-order");
        until("by likeliest path", () -> spoken(view).contains("only whole levels")
                || session.lab().orderProperty().get() == Order.PATH_PROBABILITY);
    }

    @Test
    void measuringFillsTheCellsThatTheMethodCanMake(FxRobot robot) throws Exception {
        TreeLabView view = lab(robot);
        long before = measured();
        robot.clickOn("#lab-measure");
        until("measured", () -> measured() > before && !session.lab().workingProperty().get());
        assertThat(session.problemProperty().get()).isNull();
        List<LabMap.Cell> cells = session.lab().mapProperty().get().cells();
        assertThat(cells).filteredOn(cell -> cell.apply().why().isEmpty() || cell.run())
                .allSatisfy(cell -> assertThat(cell.measured().orElseThrow().halves()).isFalse());
        assertThat(session.lab().mapProperty().get().rows()).hasSizeGreaterThan(1);
        assertThat(spoken(view)).contains("measured");
    }

    private long measured() {
        return session.lab().mapProperty().get().cells().stream().filter(cell -> cell.measured().isPresent()).count();
    }

    private static String spoken(TreeLabView view) {
        return (String) view.queryAccessibleAttribute(AccessibleAttribute.TEXT);
    }
}
