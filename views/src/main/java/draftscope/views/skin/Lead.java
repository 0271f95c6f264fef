package draftscope.views.skin;

import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.TargetDraw;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.TokenText;
import java.util.List;
import java.util.Optional;

/// Where the story of what is selected goes on: from a correction to the draft token that was rejected for it, and back; from any
/// other token of the output to its place in the draft tree.
record Lead(String words, Selection to) {
    static Optional<Lead> of(TraceState state, Selection selection) {
        if (state == null || state.canvas().isPresent())
            return Optional.empty();
        return switch (Why.resolve(state, selection)) {
            case Selection.Token(int index) when index >= 0 && index < state.committed().size() ->
                fromToken(state, state.committed().get(index));
            case Selection.Node(int step, int node) when node > 0 -> fromNode(state, step, node);
            default -> Optional.empty();
        };
    }

    private static Optional<Lead> fromToken(TraceState state, CommittedToken token) {
        TreeState tree = tree(state, token.step());
        if (token.provenance() == Provenance.FORCED || tree.nodes().isEmpty())
            return Optional.empty();
        if (token.provenance() != Provenance.CORRECTION) {
            boolean there = token.node() > 0 ? tree.node(token.node()).isPresent() : tree.draw().isPresent();
            return there
                    ? Optional.of(new Lead("Show it in the draft tree of round " + (token.step() + 1),
                            new Selection.Node(token.step(), token.node() > 0 ? token.node() : Selection.Node.DRAW)))
                    : Optional.empty();
        }
        List<TreeNode> rejected = tree.draw().map(TargetDraw::after).stream()
                .flatMap(after -> tree.children(after).stream())
                .filter(node -> NodeStatus.of(node) == NodeStatus.REJECTED).toList();
        return rejected.isEmpty()
                ? Optional.empty()
                : Optional.of(new Lead("Show the rejected draft token "
                        + TokenText.quoted(state.trace(), rejected.getFirst().node().token()),
                        new Selection.Node(token.step(), rejected.getFirst().node().index())));
    }

    /// The token that the target wrote in a rejected node's place.
    private static Optional<Lead> fromNode(TraceState state, int step, int node) {
        TreeState tree = tree(state, step);
        DraftNode rejected = tree.node(node).filter(found -> NodeStatus.of(found) == NodeStatus.REJECTED)
                .map(TreeNode::node).orElse(null);
        if (rejected == null || tree.draw().filter(draw -> draw.provenance() == Provenance.CORRECTION
                && draw.after() == rejected.parent()).isEmpty())
            return Optional.empty();
        for (int i = state.committed().size() - 1; i >= 0 && state.committed().get(i).step() >= step; i--) {
            CommittedToken token = state.committed().get(i);
            if (token.step() == step && token.provenance() == Provenance.CORRECTION)
                return Optional.of(new Lead("Show what the target wrote instead, "
                        + TokenText.quoted(state.trace(), token.token()), new Selection.Token(i)));
        }
        return Optional.empty();
    }

    private static TreeState tree(TraceState state, int step) {
        return state.tree().step() == step || step < 0 || step > state.step()
                ? state.tree()
                : state.trace().at(Math.min(state.position(), state.trace().endOfStep(step))).tree();
    }
}
