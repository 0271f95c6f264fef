package draftscope.app.window;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;

/// The first line of a sheet: what it is called, and the button that closes it.
final class SheetHead extends HBox {
    private final Button done = new Button();

    SheetHead(String title, Runnable close) {
        this(new Label(title), "Close", close);
    }

    /// @param closing what a screen reader calls the button
    SheetHead(Label title, String closing, Runnable close) {
        title.getStyleClass().add("ds-strong");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        done.setGraphic(Icons.of(MaterialDesignC.CLOSE));
        done.getStyleClass().add("icon-button");
        done.setAccessibleText(closing);
        done.setOnAction(event -> close.run());
        getChildren().addAll(title, gap, done);
        setAlignment(Pos.CENTER_LEFT);
    }

    /// The button takes the focus.
    @Override
    public void requestFocus() {
        done.requestFocus();
    }
}
