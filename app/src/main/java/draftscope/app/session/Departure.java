package draftscope.app.session;

import draftscope.decode.CannotRunException;
import draftscope.decode.Models;
import draftscope.decode.RunRequest;
import draftscope.trace.Fork;
import draftscope.trace.ModelIdentity;
import draftscope.trace.RunSettings;
import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where a branch leaves a run: the tokens that it takes over, and the token that a person puts behind them.
///
/// @param tokens       of the run that is left, its prompt included
/// @param pieces       what each of them stands for there; a model that means something else by an id cannot go on
/// @param promptLength how many of them a person gave as a prompt
/// @param prompt       that prompt as it was typed
/// @param forced       token id, or [Fork#NOTHING]
/// @param step         from which step of the run its random numbers go on
/// @param made         how the run that is left was made; empty where it does not tell
public record Departure(List<Integer> tokens, List<TokenPiece> pieces, int promptLength, String prompt, int forced,
        int step, Optional<RunSettings> made) {
    public Departure {
        tokens = List.copyOf(tokens);
        pieces = List.copyOf(pieces);
    }

    /// Goes on from a moment, with the tokens that were written by then.
    public static Departure from(TraceState state) {
        int written = state.committed().size();
        // A round that has written something is not made again, one that has not is.
        int next = written > 0 && state.committed().getLast().step() == state.step()
                ? state.step() + 1
                : Math.max(0, state.step());
        return of(state.trace(), written, List.of(), Fork.NOTHING, next);
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
                step + before.map(Fork::step).orElse(0), trace.settings());
    }

    /// What a person who lacks a model for the branch needs, and what needs none.
    String needs() {
        String models = made.map(run -> Stream.concat(Stream.of(run.target()), run.draft().stream())
                .map(ModelIdentity::name).filter(name -> !name.isEmpty()).collect(Collectors.joining(" and ")))
                .orElse("");
        return (models.isEmpty()
                ? "A branch goes on with a model that has the vocabulary of this run; open it in the library (M)"
                : "This run was made with " + models + "; open what you have of them in the library (M)")
                + " and fork again. Looking at the run, marking it and sending it need no model.";
    }

    /// The run that `setup` asks for, beginning here. The number of tokens counts from the prompt on; where it is used up, the
    /// branch gets as many again.
    ///
    /// @param from names the run that is left
    RunRequest request(RunRequest setup, String from) {
        int left = setup.maxTokens() - (tokens.size() - promptLength);
        return new RunRequest(setup.methodId(), setup.parameters(), prompt, tokens, left < 1 ? setup.maxTokens() : left,
                setup.sampling(), setup.seed(), setup.observation(), setup.threads(),
                Optional.of(new Fork(from, tokens.size(), promptLength, forced, step)));
    }

    /// @throws CannotRunException when the model means something else by the ids
    void check(Models models) {
        models.foreign(pieces).ifPresent(why -> {
            throw new CannotRunException(why);
        });
    }
}
