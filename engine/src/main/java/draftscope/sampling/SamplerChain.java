package draftscope.sampling;

import draftscope.trace.Sampler;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns raw scores into the law that tokens are drawn from: temperature, then top-k, then top-p, then min-p, each on what
/// the one before left, all in float64. Ties go to the lowest id. Stateless.
///
/// - Temperature 0 gives the first choice and nothing else.
/// - Top-k keeps the k likeliest tokens.
/// - Top-p keeps the fewest likeliest tokens that hold at least p (Holtzman et al. 2020, arXiv 1904.09751); at least one.
/// - Min-p keeps tokens that have at least min-p times the probability of the likeliest (Nguyen et al. 2024, arXiv 2407.01082).
///
/// Example: (.5, .3, .15, .05) with top-p .7 gives (.625, .375, 0, 0).
public record SamplerChain(SamplingSettings settings) {
    /// Whether every law is a point: temperature 0.
    public boolean greedy() {
        return settings.temperature() == 0;
    }

    /// The law after the chain.
    public TokenDistribution law(RawLaw raw) {
        return sample(raw).law();
    }

    /// The law after the chain, with what each sampler did.
    public SampledLaw sample(RawLaw raw) {
        if (greedy()) {
            return new SampledLaw(raw, 0, 1, List.of(), TokenDistribution.point(raw.size(), raw.mode()));
        }
        double[] weights;
        Softmax.Totals totals;
        if (settings.temperature() == 1) {
            weights = raw.weights().clone();
            totals = raw.totals();
        } else {
            weights = new double[raw.size()];
            totals = Softmax.weigh(raw.scores(), raw.scores()[raw.mode()], settings.temperature(), weights);
        }
        if (!cuts()) {
            return new SampledLaw(raw, settings.temperature(), totals.sum(), List.of(),
                    TokenDistribution.ofWeights(weights, totals.sum(), totals.entropyBits()));
        }
        Cutting cutting = new Cutting(raw, weights, totals.sum());
        if (settings.topK() > 0) {
            cutting.topK(settings.topK());
        }
        if (settings.topP() < 1) {
            cutting.topP(settings.topP());
        }
        if (settings.minP() > 0) {
            cutting.minP(settings.minP());
        }
        return new SampledLaw(raw, settings.temperature(), totals.sum(), cutting.done,
                TokenDistribution.ofWeights(weights, cutting.sum, Double.NaN));
    }

    /// The likeliest tokens of `law`, which this chain made from `raw`. The chain never changes the order of two tokens that it
    /// keeps, so the ranking of the raw law serves again.
    public TopTokens top(RawLaw raw, TokenDistribution law, int count) {
        if (settings.temperature() == 1 && !cuts()) {
            return raw.top(count);
        }
        if (law.isPoint()) {
            return law.top(count);
        }
        return law.inOrder(raw.best(count), count);
    }

    private boolean cuts() {
        return settings.topK() > 0 || settings.topP() < 1 || settings.minP() > 0;
    }

    /// The weights of one law on their way through the cuts. All keep the first tokens of the raw ranking.
    private static final class Cutting {
        private final RawLaw raw;
        private final double[] weights; // (vocab)
        private final List<SampledLaw.Cut> done = new ArrayList<>(3);
        private double sum;
        private int kept;

        Cutting(RawLaw raw, double[] weights, double sum) {
            this.raw = raw;
            this.weights = weights;
            this.sum = sum;
            kept = weights.length;
        }

        void topK(int k) {
            double before = sum;
            if (k < kept) {
                keep(raw.best(k));
            }
            note(Sampler.TOP_K, k, before);
        }

        void topP(double p) {
            double before = sum;
            // All tokens below (1 - p) / vocab hold less than 1 - p together, so the nucleus lies above: few need sorting.
            double floor = (1 - p) * sum / weights.length;
            int above = 0;
            for (double weight : weights) {
                if (weight >= floor && weight > 0) {
                    above++;
                }
            }
            int[] order = raw.best(above); // as weights rank, but for scores so near that their weights are equal
            double wanted = p * sum;
            double held = 0;
            int count = 0;
            while (count < order.length && held < wanted) {
                held += weights[order[count++]];
            }
            keep(Arrays.copyOf(order, Math.max(1, count)));
            note(Sampler.TOP_P, p, before);
        }

        void minP(double share) {
            double before = sum;
            double floor = share * weights[raw.mode()];
            sum = 0;
            kept = 0;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] >= floor && weights[i] > 0) {
                    sum += weights[i];
                    kept++;
                } else {
                    weights[i] = 0;
                }
            }
            note(Sampler.MIN_P, share, before);
        }

        private void note(Sampler sampler, double setting, double before) {
            done.add(new SampledLaw.Cut(sampler, setting, kept, sum == before ? 1 : sum / before));
        }

        // Sums in the order of ids, so that the sum does not depend on how the kept ones were found.
        private void keep(int[] ids) {
            boolean[] keeps = new boolean[weights.length];
            for (int id : ids) {
                keeps[id] = true;
            }
            kept = ids.length;
            sum = 0;
            for (int i = 0; i < weights.length; i++) {
                if (keeps[i]) {
                    sum += weights[i];
                } else {
                    weights[i] = 0;
                }
            }
        }
    }
}
