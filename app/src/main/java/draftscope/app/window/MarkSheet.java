package draftscope.app.window;

import draftscope.app.marks.Marks;
import draftscope.app.marks.Marks.Bookmark;
import draftscope.app.marks.Marks.Note;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// The list of bookmarks and notes, and the field in which notes and names are written. It lies over the views and blocks
/// nothing.
final class MarkSheet extends VBox {
    private static final double WIDTH = 460;
    private static final double LIST_HEIGHT = 260;

    /// An entry of the list: one of the two.
    private sealed interface Entry {
        record Stop(int number, Bookmark bookmark) implements Entry {}

        record Said(Note note) implements Entry {}
    }

    private final MainWindow window;
    private final MarkDesk desk;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ListView<Entry> list = new ListView<>();
    private final TextField field = new TextField();
    private final Label where = new Label();

    MarkSheet(MainWindow window, MarkDesk desk) {
        this.window = window;
        this.desk = desk;
        setId("mark-sheet");
        getStyleClass().add("shortcut-sheet");
        setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        visibleProperty().bind(open);
        Keys.keepSingleKeys(this);
        list.setId("marks");
        list.setAccessibleText("Bookmarks and notes. Enter goes there, Delete removes, F2 renames a bookmark.");
        list.setPrefHeight(LIST_HEIGHT);
        list.setPlaceholder(new Label("Nothing is marked yet: B marks the moment that is shown."));
        list.setCellFactory(view -> new ListCell<>() {
            @Override
            protected void updateItem(Entry entry, boolean empty) {
                super.updateItem(entry, empty);
                setText(empty || entry == null ? null : words(entry));
                setWrapText(true);
                setPrefWidth(0);
            }
        });
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        list.setOnMouseClicked(event -> goToChosen());
        field.setId("mark-text");
        field.setPromptText("A note on what is selected");
        field.setAccessibleText("A note on what is selected, or a new name for the chosen bookmark");
        field.setOnAction(event -> write());
        HBox.setHgrow(field, Priority.ALWAYS);
        where.getStyleClass().add("ds-secondary");
        where.setWrapText(true);
        where.setMinHeight(Region.USE_PREF_SIZE);
        getChildren().addAll(new SheetHead("Bookmarks and notes", this::close), list,
                new HBox(8, field, button("Add note", "mark-note", this::write)), where,
                buttons());
        desk.marksProperty().subscribe(this::fill);
        desk.arrowFromProperty().subscribe(this::tellWhere);
        window.selectionProperty().subscribe(this::tellWhere);
        window.session().positionProperty().subscribe(this::tellWhere);
    }

    private FlowPane buttons() {
        Button link = button("Copy link", "mark-link", desk::copyLink);
        // A link leads into a file.
        link.disableProperty().bind(window.session().fileProperty().isNull());
        FlowPane row = new FlowPane(8, 8, button("Mark this moment", "mark-moment", desk::mark),
                button("Arrow from here …", "mark-arrow", desk::beginArrow),
                button("Rename", "mark-rename", this::rename), button("Remove", "mark-remove", this::remove), link);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private static Button button(String words, String id, Runnable run) {
        Button button = new Button(words);
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> run.run());
        return button;
    }

    private String words(Entry entry) {
        return switch (entry) {
            case Entry.Stop(int number, Bookmark bookmark) -> number + ".  " + bookmark.name();
            case Entry.Said(Note note) -> "“" + note.text() + "” on " + desk.place(note.on())
                    + (note.to().isEmpty() ? "" : "  →  " + desk.place(note.to()));
        };
    }

    private void fill(Marks marks) {
        int chosen = list.getSelectionModel().getSelectedIndex();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < marks.bookmarks().size(); i++)
            entries.add(new Entry.Stop(i + 1, marks.bookmarks().get(i)));
        marks.notes().forEach(note -> entries.add(new Entry.Said(note)));
        list.getItems().setAll(entries);
        if (!entries.isEmpty())
            list.getSelectionModel().select(Math.clamp(chosen, 0, entries.size() - 1));
    }

    private void tellWhere() {
        if (!open.get())
            return;
        String here = desk.place(desk.screen());
        where.setText(desk.arrowFromProperty().get().isEmpty()
                ? "A note goes on: " + here
                : "The arrow leads from " + desk.place(desk.arrowFromProperty().get()) + " to " + here
                        + "; the note stands on it.");
    }

    private void pressed(KeyEvent event) {
        switch (event.getCode()) {
            case ENTER -> goToChosen();
            case DELETE, BACK_SPACE -> remove();
            case F2 -> rename();
            default -> {
                return;
            }
        }
        if (event.getCode() != KeyCode.ESCAPE)
            event.consume();
    }

    private void goToChosen() {
        switch (list.getSelectionModel().getSelectedItem()) {
            case Entry.Stop(int _, Bookmark bookmark) -> desk.go(bookmark);
            case Entry.Said(Note note) -> desk.go(note.on());
            case null -> {
                // Nothing is chosen.
            }
        }
    }

    private void remove() {
        switch (list.getSelectionModel().getSelectedItem()) {
            case Entry.Stop(int _, Bookmark bookmark) -> desk.remove(bookmark);
            case Entry.Said(Note note) -> desk.remove(note);
            case null -> {
                // Nothing is chosen.
            }
        }
    }

    /// The field's words become the chosen bookmark's name; an empty field first takes the name that it has.
    private void rename() {
        if (!(list.getSelectionModel().getSelectedItem() instanceof Entry.Stop(int _, Bookmark bookmark)))
            return;
        if (field.getText().isBlank()) {
            field.setText(bookmark.name());
            field.requestFocus();
            field.selectAll();
            return;
        }
        desk.rename(bookmark, field.getText());
        field.clear();
        list.requestFocus();
    }

    private void write() {
        desk.note(field.getText());
        field.clear();
    }

    BooleanProperty opened() {
        return open;
    }

    void toggle() {
        if (open.get()) {
            close();
            return;
        }
        open.set(true);
        tellWhere();
        list.requestFocus();
    }

    /// Opens it to write a note on what is selected.
    void openForNote() {
        open.set(true);
        tellWhere();
        field.requestFocus();
    }

    void close() {
        open.set(false);
        window.requestFocus();
    }
}
