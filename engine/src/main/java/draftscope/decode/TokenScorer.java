package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.LayerPlan;
import draftscope.model.Logits;
import draftscope.model.Transformer;

/// The seam between drivers and networks: rows of tokens in, raw scores of the next token out.
///
/// Drivers know models only by this interface, so that laws can be proved on networks small enough to enumerate. An
/// implementation writes the keys, values and cells of the batch's slots and is deterministic: a row's scores depend on what
/// the row can see and on nothing else, bit for bit.
public interface TokenScorer {
    /// The scores of one forward pass.
    @FunctionalInterface
    interface Scores {
        /// Copies the scores after batch row `row`, `(vocab)`, to `into[0..vocab-1]`.
        void copyRow(int row, float[] into);
    }

    /// Number of tokens that are scored.
    int vocabSize();

    /// An empty cache of `capacity` slots for this network.
    KvCache newCache(int capacity);

    /// A cache of `capacity` slots that may begin with what this network wrote for `text` earlier, marked as reused; empty where
    /// nothing of it is remembered.
    ///
    /// @param text the tokens that are about to be read, at positions 0, 1, 2, ...
    default KvCache newCache(int capacity, int[] text) {
        return newCache(capacity);
    }

    /// Runs the rows of `batch`. The scores stay valid until the next pass.
    Scores forward(Batch batch, KvCache cache);

    /// The same network with only the parts of its layers that `plan` keeps: a network of its own, which needs a cache of its
    /// own, since it writes other keys or none.
    ///
    /// @throws UnsupportedOperationException for a network that cannot leave layers out
    default TokenScorer keeping(LayerPlan plan) {
        throw new UnsupportedOperationException("this network cannot leave layers out");
    }

    /// Floats of an embedding.
    ///
    /// @throws UnsupportedOperationException for a network that reads tokens alone
    default int embeddingWidth() {
        throw new UnsupportedOperationException("this network reads tokens, not mixtures of them");
    }

    /// What the network reads for `token`; what [Batch#withEmbeddings(float[])] takes.
    ///
    /// @param out `(embeddingWidth)`
    /// @throws UnsupportedOperationException for a network that reads tokens alone
    default void embedding(int token, float[] out) {
        throw new UnsupportedOperationException("this network reads tokens, not mixtures of them");
    }

    /// The scorer that runs `model`'s transformer, or counts for a model that has none.
    static TokenScorer of(LanguageModel model) {
        return model.config().counting()
                ? new ListOracle(model.tokenizer().vocabulary())
                : of(model, LayerPlan.all(model.config().layers()));
    }

    private static TokenScorer of(LanguageModel model, LayerPlan kept) {
        Transformer transformer = model.transformer();
        int vocabSize = model.config().vocabSize();
        return new TokenScorer() {
            @Override
            public int vocabSize() {
                return vocabSize;
            }

            @Override
            public TokenScorer keeping(LayerPlan plan) {
                return of(model, plan);
            }

            @Override
            public int embeddingWidth() {
                return model.config().dim();
            }

            @Override
            public void embedding(int token, float[] out) {
                transformer.embedding(token, out);
            }

            @Override
            public KvCache newCache(int capacity) {
                return transformer.newCache(capacity);
            }

            @Override
            public Scores forward(Batch batch, KvCache cache) {
                Logits logits = transformer.forward(batch, cache, kept);
                return (row, into) -> logits.copyRow(row, into, 0);
            }
        };
    }
}
