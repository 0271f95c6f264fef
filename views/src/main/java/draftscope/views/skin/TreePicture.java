package draftscope.views.skin;

import draftscope.trace.Trace;
import draftscope.trace.TreeState;
import draftscope.views.layout.TreeLayout.Direction;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.scene.canvas.GraphicsContext;

/// One way of drawing a draft tree in a rectangle of its own.
interface TreePicture {
    /// What is drawn at a moment.
    ///
    /// @param plan   the tree that places are made for; it may know more than the moment does
    /// @param shown  the tree as the moment knows it
    /// @param top    node that stands leftmost
    /// @param faults what is wrong with nodes, by index
    record Scene(Trace trace, TreeState plan, TreeState shown, int top, boolean live, Map<Integer, String> faults) {}

    void paint(GraphicsContext g, Ink ink, Scene scene, Optional<Integer> selected, double width, double height);

    /// The node under a point of what was painted last.
    OptionalInt hit(double x, double y);

    /// Where an arrow leads from a node; the leftmost node for one that is not there.
    int neighbour(int node, Direction direction);

    /// A mouse or a key moves the picture by so many pixels.
    void pan(double dx, double dy);

    /// Larger or smaller around a point.
    void zoom(double x, double y, double factor);

    /// Brings a node into sight.
    void reveal(int node);

    /// Centres a node, or fits the whole when there is nothing to centre any more.
    void centreOrFit(OptionalInt node);

    /// Shows the single nodes of a folded run; false when the node is in none.
    boolean unfold(int node);
}
