package draftscope.app.window;

import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.views.DistributionsView;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import java.nio.file.Path;
import java.util.Map;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleAttribute;
import javafx.scene.Node;
import javafx.scene.control.Slider;
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

/// The law of a token, the curve over the text and large text, in the real window.
@ExtendWith(ApplicationExtension.class)
class DistributionsWindowTest {
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
        ToyWindow.prepare(session, folder, "autoregressive", Map.of("max-tokens", "24"));
        ToyWindow.show(stage, window);
    }

    @Stop
    private void close() {
        session.close();
    }

    private void run(FxRobot robot) throws Exception {
        ToyWindow.awaitModels(session);
        robot.clickOn("#generate");
        until("the run ends", () -> session.activity() == Activity.FINISHED);
    }

    @Test
    void aSliderSaysWhatOtherSettingsWouldPickAndAKeyPinsTheLaw(FxRobot robot) throws Exception {
        run(robot);
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT4);
        DistributionsView view = robot.lookup("#view-distributions").queryAs(DistributionsView.class);
        until("the distributions are shown", view::isVisible);
        assertThat(spoken(view)).contains("was drawn with").contains("temperature 0.8").contains("final");
        Slider temperature = robot.lookup(".what-if-slider").queryAs(Slider.class);
        robot.interact(temperature::requestFocus);
        for (int i = 0; i < 16; i++)
            robot.type(KeyCode.LEFT);
        until("a what-if", () -> view.whatIfProperty().get() != null && view.whatIfProperty().get().temperature() == 0);
        assertThat(spoken(view)).containsPattern("Would (still )?pick");
        robot.interact(view::requestFocus);
        robot.type(KeyCode.P);
        until("pinned", () -> view.pinnedProperty().get() != null);
        robot.type(KeyCode.LEFT);
        until("the token before", () -> window.selectionProperty().get().equals(new Selection.Token(22)));
        assertThat(spoken(view)).contains("pinned, final");
        robot.type(KeyCode.T);
        until("as a table", () -> robot.lookup("#view-distributions .table-view").tryQuery().isPresent());
    }

    @Test
    void draggingAlongTheCurveSelectsARangeEverywhere(FxRobot robot) throws Exception {
        run(robot);
        Node ribbon = robot.lookup("#output .ribbon").query();
        Bounds band = ribbon.localToScreen(ribbon.getBoundsInLocal());
        Point2D from = new Point2D(band.getMinX() + 20, band.getCenterY());
        robot.moveTo(from).press(javafx.scene.input.MouseButton.PRIMARY)
                .moveTo(from.add(60, 0)).release(javafx.scene.input.MouseButton.PRIMARY);
        until("a range", () -> window.selectionProperty().get() instanceof Selection.Tokens(int a, int b) && b > a);
        assertThat(robot.lookup("#output .ds-sums").queryLabeled().getText()).startsWith("Selected: ")
                .contains(" bit");
        robot.type(KeyCode.DIGIT7);
        until("varentropy", () -> window.overlayProperty().get() == Overlay.VARENTROPY);
        robot.type(KeyCode.DIGIT0);
        until("no curve without a measure", () -> !ribbon.isVisible());
    }

    @Test
    void nothingIsCutOffAtTwiceTheTextSize(FxRobot robot) throws Exception {
        run(robot);
        robot.interact(() -> window.getScene().getRoot().setStyle("-fx-font-size: 26px"));
        until("laid out", () -> !window.isNeedsLayout());
        Node deck = robot.lookup(".deck").query();
        Node inspector = robot.lookup("#inspector").query();
        for (View view : View.values()) {
            robot.interact(() -> window.viewProperty().set(view));
            WaitForAsyncUtils.waitForFxEvents();
            assertThat(deck.localToScene(deck.getBoundsInLocal()).getMaxX()).as(view.label())
                    .isLessThanOrEqualTo(inspector.localToScene(inspector.getBoundsInLocal()).getMinX() + 1);
        }
    }

    @Test
    void theListOfMethodsScrollsToTheChosenOne(FxRobot robot) throws Exception {
        for (String id : new String[]{"superposed", "draft-chain", "ems-sd"}) {
            robot.interact(() -> session.choose(MethodCatalog.byId(id)));
            Node button = robot.lookup("#method-" + id).query();
            Node list = button;
            while (!(list instanceof ScrollBox))
                list = list.getParent();
            Node pane = list;
            until(id + " is seen", () -> pane.localToScene(pane.getBoundsInLocal())
                    .contains(button.localToScene(button.getBoundsInLocal())));
        }
    }

    private static String spoken(DistributionsView view) throws Exception {
        return WaitForAsyncUtils.waitForAsyncFx(5_000,
                () -> (String) view.queryAccessibleAttribute(AccessibleAttribute.TEXT));
    }
}
