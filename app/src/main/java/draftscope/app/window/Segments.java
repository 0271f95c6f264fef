package draftscope.app.window;

import java.util.List;
import javafx.geometry.HPos;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/// Buttons of which one is on, side by side over the whole width; in two rows where large text leaves no room for one.
final class Segments extends Region {
    Segments() {
        getStyleClass().add("segments");
    }

    void add(Node segment) {
        getChildren().add(segment);
    }

    List<Node> all() {
        return getChildren();
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return inset(true) + (getManagedChildren().isEmpty()
                ? 0
                : half().stream().mapToDouble(this::width).max()
                        .orElse(0));
    }

    @Override
    protected double computePrefWidth(double height) {
        return inset(true) + wide(getManagedChildren());
    }

    @Override
    protected double computePrefHeight(double width) {
        double row = getManagedChildren().stream().mapToDouble(node -> node.prefHeight(-1)).max().orElse(0);
        return inset(false) + Math.ceil(row) * (fits(width) ? 1 : 2);
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        List<Node> all = getManagedChildren();
        boolean one = fits(getWidth());
        double height = (getHeight() - inset(false)) / (one ? 1 : 2);
        double y = snappedTopInset();
        for (List<Node> row : one ? List.of(all) : List.of(half(), all.subList(half().size(), all.size()))) {
            double room = getWidth() - inset(true);
            double more = (room - wide(row)) / Math.max(1, row.size());
            double x = snappedLeftInset();
            for (Node node : row) {
                double w = width(node) + more;
                layoutInArea(node, x, y, w, height, 0, HPos.CENTER, VPos.CENTER);
                x += w;
            }
            y += height;
        }
    }

    private boolean fits(double width) {
        return width < 0 || wide(getManagedChildren()) <= width - inset(true);
    }

    private List<Node> half() {
        List<Node> all = getManagedChildren();
        return all.subList(0, (all.size() + 1) / 2);
    }

    private double wide(List<Node> nodes) {
        return nodes.stream().mapToDouble(this::width).sum();
    }

    private double width(Node node) {
        return Math.ceil(node.prefWidth(-1));
    }

    private double inset(boolean across) {
        return across ? snappedLeftInset() + snappedRightInset() : snappedTopInset() + snappedBottomInset();
    }
}
