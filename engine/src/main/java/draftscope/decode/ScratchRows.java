package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.decode.speculative.ReadAhead;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.sampling.RawLaw;

/// The target reading ahead in the scratch slots of its own cache, right behind the committed text.
final class ScratchRows implements ReadAhead {
    private final TokenScorer target;
    private final KvCache cache;
    private final Tally tally;
    private float[] scores; // (vocab), allocated when something is read

    /// @param tally counts the passes: they are the target's
    ScratchRows(TokenScorer target, KvCache cache, Tally tally) {
        this.target = target;
        this.cache = cache;
        this.tally = tally;
    }

    @Override
    public int width() {
        return target.embeddingWidth();
    }

    @Override
    public void embedding(int token, float[] out) {
        target.embedding(token, out);
    }

    @Override
    public RawLaw read(int token, float[] embedding, int depth) {
        if (scores == null) {
            scores = new float[target.vocabSize()];
        }
        tally.targetForward();
        int place = cache.length() + depth;
        int[] places = {place};
        target.forward(new Batch(new int[]{token}, places, places, AttentionMask.causal(place, 1), null)
                .withEmbeddings(embedding), cache).copyRow(0, scores);
        return new RawLaw(scores);
    }
}
