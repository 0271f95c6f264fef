package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.model.Batch;

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
    public Scores forward(Batch batch, KvCache cache) {
        StopClock.Part before = clock.enter(StopClock.Part.FORWARD);
        try {
            return network.forward(batch, cache);
        } finally {
            clock.enter(before);
        }
    }
}
