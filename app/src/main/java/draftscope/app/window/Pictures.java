package draftscope.app.window;

import javafx.scene.Scene;
import javafx.scene.image.Image;

/// Pictures of a scene.
final class Pictures {
    /// Layout passes after which nothing moves any more: labels that wrap and lists of cells know their height only in the
    /// second.
    private static final int PASSES = 3;

    private Pictures() {}

    /// The scene as it looks when all of it has been laid out. On the JavaFX thread.
    static Image settled(Scene scene) {
        for (int i = 0; i < PASSES; i++) {
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        }
        return scene.snapshot(null);
    }
}
