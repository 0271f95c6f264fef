package draftscope.views.skin;

import draftscope.trace.BatchState;
import draftscope.trace.CanvasCell;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.KvMap;
import draftscope.trace.KvOwner;
import draftscope.trace.Prediction;
import draftscope.trace.TargetRow;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.trace.Verdict;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.EditWords;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that the inspector shows of one thing, as text and numbers; no node, so that it can be compared and tested.
///
/// @param kind    what sort of thing it is: "Node", "Token", "Slot 57"
/// @param token   headline; empty for a step
/// @param word    verdict or state in a word
/// @param status  glyph beside the word; null for none
/// @param sub     round, depth, position, id
/// @param law     title of the distribution; empty when none was captured
/// @param rest    mass outside the bars; `NaN` when not captured
/// @param details where a node stands: index, depth, position, parent, slot, level, rank, bytes
/// @param mask    what a node's row could see, from the root to itself; empty when that was not told
/// @param history confidence of a canvas position over the steps
record InspectorCard(String kind, String token, String word, NodeStatus status, String sub, Why.Explanation why,
        Optional<Acceptance> acceptance, String law, List<Bar> bars, boolean two, double rest, List<Bar> residual,
        List<Why.Line> details, List<Seen> mask, List<Double> history, List<Why.Line> measures) {

    /// The test that decided: kept when the draw is below the threshold.
    record Acceptance(String name, double threshold, double draw, boolean accepted) {}

    /// One slot behind the committed prefix that a node's row saw, or should have seen.
    ///
    /// @param token   what the slot holds, as shown; `slot 61` where the tree does not know
    /// @param wanted  it is the root's, an ancestor's or the node's own
    /// @param visible the row saw it
    record Seen(String token, int slot, boolean wanted, boolean visible) {}

    /// One token of a distribution; `NaN` where a law does not say.
    record Bar(int id, String token, double target, double draft, boolean selected) {}

    private static final int BARS = 8;

    InspectorCard {
        bars = List.copyOf(bars);
        residual = List.copyOf(residual);
        details = List.copyOf(details);
        mask = List.copyOf(mask);
        history = List.copyOf(history);
        measures = List.copyOf(measures);
    }

    static InspectorCard of(TraceState state, Selection selection) {
        Selection resolved = state == null ? selection : Why.resolve(state, selection);
        Why.Explanation why = Why.explain(state, resolved);
        if (state == null)
            return plain("Inspector", "", "", why);
        return switch (resolved) {
            case Selection.None none -> plain("Inspector", "", "", why);
            case Selection.PromptToken(int index) -> index >= 0 && index < state.prompt().size()
                    ? plain("Prompt token", TokenText.quoted(state.trace(), state.prompt().get(index)),
                            "position " + index + " · id " + TokenText.id(state.trace(), state.prompt().get(index)),
                            why)
                    : plain("Prompt token", "", "", why);
            case Selection.Tokens(int from, int to) -> plain("Range", "Tokens " + from + " – " + to,
                    Numbers.plural(to - from + 1, "token"), why);
            case Selection.Steps(int from, int to) -> plain("Range", "Rounds " + (from + 1) + " – " + (to + 1),
                    Numbers.plural(to - from + 1, "round"), why);
            case Selection.Step(int step) -> plain(state.canvas().isPresent() ? "Step" : "Round",
                    (state.canvas().isPresent() ? "Step " : "Round ") + (step + 1), "", why);
            case Selection.Lane(int number) -> lane(state, number, why);
            case Selection.Cell(KvOwner owner, int slot) -> cell(state, owner, slot, why);
            case Selection.CanvasPosition(int row, int position) -> canvas(state, row, position, why);
            case Selection.Token(int index) -> token(state, index, why);
            case Selection.Node(int step, int node) -> {
                Optional<TreeState> tree = state.inStep(step).map(TraceState::tree);
                yield tree.isEmpty()
                        ? plain("Node", "", "", why)
                        : node(state, tree.get(), node, "Node", why,
                                TokenMeasures.NOT_CAPTURED, place(state, tree.get(), node));
            }
        };
    }

    private static InspectorCard lane(TraceState state, int number, Why.Explanation why) {
        return state.batch().filter(batch -> number >= 1 && number <= batch.lanes().size()).map(batch -> {
            BatchState.Lane lane = batch.lanes().get(number - 1);
            List<Why.Line> details = new ArrayList<>();
            details.add(new Why.Line("Prompt", Numbers.plural(lane.prompt().size(), "token")));
            details.add(new Why.Line("Written", Numbers.plural(lane.output().size(), "token")));
            details.add(new Why.Line("Cached before the round", Numbers.plural(lane.cached(), "token")));
            if (lane.rows() > 0) {
                details.add(new Why.Line("Rows of the forward",
                        span(lane.firstRow(), lane.rows()) + " of " + batch.rows()));
                details.add(new Why.Line("Positions", span(lane.cached(), lane.rows())));
            }
            List<Why.Line> padded = List.of(
                    new Why.Line("Padding, worked out", Numbers.plural(lane.inputPadding(), "row")),
                    new Why.Line("Cache padding, worked out", Numbers.plural(lane.cachePadding(), "slot")));
            return new InspectorCard("Lane", "Lane " + number, lane.end().isPresent() ? "over" : "goes on", null,
                    "of " + Numbers.plural(batch.lanes().size(), "lane"), why, Optional.empty(), "", List.of(), false,
                    Double.NaN, List.of(), details, List.of(), List.of(), padded);
        }).orElseGet(() -> plain("Lane", "", "", why));
    }

    private static String span(int first, int count) {
        return count == 1 ? "number " + first : first + " to " + (first + count - 1);
    }

    private static InspectorCard plain(String kind, String token, String sub, Why.Explanation why) {
        return new InspectorCard(kind, token, "", null, sub, why, Optional.empty(), "", List.of(), false, Double.NaN,
                List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static InspectorCard token(TraceState state, int index, Why.Explanation why) {
        if (index < 0 || index >= state.committed().size())
            return plain("Token", "", "", why);
        CommittedToken token = state.committed().get(index);
        Optional<TreeState> tree = state.inStep(token.step()).map(TraceState::tree);
        int node = token.node() > 0 ? token.node() : Selection.Node.DRAW;
        boolean inTree = tree.isPresent() && state.canvas().isEmpty()
                && (node > 0
                        ? tree.get().node(node).isPresent()
                        : tree.get().draw().isPresent() && tree.get().draw().get().token() == token.token());
        if (inTree)
            return node(state, tree.get(), node, "Token", why, token.measures(), index);
        String sub = "token " + (index + 1) + " · position " + token.position() + " · id "
                + TokenText.id(state.trace(), token.token());
        TopTokens top = token.measures().top();
        return new InspectorCard("Token", TokenText.quoted(state.trace(), token.token()),
                NodeStatusWords.of(token.provenance(), state.trace().unjudged()), null, sub, why, Optional.empty(),
                top.tokens().isEmpty() ? "" : "Raw next-token distribution",
                bars(state.trace(), top, TopTokens.NOT_CAPTURED, token.token()), false, top.tailMass(), List.of(),
                List.of(), List.of(), List.of(), measures(token.measures()));
    }

    /// Which token of the output a node would be, counted from 0; -1 where what stands above it was not accepted.
    private static int place(TraceState state, TreeState tree, int index) {
        if (index <= 0)
            return -1;
        int depth = 0;
        for (int at = index; at > 0; at = tree.node(at).map(node -> node.node().parent()).orElse(-1)) {
            boolean stands = at == index || tree.node(at).filter(node -> NodeStatus.of(node).onSpine()).isPresent();
            if (!stands)
                return -1;
            depth++;
        }
        int start = state.trace().startOfStep(tree.step());
        int written = state.committed().size();
        while (written > 0 && state.committed().get(written - 1).event() >= start)
            written--;
        return written + depth - 1;
    }

    /// @param place which token of the output it is or would be, from 0; -1 where that cannot be said
    private static InspectorCard node(TraceState state, TreeState tree, int index, String kind, Why.Explanation why,
            TokenMeasures measured, int place) {
        Trace trace = state.trace();
        String round = (place < 0 ? "" : "token " + (place + 1) + " · ") + "round " + (tree.step() + 1);
        if (index == Selection.Node.ROOT)
            return plain("Root", TokenText.quoted(trace, tree.rootToken()),
                    round + " · id " + TokenText.id(trace, tree.rootToken()), why);
        if (index == Selection.Node.DRAW) {
            if (tree.draw().isEmpty())
                return plain("Target's own token", "", round, why);
            var draw = tree.draw().get();
            int after = draw.after();
            TopTokens target = row(tree, after).map(TargetRow::top).orElse(TopTokens.NOT_CAPTURED);
            TopTokens draft = draftLaw(tree, after);
            NodeStatus status = NodeStatus.of(draw);
            boolean rest = status == NodeStatus.CORRECTION && !draw.law().tokens().isEmpty()
                    && !Double.isNaN(draw.draw());
            return new InspectorCard(kind, TokenText.quoted(trace, draw.token()), status.word(), status,
                    round + (after > 0 ? " · after node " + after : "") + " · id " + TokenText.id(trace, draw.token()),
                    why,
                    Optional.empty(), law(target, draft), bars(trace, target, draft, draw.token()),
                    !draft.tokens().isEmpty(), target.tailMass(),
                    rest ? bars(trace, draw.law(), TopTokens.NOT_CAPTURED, draw.token()) : List.of(), List.of(),
                    List.of(), List.of(),
                    measures(row(tree, after), draftEntropy(tree, after), target, draft, measured));
        }
        Optional<TreeNode> found = tree.node(index);
        if (found.isEmpty())
            return plain("Node", "", round, why);
        TreeNode node = found.get();
        DraftNode drafted = node.node();
        NodeStatus status = NodeStatus.of(node);
        Optional<TargetRow> row = row(tree, drafted.parent());
        TopTokens target = row.map(TargetRow::top).orElse(TopTokens.NOT_CAPTURED);
        Optional<Acceptance> acceptance = node.verdict().flatMap(verdict -> acceptance(verdict));
        List<Bar> residual = status == NodeStatus.REJECTED
                ? bars(trace, node.verdict().orElseThrow().residual(), TopTokens.NOT_CAPTURED, -1)
                : List.of();
        String sub = round + " · depth " + drafted.depth()
                + node.row().filter(r -> r.position() >= 0).map(r -> " · position " + r.position()).orElse("")
                + " · id " + TokenText.id(trace, drafted.token());
        return new InspectorCard(kind, TokenText.quoted(trace, drafted.token()), status.word(), status, sub, why,
                acceptance, law(target, drafted.top()), bars(trace, target, drafted.top(), drafted.token()),
                !drafted.top().tokens().isEmpty(), target.tailMass(), residual,
                NodeDetails.lines(trace, tree, node), NodeDetails.mask(trace, tree, node), List.of(),
                measures(row, drafted.entropyBits(), target, drafted.top(), measured));
    }

    private static Optional<Acceptance> acceptance(Verdict verdict) {
        String test = switch (verdict.rule()) {
            case RATIO -> "min(1, p/q)";
            case SHIFTED_RATIO -> "min(1, p'/q)";
            case RECURSIVE_WITH_REPLACEMENT, RECURSIVE_WITHOUT_REPLACEMENT -> "min(1, R/D)";
            case K_SEQ -> "min(1, p/(ρq))";
            case GREEDY_MATCH, TARGET_SAMPLE_MATCH, BEST_DRAFT -> "";
        };
        return test.isEmpty() || verdict.outcome() == Verdict.Outcome.NOT_REACHED || Double.isNaN(verdict.threshold())
                ? Optional.empty()
                : Optional.of(new Acceptance(test, verdict.threshold(), verdict.draw(),
                        verdict.outcome() == Verdict.Outcome.ACCEPTED));
    }

    private static Optional<TargetRow> row(TreeState tree, int after) {
        return after == DraftNode.ROOT ? tree.rootRow() : tree.node(after).flatMap(TreeNode::row);
    }

    private static TopTokens draftLaw(TreeState tree, int after) {
        return tree.children(after).stream().map(child -> child.node().top()).filter(top -> !top.tokens().isEmpty())
                .findFirst().orElse(TopTokens.NOT_CAPTURED);
    }

    private static double draftEntropy(TreeState tree, int after) {
        return tree.children(after).stream().mapToDouble(child -> child.node().entropyBits()).findFirst()
                .orElse(Double.NaN);
    }

    private static String law(TopTokens target, TopTokens draft) {
        return target.tokens().isEmpty() && draft.tokens().isEmpty() ? "" : "Next-token distribution";
    }

    private static InspectorCard cell(TraceState state, KvOwner owner, int slot, Why.Explanation why) {
        KvMap map = state.kv(owner);
        if (slot < 0 || slot >= map.capacity())
            return plain("Slot " + slot, "", "", why);
        String token = map.token(slot) < 0 ? "" : TokenText.quoted(state.trace(), map.token(slot));
        String sub = (owner == KvOwner.TARGET ? "target cache" : "draft cache") + " · slot " + slot
                + (map.position(slot) < 0 ? "" : " · position " + map.position(slot));
        return new InspectorCard("KV cell", token.isEmpty() ? "Slot " + slot : token,
                KvCacheMapSkin.word(map.state(slot)), null, sub, why, Optional.empty(), "", List.of(), false,
                Double.NaN, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static InspectorCard canvas(TraceState state, int row, int position, Why.Explanation why) {
        Optional<CanvasState> found = state.canvas();
        if (found.isEmpty() || row < 0 || row >= found.get().rows() || position < 0
                || position >= found.get().length())
            return plain("Position", "", "", why);
        CanvasState canvas = found.get();
        CanvasCell cell = canvas.cell(row, position);
        Optional<Prediction> prediction = canvas.prediction(row, position);
        List<Double> history = new ArrayList<>();
        for (int r = 0; r < canvas.rows(); r++)
            history.add(canvas.prediction(r, position).map(Prediction::confidence).orElse(Double.NaN));
        List<Why.Line> measures = new ArrayList<>();
        prediction.ifPresent(p -> {
            measures.add(new Why.Line("Entropy", Numbers.bits(p.entropyBits())));
            measures.add(new Why.Line("First less second choice", Numbers.probability(p.marginRaw())));
            if (!Double.isNaN(p.legalMass()))
                measures.add(new Why.Line("Allowed by the grammar", Numbers.percent(p.legalMass())));
            if (p.bars())
                measures.add(new Why.Line("Barred first choice", TokenText.quoted(state.trace(), p.barred()) + " "
                        + Numbers.percent(p.barredProbability())));
        });
        Optional<CanvasEdit> edit = canvas.edit(row, position);
        List<String> past = EditWords.history(state.trace(), canvas, position);
        if (past.size() > 1)
            measures.add(new Why.Line("History", String.join(" → ", past)));
        TopTokens weighed = prediction.map(Prediction::top)
                .or(() -> edit.map(CanvasEdit::candidates)).orElse(TopTokens.NOT_CAPTURED);
        int block = 0;
        for (int i = 0; i < canvas.blocks().size(); i++) {
            if (position >= canvas.blocks().get(i).from() && position < canvas.blocks().get(i).to())
                block = i + 1;
        }
        boolean mask = cell.event() == CanvasEvent.MASKED;
        boolean gap = cell.event() == CanvasEvent.GAP;
        return new InspectorCard("Position " + canvas.column(position) + " at step " + (row + 1),
                mask ? "mask" : gap ? "" : TokenText.quoted(state.trace(), cell.token()),
                UnmaskingGridSkin.word(canvas, cell.event(), position),
                null, (block > 0 ? "block " + block + " · " : "")
                        + (canvas.maskFree() ? "place " + position : "position " + position)
                        + (mask || gap ? "" : " · id " + TokenText.id(state.trace(), cell.token())),
                why, Optional.empty(),
                weighed.tokens().isEmpty()
                        ? ""
                        : edit.isPresent() ? "Candidates, weighed with both sides" : "Candidates",
                weighed.tokens().isEmpty()
                        ? List.of()
                        : bars(state.trace(), weighed, TopTokens.NOT_CAPTURED, cell.token()),
                false, weighed.tailMass(), List.of(),
                List.of(), List.of(), history.stream().filter(v -> !v.isNaN()).count() > 1 ? history : List.of(),
                measures);
    }

    /// The likeliest tokens of the target, then those that only the draft likes, then the selected one if it is missing.
    private static List<Bar> bars(Trace trace, TopTokens target, TopTokens draft, int selected) {
        List<Integer> tokens = new ArrayList<>();
        for (TokenProbability t : target.tokens().subList(0, Math.min(BARS - 2, target.tokens().size())))
            tokens.add(t.token());
        for (TokenProbability t : draft.tokens()) {
            if (tokens.size() < BARS && !tokens.contains(t.token()))
                tokens.add(t.token());
        }
        for (TokenProbability t : target.tokens()) {
            if (tokens.size() < BARS && !tokens.contains(t.token()))
                tokens.add(t.token());
        }
        boolean known = !Double.isNaN(target.probability(selected)) || !Double.isNaN(draft.probability(selected));
        if (known && !tokens.contains(selected))
            tokens.set(tokens.size() - 1, selected);
        return tokens.stream().map(t -> new Bar(t, TokenText.visible(trace, t), target.probability(t),
                draft.probability(t), t == selected)).toList();
    }

    private static List<Why.Line> measures(TokenMeasures m) {
        List<Why.Line> lines = new ArrayList<>();
        lines.add(new Why.Line("Entropy, raw law", Numbers.bits(m.entropyBits())));
        lines.add(new Why.Line("Surprisal", Numbers.bits(m.surprisalBits())));
        lines.add(new Why.Line("Raw probability", Numbers.probability(m.probability())));
        lines.add(new Why.Line("Rank", Numbers.rank(m.rank())));
        return lines;
    }

    private static List<Why.Line> measures(Optional<TargetRow> row, double draftEntropy, TopTokens target,
            TopTokens draft, TokenMeasures measured) {
        List<Why.Line> lines = new ArrayList<>();
        lines.add(new Why.Line("Entropy, target", row.map(r -> Numbers.bits(r.entropyBits()))
                .orElse(Numbers.NOT_CAPTURED)));
        if (!Double.isNaN(draftEntropy))
            lines.add(new Why.Line("Entropy, draft", Numbers.bits(draftEntropy)));
        double kl = divergenceBits(target, draft);
        if (!Double.isNaN(kl)) {
            lines.add(new Why.Line("KL(p ‖ q)", Numbers.bits(kl)));
            lines.add(new Why.Line("Total variation", Numbers.probability(totalVariation(target, draft))));
        }
        if (!Double.isNaN(measured.surprisalBits()))
            lines.add(new Why.Line("Surprisal, raw law", Numbers.bits(measured.surprisalBits())));
        if (measured.rank() >= 0)
            lines.add(new Why.Line("Rank, raw law", Numbers.rank(measured.rank())));
        return lines;
    }

    /// KL divergence from complete laws; `NaN` when a tail is missing, because a guess is no measure.
    static double divergenceBits(TopTokens target, TopTokens draft) {
        if (!(target.tailMass() <= 1e-9) || !(draft.tailMass() <= 1e-9) || target.tokens().isEmpty())
            return Double.NaN;
        double bits = 0;
        for (TokenProbability t : target.tokens()) {
            double q = draft.probability(t.token());
            if (t.probability() > 0 && !(q > 0))
                return Double.NaN;
            if (t.probability() > 0)
                bits += t.probability() * Math.log(t.probability() / q) / Math.log(2);
        }
        return bits;
    }

    private static double totalVariation(TopTokens target, TopTokens draft) {
        double sum = 0;
        for (TokenProbability t : target.tokens()) {
            double q = draft.probability(t.token());
            sum += Math.max(0, t.probability() - (Double.isNaN(q) ? 0 : q));
        }
        return sum;
    }
}
