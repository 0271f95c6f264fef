package draftscope.trace;

import java.util.List;

/// What a diffusion model proposes for one masked position.
///
/// @param confidence probability of `token` under the law that the method takes its confidence from
/// @param marginRaw  raw probability of the first choice less that of the second
/// @param top        likeliest tokens of the raw law
/// @param stages     what each sampler did behind it, in the order of the chain; empty when not told
public record Prediction(int position, int token, double confidence, double entropyBits, double marginRaw,
        TopTokens top, List<SamplerStage> stages) {
    public Prediction {
        stages = List.copyOf(stages);
    }

    /// A prediction of which the samplers told nothing.
    public Prediction(int position, int token, double confidence, double entropyBits, double marginRaw,
            TopTokens top) {
        this(position, token, confidence, entropyBits, marginRaw, top, List.of());
    }
}
