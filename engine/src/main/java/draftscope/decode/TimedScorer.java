package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.model.LayerPlan;

/// A network whose forward passes are told to a clock.
record TimedScorer(TokenScorer network, StopClock clock) implements OuterScorer {
    @Override
    public TokenScorer keeping(LayerPlan plan) {
        return new TimedScorer(network.keeping(plan), clock);
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
