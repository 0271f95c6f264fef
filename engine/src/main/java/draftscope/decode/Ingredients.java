package draftscope.decode;

import draftscope.sampling.SamplerChain;
import java.util.Optional;

/// What the parts of a method may be made from, besides its own parameters.
///
/// @param chain  the run's sampler chain; drafts use the same one, which keeps their laws close to the target's
/// @param draft  the draft model's network; empty for methods that do not ask for one
public record Ingredients(SamplerChain chain, Optional<TokenScorer> draft) {
    /// Whether the run is deterministic: temperature 0.
    public boolean greedy() {
        return chain.greedy();
    }

    /// The draft model of a method that asks for one.
    public TokenScorer requiredDraft() {
        return draft.orElseThrow(() -> new IllegalStateException("the method's needs do not name a draft model"));
    }
}
