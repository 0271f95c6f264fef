package draftscope.app.window;

import draftscope.app.session.Problem;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.materialdesign2.MaterialDesignA;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;

/// One sentence about what did not work, until it is dismissed or something works.
final class Banner extends HBox {
    Banner(ObjectProperty<Problem> problem) {
        setId("banner");
        getStyleClass().add("banner");
        setAlignment(Pos.CENTER_LEFT);
        Label sentence = new Label();
        sentence.setId("problem");
        sentence.setWrapText(true);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        sentence.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        Button dismiss = new Button();
        dismiss.setGraphic(Icons.of(MaterialDesignC.CLOSE));
        dismiss.getStyleClass().add("icon-button");
        dismiss.setAccessibleText("Dismiss");
        dismiss.setMinWidth(Region.USE_PREF_SIZE);
        Icons.tip(dismiss, "Dismiss");
        dismiss.setOnAction(event -> problem.set(null));
        getChildren().addAll(Icons.of(MaterialDesignA.ALERT_CIRCLE_OUTLINE), sentence, dismiss);
        problem.subscribe(now -> {
            sentence.setText(now == null ? "" : now.sentence());
            setVisible(now != null);
            setManaged(now != null);
        });
    }
}
