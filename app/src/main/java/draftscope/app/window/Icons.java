package draftscope.app.window;

import javafx.scene.AccessibleRole;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Tooltip;
import javafx.util.Duration;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/// Icons, and the buttons that consist of one.
final class Icons {
    static final Duration TOOLTIP_DELAY = Duration.millis(300);

    private Icons() {}

    static FontIcon of(Ikon ikon) {
        FontIcon icon = new FontIcon(ikon);
        icon.getStyleClass().add("icon");
        return icon;
    }

    /// Makes `button` do `action`: enabled with it, with its name and key as tooltip, and its name for a screen reader.
    static <B extends ButtonBase> B wire(B button, Action action) {
        button.setOnAction(event -> action.perform());
        button.disableProperty().bind(javafx.beans.binding.Bindings.not(action.enabled()));
        button.setAccessibleText(action.name());
        tip(button, action.hint());
        return button;
    }

    /// A button of one icon that does `action`.
    static <B extends ButtonBase> B wire(B button, Ikon ikon, Action action) {
        button.setGraphic(of(ikon));
        button.getStyleClass().add("icon-button");
        button.setAccessibleRole(AccessibleRole.BUTTON);
        return wire(button, action);
    }

    static void tip(javafx.scene.control.Control control, String text) {
        Tooltip tooltip = new Tooltip(text);
        tooltip.setShowDelay(TOOLTIP_DELAY);
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(320);
        control.setTooltip(tooltip);
    }
}
