package draftscope.query;

import java.util.Optional;

/// A condition of which a person wants to know while a run goes on: to stop the run, or to write a line about it.
///
/// It is hit by every round in which its condition is true of a token or a draft node; see [Watch].
///
/// @param id      tells it from the others of a list; 1 or more
/// @param enabled whether it is asked at all
/// @param from    the first hit that counts: hits before this one, counted from 1, pass by
/// @param after   the id of the breakpoint that must have stopped or written in an earlier round; [#NONE] for none
/// @param message what to write instead of stopping; empty for a breakpoint that stops
public record Breakpoint(int id, Condition condition, boolean enabled, int from, int after,
        Optional<LogMessage> message) {
    /// Stands for no breakpoint in [#after()].
    public static final int NONE = 0;

    /// @throws IllegalArgumentException for an id or a count below 1, and one that waits for itself
    public Breakpoint {
        if (id < 1 || from < 1 || after < NONE || after == id)
            throw new IllegalArgumentException("no breakpoint has id " + id + ", counts from hit " + from
                    + " on and waits for " + after);
    }

    /// One that stops at every hit.
    public static Breakpoint stop(int id, Condition condition) {
        return new Breakpoint(id, condition, true, 1, NONE, Optional.empty());
    }

    public boolean stops() {
        return message.isEmpty();
    }
}
