package draftscope.decode.speculative;

import draftscope.sampling.Randomness;
import draftscope.trace.Note;
import java.util.function.Consumer;

/// What a proposer may know in a round.
///
/// @param committed  all tokens so far; the last one is the root of the draft
/// @param step       number of the round, a key of its random numbers
/// @param captured   how many of a law's likeliest tokens to note on each node; 0 to note neither them nor entropies
/// @param checkpoint called now and then inside long work; throws when the run is cancelled
/// @param ahead      the target, for proposers that draft with it
/// @param notes      takes what is worth telling about how the proposer works; worth the effort only where `captured` is above 0
public record DraftContext(CommittedTokens committed, int step, Randomness randomness, int captured,
        Runnable checkpoint, ReadAhead ahead, Consumer<Note> notes) {
    /// For proposers that have no use for the target.
    public DraftContext(CommittedTokens committed, int step, Randomness randomness, int captured, Runnable checkpoint,
            Consumer<Note> notes) {
        this(committed, step, randomness, captured, checkpoint, ReadAhead.NONE, notes);
    }

    /// With nobody to tell either.
    public DraftContext(CommittedTokens committed, int step, Randomness randomness, int captured, Runnable checkpoint) {
        this(committed, step, randomness, captured, checkpoint, note -> {});
    }
}
