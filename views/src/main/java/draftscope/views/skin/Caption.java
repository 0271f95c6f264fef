package draftscope.views.skin;

import javafx.geometry.Insets;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/// What a picture comes to, in a sentence above it, and what that rests on.
final class Caption extends VBox {
    private final Label headline = new Label();
    private final Label basis = new Label();

    Caption() {
        headline.getStyleClass().add("lab-headline");
        headline.setWrapText(true);
        basis.getStyleClass().add("ds-secondary");
        basis.setWrapText(true);
        basis.managedProperty().bind(basis.visibleProperty());
        getChildren().addAll(headline, basis);
    }

    /// @param restsOn empty where there is no room for it; a table and a narration say it too
    void show(String words, String restsOn) {
        headline.setText(words);
        basis.setText(restsOn);
        basis.setVisible(!restsOn.isEmpty());
    }

    /// Takes its place from the corner at (x, y) on.
    ///
    /// @param pixel a pixel at the text's size
    /// @return its height
    double place(double x, double y, double width, double pixel) {
        setSpacing(3 * pixel);
        setPadding(new Insets(8 * pixel, 20 * pixel, 6 * pixel, 20 * pixel));
        double room = Math.max(120 * pixel, width);
        double height = prefHeight(room);
        resizeRelocate(x, y, room, height);
        layout();
        return height;
    }
}
