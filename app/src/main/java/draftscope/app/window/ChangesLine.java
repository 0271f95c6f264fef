package draftscope.app.window;

import draftscope.app.session.Changes;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/// What the last move altered, on one line above the timeline. It keeps its height, so that nothing jumps.
final class ChangesLine extends HBox {
    ChangesLine(Changes changes) {
        getStyleClass().add("changes-line");
        setAlignment(Pos.CENTER_LEFT);
        Label heading = new Label("Changes");
        heading.getStyleClass().add("ds-heading");
        heading.setMinWidth(USE_PREF_SIZE);
        Label list = new Label();
        list.setId("changes");
        list.setAccessibleText("What the last move altered");
        HBox.setHgrow(list, Priority.ALWAYS);
        getChildren().addAll(heading, list);
        changes.toldProperty().subscribe(told -> list.setText(words(told)));
    }

    static String words(List<String> changes) {
        return String.join("   ", changes.stream()
                .map(change -> change.replace("->", "→").replaceFirst("^-", "−")).toList());
    }
}
