package draftscope.app.window;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/// A line with something at its left, legends, and something at its right. A legend for which the line is too narrow goes
/// below it, on as many lines as it needs: no entry of a legend is ever left out.
final class LegendRow extends Region {
    private static final double GAP = 12;
    private final Node left;
    private final List<Node> legends;
    private final Node right;

    /// @param legends of which one is visible at a time
    LegendRow(Node left, List<Node> legends, Node right) {
        this.left = left;
        this.legends = legends;
        this.right = right;
        getStyleClass().add("legend-row");
        getChildren().addAll(left, right);
        getChildren().addAll(legends);
        legends.forEach(legend -> legend.visibleProperty().subscribe(this::requestLayout));
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    private double inner(double width) {
        return width - snappedLeftInset() - snappedRightInset();
    }

    private boolean fits(Node legend, double width) {
        return width < 0 || left.prefWidth(-1) + right.prefWidth(-1) + legend.prefWidth(-1) + 2 * GAP <= inner(width);
    }

    private double leftWidth(double width) {
        double most = left.prefWidth(-1);
        return width < 0 ? most : Math.min(most, Math.max(0, inner(width) - right.prefWidth(-1) - GAP));
    }

    /// What stands at the left may need several lines.
    private double lineHeight(double width) {
        double height = Math.max(left.prefHeight(leftWidth(width)), right.prefHeight(-1));
        for (Node legend : legends)
            height = Math.max(height, legend.prefHeight(-1));
        return height;
    }

    private double below(double width) {
        return legends.stream().filter(legend -> legend.isVisible() && !fits(legend, width))
                .mapToDouble(legend -> legend.prefHeight(inner(width))).sum();
    }

    @Override
    protected double computePrefHeight(double width) {
        return snappedTopInset() + lineHeight(width) + below(width) + snappedBottomInset();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computeMinWidth(double height) {
        return snappedLeftInset() + left.minWidth(-1) + GAP + right.minWidth(-1) + snappedRightInset();
    }

    @Override
    protected void layoutChildren() {
        double x = snappedLeftInset();
        double y = snappedTopInset();
        double width = inner(getWidth());
        double line = lineHeight(getWidth());
        double rightWidth = right.prefWidth(-1);
        double leftWidth = leftWidth(getWidth());
        layoutInArea(left, x, y, leftWidth, line, 0, javafx.geometry.HPos.LEFT, javafx.geometry.VPos.CENTER);
        layoutInArea(right, x + width - rightWidth, y, rightWidth, line, 0, javafx.geometry.HPos.RIGHT,
                javafx.geometry.VPos.CENTER);
        double under = y + line;
        for (Node legend : legends) {
            if (!legend.isVisible())
                continue;
            if (fits(legend, getWidth())) {
                double room = width - leftWidth - rightWidth - 2 * GAP;
                double height = legend.prefHeight(-1);
                legend.resizeRelocate(x + leftWidth + GAP, y + (line - height) / 2, room, height);
            } else {
                double height = legend.prefHeight(width);
                legend.resizeRelocate(x, under, width, height);
                under += height;
            }
        }
    }
}
