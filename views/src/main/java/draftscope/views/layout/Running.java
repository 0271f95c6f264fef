package draftscope.views.layout;

import draftscope.trace.CanvasCell;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.StandingToken;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The running text of a moment: prompt, output and what is drafted after it, or the canvas of a diffusion run.
public final class Running {
    /// Where a token of the text comes from.
    public enum Kind {
        PROMPT, COMMITTED,
        /// Drafted, and not output yet.
        PENDING,
        /// A position of a diffusion canvas.
        CANVAS
    }

    /// A token of the text.
    ///
    /// @param index prompt position, index among the committed, draft node, or position of the canvas
    /// @param status who wrote it; [NodeStatus#ROOT] for the prompt and for canvas positions
    /// @param confidence of a canvas position; else `NaN`
    /// @param fresh  became a token in the newest step
    /// @param standing of a canvas position: what stood there before the first step
    public record Item(Kind kind, int index, int token, NodeStatus status, boolean mask, boolean forced,
            double confidence, boolean fresh, Optional<StandingToken> standing) {
        /// No canvas position.
        Item(Kind kind, int index, int token, NodeStatus status, boolean forced, boolean fresh) {
            this(kind, index, token, status, false, forced, Double.NaN, fresh, Optional.empty());
        }
    }

    private Running() {}

    public static List<Item> of(TraceState state) {
        List<Item> items = new ArrayList<>();
        Optional<CanvasState> canvas = state.canvas();
        if (canvas.isPresent()) {
            canvas(canvas.get(), items);
            return items;
        }
        for (int i = 0; i < state.prompt().size(); i++)
            items.add(new Item(Kind.PROMPT, i, state.prompt().get(i), NodeStatus.ROOT, false, false));
        for (CommittedToken token : state.committed()) {
            items.add(new Item(Kind.COMMITTED, token.index(), token.token(),
                    NodeStatus.of(token.provenance(), state.trace().unjudged()),
                    token.provenance() == draftscope.trace.Provenance.FORCED, token.step() == state.step()));
        }
        for (TreeNode node : pending(state))
            items.add(
                    new Item(Kind.PENDING, node.node().index(), node.node().token(), NodeStatus.of(node), false,
                            false));
        return items;
    }

    /// Who wrote a token of a run.
    public static NodeStatus status(Trace trace, CommittedToken token) {
        return NodeStatus.of(token.provenance(), trace.unjudged());
    }

    private static void canvas(CanvasState canvas, List<Item> items) {
        int newest = canvas.rows() - 1;
        for (int p = 0; p < canvas.promptLength(); p++)
            items.add(new Item(Kind.PROMPT, p, canvas.token(p), NodeStatus.ROOT, false, false));
        for (int p : canvas.text()) {
            int row = canvas.unmaskedAtRow(p);
            CanvasCell cell = row < 0 ? null : canvas.cell(row, p);
            items.add(new Item(Kind.CANVAS, p, canvas.token(p), NodeStatus.ROOT, canvas.masked(p),
                    cell != null && cell.event() == CanvasEvent.FORCED,
                    cell == null ? canvas.confidence(p) : cell.confidence(), row >= 0 && row == newest,
                    canvas.standing(p)));
        }
    }

    /// The likeliest continuation that may still become output: accepted nodes, then the first undecided ones.
    ///
    /// Empty as soon as a token of the step is committed, because then the fate of the whole tree is known.
    public static List<TreeNode> pending(TraceState state) {
        TreeState tree = state.tree();
        List<TreeNode> path = new ArrayList<>();
        if (tree.isEmpty() || !state.committed().isEmpty() && state.committed().getLast().step() == tree.step())
            return path;
        int at = 0;
        while (true) {
            TreeNode next = null;
            for (TreeNode child : tree.children(at)) {
                NodeStatus status = NodeStatus.of(child);
                if (status == NodeStatus.ACCEPTED || status == NodeStatus.TAKEN) {
                    next = child;
                    break;
                }
                if (status == NodeStatus.AWAITING && next == null)
                    next = child;
            }
            if (next == null)
                return path;
            path.add(next);
            at = next.node().index();
        }
    }

    /// As [TokenFlow] takes them.
    public static List<TokenFlow.Item> flow(Trace trace, List<Item> items) {
        List<TokenFlow.Item> flow = new ArrayList<>(items.size());
        for (Item item : items)
            flow.add(new TokenFlow.Item(item.mask ? null : trace.piece(item.token), item.mask));
        return flow;
    }
}
