package draftscope.query;

/// A text is no condition: one sentence that says where, what, and what is accepted.
public final class ConditionException extends IllegalArgumentException {
    private final int at;

    ConditionException(int at, String what) {
        super("At character " + (at + 1) + ": " + what);
        this.at = at;
    }

    /// Index of the character at which it went wrong; the length of the text when something is missing at its end.
    public int at() {
        return at;
    }
}
