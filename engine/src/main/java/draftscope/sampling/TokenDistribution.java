package draftscope.sampling;

import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/// A law over token ids, in float64. Immutable and thread-safe.
///
/// The same object serves for drawing, for testing, for residuals and for the trace, so that all four see the same numbers.
/// A law at temperature 0 is a point and takes no room.
public final class TokenDistribution {
    private static final int SPREAD = -1;
    private static final double BITS_PER_NAT = 1 / Math.log(2);

    private final int size;
    private final double[] probabilities; // (size), null for a point
    private final int point; // the token that holds everything, or SPREAD
    private final double entropyBits; // NaN: not known yet

    private TokenDistribution(int size, double[] probabilities, int point, double entropyBits) {
        this.size = size;
        this.probabilities = probabilities;
        this.point = point;
        this.entropyBits = entropyBits;
    }

    /// A law from its probabilities.
    ///
    /// @throws IllegalArgumentException when one is negative or the sum is off 1 by more than 1e-9
    public static TokenDistribution of(double... probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            if (!(p >= 0)) {
                throw new IllegalArgumentException("a probability is at least 0; got " + p);
            }
            sum += p;
        }
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("probabilities sum to 1; got " + sum);
        }
        return new TokenDistribution(probabilities.length, probabilities.clone(), SPREAD, Double.NaN);
    }

    /// The law that always gives `token`.
    public static TokenDistribution point(int size, int token) {
        if (token < 0 || token >= size) {
            throw new IllegalArgumentException("a token lies in 0 to " + (size - 1) + "; got " + token);
        }
        return new TokenDistribution(size, null, token, 0);
    }

    // Takes over the array, which sums to `sum`.
    static TokenDistribution ofWeights(double[] weights, double sum, double entropyBits) {
        double scale = 1 / sum; // a product a token is several times faster than a quotient
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= scale;
        }
        return new TokenDistribution(weights.length, weights, SPREAD, entropyBits);
    }

    /// Number of tokens, those without mass included.
    public int size() {
        return size;
    }

    /// Whether it was made as a point: temperature 0.
    public boolean isPoint() {
        return point != SPREAD;
    }

    /// Probability of `token`.
    public double probability(int token) {
        return probabilities != null ? probabilities[token] : token == point ? 1 : 0;
    }

    /// All probabilities, `(size)`; a copy.
    public double[] toArray() {
        if (probabilities != null) {
            return probabilities.clone();
        }
        double[] array = new double[size];
        array[point] = 1;
        return array;
    }

    /// The likeliest token, the lowest id on a tie.
    public int mode() {
        if (isPoint()) {
            return point;
        }
        int mode = 0;
        for (int i = 1; i < size; i++) {
            if (probabilities[i] > probabilities[mode]) {
                mode = i;
            }
        }
        return mode;
    }

    /// The token at which the probabilities, added up from id 0, first exceed `u`. Never a token without mass.
    ///
    /// Example: (.5, 0, .5) gives token 0 for u < .5 and token 2 from .5 on.
    ///
    /// @param u in [0, 1)
    public int draw(double u) {
        if (isPoint()) {
            return point;
        }
        double sum = 0;
        int last = -1;
        for (int i = 0; i < size; i++) {
            if (probabilities[i] > 0) {
                sum += probabilities[i];
                last = i;
                if (u < sum) {
                    return i;
                }
            }
        }
        return last; // rounding left the sum a hair below u
    }

    /// Entropy in bits.
    public double entropyBits() {
        if (!Double.isNaN(entropyBits)) {
            return entropyBits;
        }
        double nats = 0;
        for (double p : probabilities) {
            if (p > 0) {
                nats -= p * Math.log(p);
            }
        }
        return Math.max(0, nats * BITS_PER_NAT);
    }

    /// The `count` likeliest tokens, those without mass left out, and what all others hold.
    public TopTokens top(int count) {
        if (isPoint()) {
            return new TopTokens(List.of(new TokenProbability(point, 1)), 0);
        }
        return inOrder(Ranking.best(probabilities, count), count);
    }

    /// The same, quicker where a ranking is known that is likely to be that of this law.
    ///
    /// @param ranked tokens along which probabilities never rise, and behind which none is likelier; `count` of them, or all
    TopTokens top(int count, int[] ranked) {
        return ranks(ranked) ? inOrder(ranked, count) : top(count);
    }

    /// Tokens in the order given, up to the first without mass, and what all others hold.
    TopTokens inOrder(int[] ranked, int count) {
        int[] tokens = new int[ranked.length];
        double[] masses = new double[ranked.length];
        int kept = 0;
        double rest = 1;
        for (int token : ranked) {
            double mass = probabilities[token];
            if (mass > 0) {
                tokens[kept] = token;
                masses[kept++] = mass;
                rest -= mass;
            }
        }
        boolean whole = kept < ranked.length;
        return TopTokens.of(whole ? Arrays.copyOf(tokens, kept) : tokens, whole ? Arrays.copyOf(masses, kept) : masses,
                kept < count ? 0 : Math.max(0, rest));
    }

    /// Whether no two tokens are equally likely that the ranking of this law would put the other way round.
    private boolean ranks(int[] ids) {
        int kept = 0;
        while (kept < ids.length && probabilities[ids[kept]] > 0) {
            if (kept > 0 && probabilities[ids[kept]] == probabilities[ids[kept - 1]] && ids[kept] < ids[kept - 1]) {
                return false;
            }
            kept++;
        }
        if (kept < ids.length || kept == 0) {
            return true; // all that have mass are there
        }
        double least = probabilities[ids[kept - 1]];
        int reaching = 0;
        for (double probability : probabilities) {
            reaching += probability >= least ? 1 : 0;
        }
        return reaching == kept;
    }

    /// What is left of this law where it exceeds `other`: norm(max(0, this - other)).
    public Residual minus(TokenDistribution other) {
        double[] left = new double[size];
        double mass = 0;
        for (int i = 0; i < size; i++) {
            double excess = probability(i) - other.probability(i);
            if (excess > 0) {
                left[i] = excess;
                mass += excess;
            }
        }
        return mass > 0
                ? new Residual(mass, Optional.of(ofWeights(left, mass, Double.NaN)))
                : new Residual(0, Optional.empty());
    }

    /// What is left of this law when something is taken from every token, made to sum to 1; what would fall below 0 counts
    /// as 0. Empty when nothing is left.
    public Optional<TokenDistribution> lessBy(IntToDoubleFunction taken) {
        double[] left = new double[size];
        double mass = 0;
        for (int i = 0; i < size; i++) {
            left[i] = Math.max(0, probability(i) - taken.applyAsDouble(i));
            mass += left[i];
        }
        return mass > 0 ? Optional.of(ofWeights(left, mass, Double.NaN)) : Optional.empty();
    }

    /// This law given that it does not give `token`; empty when it can give nothing else.
    public Optional<TokenDistribution> without(int token) {
        double[] left = toArray();
        left[token] = 0;
        double mass = 0;
        for (double p : left) {
            mass += p;
        }
        return mass > 0 ? Optional.of(ofWeights(left, mass, Double.NaN)) : Optional.empty();
    }

    /// Equal laws give every token the same probability, bit for bit.
    @Override
    public boolean equals(Object other) {
        return other instanceof TokenDistribution that && size == that.size
                && (isPoint() && that.isPoint() ? point == that.point : Arrays.equals(toArray(), that.toArray()));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toArray());
    }

    @Override
    public String toString() {
        return isPoint() ? "point " + point + " of " + size : Arrays.toString(probabilities);
    }

    /// What a subtraction leaves.
    ///
    /// @param mass sum of max(0, this - other)
    /// @param law  the same made to sum to 1; empty when nothing is left
    public record Residual(double mass, Optional<TokenDistribution> law) {}
}
