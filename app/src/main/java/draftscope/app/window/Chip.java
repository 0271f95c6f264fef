package draftscope.app.window;

import java.util.List;
import java.util.function.Supplier;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.HBox;

/// A value of the top bar with its caption, which opens a menu of other values, or a place to choose one.
final class Chip extends MenuButton {
    private static final double LEAST_WIDTH = 56;

    private final Label caption = new Label();
    private final Label value = new Label();
    private Runnable onOpen;
    private boolean compact;

    /// @param open called in place of opening a menu
    Chip(String name, Runnable open) {
        this(name, (Supplier<List<MenuItem>>) List::of);
        onOpen = open;
    }

    /// @param items made anew whenever the menu opens, so that it always tells what there is now
    Chip(String name, Supplier<List<MenuItem>> items) {
        caption.setText(name);
        caption.getStyleClass().add("chip-caption");
        caption.setMinWidth(USE_PREF_SIZE);
        value.getStyleClass().add("chip-value");
        HBox content = new HBox(6, caption, value);
        content.getStyleClass().add("chip-content");
        setGraphic(content);
        getStyleClass().add("chip");
        setMinWidth(LEAST_WIDTH);
        // The skin opens the menu only when there are items.
        getItems().setAll(items.get());
        setOnShowing(event -> getItems().setAll(items.get()));
    }

    @Override
    public void show() {
        if (onOpen == null)
            super.show();
        else if (!isDisabled())
            onOpen.run();
    }

    void setCaption(String text) {
        caption.setText(text);
        describe();
    }

    void setValue(String text) {
        if (text.equals(value.getText()))
            return;
        value.setText(text);
        describe();
    }

    /// The words shown.
    String value() {
        return value.getText();
    }

    /// Leaves the caption out where there is little room.
    void setCompact(boolean little) {
        compact = little;
        describe();
    }

    private void describe() {
        boolean captioned = !compact && !caption.getText().isEmpty();
        caption.setVisible(captioned);
        caption.setManaged(captioned);
        String words = caption.getText().isEmpty() ? value.getText() : caption.getText() + ": " + value.getText();
        setAccessibleText(words);
        Icons.tip(this, words);
    }
}
