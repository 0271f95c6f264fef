package draftscope.app.window;

import draftscope.styles.Palette;
import draftscope.styles.Theme;
import javafx.beans.binding.Bindings;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Control;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Background;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignS;

/// Icons, and the buttons that consist of one.
final class Icons {
    static final Duration TOOLTIP_DELAY = Duration.millis(300);
    private static final int APPLICATION_SIZE = 64;

    private Icons() {}

    static FontIcon of(Ikon ikon) {
        FontIcon icon = new FontIcon(ikon);
        icon.getStyleClass().add("icon");
        return icon;
    }

    /// The mark of the application for title bars and task lists.
    static Image application() {
        FontIcon mark = new FontIcon(MaterialDesignS.SOURCE_BRANCH);
        mark.setIconSize(APPLICATION_SIZE * 3 / 4);
        mark.setIconColor(Palette.of(Theme.DARK).color("draft"));
        mark.setRotate(90);
        StackPane tile = new StackPane(mark);
        tile.setBackground(Background.fill(Palette.of(Theme.DARK).color("app")));
        tile.setPrefSize(APPLICATION_SIZE, APPLICATION_SIZE);
        return new Scene(tile, APPLICATION_SIZE, APPLICATION_SIZE).snapshot(null);
    }

    /// Makes `button` do `action`: enabled with it, with its name and key as tooltip, and its name for a screen reader.
    static <B extends ButtonBase> B wire(B button, Action action) {
        button.setOnAction(event -> action.perform());
        button.disableProperty().bind(Bindings.not(action.enabled()));
        button.setAccessibleText(action.name());
        action.keysProperty().subscribe(keys -> tip(button, action.hint()));
        return button;
    }

    /// A button of one icon that does `action`.
    static <B extends ButtonBase> B wire(B button, Ikon ikon, Action action) {
        button.setGraphic(of(ikon));
        button.getStyleClass().add("icon-button");
        return wire(button, action);
    }

    /// Words on what a control does, for the pointer and for a screen reader; empty for none.
    static void tip(Control control, String text) {
        if (control.getAccessibleHelp() == null)
            control.addEventHandler(MouseEvent.MOUSE_ENTERED, event -> offer(control));
        control.setAccessibleHelp(text);
        // A tooltip is a window of its own: it is made when the pointer comes.
        control.setTooltip(null);
        if (control.isHover())
            offer(control);
    }

    private static void offer(Control control) {
        if (control.getTooltip() != null || control.getAccessibleHelp().isEmpty())
            return;
        Tooltip tooltip = new Tooltip(control.getAccessibleHelp());
        tooltip.setShowDelay(TOOLTIP_DELAY);
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(320);
        control.setTooltip(tooltip);
    }
}
