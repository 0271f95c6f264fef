package draftscope.styles;

import java.util.List;
import java.util.Locale;

/// A complete set of values for the colour tokens that every control of Draftscope uses.
///
/// A theme is one stylesheet; it assigns roles (`-ds-surface`, `-ds-accepted`, `-ds-entropy-3`), never a control's own look.
public enum Theme {
    DARK, LIGHT;

    /// The stylesheet's address, fit for `Scene.getStylesheets()`.
    public String stylesheet() {
        return address(name().toLowerCase(Locale.ROOT) + ".css");
    }

    /// All that a scene needs to show Draftscope's controls in this theme: the tokens, what controls share, and the bridge
    /// from AtlantaFX to ControlsFX.
    public List<String> stylesheets() {
        return List.of(stylesheet(), address("controls.css"), address("controlsfx-bridge.css"));
    }

    private static String address(String file) {
        return Theme.class.getResource(file).toExternalForm();
    }
}
