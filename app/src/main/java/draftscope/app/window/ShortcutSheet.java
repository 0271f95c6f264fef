package draftscope.app.window;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;

import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;

/// All actions with their keys. It lies over the views and blocks nothing: every key it names works while it is open.
final class ShortcutSheet extends VBox {
    ShortcutSheet(List<Action> actions, Runnable close) {
        setId("shortcut-sheet");
        getStyleClass().add("shortcut-sheet");
        Label title = new Label("All shortcuts");
        title.getStyleClass().add("ds-strong");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button done = new Button();
        done.setGraphic(Icons.of(MaterialDesignC.CLOSE));
        done.getStyleClass().add("icon-button");
        done.setAccessibleText("Close");
        done.setOnAction(event -> close.run());
        HBox top = new HBox(title, gap, done);
        top.setAlignment(Pos.CENTER_LEFT);
        HBox groups = new HBox(40);
        List<String> names = actions.stream().map(Action::group).distinct().toList();
        VBox column = null;
        for (String name : names) {
            // Two short groups share a column.
            if (column == null || column.getChildren().size() == 2) {
                column = new VBox(20);
                groups.getChildren().add(column);
            }
            column.getChildren()
                    .add(group(name, actions.stream().filter(action -> action.group().equals(name)).toList()));
        }
        Label inside = new Label(
                "With the focus in a view, arrows select; in the tree, W S zoom, A D pan, Enter unfolds a run; in the icicle it gives a node "
                        + "the whole height. On the timeline, Shift with an arrow or a drag selects a range. "
                        + "Single keys wait while a field has the focus.");
        inside.setWrapText(true);
        inside.getStyleClass().add("ds-secondary");
        getChildren().addAll(top, new ScrollBox(groups), inside);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
    }

    private static VBox group(String name, List<Action> actions) {
        Label heading = new Label(name);
        heading.getStyleClass().add("ds-heading");
        GridPane grid = new GridPane(16, 4);
        for (Action action : actions) {
            Label what = new Label(action.name());
            Label keys = new Label();
            keys.getStyleClass().add("ds-mono");
            List<Label> row = List.of(what, keys);
            action.keysProperty().subscribe(now -> {
                keys.setText(action.keysText());
                // What has no key is found in the palette.
                row.forEach(label -> label.setVisible(!now.isEmpty()));
                row.forEach(label -> label.setManaged(!now.isEmpty()));
            });
            grid.addRow(grid.getRowCount(), what, keys);
        }
        return new VBox(8, heading, grid);
    }
}
