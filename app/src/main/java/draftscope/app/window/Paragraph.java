package draftscope.app.window;

import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/// Text that wraps and always shows all of its lines.
final class Paragraph extends Label {
    Paragraph(String text, String... styleClasses) {
        super(text);
        setWrapText(true);
        setMinHeight(Region.USE_PREF_SIZE);
        getStyleClass().addAll(styleClasses);
    }
}
