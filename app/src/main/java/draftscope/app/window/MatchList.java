package draftscope.app.window;

import draftscope.app.session.Matches;
import draftscope.query.Field;
import draftscope.query.Item;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// What the filter found, a match a row, with the numbers that the condition asks for. A click or Enter goes there.
final class MatchList extends TableView<Integer> {
    private static final int MOST_NUMBERS = 3;
    private static final List<Field> NUMBERS = List.of(Field.ENTROPY, Field.TARGET, Field.DRAFT);

    private final Search search;
    private List<Field> numbers = List.of();

    MatchList(Search search) {
        this.search = search;
        setId("match-list");
        getStyleClass().add("match-list");
        setAccessibleText("Matches");
        visibleProperty().bind(search.filter().openProperty());
        managedProperty().bind(search.filter().openProperty());
        setRowFactory(table -> {
            TableRow<Integer> row = new TableRow<>();
            row.setOnMouseClicked(event -> {
                if (!row.isEmpty())
                    search.show(row.getItem());
            });
            return row;
        });
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            Integer selected = getSelectionModel().getSelectedItem();
            if (event.getCode() == KeyCode.ENTER && selected != null) {
                search.show(selected);
                event.consume();
            }
        });
        search.filter().matchesProperty().subscribe(this::fill);
        search.currentProperty().subscribe(this::follow);
        // A list of another height has other rows in sight; it knows which only after its layout.
        heightProperty().subscribe(() -> Platform.runLater(this::reveal));
    }

    /// Moves the focus here, to the match that is selected or else to the first.
    void enter() {
        requestFocus();
        if (getSelectionModel().isEmpty())
            getSelectionModel().selectFirst();
    }

    private void fill(Matches matches) {
        Label placeholder = new Paragraph(matches == null ? "What matches is listed here." : "Nothing matches.");
        placeholder.getStyleClass().add("ds-secondary");
        setPlaceholder(placeholder);
        if (matches == null) {
            setItems(FXCollections.emptyObservableList());
            return;
        }
        List<Field> asked = matches.condition().fields().stream().filter(
                field -> field.kind() == Field.Kind.NUMBER && field != Field.STEP && field != Field.ID)
                .limit(MOST_NUMBERS).toList();
        List<Field> wanted = asked.isEmpty() ? NUMBERS : asked;
        if (!wanted.equals(numbers) || getColumns().isEmpty()) {
            numbers = wanted;
            List<TableColumn<Integer, String>> columns = new ArrayList<>();
            columns.add(column("step", 42, match -> Integer.toString(item(match).facts().step() + 1)));
            columns.add(column("token", 78, match -> TokenText.marks(matches().text(match))));
            columns.add(column("state", 90, match -> item(match).state().word()));
            for (Field field : numbers)
                columns.add(column(field.word(), 28 + 6 * field.word().length(),
                        match -> words(field, field.value(item(match)))));
            getColumns().setAll(columns);
        }
        int selected = getSelectionModel().getSelectedIndex();
        setItems(FXCollections.observableList(new AbstractList<>() {
            @Override
            public Integer get(int index) {
                return index;
            }

            @Override
            public int size() {
                return matches.size();
            }
        }));
        if (isFocused() && selected >= 0 && selected < matches.size())
            getSelectionModel().clearAndSelect(selected);
        follow();
    }

    private Matches matches() {
        return search.filter().matchesProperty().get();
    }

    private Item item(int match) {
        return matches().get(match);
    }

    private void follow() {
        int current = search.currentProperty().get();
        if (current < 0 || current >= getItems().size() || getSelectionModel().getSelectedIndex() == current)
            return;
        getSelectionModel().clearAndSelect(current);
        reveal();
    }

    private void reveal() {
        int current = search.currentProperty().get();
        if (current >= 0 && current < getItems().size())
            scrollTo(Math.max(0, current - 2));
    }

    private TableColumn<Integer, String> column(String name, double width, IntFunction<String> text) {
        TableColumn<Integer, String> column = new TableColumn<>(name);
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setReorderable(false);
        // A row may outlive its matches until the next layout.
        column.setCellValueFactory(cell -> new ReadOnlyStringWrapper(
                matches() == null || cell.getValue() >= matches().size() ? "" : text.apply(cell.getValue())));
        return column;
    }

    private static String words(Field field, double value) {
        if (Double.isNaN(value))
            return Words.NONE;
        return switch (field.unit()) {
            case "bits" -> Numbers.fixed(value, 2);
            case "0 to 1" -> Numbers.probability(value);
            default -> Numbers.count(Math.round(value));
        };
    }
}
