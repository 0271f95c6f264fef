package draftscope.app.window;

import javafx.scene.Node;
import javafx.scene.control.ScrollPane;

/// A column that scrolls when it is too high.
///
/// The skin of a scroll pane keeps a bitmap of its viewport. When the content changed while some of it was out of sight, the
/// bitmap was seen to stay as it was (JavaFX 26, software pipeline); so it is turned off.
final class ScrollBox extends ScrollPane {
    ScrollBox(Node content) {
        super(content);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        getStyleClass().add("scroll-box");
        skinProperty().subscribe(skin -> {
            Node viewport = skin == null ? null : lookup(".viewport");
            if (viewport != null)
                viewport.setCache(false);
        });
    }
}
