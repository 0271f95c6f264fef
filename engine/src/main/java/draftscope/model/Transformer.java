package draftscope.model;

import draftscope.cache.KvCache;

public final class Transformer {
    Transformer() {}

    public ModelConfig config() {
        throw new UnsupportedOperationException("in progress");
    }

    public KvCache newCache(int capacity) {
        throw new UnsupportedOperationException("in progress");
    }

    public Logits forward(Batch batch, KvCache cache) {
        throw new UnsupportedOperationException("in progress");
    }
}
