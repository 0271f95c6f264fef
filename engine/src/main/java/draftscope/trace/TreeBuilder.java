package draftscope.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The draft tree of the current step in the making.
final class TreeBuilder {
    private int step;
    private int rootToken;
    private int length;
    private final List<TreeNode> nodes;
    private Optional<TargetRow> rootRow;
    private Optional<TargetDraw> draw;
    private Optional<TraceEvent.DraftStopped> stopped;
    private TreeState frozen; // null when something changed since it was taken

    TreeBuilder(TreeState start) {
        step = start.step();
        rootToken = start.rootToken();
        length = start.length();
        nodes = new ArrayList<>(start.nodes());
        rootRow = start.rootRow();
        draw = start.draw();
        stopped = start.stopped();
        frozen = start;
    }

    /// How many nodes were drafted in this step.
    int size() {
        return nodes.size();
    }

    /// Depth of a node that exists, or of the root.
    int depth(int index) {
        return index == DraftNode.ROOT ? 0 : nodes.get(index - 1).node().depth();
    }

    boolean isJudged(int index) {
        return nodes.get(index - 1).verdict().isPresent();
    }

    void begin(int step, int rootToken, int length) {
        this.step = step;
        this.rootToken = rootToken;
        this.length = length;
        nodes.clear();
        rootRow = Optional.empty();
        draw = Optional.empty();
        stopped = Optional.empty();
        frozen = null;
    }

    void drafted(int level, List<DraftNode> drafted) {
        for (DraftNode node : drafted)
            nodes.add(node(node, level, Optional.empty(), Optional.empty(), false, false));
        frozen = null;
    }

    void stopped(TraceEvent.DraftStopped event) {
        stopped = Optional.of(event);
        frozen = null;
    }

    void cut(List<Integer> cut) {
        for (int index : cut) {
            TreeNode n = nodes.get(index - 1);
            set(index, new TreeNode(n.node(), n.level(), n.row(), n.verdict(), true, n.committed(),
                    n.targetProbability()));
        }
    }

    void verified(List<TargetRow> rows) {
        for (TargetRow row : rows) {
            if (row.node() == DraftNode.ROOT) {
                rootRow = Optional.of(row);
            } else {
                TreeNode n = nodes.get(row.node() - 1);
                set(row.node(), new TreeNode(n.node(), n.level(), Optional.of(row), n.verdict(), n.cut(), n.committed(),
                        n.targetProbability()));
            }
        }
        // Every child can now be read in its parent's law, whether the verifier comes to it or not.
        nodes.replaceAll(n -> node(n.node(), n.level(), n.row(), n.verdict(), n.cut(), n.committed()));
        frozen = null;
    }

    void judged(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            TreeNode n = nodes.get(verdict.node() - 1);
            set(verdict.node(), node(n.node(), n.level(), n.row(), Optional.of(verdict), n.cut(), n.committed()));
        }
    }

    void drawn(TargetDraw drawn) {
        draw = Optional.of(drawn);
        frozen = null;
    }

    /// A token was committed; at [Observation#OFF] its node was never told of.
    void committed(int index) {
        if (index < 1 || index > nodes.size())
            return;
        TreeNode n = nodes.get(index - 1);
        set(index, new TreeNode(n.node(), n.level(), n.row(), n.verdict(), n.cut(), true, n.targetProbability()));
    }

    /// log2 of target over draft for a node's token; `NaN` for no node and for what was not captured.
    double logRatio(int index) {
        if (index < 1 || index > nodes.size())
            return Double.NaN;
        TreeNode n = nodes.get(index - 1);
        double ratio = n.targetProbability() / n.node().probability();
        return ratio > 0 && ratio < Double.POSITIVE_INFINITY ? Math.log(ratio) / Math.log(2) : Double.NaN;
    }

    TreeState freeze() {
        if (frozen == null)
            frozen = new TreeState(step, rootToken, length, nodes, rootRow, draw, stopped);
        return frozen;
    }

    private void set(int index, TreeNode node) {
        nodes.set(index - 1, node);
        frozen = null;
    }

    private TreeNode node(DraftNode node, int level, Optional<TargetRow> row, Optional<Verdict> verdict, boolean cut,
            boolean committed) {
        double judged = verdict.map(Verdict::targetProbability).orElse(Double.NaN);
        double probability = Double.isNaN(judged) ? underParent(node) : judged;
        return new TreeNode(node, level, row, verdict, cut, committed, probability);
    }

    private double underParent(DraftNode node) {
        Optional<TargetRow> parent = node.parent() == DraftNode.ROOT ? rootRow : nodes.get(node.parent() - 1).row();
        return parent.map(row -> row.top().probabilityOrNone(node.token())).orElse(Double.NaN);
    }
}
