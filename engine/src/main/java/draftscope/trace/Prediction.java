package draftscope.trace;

import java.util.List;

/// What a diffusion model proposes for one masked position.
///
/// @param confidence probability of `token` under the law that the method takes its confidence from
/// @param marginRaw  raw probability of the first choice less that of the second
/// @param top        likeliest tokens of the raw law
/// @param stages     what each sampler did behind it, in the order of the chain; empty when not told
/// @param legalMass  probability that the model gave to all that a grammar allows here; the other numbers are those of the law that
///                   the grammar leaves. `NaN` where nothing is barred
/// @param barred     the model's own first choice where the grammar does not allow that; else [#NOTHING]
/// @param barredProbability its probability; else `NaN`
public record Prediction(int position, int token, double confidence, double entropyBits, double marginRaw,
        TopTokens top, List<SamplerStage> stages, double legalMass, int barred, double barredProbability) {
    /// Stands for no barred token.
    public static final int NOTHING = -1;

    public Prediction {
        stages = List.copyOf(stages);
    }

    /// Whether the model's own first choice may not stand here.
    public boolean bars() {
        return barred != NOTHING;
    }

    /// A prediction where everything may stand, of which the samplers told nothing.
    public Prediction(int position, int token, double confidence, double entropyBits, double marginRaw,
            TopTokens top) {
        this(position, token, confidence, entropyBits, marginRaw, top, List.of(), Double.NaN, NOTHING, Double.NaN);
    }
}
