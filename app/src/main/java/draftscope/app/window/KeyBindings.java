package draftscope.app.window;

import draftscope.app.library.SettingsFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/// The keys that a person gave to actions, kept from one start to the next: `{"version": 1, "keys": {"generate":
/// ["Shortcut+ENTER"]}}`. Only actions whose keys are not the usual ones are in the file, so that a later version may have
/// better usual ones.
final class KeyBindings {
    /// Keys that move the focus, the caret or a selection; without them the window could not be worked by keyboard.
    private static final Set<KeyCode> MOVING = Set.of(KeyCode.TAB, KeyCode.UP, KeyCode.DOWN, KeyCode.LEFT,
            KeyCode.RIGHT, KeyCode.ENTER, KeyCode.BACK_SPACE, KeyCode.DELETE);

    private static final String SHORTCUT = "Shortcut+";
    private static final String ALT = "Alt+";
    private static final String SHIFT = "Shift+";
    private static final Map<String, KeyCombination.Modifier> MODIFIERS = new LinkedHashMap<>();

    static {
        MODIFIERS.put(SHORTCUT, KeyCombination.SHORTCUT_DOWN);
        MODIFIERS.put(ALT, KeyCombination.ALT_DOWN);
        MODIFIERS.put(SHIFT, KeyCombination.SHIFT_DOWN);
    }

    private final List<Action> actions;
    private final Optional<SettingsFile> file;
    private final Optional<String> problem;
    /// Keys of actions that this version does not know; another version of Draftscope may.
    private final Map<String, List<KeyCodeCombination>> strangers = new LinkedHashMap<>();
    private Consumer<String> onFailure = sentence -> {};

    /// Keys that are forgotten.
    KeyBindings(List<Action> actions) {
        this(actions, Optional.empty());
    }

    /// @param file where they are kept; what is in it holds at once
    KeyBindings(List<Action> actions, Optional<SettingsFile> file) {
        this.actions = actions;
        this.file = file;
        SettingsFile.Loaded<Map<String, List<KeyCodeCombination>>> loaded = file
                .map(kept -> kept.load(KeyBindings::read, Map.<String, List<KeyCodeCombination>>of(),
                        "all keys are the usual ones"))
                .orElse(new SettingsFile.Loaded<>(Map.of(), Optional.empty()));
        problem = loaded.problem();
        loaded.kept().forEach((id, keys) -> action(id).ifPresentOrElse(action -> action.setKeys(keys),
                () -> strangers.put(id, keys)));
    }

    private Optional<Action> action(String id) {
        return actions.stream().filter(action -> action.id().equals(id)).findFirst();
    }

    /// What could not be read at the start, in one sentence.
    Optional<String> problem() {
        return problem;
    }

    /// @param handler takes a sentence when keys could not be kept
    void setOnFailure(Consumer<String> handler) {
        onFailure = handler;
    }

    /// The key that a press stands for; empty while only Ctrl, Shift and the like are down.
    static Optional<KeyCodeCombination> pressed(KeyEvent event) {
        if (event.getCode().isModifierKey() || event.getCode() == KeyCode.COMMAND
                || event.getCode() == KeyCode.UNDEFINED)
            return Optional.empty();
        List<KeyCombination.Modifier> modifiers = new ArrayList<>();
        if (event.isShortcutDown())
            modifiers.add(KeyCombination.SHORTCUT_DOWN);
        if (event.isAltDown())
            modifiers.add(KeyCombination.ALT_DOWN);
        if (event.isShiftDown())
            modifiers.add(KeyCombination.SHIFT_DOWN);
        return Optional.of(new KeyCodeCombination(event.getCode(), modifiers.toArray(KeyCombination.Modifier[]::new)));
    }

    /// Why a key cannot be given to any action, in a sentence; empty when it can.
    static String refusal(KeyCodeCombination key) {
        boolean alone = key.getShortcut() != KeyCombination.ModifierValue.DOWN
                && key.getAlt() != KeyCombination.ModifierValue.DOWN;
        if (key.getCode() == KeyCode.ESCAPE)
            return "Esc closes, lets go and stops, and stays what it is.";
        if (alone && MOVING.contains(key.getCode()))
            return Keys.text(key) + " moves and chooses inside the window; together with "
                    + Keys.text(new KeyCodeCombination(key.getCode(), KeyCombination.SHORTCUT_DOWN)).split("\\+")[0]
                    + " or Alt it can be given.";
        return "";
    }

    /// The other action that a key triggers now.
    Optional<Action> holder(KeyCodeCombination key, Action apartFrom) {
        return actions.stream().filter(action -> action != apartFrom && action.keys().contains(key)).findFirst();
    }

    /// Gives a key to an action and takes it from all others.
    ///
    /// @param instead the key of the action that it replaces; `null` for one more
    void give(Action action, KeyCodeCombination key, KeyCodeCombination instead) {
        if (!refusal(key).isEmpty())
            throw new IllegalArgumentException(refusal(key));
        for (Action other : actions)
            if (other != action && other.keys().contains(key))
                other.setKeys(without(other.keys(), key));
        List<KeyCodeCombination> keys = new ArrayList<>(without(action.keys(), key));
        int at = instead == null ? keys.size() : keys.indexOf(instead);
        if (at >= 0 && at < keys.size())
            keys.set(at, key);
        else
            keys.add(key);
        action.setKeys(keys);
        save();
    }

    /// Takes a key away.
    void take(Action action, KeyCodeCombination key) {
        action.setKeys(without(action.keys(), key));
        save();
    }

    private static List<KeyCodeCombination> without(List<KeyCodeCombination> keys, KeyCodeCombination key) {
        return keys.stream().filter(other -> !other.equals(key)).toList();
    }

    /// Whether a person changed an action's keys.
    static boolean changed(Action action) {
        return !action.keys().equals(action.standardKeys());
    }

    /// The usual keys for one action. A key that another action was given meanwhile comes back from there.
    void reset(Action action) {
        for (Action other : actions) {
            if (other == action)
                continue;
            List<KeyCodeCombination> left = other.keys().stream()
                    .filter(key -> other.standardKeys().contains(key) || !action.standardKeys().contains(key)).toList();
            if (!left.equals(other.keys()))
                other.setKeys(left);
        }
        action.setKeys(action.standardKeys());
        save();
    }

    /// The usual keys for all.
    void resetAll() {
        actions.forEach(action -> action.setKeys(action.standardKeys()));
        strangers.clear();
        save();
    }

    private void save() {
        if (file.isEmpty())
            return;
        Map<String, List<String>> kept = new LinkedHashMap<>();
        strangers.forEach((id, keys) -> kept.put(id, names(keys)));
        actions.stream().filter(KeyBindings::changed).forEach(action -> kept.put(action.id(), names(action.keys())));
        try {
            file.get().save(Map.of("keys", kept));
        } catch (IOException lost) {
            onFailure.accept(
                    "The keys hold until Draftscope ends; they cannot be kept: " + lost.getMessage() + ".");
        }
    }

    private static List<String> names(List<KeyCodeCombination> keys) {
        return keys.stream().map(KeyBindings::name).toList();
    }

    /// `Shortcut+Shift+PERIOD`: the constant's name, since not every key's own name can be read again.
    private static String name(KeyCodeCombination key) {
        StringBuilder name = new StringBuilder();
        if (key.getShortcut() == KeyCombination.ModifierValue.DOWN)
            name.append(SHORTCUT);
        if (key.getAlt() == KeyCombination.ModifierValue.DOWN)
            name.append(ALT);
        if (key.getShift() == KeyCombination.ModifierValue.DOWN)
            name.append(SHIFT);
        return name.append(key.getCode().name()).toString();
    }

    private static Map<String, List<KeyCodeCombination>> read(Map<?, ?> root) {
        if (!(root.get("keys") instanceof Map<?, ?> all))
            throw new IllegalArgumentException("no keys");
        Map<String, List<KeyCodeCombination>> keys = new LinkedHashMap<>();
        all.forEach((id, names) -> {
            if (!(names instanceof List<?> list))
                throw new IllegalArgumentException("no list of keys");
            keys.put(String.valueOf(id), list.stream().map(KeyBindings::parse).toList());
        });
        return keys;
    }

    /// @throws IllegalArgumentException when it is no key's name
    private static KeyCodeCombination parse(Object name) {
        if (!(name instanceof String text))
            throw new IllegalArgumentException("no key: " + name);
        String rest = text;
        List<KeyCombination.Modifier> modifiers = new ArrayList<>();
        for (Map.Entry<String, KeyCombination.Modifier> each : MODIFIERS.entrySet()) {
            if (rest.startsWith(each.getKey())) {
                rest = rest.substring(each.getKey().length());
                modifiers.add(each.getValue());
            }
        }
        return new KeyCodeCombination(KeyCode.valueOf(rest), modifiers.toArray(KeyCombination.Modifier[]::new));
    }
}
