package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.app.library.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyBindingsTest {
    private static final KeyCodeCombination X = Keys.key(KeyCode.X);
    private static final KeyCodeCombination J = Keys.key(KeyCode.J);
    private static final KeyCodeCombination CTRL_G = Keys.shortcut(KeyCode.G);

    @TempDir
    private Path folder;

    private List<Action> actions;

    @BeforeEach
    void makeActions() {
        actions = List.of(action("Next rejection", X), action("Next match", Keys.key(KeyCode.F3), CTRL_G),
                action("Dark or light"));
    }

    private static Action action(String name, KeyCodeCombination... keys) {
        return new Action(name, "Find", List.of(keys), new SimpleBooleanProperty(true), () -> {});
    }

    private KeyBindings kept() {
        return new KeyBindings(actions,
                Optional.of(new SettingsFile(folder, "keys.json", "The file of keys")));
    }

    private List<KeyCodeCombination> keys(int action) {
        return actions.get(action).keys();
    }

    @Test
    void aKeyIsTakenFromTheActionThatHadItAndComesBackFromThere() {
        KeyBindings bindings = kept();
        assertThat(bindings.holder(CTRL_G, actions.getFirst())).contains(actions.get(1));
        bindings.give(actions.getFirst(), CTRL_G, X);
        assertThat(keys(0)).containsExactly(CTRL_G);
        assertThat(keys(1)).containsExactly(Keys.key(KeyCode.F3));
        bindings.reset(actions.get(1));
        assertThat(keys(1)).isEqualTo(actions.get(1).standardKeys());
        assertThat(keys(0)).as("no key does two things").isEmpty();
    }

    @Test
    void whatWasChosenHoldsAtTheNextStart() throws Exception {
        KeyBindings bindings = kept();
        bindings.give(actions.getFirst(), J, null);
        bindings.give(actions.get(2), Keys.shiftShortcut(KeyCode.D), null);
        bindings.take(actions.get(1), Keys.key(KeyCode.F3));
        makeActions();
        KeyBindings next = kept();
        assertThat(next.problem()).isEmpty();
        assertThat(keys(0)).containsExactly(X, J);
        assertThat(keys(1)).containsExactly(CTRL_G);
        assertThat(keys(2)).containsExactly(Keys.shiftShortcut(KeyCode.D));
        next.resetAll();
        makeActions();
        kept();
        assertThat(actions).noneMatch(KeyBindings::changed);
        assertThat(Files.readString(folder.resolve("keys.json"))).doesNotContain("next-match");
    }

    @Test
    void keysOfActionsOfAnotherVersionAreNotLost() throws Exception {
        Files.writeString(folder.resolve("keys.json"), "{\"version\": 1, \"keys\": {\"fly\": [\"Alt+F\"]}}");
        kept().give(actions.getFirst(), J, X);
        assertThat(Files.readString(folder.resolve("keys.json"))).contains("\"fly\"", "Alt+F", "next-rejection");
    }

    @Test
    void aDamagedFileIsSetAsideAndSaid() throws Exception {
        for (String damaged : List.of("{\"version\": 1, \"keys\": {\"next-match\": [\"Nokey\"]}}",
                "{\"version\": 1, \"keys\": 3}", "{\"version\": 1, \"keys\": {\"next-match\": \"X\"}}", "{")) {
            Files.writeString(folder.resolve("keys.json"), damaged);
            KeyBindings bindings = kept();
            assertThat(bindings.problem()).as(damaged).hasValueSatisfying(
                    words -> assertThat(words).contains("keys.json", "all keys are the usual ones").endsWith("."));
            assertThat(actions).noneMatch(KeyBindings::changed);
        }
    }

    @Test
    void keysThatMoveAndEscAreRefusedInWords() {
        for (KeyCode code : List.of(KeyCode.ESCAPE, KeyCode.TAB, KeyCode.ENTER, KeyCode.LEFT)) {
            assertThat(KeyBindings.refusal(Keys.key(code))).as(code.getName()).endsWith(".");
            assertThatThrownBy(() -> kept().give(actions.getFirst(), Keys.key(code), null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(KeyBindings.refusal(Keys.shortcut(KeyCode.LEFT))).isEmpty();
    }

    @Test
    void everyKeyThatCanBePressedCanBeKept() {
        for (KeyCode code : KeyCode.values()) {
            if (code.isModifierKey() || code == KeyCode.COMMAND || code == KeyCode.SHORTCUT || code == KeyCode.UNDEFINED
                    || !KeyBindings.refusal(Keys.key(code)).isEmpty())
                continue;
            KeyBindings bindings = kept();
            actions.getFirst().setKeys(List.of());
            bindings.give(actions.getFirst(), Keys.shortcut(code), null);
            makeActions();
            assertThat(kept().problem()).as(code.getName()).isEmpty();
            assertThat(keys(0)).as(code.getName()).containsExactly(Keys.shortcut(code));
        }
    }
}
