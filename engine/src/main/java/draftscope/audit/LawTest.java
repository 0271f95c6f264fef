package draftscope.audit;

import draftscope.sampling.Randomness;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether tokens are draws from the target's law, each given the text before it.
///
/// Two statistics, each against what holds when every token is such a draw:
/// - **Rank transform.** U = (mass of the likelier tokens) + v p(y), v uniform, is uniform and independent of the past
///   (Rosenblatt 1952). Chi-square over 20 equal bins.
/// - **Surprisal.** A [Wager] that tokens are less or more surprising than their laws. It sees a bias towards likely tokens
///   that bins blur. Told beside it: the sum of -log2 p(y) - H(p), divided by the root of its variance.
///
/// A token that its law cannot give at all is a finding by itself. False alarms: each statistic stays below its limit with a
/// chance of at least 1 - 1e-6 when every token is a draw of its law. For the chi-square that is the multinomial's tail summed
/// exactly: 7.9e-7 for 40 tokens and less for more; fewer are not judged by it.
final class LawTest {
    private static final int BINS = 20;
    static final int ENOUGH = 40;
    static final double LIMIT = 75.386;

    private final Randomness randomness = new Randomness(20_301);
    private final int[] bins = new int[BINS];
    private int tokens;
    private double surplus; // bits
    private double variance; // bits squared
    private int impossible;
    private final Wager wager = new Wager();

    /// Adds a token that should be a draw of `law`.
    void add(TokenDistribution law, int token) {
        double[] p = law.toArray();
        if (p[token] <= 0) {
            impossible++;
            return;
        }
        double likelier = 0;
        double entropy = 0;
        double second = 0;
        double[] surprisal = new double[p.length]; // nats
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                surprisal[i] = -Math.log(p[i]);
                double bits = surprisal[i] / Math.log(2);
                entropy += p[i] * bits;
                second += p[i] * bits * bits;
                likelier += p[i] > p[token] || p[i] == p[token] && i < token ? p[i] : 0;
            }
        }
        double u = likelier + randomness.uniform(Randomness.Purpose.VERIFY, tokens, token) * p[token];
        bins[(int) Math.min(BINS - 1, u * BINS)]++;
        surplus += -Math.log(p[token]) / Math.log(2) - entropy;
        variance += Math.max(0, second - entropy * entropy);
        wager.add(p, surprisal, token);
        tokens++;
    }

    int tokens() {
        return tokens;
    }

    /// Chi-square of the rank transform, 19 degrees of freedom.
    double chiSquare() {
        double expected = (double) tokens / BINS;
        double sum = 0;
        for (int count : bins) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return tokens == 0 ? 0 : sum;
    }

    /// Standard deviations by which the tokens are less (negative) or more surprising than their laws.
    double surprisalDeviations() {
        return variance == 0 ? 0 : surplus / Math.sqrt(variance);
    }

    /// What a bet of 1 has come to that the tokens are less or more surprising than their laws.
    double stake() {
        return wager.stake();
    }

    Optional<Finding> finding() {
        List<String> faults = new ArrayList<>();
        if (impossible > 0) {
            faults.add("%d tokens have no probability at all under the target's law".formatted(impossible));
        }
        if (tokens >= ENOUGH && chiSquare() > LIMIT) {
            faults.add("the rank transform of %d tokens has a chi-square of %.1f over %d bins".formatted(tokens,
                    chiSquare(), BINS));
        }
        if (wager.alarm()) {
            faults.add(
                    "the tokens are %s likely than the target's law makes them, by %.1f standard deviations".formatted(
                            surprisalDeviations() < 0 ? "more" : "less", Math.abs(surprisalDeviations())));
        }
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        String sentence = String.join("; ", faults);
        return Optional.of(new Finding(Fault.LAW, Finding.NOWHERE, Finding.NOWHERE, DraftNode.NONE,
                sentence.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + sentence.substring(1) + "."));
    }
}
