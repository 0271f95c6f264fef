package draftscope.trace;

/// What a diffusion model proposes for one masked position.
///
/// @param confidence probability of `token` under the law that the method takes its confidence from
/// @param marginRaw  raw probability of the first choice less that of the second
public record Prediction(int position, int token, double confidence, double entropyBits, double marginRaw,
        TopTokens top) {}
