package draftscope.app.window;

import javafx.beans.binding.Bindings;
import javafx.beans.binding.DoubleBinding;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/// Where the sheets lie that come over the views: below the top bar, or in the middle; as large as they may be at the size of
/// the text, and no larger than there is room.
final class Sheets {
    private static final double EDGE = 16;
    private static final double MIDDLE_EDGE = 64;

    private final Region window;
    private final Region topBar;
    private final Preferences preferences;
    private final DoubleBinding scale;

    Sheets(Region window, Region topBar, Preferences preferences) {
        this.window = window;
        this.topBar = topBar;
        this.preferences = preferences;
        scale = Bindings.createDoubleBinding(preferences::scale, preferences.textPercentProperty());
    }

    /// A sheet that knows its size.
    void middle(Region sheet) {
        StackPane.setAlignment(sheet, Pos.CENTER);
        // Large text needs the margin's room.
        preferences.textPercentProperty().subscribe(
                () -> StackPane.setMargin(sheet, new Insets(MIDDLE_EDGE / preferences.scale())));
    }

    /// A sheet that knows its height.
    ///
    /// @param width most, at 100 %
    void middle(Region sheet, double width) {
        middle(sheet);
        sheet.maxWidthProperty().bind(
                Bindings.min(scale.multiply(width), window.widthProperty().subtract(2 * MIDDLE_EDGE)));
    }

    /// Sheets below the top bar that know their size.
    void top(Region... sheets) {
        for (Region sheet : sheets) {
            StackPane.setAlignment(sheet, Pos.TOP_CENTER);
            topBar.heightProperty().subscribe(height -> StackPane.setMargin(sheet,
                    new Insets(height.doubleValue() + EDGE / 2, 0, 0, 0)));
        }
    }

    /// A sheet below the top bar, as large as it may be.
    ///
    /// @param width  most, at 100 %
    /// @param height most, at 100 %
    void top(Region sheet, double width, double height) {
        top(sheet);
        sheet.maxWidthProperty().bind(
                Bindings.min(scale.multiply(width), window.widthProperty().subtract(2 * EDGE)));
        sheet.maxHeightProperty().bind(Bindings.min(scale.multiply(height),
                window.heightProperty().subtract(topBar.heightProperty()).subtract(3 * EDGE)));
    }
}
