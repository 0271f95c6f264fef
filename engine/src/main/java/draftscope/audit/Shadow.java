package draftscope.audit;

import draftscope.cache.KvCache;
import draftscope.decode.TokenScorer;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.sampling.RawLaw;

/// The target alone, one token a pass, along a text that is already there: what it would have said at each place.
///
/// Not thread-safe.
final class Shadow {
    private static final int NOTHING = -1;

    private final TokenScorer target;
    private final KvCache cache;
    private final float[] scores; // (vocab)
    private int read = NOTHING; // the token whose keys stand at the end of the text, read at its own position

    /// @param capacity most tokens of the text
    Shadow(TokenScorer target, int capacity) {
        this.target = target;
        cache = target.newCache(capacity);
        scores = new float[target.vocabSize()];
    }

    /// The law of the token after `token`, which is not kept yet. Valid until the next call.
    RawLaw after(int token) {
        return after(token, cache.length());
    }

    /// The law after `token` as it would be if the row were read at `position` instead of its own.
    RawLaw after(int token, int position) {
        int slot = cache.length();
        target.forward(new Batch(new int[]{token}, new int[]{position}, new int[]{slot},
                AttentionMask.causal(slot, 1), null), cache).copyRow(0, scores);
        read = position == slot ? token : NOTHING;
        return new RawLaw(scores);
    }

    /// Adds `token` to the text.
    void keep(int token) {
        if (read != token) {
            after(token);
        }
        cache.append(1);
        read = NOTHING;
    }
}
