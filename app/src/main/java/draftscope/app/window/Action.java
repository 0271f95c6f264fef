package draftscope.app.window;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.input.KeyCodeCombination;

/// Something a person can do. Buttons, keys, the palette and the list of shortcuts are all made from the one list of these, so
/// that none of them can promise what another does not know.
public final class Action {
    private final String name;
    private final String group;
    private final List<KeyCodeCombination> standardKeys;
    private final ReadOnlyObjectWrapper<List<KeyCodeCombination>> keys;
    private final ObservableBooleanValue enabled;
    private final Runnable run;

    /// @param name    what it does, in sentence case, as tooltips and the list of shortcuts say it
    /// @param group   heading in the list of shortcuts
    /// @param keys    any of these triggers it, until a person chooses others; the first is the one that tooltips name
    /// @param enabled whether it would do anything now; a [Possible] also says why not
    Action(String name, String group, List<KeyCodeCombination> keys, ObservableBooleanValue enabled, Runnable run) {
        this.name = name;
        this.group = group;
        this.standardKeys = List.copyOf(keys);
        this.keys = new ReadOnlyObjectWrapper<>(standardKeys);
        this.enabled = enabled;
        this.run = run;
    }

    /// Its name in settings files: the words in small letters, `one-round-forward`.
    public String id() {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    public String name() {
        return name;
    }

    public String group() {
        return group;
    }

    /// The keys that it has where nobody chose others.
    public List<KeyCodeCombination> standardKeys() {
        return standardKeys;
    }

    /// Any of these triggers it; the first is the one that tooltips name.
    public List<KeyCodeCombination> keys() {
        return keys.get();
    }

    public ReadOnlyObjectProperty<List<KeyCodeCombination>> keysProperty() {
        return keys.getReadOnlyProperty();
    }

    /// Only [KeyBindings] changes keys, which sees to it that no two actions fight for one.
    void setKeys(List<KeyCodeCombination> chosen) {
        keys.set(List.copyOf(chosen));
    }

    /// Whether it would do anything now.
    public ObservableBooleanValue enabled() {
        return enabled;
    }

    /// Why it would do nothing now, in a sentence; empty when it would.
    public String obstacle() {
        if (enabled.get())
            return "";
        return enabled instanceof Possible possible ? possible.why() : "This does nothing at the moment.";
    }

    /// Runs it when it is enabled, and says whether it was.
    public boolean perform() {
        if (!enabled.get())
            return false;
        run.run();
        return true;
    }

    /// The name with the first key, as a tooltip says it: `Step one round (.)`.
    public String hint() {
        return keys().isEmpty() ? name : name + " (" + Keys.text(keys().getFirst()) + ")";
    }

    /// All keys, as the list of shortcuts says them: `.  F10`.
    public String keysText() {
        return keys().stream().map(Keys::text).collect(Collectors.joining("   "));
    }

    /// The first key with a word of what it does here, as the status line says it: `Space pause`; empty without a key.
    String reminder(String word) {
        return keys().isEmpty() ? "" : Keys.text(keys().getFirst()) + " " + word;
    }
}
