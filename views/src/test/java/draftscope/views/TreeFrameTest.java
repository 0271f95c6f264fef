package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.styles.Theme;
import draftscope.trace.TraceState;
import javafx.event.Event;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// What a frame costs while a large draft tree is dragged about.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class TreeFrameTest {
    private Stage stage;

    @Start
    private void open(Stage opened) {
        stage = opened;
    }

    @ParameterizedTest
    @CsvSource({"256,TIDY,false", "1000,TIDY,false", "1000,TIDY,true", "1000,ICICLE,false"})
    void pansAtSixtyFramesASecond(int nodes, DraftTreeView.Form form, boolean fitted) throws Exception {
        TraceState state = Toolkit.end(Tales.bush(3, nodes));
        FrameCost[] cost = new FrameCost[1];
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            DraftTreeView view = new DraftTreeView();
            view.setState(state);
            view.setLive(false);
            view.setForm(form);
            Scene scene = Toolkit.scene(view, Theme.DARK, 1280, 720, 13);
            stage.setScene(scene);
            stage.show();
            if (fitted)
                press(view, KeyCode.F);
            cost[0] = new FrameCost(frame -> press(view, frame / 8 % 2 == 0 ? KeyCode.A : KeyCode.D));
            cost[0].start();
        });
        double late = cost[0]
                .report(state.tree().nodes().size() + " nodes, " + form + (fitted ? ", all in sight" : ""));
        assertThat(late).as("p95 in ms").isLessThan(1000.0 / 60);
    }

    private static void press(DraftTreeView view, KeyCode code) {
        Event.fireEvent(view, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
    }
}
