package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// All views in one shown window, driven by keys and mouse as a person would.
@ExtendWith(ApplicationExtension.class)
class WindowTest {
    private OutputView text;
    private DraftTreeView tree;
    private Timeline timeline;

    @Start
    void show(Stage stage) {
        Fonts.load();
        text = new OutputView();
        tree = new DraftTreeView();
        timeline = new Timeline();
        Inspector inspector = new Inspector();
        KvCacheMap map = new KvCacheMap();
        VBox box = new VBox(text, tree, map, inspector, timeline, new UnmaskingGrid());
        for (var node : box.getChildren()) {
            TraceView view = (TraceView) node;
            view.setState(Toolkit.after(Tales.trees(7), 1));
            view.setMaxHeight(140);
            if (view != text)
                view.selectionProperty().bindBidirectional(text.selectionProperty());
        }
        Scene scene = new Scene(box, 1000, 860);
        scene.getStylesheets().setAll(Theme.DARK.stylesheets());
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void followsKeysAndClicks(FxRobot robot) {
        robot.interact(() -> tree.requestFocus());
        robot.push(KeyCode.RIGHT);
        robot.push(KeyCode.RIGHT);
        assertThat(text.getSelection()).isInstanceOf(Selection.Node.class);
        int[] sought = {-1};
        robot.interact(() -> timeline.setOnSeek(to -> sought[0] = to));
        robot.clickOn(timeline);
        assertThat(sought[0]).isPositive();
        assertThat(text.getSelection()).isInstanceOf(Selection.Step.class);
        robot.interact(() -> tree.setTable(true));
        assertThat(tree.lookup(".table-twin").isVisible()).isTrue();
    }
}
