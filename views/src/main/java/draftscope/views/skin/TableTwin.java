package draftscope.views.skin;

import draftscope.views.Mark;
import draftscope.views.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/// The facts of a picture as rows and columns.
record TableTwin(List<String> columns, List<Row> rows) {
    private static final Object SCALE = new Object();
    // Pixels at 100 %.
    private static final double LETTER = 7.2;
    private static final double PADDING = 22;
    private static final double HEADING_LETTER = 8;
    private static final double HEADING_PADDING = 34;
    private static final double MOST = 420;

    static final TableTwin EMPTY = new TableTwin(List.of(), List.of());

    /// @param selection what selecting the row selects
    record Row(List<String> cells, Selection selection) {
        Row {
            cells = List.copyOf(cells);
        }
    }

    TableTwin {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// The same rows with the signs beside what they are about, where there are any.
    ///
    /// @param marks what to say of a selection
    TableTwin withMarks(Function<Selection, List<Mark>> marks) {
        List<String> words = rows.stream().map(row -> Signs.words(marks.apply(row.selection()))).toList();
        if (words.stream().allMatch(String::isEmpty))
            return this;
        List<String> more = new ArrayList<>(columns);
        more.add("marks");
        List<Row> marked = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> cells = new ArrayList<>(rows.get(i).cells());
            cells.add(words.get(i));
            marked.add(new Row(cells, rows.get(i).selection()));
        }
        return new TableTwin(more, marked);
    }

    /// Shows the rows; columns are only made anew when they or the size of the text differ, so that a person's widths and order
    /// stay.
    ///
    /// @param scale of the text, 1 at 100 %
    void fill(TableView<Row> table, Selection selection, double scale) {
        List<String> shown = table.getColumns().stream().map(TableColumn::getText).toList();
        Object scaleBefore = table.getProperties().put(SCALE, scale);
        if (!shown.equals(columns) || !Double.valueOf(scale).equals(scaleBefore)) {
            List<TableColumn<Row, String>> made = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                int index = i;
                TableColumn<Row, String> column = new TableColumn<>(columns.get(i));
                column.setCellValueFactory(
                        cell -> new ReadOnlyStringWrapper(cell.getValue().cells().get(index)));
                int longest = 0;
                for (Row row : rows.subList(0, Math.min(60, rows.size())))
                    longest = Math.max(longest, row.cells().get(i).length());
                double heading = columns.get(i).length() * HEADING_LETTER + HEADING_PADDING;
                double cells = Math.min(MOST, longest * LETTER + PADDING);
                column.setPrefWidth(Math.max(heading, cells) * scale);
                made.add(column);
            }
            table.getColumns().setAll(made);
        }
        table.setPlaceholder(new Label("There is nothing to list at this moment."));
        if (!table.getItems().equals(rows))
            table.getItems().setAll(rows);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).selection().equals(selection)) {
                table.getSelectionModel().select(i);
                return;
            }
        }
        table.getSelectionModel().clearSelection();
    }
}
