package draftscope.app.window;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Slider;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/// Gives keys to actions.
///
/// A single key belongs to the text field that has the focus, if one has; combinations with Ctrl, Alt or Cmd, function
/// keys and Esc act everywhere. Key codes are used and not characters, because not every platform can look a character
/// up; the actions whose sign moves with the keyboard's layout have a function key too.
final class Keys {
    private static final Map<KeyCode, String> SIGNS = Map.ofEntries(Map.entry(KeyCode.PERIOD, "."),
            Map.entry(KeyCode.COMMA, ","), Map.entry(KeyCode.OPEN_BRACKET, "["),
            Map.entry(KeyCode.CLOSE_BRACKET, "]"), Map.entry(KeyCode.MINUS, "-"), Map.entry(KeyCode.EQUALS, "="),
            Map.entry(KeyCode.SLASH, "/"), Map.entry(KeyCode.SPACE, "Space"), Map.entry(KeyCode.ENTER, "Enter"),
            Map.entry(KeyCode.ESCAPE, "Esc"), Map.entry(KeyCode.HOME, "Home"), Map.entry(KeyCode.END, "End"),
            Map.entry(KeyCode.PAGE_DOWN, "PgDn"),
            Map.entry(KeyCode.PAGE_UP, "PgUp"), Map.entry(KeyCode.UP, "↑"), Map.entry(KeyCode.DOWN, "↓"));

    private static final Object KEEPS_SINGLE_KEYS = new Object();
    private static final Object KEEPS_ALL_KEYS = new Object();

    private Keys() {}

    /// While the focus is in `region`, single keys are its own and trigger no actions.
    static void keepSingleKeys(Node region) {
        region.getProperties().put(KEEPS_SINGLE_KEYS, true);
    }

    /// While the focus is in `region` and this is so, all keys are its own, those with Ctrl too.
    static void keepAllKeys(Node region, boolean so) {
        if (so)
            region.getProperties().put(KEEPS_ALL_KEYS, true);
        else
            region.getProperties().remove(KEEPS_ALL_KEYS);
    }

    private static boolean keeps(Object what, Node focused) {
        for (Node node = focused; node != null; node = node.getParent())
            if (node.hasProperties() && node.getProperties().containsKey(what))
                return true;
        return false;
    }

    /// The key without modifiers.
    static KeyCodeCombination key(KeyCode code) {
        return new KeyCodeCombination(code);
    }

    /// The key with Shift.
    static KeyCodeCombination shift(KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.SHIFT_DOWN);
    }

    /// The key with Alt.
    static KeyCodeCombination alt(KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.ALT_DOWN);
    }

    /// The key with Ctrl, or Cmd where the platform uses that.
    static KeyCodeCombination shortcut(KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN);
    }

    /// The key with Shift and Ctrl, or Cmd where the platform uses that.
    static KeyCodeCombination shiftShortcut(KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
    }

    /// What is written on the keys: `Ctrl+Enter`, `Shift+F10`, `?`.
    static String text(KeyCodeCombination key) {
        boolean shift = key.getShift() == KeyCombination.ModifierValue.DOWN;
        if (shift && key.getCode() == KeyCode.SLASH)
            return "?";
        StringBuilder text = new StringBuilder();
        if (key.getShortcut() == KeyCombination.ModifierValue.DOWN)
            text.append(System.getProperty("os.name", "").startsWith("Mac") ? "Cmd+" : "Ctrl+");
        if (key.getAlt() == KeyCombination.ModifierValue.DOWN)
            text.append("Alt+");
        if (shift)
            text.append("Shift+");
        return text.append(SIGNS.getOrDefault(key.getCode(), key.getCode().getName())).toString();
    }

    /// Lets `actions` be triggered by their keys in `scene`.
    ///
    /// @param passingOn whether a key comes from an action that gives it to a view, and is not a person's
    static void install(Scene scene, List<Action> actions, BooleanSupplier passingOn) {
        // A key that did something must not also be typed into the field which that brought up.
        boolean[] used = new boolean[1];
        scene.addEventFilter(KeyEvent.KEY_TYPED, event -> {
            if (used[0])
                event.consume();
        });
        scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            used[0] = false;
            if (passingOn.getAsBoolean() || keeps(KEEPS_ALL_KEYS, scene.getFocusOwner())
                    || belongsToFocused(scene.getFocusOwner(), event))
                return;
            for (Action action : actions) {
                if (action.keys().stream().anyMatch(key -> key.match(event)) && action.perform()) {
                    used[0] = true;
                    event.consume();
                    return;
                }
            }
        });
    }

    private static boolean belongsToFocused(Node focused, KeyEvent event) {
        boolean global = event.isShortcutDown() || event.isAltDown() || event.getCode().isFunctionKey()
                || event.getCode() == KeyCode.ESCAPE;
        if (focused == null || global)
            return false;
        if (keeps(KEEPS_SINGLE_KEYS, focused))
            return true;
        if (focused instanceof TextInputControl text)
            return text.isEditable();
        // A control that was reached with Tab keeps the keys that work it; one that was clicked does not, or Space after a
        // click on Step would step again and never pause.
        boolean works = switch (event.getCode()) {
            case SPACE, ENTER ->
                focused instanceof ButtonBase || focused instanceof ComboBoxBase || focused instanceof ChoiceBox;
            case HOME, END -> focused instanceof Slider;
            default -> false;
        };
        return works && focused.isFocusVisible();
    }
}
