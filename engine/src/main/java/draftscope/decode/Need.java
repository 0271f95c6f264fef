package draftscope.decode;

import draftscope.model.ModelConfig;
import java.util.Optional;

/// Something that a method cannot do without.
public enum Need {
    /// A target that writes from left to right.
    CAUSAL_MODEL("a causal target model, which writes from left to right; choose one such as tales-target") {
        @Override
        public Optional<String> missing(ModelFacts target, Optional<? extends ModelFacts> draft) {
            return target.config().causal()
                    ? Optional.empty()
                    : Optional.of("the target model " + target.name() + " is a " + target.config().kind().label()
                            + " model; needs " + sentence());
        }
    },
    /// A smaller model with the target's vocabulary.
    DRAFT_MODEL("a causal draft model with the target's vocabulary; choose one such as tales-draft") {
        @Override
        public Optional<String> missing(ModelFacts target, Optional<? extends ModelFacts> draft) {
            if (draft.isEmpty()) {
                return Optional.of("no draft model is given; needs " + sentence());
            }
            if (!draft.get().config().causal()) {
                return Optional
                        .of("the draft model " + draft.get().name() + " is a " + draft.get().config().kind().label()
                                + " model; needs " + sentence());
            }
            return target.lexicon().difference(draft.get().lexicon())
                    .map(why -> "the draft model " + draft.get().name() + " does not share the vocabulary of "
                            + target.name() + " (" + why + "); needs " + sentence());
        }
    },
    /// A text that the output nearly repeats. It comes with the request, so models cannot lack it: the method's assembly looks for
    /// it.
    SOURCE_TEXT(
            "a source text that the output nearly repeats; set the parameter 'source', or write a prompt of an instruction line,"
                    + " the text, and a last line 'Answer:'") {
        @Override
        public Optional<String> missing(ModelFacts target, Optional<? extends ModelFacts> draft) {
            return Optional.empty();
        }
    },
    /// A target that fills masks anywhere on a canvas.
    MASKED_DIFFUSION_MODEL(
            "a masked diffusion model, which sees the whole canvas and fills masks in any order; choose one such as"
                    + " tales-diffusion") {
        @Override
        public Optional<String> missing(ModelFacts target, Optional<? extends ModelFacts> draft) {
            return missing(target, ModelConfig.Kind.MASKED_DIFFUSION);
        }
    },
    /// A target that fills masks anywhere in a block and sees nothing behind it.
    BLOCK_DIFFUSION_MODEL(
            "a block diffusion model, which sees no further than the end of a block; choose one such as tales-block") {
        @Override
        public Optional<String> missing(ModelFacts target, Optional<? extends ModelFacts> draft) {
            return missing(target, ModelConfig.Kind.BLOCK_DIFFUSION);
        }
    };

    private final String sentence;

    Need(String sentence) {
        this.sentence = sentence;
    }

    /// What it is, and what would fix its absence.
    public String sentence() {
        return sentence;
    }

    /// What a target of another kind, or one without a mask token, lacks.
    Optional<String> missing(ModelFacts target, ModelConfig.Kind kind) {
        ModelConfig config = target.config();
        if (config.kind() != kind) {
            return Optional.of("the target model " + target.name() + " is a " + config.kind().label() + " model; needs "
                    + sentence);
        }
        return config.hasMaskToken()
                ? Optional.empty()
                : Optional.of("the target model " + target.name() + " has no mask token; needs " + sentence);
    }

    /// Why these models do not meet the need, with what would; empty when they do.
    public abstract Optional<String> missing(ModelFacts target, Optional<? extends ModelFacts> draft);
}
