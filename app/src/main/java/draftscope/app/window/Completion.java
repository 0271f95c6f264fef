package draftscope.app.window;

import draftscope.app.session.Filter;
import draftscope.query.Condition;
import draftscope.query.Suggestion;
import java.util.List;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignA;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignM;

/// What could be written next in a field that takes a condition, and what is wrong with what stands there. To be placed above
/// all else in the window; it lays itself under its field.
final class Completion extends VBox {
    private static final int MOST_ROWS = 8;
    private static final double ROW = 26;
    private static final double WIDTH = 520;

    private final TextField field;
    private final BooleanProperty helping;
    private final BooleanSupplier complete;
    private final ListView<Suggestion> suggestions = new ListView<>();
    private final Label sentence = new Label();

    /// @param name     begins the ids of its parts
    /// @param helping  whether it is shown
    /// @param complete whether what stands in the field is a condition as it is
    Completion(String name, TextField field, BooleanProperty helping, BooleanSupplier complete) {
        this.field = field;
        this.helping = helping;
        this.complete = complete;
        setId(name + "-help");
        getStyleClass().add("filter-help");
        setManaged(false);
        visibleProperty().bind(helping);
        sentence.setId(name + "-wrong");
        sentence.setWrapText(true);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        suggestions.setId(name + "-suggestions");
        suggestions.setAccessibleText("What can be written here");
        suggestions.setFixedCellSize(ROW);
        suggestions.setCellFactory(list -> new Row());
        getChildren().addAll(sentence, suggestions);
        suggestions.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> accept());
        suggestions.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                accept();
                event.consume();
            }
        });
        field.focusedProperty().subscribe(this::leave);
        suggestions.focusedProperty().subscribe(this::leave);
        helping.subscribe(this::place);
        // The caret follows the text only after its listeners were told.
        field.textProperty().subscribe(() -> Platform.runLater(() -> offer(false)));
    }

    /// A sign and a word for how a text stands.
    static void mark(Label state, Filter.Verdict verdict, String empty) {
        switch (verdict) {
            case EMPTY -> mark(state, MaterialDesignM.MAGNIFY, empty);
            case VALID -> mark(state, MaterialDesignC.CHECK, "valid");
            case WRONG -> mark(state, MaterialDesignA.ALERT_CIRCLE_OUTLINE, "wrong");
        }
    }

    private static void mark(Label state, Ikon icon, String word) {
        if (word.equals(state.getText()))
            return;
        state.setText(word);
        state.setGraphic(Icons.of(icon));
    }

    /// What is wrong with the text; empty for nothing.
    void setWrong(String words) {
        sentence.setText(words);
        sentence.setVisible(!words.isEmpty());
        sentence.setManaged(!words.isEmpty());
    }

    private void leave() {
        if (!field.isFocused() && !suggestions.isFocused())
            helping.set(false);
    }

    /// Lays it under its field.
    void place() {
        if (!helping.get() || field.getScene() == null)
            return;
        Bounds under = field.localToScene(field.getBoundsInLocal());
        double width = Math.min(WIDTH, field.getScene().getWidth() - under.getMinX() - ROW);
        applyCss();
        resizeRelocate(under.getMinX(), under.getMaxY() + 4, width, prefHeight(width));
    }

    /// Shows what could be written at the caret.
    ///
    /// @param asked also where the condition is complete as it is
    void offer(boolean asked) {
        if (!field.isFocused())
            return;
        List<Suggestion> offers = Condition.suggestions(field.getText(), field.getCaretPosition());
        boolean begun = offers.stream().anyMatch(offer -> offer.end() > offer.from()
                && !field.getText().substring(offer.from(), offer.end()).equalsIgnoreCase(offer.text()));
        boolean shown = !offers.isEmpty() && (asked || begun || !complete.getAsBoolean());
        suggestions.getSelectionModel().clearSelection();
        suggestions.getItems().setAll(shown ? offers : List.of());
        suggestions.setPrefHeight(Math.min(MOST_ROWS, offers.size()) * ROW + 2);
        suggestions.setVisible(shown);
        suggestions.setManaged(shown);
        helping.set(shown || !sentence.getText().isEmpty());
        place();
    }

    /// Takes a key of the field.
    ///
    /// @return false where it means nothing here
    boolean pressed(KeyEvent event) {
        boolean offered = helping.get() && !suggestions.getItems().isEmpty();
        boolean chosen = offered && !suggestions.getSelectionModel().isEmpty();
        switch (event.getCode()) {
            case DOWN -> {
                if (!offered)
                    return false;
                move(1);
            }
            case UP -> {
                if (!offered)
                    return false;
                move(-1);
            }
            case TAB -> {
                if (!offered || event.isShiftDown() || field.getText().isBlank())
                    return false;
                if (!chosen)
                    suggestions.getSelectionModel().selectFirst();
                accept();
            }
            case ENTER -> {
                if (!chosen)
                    return false;
                accept();
            }
            case SPACE -> {
                if (!event.isControlDown())
                    return false;
                offer(true);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// Whether Enter would take what is chosen here.
    boolean hasChoice() {
        return !suggestions.getSelectionModel().isEmpty();
    }

    private void move(int rows) {
        int at = suggestions.getSelectionModel().getSelectedIndex() + rows;
        suggestions.getSelectionModel().clearAndSelect(Math.clamp(at, 0, suggestions.getItems().size() - 1));
        suggestions.scrollTo(Math.max(0, at));
    }

    private void accept() {
        Suggestion chosen = suggestions.getSelectionModel().getSelectedItem();
        if (chosen == null)
            return;
        String text = field.getText();
        boolean more = !chosen.text().endsWith("(") && !chosen.text().equals("!")
                && !text.substring(Math.min(chosen.end(), text.length())).startsWith(" ");
        field.requestFocus();
        field.replaceText(chosen.from(), Math.min(chosen.end(), text.length()), chosen.text() + (more ? " " : ""));
    }

    /// A word with its meaning.
    private static final class Row extends ListCell<Suggestion> {
        private final Label word = new Label();
        private final Label meaning = new Label();
        private final HBox content = new HBox(12, word, meaning);

        Row() {
            word.getStyleClass().add("ds-mono");
            word.setMinWidth(104);
            meaning.getStyleClass().add("ds-secondary");
            content.setAlignment(Pos.CENTER_LEFT);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(Suggestion item, boolean empty) {
            super.updateItem(item, empty);
            setGraphic(empty ? null : content);
            if (empty)
                return;
            word.setText(item.text());
            meaning.setText(item.meaning());
            setAccessibleText(item.text() + ": " + item.meaning());
        }
    }
}
