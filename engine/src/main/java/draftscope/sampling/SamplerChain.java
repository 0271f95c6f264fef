package draftscope.sampling;

import draftscope.trace.SamplingSettings;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
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
        if (greedy()) {
            return TokenDistribution.point(raw.size(), raw.mode());
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
            return TokenDistribution.ofWeights(weights, totals.sum(), totals.entropyBits());
        }
        double sum = totals.sum();
        if (settings.topK() > 0 && settings.topK() < raw.size()) {
            sum = keep(weights, raw.best(settings.topK()));
        }
        if (settings.topP() < 1) {
            sum = keepNucleus(weights, sum);
        }
        if (settings.minP() > 0) {
            sum = keepAbove(weights, settings.minP() * weights[raw.mode()]);
        }
        return TokenDistribution.ofWeights(weights, sum, Double.NaN);
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
        List<TokenProbability> list = new ArrayList<>(count);
        double rest = 1;
        for (int token : raw.best(count)) {
            double probability = law.probability(token);
            if (probability > 0) {
                list.add(new TokenProbability(token, probability));
                rest -= probability;
            }
        }
        return new TopTokens(list, list.size() < count ? 0 : Math.max(0, rest));
    }

    private boolean cuts() {
        return settings.topK() > 0 || settings.topP() < 1 || settings.minP() > 0;
    }

    private double keepNucleus(double[] weights, double sum) {
        // All tokens below (1 - p) / vocab hold less than 1 - p together, so the nucleus lies above: few need sorting.
        double floor = (1 - settings.topP()) * sum / weights.length;
        int above = 0;
        for (double weight : weights) {
            if (weight >= floor && weight > 0) {
                above++;
            }
        }
        int[] order = Ranking.best(weights, above);
        double wanted = settings.topP() * sum;
        double held = 0;
        int kept = 0;
        while (kept < order.length && held < wanted) {
            held += weights[order[kept++]];
        }
        return keep(weights, java.util.Arrays.copyOf(order, Math.max(1, kept)));
    }

    private static double keepAbove(double[] weights, double floor) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] >= floor) {
                sum += weights[i];
            } else {
                weights[i] = 0;
            }
        }
        return sum;
    }

    // Sums in the order of ids, so that the sum does not depend on how the kept ones were found.
    private static double keep(double[] weights, int[] ids) {
        boolean[] kept = new boolean[weights.length];
        for (int id : ids) {
            kept[id] = true;
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (kept[i]) {
                sum += weights[i];
            } else {
                weights[i] = 0;
            }
        }
        return sum;
    }
}
