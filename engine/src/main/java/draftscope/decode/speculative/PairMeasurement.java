package draftscope.decode.speculative;

import draftscope.cache.KvCache;
import draftscope.decode.TokenScorer;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.sampling.Randomness;
import draftscope.sampling.Randomness.Purpose;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// Measures a pair of models: how often the first, second, ... sibling is the accepted one, and what passes cost.
///
/// The target writes a short text from the first token of the prompt on, by the sampler chain of the run and with random
/// numbers that are always the same. After each token siblings are drawn from the draft's law and judged, as in a tree of one
/// level; at temperature 0 the draft's likeliest tokens are held against the target's first choice. So the shares are a
/// function of models, sampling and first token, not of seed or prompt, and are measured once in a process.
///
/// Source: the calibration of Sequoia (Chen, May, Svirschevski et al. 2024, arXiv 2402.12374), whose shares are of all trials and
/// not of those in which earlier siblings had failed.
public final class PairMeasurement {
    /// Siblings of each trial, where the vocabulary has as many.
    static final int WIDTH = 16;

    private static final int TRIALS = 64;
    private static final int REPEATS = 3;
    private static final Randomness ALWAYS_THE_SAME = new Randomness(0);
    private static final Map<Object, double[]> MEASURED = new ConcurrentHashMap<>(); // in this process

    private final TokenScorer target;
    private final TokenScorer draft;
    private final SamplerChain chain;
    private final int context;
    private final int first;
    private final int width;
    private final IntPredicate ends;
    private final String pair;

    private record Shares(String pair, SamplerChain chain, int first) {}

    private record Costs(String pair, int rows) {}

    /// @param context positions that both models were made for
    /// @param first   token that the text begins with
    /// @param ends    whether a token ends a text
    /// @param pair    names both models for as long as the process lives; empty when nothing does, and nothing is kept
    public PairMeasurement(TokenScorer target, TokenScorer draft, SamplerChain chain, int context, int first,
            IntPredicate ends, String pair) {
        this.target = target;
        this.draft = draft;
        this.chain = chain;
        this.context = context;
        this.first = first;
        this.width = Math.min(WIDTH, target.vocabSize());
        this.ends = ends;
        this.pair = pair;
    }

    /// Share of trials in which the sibling of each rank was the accepted one, `(width)`.
    ///
    /// @param checkpoint called between trials; throws when the run is cancelled
    double[] acceptance(Runnable checkpoint) {
        return once(new Shares(pair, chain, first), () -> measure(checkpoint));
    }

    private double[] once(Object key, Supplier<double[]> measurement) {
        if (pair.isEmpty()) {
            return measurement.get();
        }
        double[] known = MEASURED.get(key);
        if (known == null) {
            known = measurement.get();
            MEASURED.put(key, known);
        }
        return known.clone();
    }

    private double[] measure(Runnable checkpoint) {
        double[] shares = new double[width];
        KvCache targetCache = null;
        KvCache draftCache = null;
        int token = first;
        boolean begin = true;
        float[] row = new float[target.vocabSize()];
        for (int trial = 0; trial < TRIALS; trial++) {
            checkpoint.run();
            if (begin) {
                targetCache = target.newCache(Math.min(context, TRIALS));
                draftCache = draft.newCache(Math.min(context, TRIALS));
                token = first;
            }
            read(target, targetCache, token, row);
            TokenDistribution law = chain.law(new RawLaw(row));
            read(draft, draftCache, token, row);
            int rank = chain.greedy()
                    ? rank(new RawLaw(row), law.mode())
                    : accepted(law, chain.law(new RawLaw(row)), trial);
            if (rank >= 0) {
                shares[rank] += 1.0 / TRIALS;
            }
            token = law.draw(ALWAYS_THE_SAME.uniform(Purpose.PLAIN, trial, 0));
            begin = ends.test(token) || targetCache.length() == targetCache.capacity();
        }
        return shares;
    }

    private static void read(TokenScorer scorer, KvCache cache, int token, float[] row) {
        forward(scorer, cache, token, 1).copyRow(0, row);
        cache.append(1);
    }

    /// The same token in `rows` rows behind the text.
    private static TokenScorer.Scores forward(TokenScorer scorer, KvCache cache, int token, int rows) {
        int from = cache.length();
        int[] tokens = new int[rows];
        Arrays.fill(tokens, token);
        int[] places = new int[rows];
        Arrays.setAll(places, i -> from + i);
        return scorer.forward(new Batch(tokens, places, places, AttentionMask.causal(from, rows), null), cache);
    }

    private int rank(RawLaw law, int token) {
        int[] best = law.best(width);
        for (int rank = 0; rank < best.length; rank++) {
            if (best[rank] == token) {
                return rank;
            }
        }
        return -1;
    }

    private int accepted(TokenDistribution law, TokenDistribution proposal, int trial) {
        List<Integer> siblings = new ArrayList<>();
        Optional<TokenDistribution> left = Optional.of(proposal);
        while (siblings.size() < width && left.isPresent()) {
            int token = left.get().draw(ALWAYS_THE_SAME.uniform(Purpose.DRAFT, trial, 0, siblings.size()));
            siblings.add(token);
            left = left.get().without(token);
        }
        return new RecursiveWithoutReplacement().judge(law, Optional.of(proposal), siblings,
                sibling -> ALWAYS_THE_SAME.uniform(Purpose.VERIFY, trial, 0, sibling)).acceptedChild();
    }

    /// Milliseconds of a pass of the draft model over one row, then of the target over 1, 2, 4, ... rows until there are `rows`; the
    /// least of a few tries each.
    double[] costs(int rows, Runnable checkpoint) {
        return once(new Costs(pair, rows), () -> time(rows, checkpoint));
    }

    private double[] time(int rows, Runnable checkpoint) {
        List<Double> costs = new ArrayList<>();
        costs.add(cost(draft, 1, checkpoint));
        for (int count = 1; costs.size() < 2 || count < 2 * rows; count *= 2) {
            costs.add(cost(target, Math.min(count, context), checkpoint));
        }
        return costs.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double cost(TokenScorer scorer, int rows, Runnable checkpoint) {
        KvCache cache = scorer.newCache(rows);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            checkpoint.run();
            long from = System.nanoTime();
            forward(scorer, cache, first, rows);
            least = Math.min(least, System.nanoTime() - from);
        }
        return Math.max(1, least) / 1e6;
    }
}
