package draftscope.trace;

/// What was measured where a token was chosen. All `NaN` at [Observation#OFF].
///
/// @param entropyBits   entropy of the raw target law (temperature 1, nothing cut) over the whole vocabulary
/// @param surprisalBits -log2 of the token's raw probability
/// @param probability   the token's raw probability
/// @param marginRaw     raw probability of the first choice less that of the second
/// @param rank          0 when the token is the first choice of the raw law; -1 when not captured
/// @param top           the raw law's likeliest tokens
/// @param varentropy    variance of the surprisal under the raw law, in bits squared: 0 both for a sure thing and for a fair choice
public record TokenMeasures(double entropyBits, double surprisalBits, double probability, double marginRaw, int rank,
        TopTokens top, double varentropy) {
    public static final TokenMeasures NOT_CAPTURED = new TokenMeasures(Double.NaN, Double.NaN, Double.NaN, Double.NaN,
            -1, TopTokens.NOT_CAPTURED);

    /// Measures without the varentropy.
    public TokenMeasures(double entropyBits, double surprisalBits, double probability, double marginRaw, int rank,
            TopTokens top) {
        this(entropyBits, surprisalBits, probability, marginRaw, rank, top, Double.NaN);
    }

    /// The same numbers beside another list of the likeliest tokens.
    public TokenMeasures withTop(TopTokens other) {
        return new TokenMeasures(entropyBits, surprisalBits, probability, marginRaw, rank, other, varentropy);
    }
}
