package draftscope.decode;

import draftscope.cache.KvMemory;
import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import draftscope.trace.ModelIdentity;

/// A model as a run sees it: its shape, what its ids mean, its network, how a trace names it, and what does its arithmetic.
///
/// @param engine names what computes, such as `vector 256 bit`
record Participant(String name, ModelConfig config, Lexicon lexicon, TokenScorer scorer, ModelIdentity identity,
        String engine) implements ModelFacts {
    /// The same, with forward passes that `clock` is told of.
    Participant timedBy(StopClock clock) {
        return new Participant(name, config, lexicon, new TimedScorer(scorer, clock), identity, engine);
    }

    /// The same, with a network that takes up what is in `memory` and adds to it.
    Participant remembering(KvMemory memory) {
        return new Participant(name, config, lexicon, new RememberingScorer(scorer, memory), identity, engine);
    }

    static Participant of(LanguageModel model) {
        return new Participant(model.name(), model.config(), Lexicon.of(model.tokenizer()), TokenScorer.of(model),
                ModelIdentities.of(model), model.engine());
    }
}
