package draftscope.app.window;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/// A line with something at its left, legends, and something at its right. A legend for which the line is too narrow goes
/// below it, on as many lines as it needs: no entry of a legend is ever left out. Where the text is so large that legends would push
/// out what they explain, they wait behind a button.
final class LegendRow extends Region {
    private static final double GAP = 12;
    private final List<Node> legends;
    /// The legends, at this row's own coordinates.
    private final Pane held = new Pane() {
        @Override
        protected void layoutChildren() {
            // The row places them.
        }
    };
    private final ToggleButton unfold = new ToggleButton("Legend");
    private final Node right;
    private Node left;

    /// @param legends of which one is visible at a time
    LegendRow(Node left, List<Node> legends, Node right) {
        this.left = left;
        this.legends = legends;
        this.right = right;
        getStyleClass().add("legend-row");
        held.setMouseTransparent(true);
        held.getChildren().addAll(legends);
        unfold.getStyleClass().add("legend-toggle");
        unfold.setMinWidth(USE_PREF_SIZE);
        unfold.setVisible(false);
        unfold.selectedProperty().subscribe(this::fold);
        unfold.visibleProperty().subscribe(this::fold);
        getChildren().addAll(left, unfold, right, held);
        legends.forEach(legend -> legend.visibleProperty().subscribe(this::requestLayout));
    }

    /// Whether the legends wait behind a button.
    void setFolding(boolean large) {
        unfold.setVisible(large);
    }

    /// Puts something else at the left.
    void setLeft(Node node) {
        if (node == left)
            return;
        getChildren().set(getChildren().indexOf(left), node);
        left = node;
    }

    private void fold() {
        held.setVisible(!unfold.isVisible() || unfold.isSelected());
        requestLayout();
    }

    /// What the right side takes, with the gap before it.
    private double rightRoom() {
        return right.prefWidth(-1) + GAP + (unfold.isVisible() ? unfold.prefWidth(-1) + GAP : 0);
    }

    private boolean shown(Node legend) {
        return held.isVisible() && legend.isVisible();
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    private double inner(double width) {
        return width - snappedLeftInset() - snappedRightInset();
    }

    private boolean fits(Node legend, double width) {
        return width < 0 || left.prefWidth(-1) + rightRoom() + legend.prefWidth(-1) + GAP <= inner(width);
    }

    private double leftWidth(double width) {
        double most = left.prefWidth(-1);
        return width < 0 ? most : Math.min(most, Math.max(0, inner(width) - rightRoom()));
    }

    /// What stands at the left may need several lines.
    private double lineHeight(double width) {
        double height = Math.max(left.prefHeight(leftWidth(width)), right.prefHeight(-1));
        if (unfold.isVisible())
            return Math.max(height, unfold.prefHeight(-1));
        for (Node legend : legends)
            height = Math.max(height, legend.prefHeight(-1));
        return height;
    }

    private double below(double width) {
        return legends.stream().filter(legend -> shown(legend) && !fits(legend, width))
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
        return snappedLeftInset() + left.minWidth(-1) + GAP + right.minWidth(-1)
                + (unfold.isVisible() ? unfold.minWidth(-1) + GAP : 0) + snappedRightInset();
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
        if (unfold.isVisible())
            layoutInArea(unfold, x + width - rightRoom() + GAP, y, unfold.prefWidth(-1), line, 0,
                    javafx.geometry.HPos.LEFT, javafx.geometry.VPos.CENTER);
        held.resizeRelocate(0, 0, getWidth(), getHeight());
        double under = y + line;
        for (Node legend : legends) {
            if (!shown(legend))
                continue;
            if (fits(legend, getWidth())) {
                double room = width - leftWidth - rightRoom() - GAP;
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
