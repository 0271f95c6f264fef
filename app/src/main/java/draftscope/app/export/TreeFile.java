package draftscope.app.export;

import draftscope.trace.DraftNode;
import draftscope.trace.TargetDraw;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.trace.Verdict;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The draft tree of a moment for other programs: as a graph for Graphviz, and as JSON.
public final class TreeFile {
    private TreeFile() {}

    /// A directed graph in the DOT language. The verdict is a word in each node and the form of its rim.
    public static String dot(TraceState state) {
        Trace trace = state.trace();
        TreeState tree = state.tree();
        StringBuilder dot = new StringBuilder("digraph draft {\n  rankdir=LR;\n  node [shape=box, fontname=\"")
                .append("monospace\"];\n  label=").append(quoted(Provenance.sentence(state))).append(";\n");
        dot.append("  n0 [label=").append(quoted(TokenText.visible(trace, tree.rootToken()))).append("];\n");
        for (TreeNode node : tree.nodes()) {
            NodeStatus status = NodeStatus.of(node);
            dot.append("  n").append(node.node().index()).append(" [label=")
                    .append(quoted(TokenText.visible(trace, node.node().token()) + "\n"
                            + Numbers.probability(node.node().probability()) + " " + status.word()))
                    .append(", style=").append(style(status)).append("];\n");
            dot.append("  n").append(node.node().parent()).append(" -> n").append(node.node().index())
                    .append(node.committed() ? " [penwidth=3]" : "").append(";\n");
        }
        tree.draw().ifPresent(draw -> dot.append("  draw [shape=hexagon, label=")
                .append(quoted(TokenText.visible(trace, draw.token()) + "\n" + NodeStatus.of(draw).word()))
                .append("];\n  n").append(draw.after()).append(" -> draw [penwidth=3];\n"));
        return dot.append("}\n").toString();
    }

    private static String style(NodeStatus status) {
        return switch (status) {
            case ACCEPTED, TAKEN -> "bold";
            case NOT_JUDGED, DROPPED -> "dashed";
            case CUT -> "dotted";
            default -> "solid";
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /// One JSON object: the root, the nodes with what became of them, and the target's own token.
    public static String json(TraceState state) {
        Trace trace = state.trace();
        TreeState tree = state.tree();
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("provenance", Provenance.of(state));
        file.put("step", tree.step());
        file.put("root", token(trace, tree.rootToken()));
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (TreeNode node : tree.nodes())
            nodes.add(node(trace, node));
        file.put("nodes", nodes);
        tree.draw().ifPresent(draw -> file.put("draw", draw(trace, draw)));
        return JsonMapper.shared().writeValueAsString(file);
    }

    private static Map<String, Object> node(Trace trace, TreeNode node) {
        DraftNode drafted = node.node();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("index", drafted.index());
        entry.put("parent", drafted.parent());
        entry.put("depth", drafted.depth());
        entry.put("rank", drafted.rank());
        entry.putAll(token(trace, drafted.token()));
        entry.put("draft", number(drafted.probability()));
        entry.put("target", number(node.targetProbability()));
        entry.put("path", number(drafted.pathProbability()));
        entry.put("status", NodeStatus.of(node).word());
        node.verdict().ifPresent(verdict -> entry.put("verdict", verdict(verdict)));
        entry.put("committed", node.committed());
        return entry;
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("outcome", verdict.outcome().name());
        entry.put("rule", verdict.rule().name());
        entry.put("target", number(verdict.target()));
        entry.put("draft", number(verdict.draft()));
        entry.put("threshold", number(verdict.threshold()));
        entry.put("draw", number(verdict.draw()));
        return entry;
    }

    private static Map<String, Object> draw(Trace trace, TargetDraw draw) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("after", draw.after());
        entry.putAll(token(trace, draw.token()));
        entry.put("provenance", draw.provenance().name());
        entry.put("probability", number(draw.probability()));
        return entry;
    }

    private static Map<String, Object> token(Trace trace, int token) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("token", token);
        entry.put("text", TokenText.visible(trace, token));
        return entry;
    }

    /// What was not captured is `null`.
    static Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
