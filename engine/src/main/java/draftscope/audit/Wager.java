package draftscope.audit;

/// A bet of 1 that outcomes are not drawn from the laws that they are said to be drawn from.
///
/// On each outcome it stakes all it has at the odds of the law itself, on laws that are tilted towards or away from a
/// statistic: p(x) e^(t s(x)) / Z. Under the claimed laws the stake is a martingale, so it ever reaches [#ALARM] with a chance of at
/// most 1 / [#ALARM], whatever the laws and however few or many outcomes (Ville 1939; see Ramdas et al. 2023, arXiv 2210.01948).
/// A limit in standard deviations promises that for many outcomes only: a token that comes once in a thousand times is
/// many deviations away the first time that it comes.
final class Wager {
    /// The stake from which the claim is given up.
    static final double ALARM = 1e6;
    /// The true bias is not known, so an equal part of the stake goes on each.
    private static final double[] TILTS = {-1, -.3, -.1, -.03, .03, .1, .3, 1};

    private final double[] logStakes = new double[TILTS.length];

    /// @param law       probabilities of all outcomes, (n)
    /// @param statistic what might be preferred or avoided, (n); not read where the probability is 0
    /// @param outcome   what came
    void add(double[] law, double[] statistic, int outcome) {
        for (int i = 0; i < TILTS.length; i++) {
            double all = 0;
            for (int x = 0; x < law.length; x++) {
                all += law[x] > 0 ? law[x] * Math.exp(TILTS[i] * statistic[x]) : 0;
            }
            logStakes[i] += TILTS[i] * statistic[outcome] - Math.log(all);
        }
    }

    /// What the bet of 1 has come to.
    double stake() {
        double sum = 0;
        for (double logStake : logStakes) {
            sum += Math.exp(logStake);
        }
        return sum / TILTS.length;
    }

    /// Whether the claim must be given up.
    boolean alarm() {
        return stake() >= ALARM;
    }
}
