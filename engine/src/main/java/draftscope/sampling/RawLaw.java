package draftscope.sampling;

import draftscope.trace.TokenMeasures;
import draftscope.trace.TopTokens;

/// The law of a model's next token before the sampler chain: the softmax of one row of scores at temperature 1.
///
/// Nothing is computed before it is asked for, and nothing twice, so a run that only wants the first choice pays for one
/// pass of comparisons. Holds the row it was given and does not copy it: valid while the caller leaves the row alone. Not
/// thread-safe.
public final class RawLaw {
    private final float[] scores; // (vocab)
    private final int mode;
    private final double[] room; // (vocab), or null: what the weights may be written to
    private double[] weights; // (vocab), lazily
    private Softmax.Totals totals; // lazily
    private int[] best = {}; // falling order, as many as were ever asked for
    private TopTokens top = TopTokens.NOT_CAPTURED;

    /// @param scores raw scores `(vocab)`; minus infinity for a token that cannot occur
    /// @throws IllegalStateException when no score is finite: the network has failed
    public RawLaw(float[] scores) {
        this(scores, null);
    }

    /// @param room `(vocab)`, overwritten when weights are asked for, so that a law a token does not cost an array a token; valid
    ///             while the caller leaves it alone, as the scores are
    public RawLaw(float[] scores, double[] room) {
        this.scores = scores;
        this.room = room;
        int first = 0;
        float max = scores[0];
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > max || max != max) {
                max = scores[i];
                first = i;
            }
        }
        if (!Float.isFinite(max)) {
            throw new IllegalStateException("the model's scores hold no finite number (largest: " + max + ")");
        }
        mode = first;
    }

    /// Number of tokens.
    public int size() {
        return scores.length;
    }

    /// The first choice: the largest score, the lowest id on a tie.
    public int mode() {
        return mode;
    }

    /// The raw score of `token`.
    public float score(int token) {
        return scores[token];
    }

    /// Entropy in bits over the whole vocabulary.
    public double entropyBits() {
        return totals().entropyBits();
    }

    /// Variance of the surprisal in bits squared over the whole vocabulary: with weights w = exp(x), it is the variance of x.
    public double varentropy() {
        double mean = totals().dot() / totals().sum();
        double max = scores[mode];
        double zero = 0; // four sums, so that no addition waits for the one before
        double one = 0;
        double two = 0;
        double three = 0;
        int i = 0;
        for (; i + 3 < weights.length; i += 4) {
            zero += square(weights[i], scores[i] - max - mean);
            one += square(weights[i + 1], scores[i + 1] - max - mean);
            two += square(weights[i + 2], scores[i + 2] - max - mean);
            three += square(weights[i + 3], scores[i + 3] - max - mean);
        }
        for (; i < weights.length; i++) {
            zero += square(weights[i], scores[i] - max - mean);
        }
        return (zero + one + two + three) / totals().sum() / (Math.log(2) * Math.log(2));
    }

    // A score of minus infinity weighs nothing, and nothing times infinity is no number.
    private static double square(double weight, double distance) {
        return weight == 0 ? 0 : weight * distance * distance;
    }

    /// Probability of `token`.
    public double probability(int token) {
        return weights()[token] * (1 / totals().sum()); // the same product as in the law after the chain, to the bit
    }

    /// -log2 of the probability of `token`, exact also for tokens too unlikely to weigh anything.
    public double surprisalBits(int token) {
        return Math.max(0, -log(token) / Math.log(2));
    }

    /// Natural logarithm of the probability of `token`, exact also for tokens too unlikely to weigh anything.
    public double log(int token) {
        return -((double) scores[mode] - scores[token] + totals().logSum());
    }

    /// Probability of the first choice less that of the second; 1 when there is no second.
    public double margin() {
        int[] two = best(2);
        return two.length < 2 ? 1 : probability(two[0]) - probability(two[1]);
    }

    /// Raw score of the first choice less that of the second, in nats; infinite when there is no second.
    public double lead() {
        int[] two = best(2);
        return two.length < 2 ? Double.POSITIVE_INFINITY : (double) scores[two[0]] - scores[two[1]];
    }

    /// The `count` likeliest tokens, lowest id first on a tie.
    public int[] best(int count) {
        if (best.length < Math.min(count, scores.length)) {
            best = Ranking.best(scores, scores[mode], count);
        }
        return best.length <= count ? best : java.util.Arrays.copyOf(best, count);
    }

    /// How many tokens come before `token` in [#best(int)].
    public int rank(int token) {
        for (int i = 0; i < best.length; i++) {
            if (best[i] == token) {
                return i;
            }
        }
        int before = 0;
        float score = scores[token];
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > score || scores[i] == score && i < token) {
                before++;
            }
        }
        return before;
    }

    /// The `count` likeliest tokens with their probabilities and what all others hold.
    public TopTokens top(int count) {
        if (top.tokens().size() != Math.min(count, scores.length)) {
            int[] ids = best(count);
            double[] probabilities = new double[ids.length];
            double rest = 1;
            for (int i = 0; i < ids.length; i++) {
                probabilities[i] = probability(ids[i]);
                rest -= probabilities[i];
            }
            top = TopTokens.of(ids, probabilities, Math.max(0, rest));
        }
        return top;
    }

    /// What is measured where `token` was chosen.
    ///
    /// @param count how many of the likeliest tokens to keep, at least 1
    public TokenMeasures measures(int token, int count) {
        TopTokens likeliest = top(count);
        return new TokenMeasures(entropyBits(), surprisalBits(token), probability(token), margin(), rank(token),
                likeliest, varentropy());
    }

    float[] scores() {
        return scores;
    }

    Softmax.Totals totals() {
        weights();
        return totals;
    }

    double[] weights() {
        if (weights == null) {
            double[] fresh = room == null ? new double[scores.length] : room;
            totals = Softmax.weigh(scores, scores[mode], 1, fresh);
            if (!(totals.sum() > 0)) {
                throw new IllegalStateException("the model's scores hold a number that is not a number");
            }
            weights = fresh;
        }
        return weights;
    }
}
