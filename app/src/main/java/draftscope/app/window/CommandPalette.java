package draftscope.app.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Every action by its name: typing finds, arrows choose, Enter does. What was done lately stands first; what cannot be done now
/// is listed too, with the reason.
final class CommandPalette extends VBox {
    private static final PseudoClass REFUSED = PseudoClass.getPseudoClass("refused");
    private static final int ROWS = 12;
    private static final int PAGE = 8;

    private final List<Action> actions;
    private final ObservableList<String> recent;
    private final Set<Action> leftOut;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final TextField field = new TextField();
    private final ListView<Action> list = new ListView<>();
    private final Label count = new Label();
    private Node focusedBefore;

    /// @param leftOut actions that make no sense from here
    /// @param recent  ids of what was done from here, the newest first; it writes them too
    CommandPalette(List<Action> actions, Set<Action> leftOut, ObservableList<String> recent) {
        this.actions = actions;
        this.leftOut = leftOut;
        this.recent = recent;
        setId("palette");
        getStyleClass().addAll("shortcut-sheet", "palette");
        visibleProperty().bind(open);
        field.setId("palette-field");
        field.setPromptText("What do you want to do?");
        field.setAccessibleText("Command palette: type a part of what you want to do");
        HBox.setHgrow(field, Priority.ALWAYS);
        count.getStyleClass().add("ds-secondary");
        count.setMinWidth(Region.USE_PREF_SIZE);
        HBox top = new HBox(12, field, count);
        top.setAlignment(Pos.CENTER_LEFT);
        list.setId("palette-list");
        list.setAccessibleText("What fits");
        // The field keeps the focus, so that typing goes on while arrows choose.
        list.setFocusTraversable(false);
        list.setCellFactory(view -> new Row());
        list.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.isStillSincePress() && event.getTarget() instanceof Node node && inRow(node))
                run();
            if (open.get())
                field.requestFocus();
        });
        VBox.setVgrow(list, Priority.ALWAYS);
        getChildren().addAll(top, list);
        field.textProperty().subscribe(this::find);
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        list.getSelectionModel().selectedItemProperty().subscribe(this::describe);
        // A click elsewhere means that the person wants something else.
        field.focusedProperty().subscribe((before, now) -> {
            if (before && !now && !isHover())
                open.set(false);
        });
    }

    private static boolean inRow(Node node) {
        for (Node at = node; at != null; at = at.getParent())
            if (at instanceof Row row)
                return !row.isEmpty();
        return false;
    }

    BooleanProperty openProperty() {
        return open;
    }

    void toggle() {
        if (open.get()) {
            close();
            return;
        }
        open.set(true);
        focusedBefore = getScene() == null ? null : getScene().getFocusOwner();
        field.clear();
        find();
        field.requestFocus();
    }

    private void close() {
        open.set(false);
        if (focusedBefore != null)
            focusedBefore.requestFocus();
    }

    private void find() {
        if (!open.get())
            return;
        String typed = field.getText();
        record Found(Action action, int score) {}
        List<Found> found = new ArrayList<>();
        for (Action action : actions) {
            int score = Math.max(Fuzzy.score(typed, action.name()),
                    Fuzzy.score(typed, action.group() + " " + action.name() + " " + action.keysText()));
            if (score >= 0 && !leftOut.contains(action))
                found.add(new Found(action, score));
        }
        found.sort(Comparator.<Found>comparingInt(one -> -one.score())
                .thenComparingInt(one -> age(one.action())).thenComparing(one -> !one.action().enabled().get()));
        list.getItems().setAll(found.stream().map(Found::action).toList());
        count.setText(list.getItems().isEmpty()
                ? "nothing fits"
                : list.getItems().size() == actions.size() - leftOut.size()
                        ? "all " + list.getItems().size()
                        : Integer.toString(list.getItems().size()));
        list.getSelectionModel().selectFirst();
        list.scrollTo(0);
        describe();
    }

    private int age(Action action) {
        int at = recent.indexOf(action.id());
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    /// A screen reader stays with the field; so the field says what is chosen in the list.
    private void describe() {
        Action chosen = list.getSelectionModel().getSelectedItem();
        field.setAccessibleHelp(chosen == null
                ? "Nothing fits."
                : words(chosen) + ". " + (list.getSelectionModel().getSelectedIndex() + 1) + " of "
                        + list.getItems().size());
    }

    private static String words(Action action) {
        String keys = action.keysText();
        return action.name() + (keys.isEmpty() ? "" : ", " + keys)
                + (action.obstacle().isEmpty() ? "" : ", not now: " + action.obstacle());
    }

    private void pressed(KeyEvent event) {
        switch (event.getCode()) {
            case DOWN -> move(1);
            case UP -> move(-1);
            case PAGE_DOWN -> move(PAGE);
            case PAGE_UP -> move(-PAGE);
            case ENTER -> run();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(int rows) {
        if (list.getItems().isEmpty())
            return;
        int at = Math.clamp(list.getSelectionModel().getSelectedIndex() + rows, 0, list.getItems().size() - 1);
        list.getSelectionModel().clearAndSelect(at);
        list.scrollTo(Math.max(0, at - ROWS / 2));
    }

    private void run() {
        Action chosen = list.getSelectionModel().getSelectedItem();
        if (chosen == null || !chosen.enabled().get())
            return;
        close();
        recent.remove(chosen.id());
        recent.addFirst(chosen.id());
        chosen.perform();
    }

    private static final class Row extends ListCell<Action> {
        private final Label name = new Label();
        private final Label note = new Label();
        private final Label keys = new Label();
        private final HBox content = new HBox(10, name, note, keys);

        Row() {
            name.setMinWidth(Region.USE_PREF_SIZE);
            keys.setMinWidth(Region.USE_PREF_SIZE);
            keys.getStyleClass().addAll("ds-mono", "palette-keys");
            note.getStyleClass().addAll("ds-secondary", "palette-note");
            note.setMinWidth(0);
            note.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(note, Priority.ALWAYS);
            content.setAlignment(Pos.CENTER_LEFT);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(Action item, boolean empty) {
            super.updateItem(item, empty);
            setGraphic(empty ? null : content);
            pseudoClassStateChanged(REFUSED, !empty && !item.enabled().get());
            if (empty) {
                setAccessibleText(null);
                return;
            }
            name.setText(item.name());
            note.setText(item.enabled().get() ? item.group() : item.obstacle());
            keys.setText(item.keysText());
            setAccessibleText(words(item));
        }
    }
}
