package draftscope.views.skin;

import draftscope.trace.DraftNode;
import draftscope.trace.TargetRow;
import draftscope.trace.Trace;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.Why;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import draftscope.views.layout.TreeFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a draft node stands, for the inspector: its place in the tree, in the sequence, in the cache and in the vocabulary.
final class NodeDetails {
    private NodeDetails() {}

    static List<Why.Line> lines(Trace trace, TreeState tree, TreeNode node) {
        DraftNode drafted = node.node();
        Optional<TargetRow> row = node.row();
        int siblings = tree.children(drafted.parent()).size();
        List<Why.Line> lines = new ArrayList<>();
        TreeFaults.of(tree, node).ifPresent(fault -> lines.add(new Why.Line("Fault", fault)));
        lines.add(new Why.Line("Index", drafted.index() + " of " + tree.nodes().size()));
        lines.add(new Why.Line("Depth", Integer.toString(drafted.depth())));
        lines.add(new Why.Line("Draft level", Integer.toString(node.level())));
        lines.add(new Why.Line("Parent", drafted.parent() == DraftNode.ROOT
                ? "the root"
                : drafted.parent() + tree.node(drafted.parent())
                        .map(parent -> "  " + TokenText.visible(trace, parent.node().token())).orElse("")));
        lines.add(new Why.Line("Rank among siblings", (drafted.rank() + 1) + " of " + siblings));
        lines.add(new Why.Line("Position id", row.filter(r -> r.position() >= 0)
                .map(r -> Integer.toString(r.position())).orElse(notRead(tree, node))));
        lines.add(new Why.Line("KV slot",
                row.filter(r -> r.slot() >= 0).map(r -> Integer.toString(r.slot())).orElse(notRead(tree, node))));
        lines.add(new Why.Line("Committed slots seen",
                // An engine that does not tell the slots does not tell how many it saw.
                row.filter(r -> r.slot() >= 0).map(r -> Integer.toString(r.prefix())).orElse(notRead(tree, node))));
        lines.add(new Why.Line("Token id", TokenText.id(trace, drafted.token())));
        String bytes = TokenText.hex(trace.piece(drafted.token()));
        lines.add(new Why.Line("Bytes", bytes.isEmpty() ? "none" : bytes));
        if (!drafted.source().isEmpty())
            lines.add(new Why.Line("Proposed by", drafted.source()));
        return lines;
    }

    private static String notRead(TreeState tree, TreeNode node) {
        if (node.cut())
            return "none: never sent";
        if (node.row().isPresent())
            return Numbers.NOT_CAPTURED;
        return tree.rootRow().isPresent() ? "none: not read in this round" : Numbers.NOT_CAPTURED;
    }

    /// The slots of root, ancestors and node, then those that should not have been seen.
    static List<InspectorCard.Seen> mask(Trace trace, TreeState tree, TreeNode node) {
        if (node.row().isEmpty() || node.row().get().visible().isEmpty())
            return List.of();
        List<Integer> visible = node.row().get().visible();
        List<Integer> expected = TreeFaults.expectedSlots(tree, node);
        List<InspectorCard.Seen> seen = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            int token = i == 0 ? tree.rootToken() : ancestor(tree, node, expected.size() - 1 - i).node().token();
            seen.add(new InspectorCard.Seen(TokenText.visible(trace, token), expected.get(i), true,
                    visible.contains(expected.get(i))));
        }
        for (int slot : visible) {
            if (!expected.contains(slot))
                seen.add(new InspectorCard.Seen(holder(trace, tree, slot), slot, false, true));
        }
        return seen;
    }

    private static TreeNode ancestor(TreeState tree, TreeNode node, int up) {
        TreeNode at = node;
        for (int i = 0; i < up; i++)
            at = tree.node(at.node().parent()).orElseThrow();
        return at;
    }

    private static String holder(Trace trace, TreeState tree, int slot) {
        return tree.nodes().stream().filter(n -> n.row().map(TargetRow::slot).filter(s -> s == slot).isPresent())
                .findFirst().map(n -> TokenText.visible(trace, n.node().token())).orElse("slot " + slot);
    }
}
