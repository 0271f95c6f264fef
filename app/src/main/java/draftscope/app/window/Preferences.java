package draftscope.app.window;

import draftscope.app.library.Places;
import draftscope.app.library.SettingsFile;
import draftscope.styles.Theme;
import draftscope.trace.Observation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// What a person likes, kept from one start to the next. Each change is kept at once.
final class Preferences {
    /// Sizes of text that can be chosen, in percent.
    static final List<Integer> TEXT_SIZES = List.of(100, 125, 150, 175, 200);

    private static final int RECENT = 12;

    private final Optional<SettingsFile> file;
    private final Optional<String> problem;
    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.DARK);
    private final IntegerProperty textPercent = new SimpleIntegerProperty(100);
    private final BooleanProperty reducedMotion = new SimpleBooleanProperty();
    private final ObjectProperty<Spoken> spoken = new SimpleObjectProperty<>(Spoken.OFF);
    private final ObjectProperty<Observation> observation = new SimpleObjectProperty<>(Observation.LIGHT);
    private final BooleanProperty restore = new SimpleBooleanProperty(true);
    private final ObservableList<String> recentActions = FXCollections.observableArrayList();
    private Consumer<String> onFailure = sentence -> {};

    /// How much is said of each step, in words.
    enum Spoken {
        OFF("off"), BRIEF("brief"), FULL("full");

        private final String label;

        Spoken(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private Preferences(Optional<SettingsFile> file) {
        this.file = file;
        SettingsFile.Loaded<Map<?, ?>> loaded = file
                .map(kept -> kept.<Map<?, ?>>load(Preferences::checked, Map.of(), "preferences are the usual ones"))
                .orElse(new SettingsFile.Loaded<>(Map.of(), Optional.empty()));
        problem = loaded.problem();
        take(loaded.kept());
        for (Observable kept : List.of(theme, textPercent, reducedMotion, spoken, observation, restore, recentActions))
            kept.addListener((Observable changed) -> save());
    }

    /// Kept in the usual place of this machine.
    static Preferences in(Places places) {
        return new Preferences(
                Optional.of(new SettingsFile(places.settings(), "preferences.json", "The file of preferences")));
    }

    /// Kept nowhere.
    static Preferences forgotten() {
        return new Preferences(Optional.empty());
    }

    /// What could not be read at the start, in one sentence.
    Optional<String> problem() {
        return problem;
    }

    /// @param handler takes a sentence when a preference could not be kept
    void setOnFailure(Consumer<String> handler) {
        onFailure = handler;
    }

    ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    /// Size of all text, one of [#TEXT_SIZES].
    IntegerProperty textPercentProperty() {
        return textPercent;
    }

    /// 1 at 100 %.
    double scale() {
        return textPercent.get() / 100.0;
    }

    /// Whether nothing may move by itself.
    BooleanProperty reducedMotionProperty() {
        return reducedMotion;
    }

    ObjectProperty<Spoken> spokenProperty() {
        return spoken;
    }

    /// How much of the next runs is captured.
    ObjectProperty<Observation> observationProperty() {
        return observation;
    }

    /// Whether the last session comes back at the next start.
    BooleanProperty restoreProperty() {
        return restore;
    }

    /// Ids of what was done from the palette, the newest first.
    ObservableList<String> recentActions() {
        return recentActions;
    }

    private void save() {
        if (file.isEmpty())
            return;
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("theme", Words.lower(theme.get().withColours(true).name()));
        all.put("colours", theme.get().colours());
        all.put("textPercent", textPercent.get());
        all.put("reducedMotion", reducedMotion.get());
        all.put("narration", spoken.get().label());
        all.put("observation", Words.lower(observation.get().name()));
        all.put("restore", restore.get());
        all.put("recentActions", recentActions.stream().limit(RECENT).toList());
        try {
            file.get().save(all);
        } catch (IOException lost) {
            onFailure.accept(
                    "Preferences hold until Draftscope ends; they cannot be kept: " + lost.getMessage() + ".");
        }
    }

    /// Reads everything once, so that a file of which one part is damaged changes nothing at all.
    private static Map<?, ?> checked(Map<?, ?> root) {
        new Preferences(Optional.empty()).take(root);
        return root;
    }

    /// What is missing stays as it is.
    private void take(Map<?, ?> root) {
        boolean colours = value(root, "colours", Boolean.class).orElse(true);
        value(root, "theme", String.class).ifPresent(name -> theme.set(constant(Theme.values(), name)));
        theme.set(theme.get().withColours(colours));
        value(root, "textPercent", Integer.class).ifPresent(percent -> {
            if (!TEXT_SIZES.contains(percent))
                throw new IllegalArgumentException("a text size of " + percent + " %");
            textPercent.set(percent);
        });
        value(root, "reducedMotion", Boolean.class).ifPresent(reducedMotion::set);
        value(root, "narration", String.class).ifPresent(name -> spoken.set(constant(Spoken.values(), name)));
        value(root, "observation", String.class)
                .ifPresent(name -> observation.set(constant(Observation.values(), name)));
        value(root, "restore", Boolean.class).ifPresent(restore::set);
        value(root, "recentActions", List.class).ifPresent(list -> {
            List<String> ids = new ArrayList<>();
            for (Object id : list)
                ids.add(String.valueOf(id));
            recentActions.setAll(ids);
        });
    }

    private static <T> Optional<T> value(Map<?, ?> root, String name, Class<T> type) {
        Object value = root.get(name);
        if (value == null)
            return Optional.empty();
        if (!type.isInstance(value))
            throw new IllegalArgumentException(name + " is " + value);
        return Optional.of(type.cast(value));
    }

    private static <E extends Enum<E>> E constant(E[] all, String name) {
        return Arrays.stream(all).filter(one -> Words.lower(one.name()).equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such choice: " + name));
    }
}
