package draftscope.app.window;

import java.util.List;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// The list of all actions with their keys, which can be changed: choose an action, Enter, press the new key. A key that another
/// action has is named with it, and taken from there only when it is pressed once more.
final class KeyEditor extends VBox {
    private static final String HOW = "Enter changes the key of the chosen action, Insert gives it one more, Delete takes its last one away.";

    private final List<Action> actions;
    private final KeyBindings bindings;
    private final TextField find = new TextField();
    private final TableView<Action> table = new TableView<>();
    private final Label said = new Paragraph(HOW, "key-words");
    private final Button takeOver = new Button("Take it from there");
    private boolean listening;
    private boolean oneMore;
    private KeyCodeCombination wanted; // pressed, but another action has it

    KeyEditor(List<Action> actions, KeyBindings bindings) {
        this.actions = actions;
        this.bindings = bindings;
        setId("keys");
        getStyleClass().addAll("section", "key-editor");
        find.setId("key-find");
        find.setPromptText("Find an action or a key");
        find.setAccessibleText("Find an action or a key");
        find.textProperty().subscribe(this::fill);
        said.setId("key-words");
        takeOver.setId("key-take-over");
        takeOver.setOnAction(event -> give(wanted));
        buildTable();
        Button change = button("Change …", () -> listen(false));
        Button more = button("One more …", () -> listen(true));
        Button less = button("Take away", this::takeAway);
        Button usual = button("Usual keys", () -> chosen().ifPresent(action -> {
            bindings.reset(action);
            say(keys(action));
        }));
        Button all = new Button("Usual keys for all");
        all.setId("keys-reset-all");
        all.setOnAction(event -> {
            bindings.resetAll();
            say("All keys are the usual ones.");
        });
        FlowPane buttons = new FlowPane(8, 8, change, more, less, usual, all);
        HBox line = new HBox(10, said, takeOver);
        line.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(said, Priority.ALWAYS);
        said.setMaxWidth(Double.MAX_VALUE);
        getChildren().addAll(find, table, line, buttons);
        actions.forEach(action -> action.keysProperty().subscribe(keys -> table.refresh()));
        focusWithinProperty().subscribe(within -> {
            if (!within && listening)
                stop(HOW);
        });
        stop(HOW);
    }

    private Button button(String text, Runnable run) {
        Button button = new Button(text);
        button.setOnAction(event -> run.run());
        button.disableProperty().bind(Bindings.isNull(table.getSelectionModel().selectedItemProperty()));
        return button;
    }

    private void buildTable() {
        table.setId("key-table");
        table.setAccessibleText("Actions and their keys");
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        TableColumn<Action, String> name = new TableColumn<>("Action");
        name.setCellValueFactory(row -> new ReadOnlyStringWrapper(row.getValue().name()));
        TableColumn<Action, String> keys = new TableColumn<>("Keys");
        keys.setCellValueFactory(row -> new ReadOnlyStringWrapper(row.getValue().keysText()
                + (KeyBindings.changed(row.getValue()) ? "   (changed)" : "")));
        table.getColumns().setAll(List.of(name, keys));
        table.setPlaceholder(new Label("No action is called so, and none has this key."));
        table.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (listening ? heard(event) : pressed(event))
                event.consume();
        });
        table.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getClickCount() == 2)
                listen(false);
        });
        table.getSelectionModel().selectedItemProperty().subscribe(action -> {
            if (listening)
                stop(HOW);
        });
        // Single keys must not do what they are shown to do while a person looks at them; typing finds nothing here.
        Keys.keepSingleKeys(this);
        fill();
    }

    private void fill() {
        table.getItems().setAll(actions.stream()
                .filter(action -> Fuzzy.score(find.getText(), action.name() + " " + action.keysText()) >= 0).toList());
    }

    private Optional<Action> chosen() {
        return Optional.ofNullable(table.getSelectionModel().getSelectedItem());
    }

    private boolean pressed(KeyEvent event) {
        switch (event.getCode()) {
            case ENTER -> listen(false);
            case INSERT -> listen(true);
            case DELETE, BACK_SPACE -> takeAway();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void takeAway() {
        chosen().ifPresent(action -> {
            if (action.keys().isEmpty())
                return;
            KeyCodeCombination last = action.keys().getLast();
            String refusal = KeyBindings.refusal(last);
            if (refusal.isEmpty())
                bindings.take(action, last);
            say(refusal.isEmpty() ? keys(action) : refusal);
        });
    }

    private void listen(boolean more) {
        chosen().ifPresent(action -> {
            listening = true;
            oneMore = more;
            wanted = null;
            Keys.keepAllKeys(this, true);
            table.requestFocus();
            say("Press the new key for “" + action.name() + "”. Esc leaves it as it is.");
        });
    }

    private void stop(String words) {
        listening = false;
        wanted = null;
        Keys.keepAllKeys(this, false);
        say(words);
    }

    private boolean heard(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            stop("Nothing was changed. " + HOW);
            return true;
        }
        KeyBindings.pressed(event).ifPresent(this::weigh);
        return true;
    }

    private void weigh(KeyCodeCombination key) {
        Action action = chosen().orElseThrow();
        String refusal = KeyBindings.refusal(key);
        Optional<Action> holder = bindings.holder(key, action);
        if (!refusal.isEmpty()) {
            wanted = null;
            say(refusal + " Press another key; Esc leaves “" + action.name() + "” as it is.");
        } else if (holder.isPresent() && !key.equals(wanted)) {
            wanted = key;
            say(Keys.text(key) + " belongs to “" + holder.get().name() + "”. Press it again to take it from there, or "
                    + "press another key; Esc leaves both as they are.");
        } else {
            give(key);
        }
    }

    private void give(KeyCodeCombination key) {
        chosen().ifPresent(action -> {
            Optional<Action> holder = bindings.holder(key, action);
            bindings.give(action, key, oneMore || action.keys().isEmpty() ? null : action.keys().getFirst());
            stop(keys(action) + holder.map(other -> " " + keys(other)).orElse(""));
            table.requestFocus();
        });
    }

    private static String keys(Action action) {
        return "“" + action.name() + "” " + (action.keys().isEmpty()
                ? "has no key now; the command palette still finds it."
                : "is on " + action.keysText() + " now.");
    }

    private void say(String words) {
        said.setText(words);
        takeOver.setVisible(wanted != null);
        takeOver.setManaged(wanted != null);
        table.setAccessibleHelp(words);
    }
}
