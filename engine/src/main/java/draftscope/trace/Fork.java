package draftscope.trace;

import java.util.Objects;

/// Where a run left another one.
///
/// It begins with the tokens of the other run up to a place and goes on from there. They are its prompt: it did not write them,
/// and what is known of how they came about is told by the other run.
///
/// Random numbers are counted on from the other run's step, see [#step()]: with the same seed, method and parameters the run
/// meets the same luck as the other one did behind that place.
///
/// @param from         names the other run: its recording's file, or what it is called on screen
/// @param position     number of tokens that were taken over, which is the place of the first one of its own
/// @param promptLength how many of them are a prompt that a person gave; the others were written by runs
/// @param forced       the token that a person put at `position`, or [#NOTHING]
/// @param step         the first step counts as this one for random numbers
public record Fork(String from, int position, int promptLength, int forced, int step) {
    /// Stands for no forced token.
    public static final int NOTHING = -1;

    public Fork {
        Objects.requireNonNull(from, "from");
    }

    public boolean forces() {
        return forced != NOTHING;
    }
}
