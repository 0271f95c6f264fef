package draftscope.decode.editing;

/// What a network says of texts that differ at one place.
public interface TextScores {
    /// Number of tokens that may stand in a text.
    int words();

    /// The `index`-th of them, 0, 1, 2, ...
    int word(int index);

    /// Whether a token may stand in a text; an end of text may not.
    boolean isWord(int token);

    /// Weighs the likeliest words behind `left`, and `standing`.
    ///
    /// @param standing a token that is weighed in any case, or -1
    Gap weigh(int[] left, int[] right, int candidates, int standing);

    /// The logarithm of a text, less that of `left`, as in [Gap].
    double log(int[] left, int token, int[] right);

    /// What may stand between two parts of a text. Logarithms are natural, of the probability that the prompt is followed by the text
    /// and the text by its end, less that of the part on the left, which all have alike.
    ///
    /// @param tokens   the likeliest words behind the left part, likeliest first
    /// @param logs     of the text with each of them in between
    /// @param standing of the text with the token that was weighed in any case; `NaN` for none
    /// @param nothing  of the text with nothing in between
    record Gap(int[] tokens, double[] logs, double standing, double nothing) {}
}
