package draftscope.app.window;

import draftscope.app.session.LabMap;
import draftscope.app.session.TreeLab;
import draftscope.lab.Shape.Order;
import draftscope.views.layout.Numbers;
import java.util.List;
import java.util.function.IntFunction;
import javafx.beans.property.IntegerProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/// What is chosen in the tree lab: the cell by depth and budget, what holds for all cells, and the two things to do with it.
final class LabBar extends FlowPane {
    private static final double SLIDER = 84;

    private final TreeLab lab;
    private List<Integer> depths = List.of();
    private List<Integer> budgets = List.of();
    private boolean showing = true; // until there is a map, the sliders say nothing

    LabBar(TreeLab lab, Action apply, Action measure) {
        this.lab = lab;
        getStyleClass().add("lab-bar");
        setId("lab-bar");
        Slider depth = chosen(lab.depthProperty(), at -> depths.get(at), "lab-depth");
        Slider nodes = chosen(lab.nodesProperty(), at -> budgets.get(at), "lab-nodes");
        Slider width = slider("lab-width");
        width.setMin(1);
        width.valueProperty().subscribe(value -> {
            if (!showing)
                lab.widthProperty().set((int) Math.round(value.doubleValue()));
        });
        Slider least = slider("lab-least");
        least.setMax(1);
        least.setBlockIncrement(0.05);
        least.valueProperty().subscribe(value -> {
            if (!showing)
                lab.leastProbabilityProperty().set(Math.round(value.doubleValue() * 100) / 100.0);
        });
        CheckBox likeliest = new CheckBox("likeliest paths first");
        likeliest.setId("lab-order");
        Icons.tip(likeliest,
                "Spends the budget on the likeliest paths instead of in drafting order. Everything is drafted"
                        + " first, so no draft pass is saved. Only for runs judged by a match rule.");
        likeliest.selectedProperty().subscribe(on -> {
            if (!showing)
                lab.orderProperty().set(on ? Order.PATH_PROBABILITY : Order.DRAFTED);
        });
        Button measureButton = Icons.wire(new Button("Measure"), measure);
        measureButton.setId("lab-measure");
        Button stop = new Button("Stop measuring");
        stop.setId("lab-stop");
        stop.setOnAction(event -> lab.cancel());
        Button applyButton = Icons.wire(new Button("Apply"), apply);
        applyButton.setId("lab-apply");
        Label progress = new Label();
        progress.setId("lab-progress");
        progress.getStyleClass().add("ds-secondary");
        progress.textProperty().bind(lab.progressProperty());
        lab.workingProperty().subscribe(working -> {
            measureButton.setVisible(!working);
            measureButton.setManaged(!working);
            stop.setVisible(working);
            stop.setManaged(working);
        });
        HBox buttons = new HBox(8, applyButton, measureButton, stop, progress);
        buttons.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(
                group("depth", depth, lab.depthProperty().map(value -> "depth " + value)),
                group("most nodes", nodes, lab.nodesProperty().map(value -> "nodes " + value)),
                group("most children of a node", width, lab.widthProperty().map(value -> "width " + value)),
                group("a node that the draft gives less has no children", least,
                        lab.leastProbabilityProperty().map(
                                value -> "p-min " + Numbers.fixed(value.doubleValue(), 2))),
                likeliest, buttons);
        lab.mapProperty().subscribe(map -> show(map, depth, nodes, width, least, likeliest));
        lab.depthProperty().subscribe(() -> show(lab.mapProperty().get(), depth, nodes, width, least, likeliest));
        lab.nodesProperty().subscribe(() -> show(lab.mapProperty().get(), depth, nodes, width, least, likeliest));
    }

    /// A slider through the map's own values.
    private Slider chosen(IntegerProperty property, IntFunction<Integer> value, String id) {
        Slider slider = slider(id);
        slider.valueProperty().subscribe(at -> {
            if (!showing && slider.getMax() > 0)
                property.set(value.apply((int) Math.round(at.doubleValue())));
        });
        return slider;
    }

    private static Slider slider(String id) {
        Slider slider = new Slider(0, 1, 0);
        slider.setId(id);
        slider.setBlockIncrement(1);
        slider.setPrefWidth(SLIDER);
        slider.setMinWidth(SLIDER);
        return slider;
    }

    private static HBox group(String help, Slider slider, ObservableValue<String> words) {
        Label label = new Label();
        label.textProperty().bind(words);
        label.setMinWidth(Region.USE_PREF_SIZE);
        Icons.tip(label, help);
        slider.setAccessibleText(help);
        HBox group = new HBox(4, label, slider);
        group.setAlignment(Pos.CENTER_LEFT);
        return group;
    }

    private void show(LabMap map, Slider depth, Slider nodes, Slider width, Slider least, CheckBox likeliest) {
        boolean there = map != null && !map.cells().isEmpty();
        getChildren().forEach(child -> child.setDisable(!there));
        if (!there)
            return;
        showing = true;
        depths = map.cells().stream().map(cell -> cell.prediction().shape().depth()).distinct().toList();
        budgets = map.cells().stream().map(cell -> cell.prediction().shape().nodes()).distinct().toList();
        place(depth, depths.size() - 1, depths.indexOf(lab.depthProperty().get()));
        place(nodes, budgets.size() - 1, budgets.indexOf(lab.nodesProperty().get()));
        place(width, map.rounds().width(), lab.widthProperty().get());
        place(least, 1, lab.leastProbabilityProperty().get());
        width.setDisable(map.rounds().width() == 1);
        likeliest.setSelected(lab.orderProperty().get() == Order.PATH_PROBABILITY);
        likeliest.setDisable(!map.rounds().matched());
        showing = false;
    }

    private static void place(Slider slider, double most, double value) {
        slider.setMax(most);
        slider.setValue(value);
    }
}
