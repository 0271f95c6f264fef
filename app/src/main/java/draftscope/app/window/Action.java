package draftscope.app.window;

import java.util.List;
import java.util.stream.Collectors;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.input.KeyCodeCombination;

/// Something a person can do. Buttons, keys and the list of shortcuts are all made from the one list of these, so that
/// none of them can promise what another does not know.
///
/// @param name    what it does, in sentence case, as tooltips and the list of shortcuts say it
/// @param group   heading in the list of shortcuts
/// @param keys    any of these triggers it; the first is the one that tooltips name
/// @param enabled whether it would do anything now
public record Action(String name, String group, List<KeyCodeCombination> keys, ObservableBooleanValue enabled,
        Runnable run) {
    public Action {
        keys = List.copyOf(keys);
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
        return keys.isEmpty() ? name : name + " (" + Keys.text(keys.getFirst()) + ")";
    }

    /// All keys, as the list of shortcuts says them: `.  F10`.
    public String keysText() {
        return keys.stream().map(Keys::text).collect(Collectors.joining("   "));
    }
}
