package draftscope.app.window;

import draftscope.app.session.Filter;
import draftscope.app.session.Matches;
import draftscope.query.Condition;
import draftscope.query.Suggestion;
import draftscope.views.layout.Numbers;
import java.util.List;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignA;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignM;

/// The line in which a condition is written, with what it comes to, and below it what could be written next.
final class FilterBar extends HBox {
    private static final int MOST_ROWS = 8;
    private static final double ROW = 26;
    private static final double HELP_WIDTH = 520;

    private final Search search;
    private final TextField field = new TextField();
    private final Label state = new Label();
    private final Label count = new Label();
    private final ListView<Suggestion> suggestions = new ListView<>();
    private final Label sentence = new Label();
    private final VBox help = new VBox(sentence, suggestions);

    FilterBar(Search search, Actions actions, Runnable toList) {
        this.search = search;
        Filter filter = search.filter();
        setId("filter-bar");
        getStyleClass().add("filter-bar");
        setAlignment(Pos.CENTER_LEFT);
        visibleProperty().bind(filter.openProperty());
        managedProperty().bind(filter.openProperty());
        state.setId("filter-state");
        state.setMinWidth(72);
        field.setId("filter-field");
        field.setPromptText("state == rejected && p > .2");
        field.setAccessibleText("Filter: a condition on tokens and draft nodes");
        field.textProperty().bindBidirectional(filter.textProperty());
        HBox.setHgrow(field, Priority.ALWAYS);
        count.setId("filter-count");
        count.setMinWidth(Region.USE_PREF_SIZE);
        Button previous = Icons.wire(new Button(), MaterialDesignC.CHEVRON_UP, actions.previousMatch);
        Button next = Icons.wire(new Button(), MaterialDesignC.CHEVRON_DOWN, actions.nextMatch);
        Button close = Icons.wire(new Button(), MaterialDesignC.CLOSE, actions.closeFilter);
        getChildren().addAll(state, field, count, previous, next, close);
        filter.verdictProperty().subscribe(this::describe);
        filter.textProperty().subscribe(this::describe);
        filter.matchesProperty().subscribe(this::describe);
        search.currentProperty().subscribe(this::describe);
        search.setOnOpen(() -> {
            field.requestFocus();
            field.selectAll();
            offer(true);
        });
        buildHelp();
        // The caret follows the text only after its listeners were told.
        field.textProperty().subscribe(() -> Platform.runLater(() -> offer(false)));
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (pressed(event, toList))
                event.consume();
        });
    }

    private void buildHelp() {
        help.setId("filter-help");
        help.getStyleClass().add("filter-help");
        help.setManaged(false);
        help.visibleProperty().bind(search.helpingProperty());
        sentence.setId("filter-wrong");
        sentence.setWrapText(true);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        suggestions.setId("filter-suggestions");
        suggestions.setAccessibleText("What can be written here");
        suggestions.setFixedCellSize(ROW);
        suggestions.setCellFactory(list -> new Row());
        suggestions.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> accept());
        suggestions.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                accept();
                event.consume();
            }
        });
        field.focusedProperty().subscribe(this::leave);
        suggestions.focusedProperty().subscribe(this::leave);
        boundsInParentProperty().subscribe(this::place);
        search.helpingProperty().subscribe(this::place);
    }

    /// What lies over the window while a person writes; to be placed above all else.
    Node help() {
        return help;
    }

    private void leave() {
        if (!field.isFocused() && !suggestions.isFocused())
            search.helpingProperty().set(false);
    }

    private void place() {
        if (!search.helpingProperty().get() || getScene() == null)
            return;
        Bounds under = field.localToScene(field.getBoundsInLocal());
        double width = Math.min(HELP_WIDTH, getScene().getWidth() - under.getMinX() - ROW);
        help.applyCss();
        help.resizeRelocate(under.getMinX(), under.getMaxY() + 4, width, help.prefHeight(width));
    }

    private void describe() {
        Filter filter = search.filter();
        Matches matches = filter.matchesProperty().get();
        switch (filter.verdictProperty().get()) {
            case EMPTY -> mark(MaterialDesignM.MAGNIFY, "filter");
            case VALID -> mark(MaterialDesignC.CHECK, "valid");
            case WRONG -> mark(MaterialDesignA.ALERT_CIRCLE_OUTLINE, "wrong");
        }
        int current = search.currentProperty().get();
        count.setText(matches == null
                ? ""
                : matches.size() == 0
                        ? "nothing matches"
                        : current >= 0
                                ? Numbers.count(current + 1) + " of " + Numbers.count(matches.size())
                                : Numbers.count(matches.size()) + (matches.size() == 1 ? " match" : " matches"));
        field.setAccessibleHelp(filter.wrong().isEmpty() ? count.getText() : filter.wrong());
        sentence.setText(filter.wrong());
        sentence.setVisible(!filter.wrong().isEmpty());
        sentence.setManaged(!filter.wrong().isEmpty());
    }

    private void mark(Ikon icon, String word) {
        if (word.equals(state.getText()))
            return;
        state.setText(word);
        state.setGraphic(Icons.of(icon));
    }

    /// Shows what could be written at the caret.
    ///
    /// @param asked also where the condition is complete as it is
    private void offer(boolean asked) {
        if (!field.isFocused())
            return;
        List<Suggestion> offers = Condition.suggestions(field.getText(), field.getCaretPosition());
        Filter.Verdict verdict = search.filter().verdictProperty().get();
        boolean begun = offers.stream().anyMatch(offer -> offer.end() > offer.from()
                && !field.getText().substring(offer.from(), offer.end()).equalsIgnoreCase(offer.text()));
        boolean shown = !offers.isEmpty() && (asked || begun || verdict != Filter.Verdict.VALID);
        suggestions.getSelectionModel().clearSelection();
        suggestions.getItems().setAll(shown ? offers : List.of());
        suggestions.setPrefHeight(Math.min(MOST_ROWS, offers.size()) * ROW + 2);
        suggestions.setVisible(shown);
        suggestions.setManaged(shown);
        search.helpingProperty().set(shown || verdict == Filter.Verdict.WRONG);
        place();
    }

    private boolean pressed(KeyEvent event, Runnable toList) {
        boolean offered = search.helpingProperty().get() && !suggestions.getItems().isEmpty();
        switch (event.getCode()) {
            case DOWN -> {
                if (offered)
                    move(1);
                else
                    toList.run();
            }
            case UP -> {
                if (!offered)
                    return false;
                move(-1);
            }
            case TAB -> {
                if (!offered || event.isShiftDown() || field.getText().isBlank())
                    return false;
                if (suggestions.getSelectionModel().isEmpty())
                    suggestions.getSelectionModel().selectFirst();
                accept();
            }
            case ENTER -> {
                if (offered && !suggestions.getSelectionModel().isEmpty())
                    accept();
                else
                    search.next(!event.isShiftDown());
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
