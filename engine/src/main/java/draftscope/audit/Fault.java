package draftscope.audit;

/// A way in which a run can fail to be the target's own, or seem to.
public enum Fault {
    /// Two first choices so close that rounding decides; the output is as good as the target's own.
    TIE("tie within numeric noise"),
    /// A row of the verification pass was read at another position than its token has in the text.
    POSITION("position mismatch"),
    /// A row saw other slots than the committed text, its ancestors and itself.
    MASK("mask mismatch"),
    /// A row's law is not the one that the target has alone, and no shift of its position explains it.
    ROW("position or mask mismatch"),
    /// A token was output without a verdict that accepts it, or without a draw of the target.
    UNVERIFIED("unverified commit"),
    /// Siblings were not tested in the order in which they were drawn.
    SIBLING_ORDER("siblings reordered"),
    /// Tokens were drawn from the draft and then left out because of what they were.
    DROPPED_DRAFT("draft tokens dropped after they were drawn"),
    /// Draft tokens do not follow the law that they are tested with.
    PROPOSAL("draft tokens not drawn from the law they were tested with"),
    /// A verdict that its own numbers contradict.
    VERDICT("verdict against its numbers"),
    /// A method that does not promise the target's law.
    NON_STRICT("non-strict rule, by design"),
    /// The output does not follow the target's law.
    LAW("output not drawn from the target's law"),
    /// The output differs from the target's although every row agrees.
    CHOICE("wrong choice from a right law");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /// Its name for people.
    public String words() {
        return words;
    }

    /// Whether it says that the run was wrong: a tie is not, and a lossy method never promised otherwise.
    public boolean breaksPromise() {
        return this != TIE && this != NON_STRICT;
    }
}
