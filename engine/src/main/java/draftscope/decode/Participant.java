package draftscope.decode;

import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import draftscope.trace.ModelIdentity;

/// A model as a run sees it: its shape, what its ids mean, its network, and how a trace names it.
record Participant(String name, ModelConfig config, Lexicon lexicon, TokenScorer scorer, ModelIdentity identity) {
    static Participant of(LanguageModel model) {
        return new Participant(model.name(), model.config(), Lexicon.of(model.tokenizer()), TokenScorer.of(model),
                ModelIdentities.of(model));
    }
}
