package draftscope.app.export;

import draftscope.styles.Theme;
import draftscope.views.TraceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.scene.Scene;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.StackPane;
import tools.jackson.databind.json.JsonMapper;

/// Rows and columns as they stand in the table twin of a view.
public record Table(List<String> columns, List<List<String>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /// What a view's table twin says; empty for a view that has no table. On the JavaFX thread.
    ///
    /// @param view of its own, in no scene yet
    public static Optional<Table> of(TraceView view) {
        view.setTable(true);
        StackPane root = new StackPane(view);
        Scene scene = new Scene(root, 1200, 800);
        scene.getStylesheets().setAll(Theme.LIGHT.stylesheets());
        for (int i = 0; i < 2; i++) {
            root.applyCss();
            root.layout();
        }
        return root.lookup(".table-view") instanceof TableView<?> table ? Optional.of(read(table)) : Optional.empty();
    }

    private static Table read(TableView<?> table) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < table.getItems().size(); i++) {
            int row = i;
            rows.add(table.getColumns().stream().map(column -> cell(column, row)).toList());
        }
        return new Table(table.getColumns().stream().map(TableColumn::getText).toList(), rows);
    }

    private static String cell(TableColumn<?, ?> column, int row) {
        Object value = column.getCellData(row);
        return value == null ? "" : value.toString();
    }

    /// As CSV (RFC 4180), with the columns' names first.
    public String csv() {
        StringBuilder file = new StringBuilder();
        line(file, columns);
        rows.forEach(row -> line(file, row));
        return file.toString();
    }

    private static void line(StringBuilder file, List<String> cells) {
        file.append(cells.stream().map(Table::quoted).collect(Collectors.joining(","))).append("\r\n");
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\r\n].*") || !cell.strip().equals(cell)
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }

    /// As one JSON object a line, by the columns' names.
    public String jsonLines() {
        return objects().stream().map(row -> JsonMapper.shared().writeValueAsString(row) + "\n")
                .collect(Collectors.joining());
    }

    /// As one JSON list.
    public String json() {
        return JsonMapper.shared().writeValueAsString(objects());
    }

    private List<Map<String, String>> objects() {
        return rows.stream().map(row -> {
            Map<String, String> object = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++)
                object.put(columns.get(i), row.get(i));
            return object;
        }).toList();
    }
}
