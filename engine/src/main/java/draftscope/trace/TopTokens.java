package draftscope.trace;

import java.util.List;

/// The likeliest tokens of a law, and what the rest of the vocabulary holds.
///
/// @param tokens   in falling order, lowest id first on a tie; empty when not captured
/// @param tailMass probability of all other tokens, so that the sum closes; `NaN` when not captured
public record TopTokens(List<TokenProbability> tokens, double tailMass) {
    public static final TopTokens NOT_CAPTURED = new TopTokens(List.of(), Double.NaN);

    public TopTokens {
        tokens = PackedLaw.of(tokens);
    }

    /// From arrays, which it takes over.
    ///
    /// @param tokens        in falling order, lowest id first on a tie
    /// @param probabilities `(tokens)`
    public static TopTokens of(int[] tokens, double[] probabilities, double tailMass) {
        return new TopTokens(PackedLaw.of(tokens, probabilities), tailMass);
    }

    /// Probability of `token`, or `NaN` when it is not among the captured ones.
    public double probability(int token) {
        for (TokenProbability t : tokens) {
            if (t.token() == token)
                return t.probability();
        }
        return Double.NaN;
    }

    /// As [#probability(int)], but 0 for a token that is missing from a list which holds the whole law; `NaN` for a law that was
    /// not captured.
    public double probabilityOrNone(int token) {
        double probability = probability(token);
        return Double.isNaN(probability) && tailMass == 0 && !tokens.isEmpty() ? 0 : probability;
    }
}
