package draftscope.query;

/// A condition as a tree whose parts fit together: no text is compared with a number, no state with a pattern.
sealed interface Expression {

    record And(Expression left, Expression right) implements Expression {}

    record Or(Expression left, Expression right) implements Expression {}

    record Not(Expression inner) implements Expression {}

    /// A field compared with a number; ids of tokens are numbers too.
    record WithNumber(Field left, Comparison comparison, double right) implements Expression {}

    record WithField(Field left, Comparison comparison, Field right) implements Expression {}

    record WithState(State state, boolean equal) implements Expression {}

    /// A token's text is, or is not, exactly this.
    record WithText(Field token, String text, boolean equal) implements Expression {}

    /// A token's text holds something that the pattern describes.
    record WithPattern(Field token, TokenPattern pattern) implements Expression {}

    record Flag(Field field) implements Expression {}

    /// A token of the output that ends a stretch of so many tokens which stood in the output before.
    record Repeats(int tokens) implements Expression {}

    /// It holds somewhere in the item's step, and in each of the steps before it, so many in all.
    record ForSteps(Expression inner, int steps) implements Expression {}

    /// It holds for a draft node of the item's step.
    record InDraft(Expression inner) implements Expression {}
}
