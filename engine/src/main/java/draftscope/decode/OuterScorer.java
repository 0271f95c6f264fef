package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.model.LayerPlan;

/// A network around another: what it does not do itself, the inner one does.
interface OuterScorer extends TokenScorer {
    /// The inner one.
    TokenScorer network();

    @Override
    default int vocabSize() {
        return network().vocabSize();
    }

    @Override
    default KvCache newCache(int capacity) {
        return network().newCache(capacity);
    }

    @Override
    default KvCache newCache(int capacity, int[] text) {
        return network().newCache(capacity, text);
    }

    @Override
    default Scores forward(Batch batch, KvCache cache) {
        return network().forward(batch, cache);
    }

    @Override
    default TokenScorer keeping(LayerPlan plan) {
        return network().keeping(plan);
    }

    @Override
    default int embeddingWidth() {
        return network().embeddingWidth();
    }

    @Override
    default void embedding(int token, float[] out) {
        network().embedding(token, out);
    }
}
