package draftscope.app.window;

import draftscope.app.session.Problem;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignA;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;

/// One sentence about what did not work, or about what was done where nothing else shows it; until it is dismissed or the
/// next thing is done.
final class Banner extends HBox {
    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");

    private final ObjectProperty<Problem> problem;
    private final StringProperty done;
    private final Label sentence = new Label();
    private final FontIcon fault = Icons.of(MaterialDesignA.ALERT_CIRCLE_OUTLINE);
    private final FontIcon check = Icons.of(MaterialDesignC.CHECK_CIRCLE_OUTLINE);

    Banner(ObjectProperty<Problem> problem, StringProperty done) {
        this.problem = problem;
        this.done = done;
        setId("banner");
        getStyleClass().add("banner");
        setAlignment(Pos.CENTER_LEFT);
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
        dismiss.setOnAction(event -> {
            problem.set(null);
            done.set("");
        });
        getChildren().addAll(fault, check, sentence, dismiss);
        for (FontIcon icon : List.of(fault, check))
            icon.managedProperty().bind(icon.visibleProperty());
        problem.subscribe(this::show);
        done.subscribe(this::show);
        show();
    }

    private void show() {
        boolean failed = problem.get() != null;
        sentence.setText(failed ? problem.get().sentence() : done.get());
        fault.setVisible(failed);
        check.setVisible(!failed);
        pseudoClassStateChanged(DONE, !failed);
        setVisible(!sentence.getText().isEmpty());
        setManaged(isVisible());
    }
}
