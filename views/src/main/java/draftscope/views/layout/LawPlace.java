package draftscope.views.layout;

import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.KvMap;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.Rule;
import draftscope.trace.SamplerStage;
import draftscope.trace.TargetDraw;
import draftscope.trace.TargetRow;
import draftscope.trace.TopTokens;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.trace.Verdict;
import draftscope.views.Selection;
import draftscope.views.Why;
import java.util.List;
import java.util.Optional;

/// The law of the target that a selected thing came out of, as it was captured.
///
/// @param where    the place in words, such as `position 17`
/// @param token    the token that was chosen or is asked about; -1 for none
/// @param raw      before the sampler chain
/// @param last     after it; not captured for a diffusion run, where the stages say it
/// @param residual what a rejection left of it, where the token was drawn from that; else not captured
/// @param stages   what each sampler did; empty when not told
/// @param choice   how the token was chosen
/// @param draw     the uniform number that chose it out of `last`; `NaN` where none did
public record LawPlace(String where, int token, TopTokens raw, TopTokens last, TopTokens residual,
        List<SamplerStage> stages, Choice choice, double draw) {

    /// How a token was chosen.
    public enum Choice {
        /// The first choice of a greedy run.
        FIRST,
        /// By one uniform number, from the law after the chain.
        DRAWN,
        /// Drafted, then judged by the target.
        DRAFTED,
        /// From what a rejection left of the law.
        LEFT_OVER,
        /// By noise on every token of a diffusion model, which is not captured.
        NOISE,
        /// Given as part of the prompt.
        GIVEN, NOT_TOLD
    }

    /// The place of a selection; with nothing selected that of the newest token. Empty where no law was captured.
    public static Optional<LawPlace> of(TraceState state, Selection selection) {
        if (state == null)
            return Optional.empty();
        return (switch (Why.resolve(state, selection)) {
            case Selection.Token(int index) -> token(state, index);
            case Selection.PromptToken(int index) -> prompt(state, index);
            case Selection.Node(int step, int node) -> node(state, step, node);
            case Selection.CanvasPosition(int row, int position) -> canvas(state, row, position);
            case Selection.Tokens(int from, int to) -> to < state.prompt().size()
                    ? prompt(state, to)
                    : token(state, to - state.prompt().size());
            case Selection.Cell cell -> cell(state, cell);
            case Selection.Step(int step) -> node(state, step, Selection.Node.DRAW);
            case Selection.Steps(int from, int to) -> node(state, to, Selection.Node.DRAW);
            case Selection.None _,Selection.Lane _ -> Optional.<LawPlace>empty();
        }).filter(place -> !place.raw.tokens().isEmpty());
    }

    private static Optional<LawPlace> token(TraceState state, int index) {
        if (index < 0 || index >= state.committed().size())
            return Optional.empty();
        CommittedToken token = state.committed().get(index);
        String where = "position " + token.position();
        // What an edit was weighed by is no law of the target at one place; the text was measured when it was done.
        if (state.canvas().filter(canvas -> !canvas.maskFree()).isPresent()) {
            int row = state.canvas().get().unmaskedAtRow(token.position());
            Optional<LawPlace> predicted = canvas(state, row, token.position());
            if (predicted.isPresent())
                return predicted;
        }
        Optional<LawPlace> row = state.inStep(token.step()).map(TraceState::tree).flatMap(tree -> token.node() > 0
                ? drafted(tree, token.node(), where)
                : tree.draw().filter(draw -> draw.token() == token.token()).flatMap(draw -> drawn(tree, draw, where)));
        return row.or(() -> Optional.of(new LawPlace(where, token.token(), token.measures().top(),
                TopTokens.NOT_CAPTURED, TopTokens.NOT_CAPTURED, List.of(), Choice.NOT_TOLD, Double.NaN)));
    }

    private static Optional<LawPlace> prompt(TraceState state, int index) {
        return index < 0 || index >= state.prompt().size()
                ? Optional.empty()
                : Optional.of(new LawPlace("position " + index, state.prompt().get(index),
                        state.trace().promptMeasures(index).top(), TopTokens.NOT_CAPTURED, TopTokens.NOT_CAPTURED,
                        List.of(), Choice.GIVEN, Double.NaN));
    }

    private static Optional<LawPlace> node(TraceState state, int step, int node) {
        Optional<TreeState> tree = state.inStep(step).map(TraceState::tree);
        if (tree.isEmpty())
            return Optional.empty();
        if (node == Selection.Node.ROOT)
            return token(state, tree.get().length() - 1 - state.prompt().size());
        String where = "round " + (step + 1);
        return node == Selection.Node.DRAW
                ? tree.get().draw().flatMap(draw -> drawn(tree.get(), draw, where + ", the target's own token"))
                : drafted(tree.get(), node, where + ", node " + node);
    }

    private static Optional<LawPlace> drafted(TreeState tree, int index, String where) {
        return tree.node(index).flatMap(node -> row(tree, node.node().parent()).map(row -> {
            double sample = node.verdict().filter(verdict -> verdict.rule() == Rule.TARGET_SAMPLE_MATCH)
                    .map(Verdict::draw).orElse(Double.NaN);
            int token = node.node().token();
            return new LawPlace(where, token, row.raw(), row.top(), TopTokens.NOT_CAPTURED, row.stages(),
                    Double.isNaN(sample) ? Choice.DRAFTED : Choice.DRAWN, sample);
        }));
    }

    private static Optional<LawPlace> drawn(TreeState tree, TargetDraw draw, String where) {
        return row(tree, draw.after()).map(row -> {
            boolean direct = draw.provenance() != Provenance.CORRECTION || tree.children(draw.after()).stream()
                    .flatMap(child -> child.verdict().stream())
                    .anyMatch(verdict -> verdict.rule() == Rule.TARGET_SAMPLE_MATCH);
            boolean numbered = !Double.isNaN(draw.draw());
            Choice choice = !numbered ? Choice.FIRST : direct ? Choice.DRAWN : Choice.LEFT_OVER;
            return new LawPlace(where, draw.token(), row.raw(), row.top(),
                    choice == Choice.LEFT_OVER ? draw.law() : TopTokens.NOT_CAPTURED, row.stages(), choice,
                    direct ? draw.draw() : Double.NaN);
        });
    }

    private static Optional<LawPlace> canvas(TraceState state, int row, int position) {
        return state.canvas().filter(canvas -> row >= 0 && row < canvas.rows() && position >= 0
                && position < canvas.length()).flatMap(canvas -> prediction(canvas, row, position));
    }

    private static Optional<LawPlace> prediction(CanvasState canvas, int row, int position) {
        return canvas.prediction(row, position).map(prediction -> new LawPlace(
                "position " + canvas.column(position) + ", step " + (row + 1), prediction.token(),
                prediction.top(), TopTokens.NOT_CAPTURED, TopTokens.NOT_CAPTURED, prediction.stages(),
                greedy(prediction) ? Choice.FIRST : Choice.NOISE, Double.NaN));
    }

    private static boolean greedy(Prediction prediction) {
        return !prediction.stages().isEmpty() && prediction.stages().getFirst().setting() == 0;
    }

    private static Optional<LawPlace> cell(TraceState state, Selection.Cell cell) {
        KvMap map = state.kv(cell.owner());
        if (cell.slot() < 0 || cell.slot() >= map.capacity() || map.position(cell.slot()) < 0)
            return Optional.empty();
        int position = map.position(cell.slot());
        int prompt = state.prompt().size();
        return position < prompt ? prompt(state, position) : token(state, position - prompt);
    }

    private static Optional<TargetRow> row(TreeState tree, int after) {
        return after == DraftNode.ROOT ? tree.rootRow() : tree.node(after).flatMap(TreeNode::row);
    }
}
