package draftscope.app.window;

import draftscope.views.TraceView;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/// One of the live numbers of the top bar. It keeps its width whatever the number, so that its neighbours stand still.
final class Figure extends VBox {
    private final Label number = new Label();
    private final Label caption = new Label();

    /// @param width in pixels at 100 %
    Figure(double width) {
        String em = String.format(Locale.ROOT, "%.3fem", width / TraceView.BASE_TEXT_SIZE);
        setStyle("-fx-min-width: " + em + "; -fx-pref-width: " + em + ";");
        number.getStyleClass().add("figure-number");
        caption.getStyleClass().add("figure-caption");
        getStyleClass().add("figure");
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(number, caption);
    }

    void set(String value, String name, String formula) {
        if (!value.equals(number.getText()))
            number.setText(value);
        if (name.equals(caption.getText()))
            return;
        caption.setText(name);
        Icons.tip(caption, formula);
        Icons.tip(number, formula);
    }

    String number() {
        return number.getText();
    }
}
