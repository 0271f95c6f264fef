package draftscope.decode;

import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;

/// What can be told of a model before it runs: enough to say which methods it can serve, and which others it can be paired
/// with. None of it needs the weights.
public interface ModelFacts {
    /// How messages call it.
    String name();

    /// The numbers that fix its shape.
    ModelConfig config();

    /// What its ids mean. Asked for only where two models are compared, since reading it is the costly part.
    Lexicon lexicon();

    /// The facts of a model that is open.
    static ModelFacts of(LanguageModel model) {
        return new ModelFacts() {
            @Override
            public String name() {
                return model.name();
            }

            @Override
            public ModelConfig config() {
                return model.config();
            }

            @Override
            public Lexicon lexicon() {
                return Lexicon.of(model.tokenizer());
            }
        };
    }
}
