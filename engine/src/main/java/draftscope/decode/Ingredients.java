package draftscope.decode;

import draftscope.decode.speculative.Growth;
import draftscope.decode.speculative.ModelProposer;
import draftscope.decode.speculative.PairMeasurement;
import draftscope.decode.speculative.Pearl;
import draftscope.model.LayerPlan;
import draftscope.model.ModelConfig;
import draftscope.sampling.SamplerChain;
import java.util.Optional;

/// What the parts of a method may be made from, besides its own parameters.
///
/// @param chain     the run's sampler chain; drafts use the same one, which keeps their laws close to the target's
/// @param target    the target's network, for methods that draft with a part of it
/// @param model     facts about the target
/// @param draft     the draft model's network; empty for methods that do not ask for one
/// @param draftContext positions that the draft model was made for
/// @param maxLength most committed tokens that the run can reach, prompt included
/// @param lexicon   what token ids mean to the target
/// @param prompt    the prompt; leave it alone
/// @param pair      measures target and draft model together; empty without a draft model
public record Ingredients(SamplerChain chain, TokenScorer target, ModelConfig model, Optional<TokenScorer> draft,
        int draftContext, int maxLength, Lexicon lexicon, int[] prompt, Optional<PairMeasurement> pair) {
    /// Whether the run is deterministic: temperature 0.
    public boolean greedy() {
        return chain.greedy();
    }

    /// A proposer that drafts with the draft model.
    public ModelProposer draftWith(Growth growth) {
        return new ModelProposer(draft.orElseThrow(Ingredients::notNeeded), chain, growth, draftContext, maxLength);
    }

    /// A proposer that drafts with the draft model while the target reads.
    ///
    /// @param gamma tokens that it writes meanwhile
    public Pearl draftBeside(int gamma) {
        return new Pearl(draft.orElseThrow(Ingredients::notNeeded), chain, gamma, draftContext, maxLength,
                lexicon::isEnd);
    }

    /// A proposer that drafts with a part of the target.
    ///
    /// @param source what the draft's nodes are said to come from
    public ModelProposer draftWith(Growth growth, LayerPlan kept, String source) {
        return new ModelProposer(target.keeping(kept), chain, growth, maxLength, maxLength, source);
    }

    /// What measures target and draft model together.
    public PairMeasurement measurement() {
        return pair.orElseThrow(Ingredients::notNeeded);
    }

    private static IllegalStateException notNeeded() {
        return new IllegalStateException("the method's needs do not name a draft model");
    }
}
