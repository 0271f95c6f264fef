package draftscope.views.skin;

import draftscope.trace.DraftNode;
import draftscope.trace.Trace;
import draftscope.trace.TreeState;
import draftscope.views.Emphasis;
import draftscope.views.Mark;
import draftscope.views.Marks;
import draftscope.views.layout.TreeLayout.Direction;
import draftscope.views.paint.Pen;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.geometry.Rectangle2D;

/// One way of drawing a draft tree in a rectangle of its own.
interface TreePicture {
    /// What is drawn at a moment.
    ///
    /// @param plan   the tree that places are made for; it may know more than the moment does
    /// @param shown  the tree as the moment knows it
    /// @param top    node that stands leftmost
    /// @param faults what is wrong with nodes, by index
    /// @param emphasis what a filter found; null for no filter
    /// @param marks signs beside nodes
    record Scene(Trace trace, TreeState plan, TreeState shown, int top, boolean live, Map<Integer, String> faults,
            Emphasis emphasis, Marks marks) {

        /// The signs of a card of these nodes, each once.
        List<Mark> marks(List<Integer> nodes) {
            return nodes.stream().flatMap(node -> marks.node(shown.step(), node).stream()).distinct().toList();
        }

        /// How strongly a card of these nodes is drawn.
        double strength(List<Integer> nodes) {
            return emphasis == null || nodes.contains(DraftNode.ROOT) || found(nodes) ? 1 : Glyphs.DIMMED;
        }

        /// Whether a filter found one of these nodes.
        boolean found(List<Integer> nodes) {
            return emphasis != null && nodes.stream().anyMatch(node -> emphasis.node(shown.step(), node));
        }
    }

    void paint(Pen g, Ink ink, Scene scene, Optional<Integer> selected, double width, double height);

    /// The node under a point of what was painted last.
    OptionalInt hit(double x, double y);

    /// Where a node was painted last; empty when it was not.
    Optional<Rectangle2D> place(int node);

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
