package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvMemory;
import draftscope.model.Batch;
import draftscope.model.LayerPlan;

/// A network that does not read again what it has read.
record RememberingScorer(TokenScorer network, KvMemory memory) implements TokenScorer {
    @Override
    public int vocabSize() {
        return network.vocabSize();
    }

    @Override
    public KvCache newCache(int capacity) {
        return network.newCache(capacity);
    }

    @Override
    public KvCache newCache(int capacity, int[] text) {
        return memory.recall(text, capacity, network::newCache);
    }

    /// A network with fewer layers writes other keys, which nobody remembers.
    @Override
    public TokenScorer keeping(LayerPlan plan) {
        return network.keeping(plan);
    }

    @Override
    public int embeddingWidth() {
        return network.embeddingWidth();
    }

    @Override
    public void embedding(int token, float[] out) {
        network.embedding(token, out);
    }

    @Override
    public Scores forward(Batch batch, KvCache cache) {
        return network.forward(batch, cache);
    }
}
