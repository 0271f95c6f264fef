package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.model.LayerPlan;

/// A network whose forward passes are told to a clock.
record TimedScorer(TokenScorer network, StopClock clock) implements TokenScorer {
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
        return network.newCache(capacity, text);
    }

    @Override
    public TokenScorer keeping(LayerPlan plan) {
        return new TimedScorer(network.keeping(plan), clock);
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
        StopClock.Part before = clock.enter(StopClock.Part.FORWARD);
        try {
            return network.forward(batch, cache);
        } finally {
            clock.enter(before);
        }
    }
}
