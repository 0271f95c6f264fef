package draftscope.app.window;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.control.Label;

import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// All actions with their keys. It lies over the views and blocks nothing: every key it names works while it is open.
final class ShortcutSheet extends VBox {
    private static final double WIDTH = 1180;

    ShortcutSheet(List<Action> actions, Runnable close) {
        setId("shortcut-sheet");
        getStyleClass().add("shortcut-sheet");
        FlowPane groups = new FlowPane(40, 20);
        groups.setRowValignment(VPos.TOP);
        groups.setPrefWrapLength(WIDTH);
        actions.stream().map(Action::group).distinct().forEach(name -> groups.getChildren()
                .add(group(name, actions.stream().filter(action -> action.group().equals(name)).toList())));
        Label inside = new Label(
                "With the focus in a view, arrows select; in the tree, W S zoom, A D pan, Enter unfolds a run; in the icicle it gives a node "
                        + "the whole height. On the timeline, Shift with an arrow or a drag selects a range. "
                        + "Single keys wait while a field has the focus.");
        inside.setWrapText(true);
        inside.setMinHeight(Region.USE_PREF_SIZE);
        inside.getStyleClass().add("ds-secondary");
        getChildren().addAll(new SheetHead("All shortcuts", close), new ScrollBox(groups), inside);
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
            row.forEach(label -> label.setMinWidth(Region.USE_PREF_SIZE));
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
