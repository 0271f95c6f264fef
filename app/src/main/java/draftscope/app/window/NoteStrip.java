package draftscope.app.window;

import draftscope.app.marks.Marks.Note;
import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// The notes on what is shown, above the views. An arrow's other end is one click away.
final class NoteStrip extends VBox {
    private static final int MOST = 3;

    private final MarkDesk desk;

    NoteStrip(MainWindow window, MarkDesk desk) {
        this.desk = desk;
        setId("notes");
        getStyleClass().add("note-strip");
        desk.marksProperty().subscribe(this::fill);
        window.selectionProperty().subscribe(this::fill);
        window.session().shownProperty().subscribe(this::fill);
        fill();
    }

    private void fill() {
        // Nearly always there is none, and this is asked in every frame.
        if (desk.marksProperty().get().notes().isEmpty() && !isVisible())
            return;
        getChildren().setAll(desk.here().stream().limit(MOST).map(this::line).toList());
        setVisible(!getChildren().isEmpty());
        setManaged(isVisible());
    }

    private HBox line(Note note) {
        Paragraph text = new Paragraph("Note: " + note.text());
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox line = new HBox(12, text);
        line.setAlignment(Pos.CENTER_LEFT);
        if (!note.to().isEmpty()) {
            line.getChildren().addAll(link("from " + desk.place(note.on()), note.on()),
                    link("→ " + desk.place(note.to()), note.to()));
        }
        return line;
    }

    private Hyperlink link(String words, String fragment) {
        Hyperlink link = new Hyperlink(words);
        link.setMinWidth(USE_PREF_SIZE);
        link.setOnAction(event -> desk.go(fragment));
        return link;
    }
}
