package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.model.Batch;
import draftscope.model.LayerPlan;
import java.util.Arrays;
import java.util.Random;

/// A network whose scores are a given function of the tokens that a row can see.
///
/// An embedding is one number for each token, 1 for itself; what enters by its embedding is the token with the largest number, the
/// lowest on a tie.
///
/// It reads its context from the cells of the visible slots, as attention reads keys, and insists that they hold the
/// positions 0, 1, ... up to the row's own, in order, each once, and none that was given up. A driver that gets a mask, a slot,
/// a position, a copy or a rollback wrong is caught at once, and cannot hide behind a law that looks right.
public final class ToyNetwork implements TokenScorer {
    /// Scores of the next token after a context, `(vocab)`.
    @FunctionalInterface
    public interface Law {
        float[] scores(int[] context);
    }

    private final int vocab;
    private final boolean causal;
    private final Law law;
    private int forwards;
    private int rows;

    /// @param causal false: a row's context is the whole canvas, and its own position is added at the end
    public ToyNetwork(int vocab, boolean causal, Law law) {
        this.vocab = vocab;
        this.causal = causal;
        this.law = law;
    }

    /// Scores that depend on the last two tokens, fixed by the seed.
    ///
    /// @param spread standard deviation of the scores: 0 is flat, 3 is peaked
    public static Law hashed(long seed, int vocab, double spread) {
        return context -> {
            int n = context.length;
            return drawn(seed * 1_000_003 + context[n - 1] * 1009L + (n > 1 ? context[n - 2] : -1), vocab, spread);
        };
    }

    /// Scores that depend on all that a row sees, its position included, fixed by the seed.
    ///
    /// @param spread standard deviation of the scores
    public static Law ofAll(long seed, int vocab, double spread) {
        return context -> drawn(seed * 31 + Arrays.hashCode(context), vocab, spread);
    }

    /// Scores that depend on the position and a little on all that a row sees: a guess often stays right and often does not.
    ///
    /// @param little standard deviation of what depends on all; that of the rest is 2
    public static Law ofPosition(long seed, int vocab, double little) {
        return context -> {
            Random own = new Random((seed * 31 + context[context.length - 1]) * 0x9E3779B97F4A7C15L);
            Random whole = new Random((seed * 31 + Arrays.hashCode(context)) * 0x9E3779B97F4A7C15L);
            float[] scores = new float[vocab];
            for (int i = 0; i < vocab; i++) {
                scores[i] = (float) (2 * own.nextGaussian() + little * whole.nextGaussian());
            }
            return scores;
        };
    }

    private static float[] drawn(long key, int vocab, double spread) {
        Random random = new Random(key * 0x9E3779B97F4A7C15L);
        float[] scores = new float[vocab];
        for (int i = 0; i < vocab; i++) {
            scores[i] = (float) (spread * random.nextGaussian());
        }
        return scores;
    }

    /// The same scores in every context, from probabilities.
    public static Law constant(double... probabilities) {
        float[] scores = new float[probabilities.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = probabilities[i] == 0 ? Float.NEGATIVE_INFINITY : (float) Math.log(probabilities[i]);
        }
        return context -> scores;
    }

    /// `one` with noise of its own on top: a draft that resembles its target.
    public static Law near(Law one, long seed, int vocab, double noise) {
        Law other = hashed(seed, vocab, noise);
        return context -> {
            float[] scores = one.scores(context).clone();
            float[] added = other.scores(context);
            for (int i = 0; i < scores.length; i++) {
                scores[i] += added[i];
            }
            return scores;
        };
    }

    public int forwards() {
        return forwards;
    }

    public int rows() {
        return rows;
    }

    @Override
    public int vocabSize() {
        return vocab;
    }

    @Override
    public KvCache newCache(int capacity) {
        return new KvCache(1, capacity, 1);
    }

    /// Of each part that is left out the scores get some noise.
    @Override
    public TokenScorer keeping(LayerPlan plan) {
        Law kept = law;
        for (int layer = 0; layer < plan.layers(); layer++) {
            kept = plan.attention(layer) ? kept : near(kept, 100 + layer, vocab, .4);
            kept = plan.feedForward(layer) ? kept : near(kept, 200 + layer, vocab, .4);
        }
        return new ToyNetwork(vocab, causal, kept);
    }

    @Override
    public int embeddingWidth() {
        return vocab;
    }

    @Override
    public void embedding(int token, float[] out) {
        Arrays.fill(out, 0);
        out[token] = 1;
    }

    @Override
    public Scores forward(Batch batch, KvCache cache) {
        forwards++;
        rows += batch.rows();
        KvCells cells = cache.cells();
        for (int i = 0; i < batch.rows(); i++) {
            boolean committed = batch.slots()[i] < cache.length();
            if (committed && causal) {
                throw new AssertionError("slot " + batch.slots()[i] + " is committed and was written again");
            }
            int token = batch.embeddings() == null ? batch.tokens()[i] : heaviest(batch.embeddings(), i * vocab);
            cells.set(batch.slots()[i], KvCells.State.SCRATCH, token, batch.positions()[i], KvCells.NONE);
        }
        float[][] scores = new float[batch.rows()][];
        for (int i = 0; i < batch.rows(); i++) {
            if (batch.wantLogits(i)) {
                scores[i] = law.scores(context(batch, i, cells));
            }
        }
        return (row, into) -> System.arraycopy(scores[row], 0, into, 0, vocab);
    }

    private int heaviest(float[] embeddings, int from) {
        int best = 0;
        for (int token = 1; token < vocab; token++) {
            best = embeddings[from + token] > embeddings[from + best] ? token : best;
        }
        return best;
    }

    private int[] context(Batch batch, int row, KvCells cells) {
        int visible = batch.mask().visible(row);
        int[] context = new int[visible];
        for (int k = 0; k < visible; k++) {
            int slot = batch.mask().slot(row, k);
            if (cells.position(slot) != k || cells.state(slot) == KvCells.State.ROLLED_BACK
                    || cells.state(slot) == KvCells.State.FREE) {
                throw new AssertionError("row " + row + " sees slot " + slot + ", which is " + cells.state(slot)
                        + " at position " + cells.position(slot) + ", where position " + k + " belongs");
            }
            context[k] = cells.token(slot);
        }
        if (!causal) {
            context = Arrays.copyOf(context, visible + 1);
            context[visible] = batch.positions()[row];
        } else if (batch.positions()[row] != visible - 1) {
            throw new AssertionError("row " + row + " at position " + batch.positions()[row] + " sees " + visible);
        }
        return context;
    }
}
