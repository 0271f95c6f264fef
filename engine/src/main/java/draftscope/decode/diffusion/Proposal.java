package draftscope.decode.diffusion;

/// The token that the model proposes for a masked position.
///
/// @param confidence  probability of the token
/// @param margin      probability of the likeliest token less that of the second
/// @param entropyBits of the whole law
/// @param lead        raw score of the likeliest token less that of the second, in nats
/// @param chance      a number drawn for this position and step from [0, 1), for rules that leave the order to luck
public record Proposal(int position, int token, double confidence, double margin, double entropyBits, double lead,
        double chance) {
    /// What stands on the canvas already: of it only the confidence at which it was taken is known.
    public static Proposal standing(int position, int token, double confidence) {
        return new Proposal(position, token, confidence, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
}
