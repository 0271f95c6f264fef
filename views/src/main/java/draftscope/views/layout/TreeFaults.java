package draftscope.views.layout;

import draftscope.trace.DraftNode;
import draftscope.trace.TargetRow;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Checks the rows of the target's pass against the tree: a node at depth d behind the root stands at the root's position + d,
/// and sees the root, its ancestors and itself. A row that does not was computed wrongly, whatever came of it.
public final class TreeFaults {
    private TreeFaults() {}

    /// What is wrong with each faulty node, in a few words.
    public static Map<Integer, String> of(TreeState tree) {
        Map<Integer, String> faults = new HashMap<>();
        for (TreeNode node : tree.nodes())
            of(tree, node).ifPresent(fault -> faults.put(node.node().index(), fault));
        return faults;
    }

    /// What is wrong with one node; empty when nothing is, or when its row was not told.
    public static Optional<String> of(TreeState tree, TreeNode node) {
        if (node.row().isEmpty())
            return Optional.empty();
        TargetRow row = node.row().get();
        int position = tree.rootPosition() + node.node().depth();
        if (row.position() >= 0 && row.position() != position)
            return Optional.of("position " + row.position() + ", not " + position);
        List<Integer> expected = expectedSlots(tree, node);
        if (row.visible().isEmpty() || expected.contains(-1))
            return Optional.empty();
        List<Integer> more = new ArrayList<>(row.visible());
        more.removeAll(expected);
        List<Integer> less = new ArrayList<>(expected);
        less.removeAll(row.visible());
        if (!more.isEmpty())
            return Optional.of("sees slot " + slots(more) + ", no ancestor's");
        return less.isEmpty() ? Optional.empty() : Optional.of("does not see slot " + slots(less));
    }

    /// Slots that a node should see beyond the committed prefix: the root's, its ancestors', its own; -1 where none was told.
    public static List<Integer> expectedSlots(TreeState tree, TreeNode node) {
        List<Integer> slots = new ArrayList<>();
        Optional<TreeNode> at = Optional.of(node);
        while (at.isPresent()) {
            slots.addFirst(at.get().row().map(TargetRow::slot).orElse(-1));
            at = at.get().node().parent() == DraftNode.ROOT ? Optional.empty() : tree.node(at.get().node().parent());
        }
        slots.addFirst(tree.rootRow().map(TargetRow::slot).orElse(-1));
        return slots;
    }

    private static String slots(List<Integer> slots) {
        return slots.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
