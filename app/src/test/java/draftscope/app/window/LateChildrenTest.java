package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;

class LateChildrenTest {
    @Test
    void aChildComesWhenItIsFirstSeenAtItsPlaceAndStays() {
        Region sheet = new Region();
        Region bar = new Region();
        Region views = new Region();
        sheet.setVisible(false);
        bar.setVisible(false);
        Pane pane = LateChildren.in(new Pane(), sheet, bar, views);
        assertThat(pane.getChildren()).containsExactly(views);
        bar.setVisible(true);
        assertThat(pane.getChildren()).containsExactly(bar, views);
        sheet.setVisible(true);
        assertThat(pane.getChildren()).containsExactly(sheet, bar, views);
        bar.setVisible(false);
        assertThat(pane.getChildren()).containsExactly(sheet, bar, views);
    }
}
