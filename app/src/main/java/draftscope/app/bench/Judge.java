package draftscope.app.bench;

import draftscope.cache.KvCache;
import draftscope.decode.CannotRunException;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.Logits;
import draftscope.sampling.RawLaw;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Says how likely texts are to a model that did not write them.
public final class Judge {
    private final LanguageModel model;

    /// @param model  a causal model
    /// @param writer the model that writes
    /// @throws CannotRunException in a sentence, where the judge cannot read what the writer writes
    public Judge(LanguageModel model, LanguageModel writer) {
        if (!model.config().causal()) {
            throw new CannotRunException(
                    model.name() + " cannot judge texts, because it does not read them from left to"
                            + " right; accepted: a causal model");
        }
        writer.tokenizer().vocabulary().firstDifference(model.tokenizer().vocabulary()).ifPresent(difference -> {
            throw new CannotRunException(model.name() + " cannot judge what " + writer.name() + " writes: " + difference
                    + "; accepted: a model with the same vocabulary");
        });
        this.model = model;
    }

    /// A judge of what `writer` writes; empty where `model` cannot read that.
    public static Optional<Judge> of(LanguageModel model, LanguageModel writer) {
        try {
            return Optional.of(new Judge(model, writer));
        } catch (CannotRunException otherVocabulary) {
            return Optional.empty();
        }
    }

    /// Bits that the judge needs for `output` after `prompt`, at its raw law. What reaches beyond its context is left out.
    ///
    /// @param count takes the tokens that were judged
    double bits(int[] prompt, int[] output, IntConsumer count) {
        int[] ids = IntStream.concat(IntStream.of(prompt), IntStream.of(output))
                .limit(model.config().contextLength()).toArray();
        if (ids.length <= prompt.length) {
            return 0;
        }
        KvCache cache = model.transformer().newCache(ids.length);
        Logits logits = model.transformer().forward(Batch.next(0, ids), cache);
        double bits = 0;
        for (int i = prompt.length; i < ids.length; i++) {
            bits += new RawLaw(logits.row(i - 1)).surprisalBits(ids[i]);
        }
        count.accept(ids.length - prompt.length);
        return bits;
    }
}
