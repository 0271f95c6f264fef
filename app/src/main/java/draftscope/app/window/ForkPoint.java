package draftscope.app.window;

import draftscope.app.session.Departure;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.trace.TargetRow;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.trace.Verdict;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A place where a branch could leave the run, and the tokens that could stand there.
///
/// @param written    tokens of the output before it
/// @param path       tokens of the draft between those and the place, all of them accepted
/// @param step       round that wrote or drafted the token
/// @param token      that stands there now
/// @param first      index of the candidate that is offered first
/// @param onCanvas   the position of the canvas that it is, for a diffusion run
record ForkPoint(Trace trace, int written, List<Integer> path, int step, int token, List<Candidate> candidates,
        int first, OptionalInt onCanvas) {
    /// @param probability of the target's law before the sampler chain; `NaN` where it was not captured
    record Candidate(int token, double probability) {}

    /// The place of what is selected, or of the newest token when nothing is.
    static Optional<ForkPoint> of(TraceState state, Selection selection) {
        if (state == null || state.trace().numbered())
            return Optional.empty();
        return switch (Why.resolve(state, selection)) {
            case Selection.Token(int index) when state.canvas().isPresent() && index < state.committed().size() ->
                state.canvas().get().placeAt(state.committed().get(index).position()).stream().boxed().findFirst()
                        .flatMap(place -> canvas(state, Integer.MAX_VALUE, place));
            case Selection.CanvasPosition(int row, int position) -> canvas(state, row, position);
            case Selection.Token(int index) -> token(state, index);
            case Selection.Node(int step, int node) -> node(state, step, node);
            case Selection.None _,Selection.PromptToken _,Selection.Tokens _,Selection.Cell _,Selection.Lane _,Selection.Step _,Selection.Steps _ ->
                Optional.empty();
        };
    }

    /// A position of the canvas, in the step of the row or, where the model was not asked then, in the last one before in which it was.
    private static Optional<ForkPoint> canvas(TraceState state, int row, int position) {
        CanvasState canvas = state.canvas().orElse(null);
        if (canvas == null || position < canvas.promptLength() || position >= canvas.length())
            return Optional.empty();
        if (canvas.maskFree())
            return edited(state, canvas, row, position);
        for (int at = Math.min(row, canvas.rows() - 1); at >= 0; at--) {
            Optional<Prediction> prediction = canvas.prediction(at, position);
            if (prediction.isPresent()) {
                Prediction law = prediction.get();
                boolean taken = canvas.cell(at, position).event() != CanvasEvent.PREDICTED_ONLY;
                List<Candidate> candidates = candidates(law.top(), law.token(), law.top().probability(law.token()));
                boolean mine = candidates.getFirst().token() == law.token();
                int other = taken && mine && candidates.size() > 1 ? 1 : 0;
                return Optional.of(new ForkPoint(state.trace(), 0, List.of(), canvas.stepOfRow(at),
                        taken ? law.token() : canvas.maskToken(), candidates, other, OptionalInt.of(position)));
            }
        }
        return Optional.empty();
    }

    /// A position of a canvas without masks, behind the last step that weighed tokens for it.
    private static Optional<ForkPoint> edited(TraceState state, CanvasState canvas, int row, int position) {
        for (int at = Math.min(row, canvas.rows() - 1); at >= 0; at--) {
            Optional<CanvasEdit> edit = canvas.edit(at, position);
            int next = canvas.stepOfRow(at) + 1;
            if (edit.isEmpty() || next >= state.trace().steps().size())
                continue;
            CanvasState then = state.trace().at(state.trace().startOfStep(next)).canvas().orElseThrow();
            if (!then.stands(position))
                return Optional.empty();
            int token = then.token(position);
            List<Candidate> candidates = candidates(edit.get().candidates(), token,
                    edit.get().candidates().probability(token));
            int other = candidates.getFirst().token() == token && candidates.size() > 1 ? 1 : 0;
            return Optional.of(new ForkPoint(state.trace(), 0, List.of(), next, token, candidates, other,
                    OptionalInt.of(position)));
        }
        return Optional.empty();
    }

    private static Optional<ForkPoint> token(TraceState state, int index) {
        if (index < 0 || index >= state.committed().size())
            return Optional.empty();
        CommittedToken token = state.committed().get(index);
        List<Candidate> candidates = candidates(token.measures().top(), token.token(), token.measures().probability());
        // What stands there was chosen before; a person who forks wants the other one.
        int other = candidates.getFirst().token() == token.token() && candidates.size() > 1 ? 1 : 0;
        return Optional
                .of(new ForkPoint(state.trace(), index, List.of(), token.step(), token.token(), candidates, other,
                        OptionalInt.empty()));
    }

    private static Optional<ForkPoint> node(TraceState state, int step, int node) {
        Trace trace = state.trace();
        if (step < 0 || step > state.step())
            return Optional.empty();
        int written = before(trace, step);
        if (node == Selection.Node.ROOT)
            return written == 0 ? Optional.empty() : token(state, written - 1);
        if (node == Selection.Node.DRAW) {
            for (CommittedToken token : state.committed())
                if (token.step() == step && token.node() == DraftNode.NONE && token.provenance() != Provenance.FORCED)
                    return token(state, token.index());
            return Optional.empty();
        }
        TreeState tree = state.tree().step() == step
                ? state.tree()
                : trace.at(Math.min(state.position(), trace.endOfStep(step))).tree();
        Optional<DraftNode> drafted = tree.node(node).map(TreeNode::node);
        if (drafted.isEmpty())
            return Optional.empty();
        List<Integer> path = new ArrayList<>();
        for (int at = drafted.get().parent(); at != DraftNode.ROOT; at = tree.node(at).orElseThrow().node().parent()) {
            TreeNode above = tree.node(at).orElseThrow();
            if (above.verdict().filter(verdict -> verdict.outcome() == Verdict.Outcome.ACCEPTED).isEmpty())
                return Optional.empty(); // the branch would begin at a token that nobody took
            path.addFirst(above.node().token());
        }
        int parent = drafted.get().parent();
        TopTokens law = (parent == DraftNode.ROOT ? tree.rootRow() : tree.node(parent).flatMap(TreeNode::row))
                .map(TargetRow::raw).orElse(TopTokens.NOT_CAPTURED);
        List<Candidate> candidates = candidates(law, drafted.get().token(), law.probability(drafted.get().token()));
        int own = 0;
        while (candidates.get(own).token() != drafted.get().token())
            own++;
        return Optional.of(new ForkPoint(trace, written, path, step, drafted.get().token(), candidates, own,
                OptionalInt.empty()));
    }

    /// How many tokens were written before a step.
    private static int before(Trace trace, int step) {
        int start = trace.startOfStep(step);
        int count = 0;
        while (count < trace.committed().size() && trace.committed().get(count).event() < start)
            count++;
        return count;
    }

    private static List<Candidate> candidates(TopTokens law, int standing, double probability) {
        List<Candidate> candidates = new ArrayList<>();
        for (TokenProbability likely : law.tokens())
            candidates.add(new Candidate(likely.token(), likely.probability()));
        if (candidates.stream().noneMatch(candidate -> candidate.token() == standing))
            candidates.add(new Candidate(standing, probability));
        return candidates;
    }

    /// The same place with one candidate more, unless it is there already.
    ForkPoint including(int candidate) {
        if (candidates.stream().anyMatch(known -> known.token() == candidate))
            return this;
        List<Candidate> more = new ArrayList<>(candidates);
        more.add(new Candidate(candidate, Double.NaN));
        return new ForkPoint(trace, written, path, step, token, more, first, onCanvas);
    }

    /// Index in the whole text, prompt included.
    int position() {
        return onCanvas.orElse(trace.prompt().size() + written + path.size());
    }

    /// Where it is, in words.
    String words() {
        if (onCanvas.isEmpty())
            return "In place of " + TokenText.quoted(trace, token) + " at position " + position();
        CanvasState canvas = trace.at(trace.startOfStep(step)).canvas().orElseThrow();
        return (token == canvas.maskToken() ? "Into the mask" : "In place of " + TokenText.quoted(trace, token))
                + " at position " + canvas.column(position()) + ", step " + (step + 1);
    }

    /// The branch that begins with a candidate.
    Departure departure(int candidate) {
        int chosen = candidates.get(candidate).token();
        if (onCanvas.isEmpty())
            return Departure.behind(trace, written, path, chosen, step);
        TraceState left = trace.at(trace.startOfStep(step));
        int index = left.canvas().orElseThrow().indexOf(onCanvas.getAsInt()).orElseThrow();
        return Departure.onCanvas(left, canvas -> canvas.putting(StandingToken.forced(index, chosen)));
    }
}
