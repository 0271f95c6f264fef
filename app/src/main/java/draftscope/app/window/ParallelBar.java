package draftscope.app.window;

import draftscope.app.session.ParallelBench;
import draftscope.lists.ListTask;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.util.StringConverter;

/// What is measured in the parallel view: the task, how tokens are taken, and the way to begin and to stop.
final class ParallelBar extends FlowPane {
    ParallelBar(ParallelBench bench, Action measure) {
        getStyleClass().add("lab-bar");
        setId("parallel-bar");
        ComboBox<ListTask> task = new ComboBox<>();
        task.setId("parallel-task");
        task.setAccessibleText("List task");
        task.getItems().setAll(ListTask.values());
        task.setConverter(new StringConverter<>() {
            @Override
            public String toString(ListTask chosen) {
                return chosen == null ? "" : chosen.label();
            }

            @Override
            public ListTask fromString(String label) {
                throw new UnsupportedOperationException("a task is chosen, not written");
            }
        });
        task.valueProperty().bindBidirectional(bench.taskProperty());
        CheckBox drawn = new CheckBox("drawn at temperature 1");
        drawn.setId("parallel-drawn");
        Icons.tip(drawn,
                "Tokens are drawn from the model's laws. Without it the likeliest token is always taken, which fails in"
                        + " another way: all positions choose the same favourite.");
        drawn.selectedProperty().bindBidirectional(bench.sampledProperty());
        Button measureButton = Icons.wire(new Button("Measure"), measure);
        measureButton.setId("parallel-measure");
        Button stop = new Button("Stop measuring");
        stop.setId("parallel-stop");
        stop.setOnAction(event -> bench.cancel());
        Label progress = new Label();
        progress.setId("parallel-progress");
        progress.getStyleClass().add("ds-secondary");
        progress.textProperty().bind(bench.progressProperty());
        bench.workingProperty().subscribe(working -> {
            measureButton.setVisible(!working);
            measureButton.setManaged(!working);
            stop.setVisible(working);
            stop.setManaged(working);
        });
        HBox chosen = new HBox(8, new Label("Task"), task);
        chosen.setAlignment(Pos.CENTER_LEFT);
        // Each goes to a line of its own where the text is large.
        getChildren().addAll(chosen, drawn, measureButton, stop, progress);
        setRowValignment(VPos.CENTER);
    }
}
