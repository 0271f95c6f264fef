package draftscope.styles;

import java.util.Locale;

/// A complete set of values for the colour tokens that every control of Draftscope uses.
///
/// A theme is one stylesheet; it assigns roles (`-ds-surface`, `-ds-accepted`, `-ds-entropy-3`), never a control's own look.
public enum Theme {
    DARK, LIGHT;

    /// The stylesheet's address, fit for `Scene.getStylesheets()`.
    public String stylesheet() {
        return Theme.class.getResource(name().toLowerCase(Locale.ROOT) + ".css").toExternalForm();
    }
}
