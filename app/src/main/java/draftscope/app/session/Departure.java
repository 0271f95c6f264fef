package draftscope.app.session;

import draftscope.decode.CannotRunException;
import draftscope.decode.CanvasBeginning;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Models;
import draftscope.decode.RunRequest;
import draftscope.trace.Fork;
import draftscope.trace.Phase;
import draftscope.trace.RunSettings;
import draftscope.trace.StepSummary;
import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Where a branch leaves a run: the tokens that it takes over, and the token that a person puts behind them.
///
/// @param tokens       of the run that is left, its prompt included
/// @param pieces       what each of them stands for there; a model that means something else by an id cannot go on
/// @param promptLength how many of them a person gave as a prompt
/// @param prompt       that prompt as it was typed
/// @param forced       token id, or [Fork#NOTHING]
/// @param step         from which step of the run its random numbers go on
/// @param canvas       of a diffusion run: what it takes over behind the prompt
public record Departure(List<Integer> tokens, List<TokenPiece> pieces, int promptLength, String prompt, int forced,
        int step, Optional<Canvas> canvas) {
    /// A canvas that is left.
    ///
    /// @param prompt     tokens before it
    /// @param methodId   that filled it; with the same parameters its blocks go on as they are cut
    /// @param changed    whether a person changed it; only a diffusion method can take that over
    record Canvas(CanvasBeginning beginning, int prompt, String methodId, Map<String, String> parameters,
            boolean changed) {
        /// As the run takes it over that a setup asks for.
        CanvasBeginning under(RunRequest setup) {
            boolean same = setup.methodId().equals(methodId) && setup.parameters().equals(parameters);
            return same ? beginning : beginning.replanned();
        }
    }

    public Departure {
        tokens = List.copyOf(tokens);
        pieces = List.copyOf(pieces);
    }

    /// Goes on from a moment, with the tokens that were written by then, or with the canvas as it stood after the last whole step.
    public static Departure from(TraceState state) {
        if (state.canvas().isPresent())
            return onCanvas(state, UnaryOperator.identity());
        int written = state.committed().size();
        // A round that has written something is not made again, one that has not is.
        int next = written > 0 && state.committed().getLast().step() == state.step()
                ? state.step() + 1
                : Math.max(0, state.step());
        return of(state.trace(), written, List.of(), Fork.NOTHING, next);
    }

    /// Goes on with the canvas as it stood after the last whole step, changed by a person. A moment before the first whole step
    /// stands for the canvas that the run began with.
    ///
    /// @param state a moment of a diffusion run
    public static Departure onCanvas(TraceState state, UnaryOperator<CanvasBeginning> change) {
        TraceState between = between(state);
        Trace trace = state.trace();
        CanvasBeginning found = CanvasBeginning.of(between.canvas().orElseThrow());
        CanvasBeginning left = change.apply(found);
        Departure plain = of(trace, between.committed().size(), List.of(), Fork.NOTHING, between.step() + 1);
        List<TokenPiece> pieces = new ArrayList<>(plain.pieces);
        // A token that the run never named is one that the person's own model gave.
        left.standing().stream().map(token -> trace.piece(token.token()))
                .filter(piece -> trace.numbered() || !piece.numbered()).forEach(pieces::add);
        RunSettings settings = trace.settings().orElseThrow();
        return new Departure(plain.tokens, pieces, plain.promptLength, plain.prompt, Fork.NOTHING, plain.step,
                Optional.of(new Canvas(left, trace.prompt().size(), settings.methodId(), settings.parameters(),
                        !left.equals(found))));
    }

    /// The moment behind the last step that was over.
    private static TraceState between(TraceState state) {
        if (state.step() < 0)
            return state;
        Trace trace = state.trace();
        StepSummary step = trace.steps().get(state.step());
        boolean written = state.phase().filter(phase -> phase == Phase.WRITE || phase == Phase.REMASK).isPresent();
        // Of a run that waits, nothing says that a step is over before the next begins.
        boolean over = step.complete() ? state.position() >= step.endEvent() : written;
        return over ? state : trace.at(trace.startOfStep(state.step()));
    }

    /// Puts `forced` behind the written tokens and those of an accepted path of the draft.
    ///
    /// @param written number of tokens written before the step
    public static Departure behind(Trace trace, int written, List<Integer> path, int forced, int step) {
        return of(trace, written, path, forced, step + 1);
    }

    private static Departure of(Trace trace, int written, List<Integer> path, int forced, int step) {
        List<Integer> tokens = new ArrayList<>(trace.prompt());
        trace.committed().subList(0, written).forEach(token -> tokens.add(token.token()));
        tokens.addAll(path);
        List<TokenPiece> pieces = new ArrayList<>(tokens.stream().map(trace::piece).toList());
        if (forced != Fork.NOTHING)
            pieces.add(trace.piece(forced));
        Optional<Fork> before = trace.settings().flatMap(RunSettings::fork);
        return new Departure(tokens, pieces, before.map(Fork::promptLength).orElse(trace.prompt().size()),
                trace.settings().map(RunSettings::prompt).orElse(""), forced,
                step + before.map(Fork::step).orElse(0), Optional.empty());
    }

    /// The run that `setup` asks for, beginning here. The number of tokens counts from the prompt on; where it is used up, the
    /// branch gets as many again.
    ///
    /// @param from names the run that is left
    RunRequest request(RunRequest setup, String from) {
        boolean onCanvas = MethodCatalog.byId(setup.methodId()).family().onCanvas();
        if (canvas.isPresent() && (onCanvas || canvas.get().changed()))
            return takingOver(canvas.get(), setup, from);
        int left = setup.maxTokens() - (tokens.size() - promptLength);
        return new RunRequest(setup.methodId(), setup.parameters(), prompt, tokens, left < 1 ? setup.maxTokens() : left,
                setup.sampling(), setup.seed(), setup.observation(), setup.threads(),
                Optional.of(new Fork(from, tokens.size(), promptLength, forced, step)));
    }

    private RunRequest takingOver(Canvas left, RunRequest setup, String from) {
        return new RunRequest(setup.methodId(), setup.parameters(), prompt, tokens.subList(0, left.prompt()),
                setup.maxTokens(), setup.sampling(), setup.seed(), setup.observation(), setup.threads(),
                Optional.of(new Fork(from, left.prompt(), promptLength, Fork.NOTHING, step)),
                Optional.of(left.under(setup)));
    }

    /// @throws CannotRunException when the model means something else by the ids
    void check(Models models) {
        models.foreign(pieces).ifPresent(why -> {
            throw new CannotRunException(why);
        });
    }
}
