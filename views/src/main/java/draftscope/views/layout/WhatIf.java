package draftscope.views.layout;

import draftscope.trace.SamplingSettings;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The sampler chain with other settings, on the probabilities that were captured; no model runs.
///
/// Of the tokens that were not captured only the count and the mass are known, and that each is at most as likely as the last
/// captured one. That bounds what they weigh at another temperature, and so all that follows from it: where the bounds meet the
/// answer is exact, where they do not it is a range, and where they leave two answers open it says so.
///
/// @param shares  by captured token of the raw law, its probability
/// @param rest    of all other tokens together
/// @param pick    the token that the same draw gives; -1 when that cannot be known
/// @param sentence what would happen, or what cannot be known
public record WhatIf(SamplingSettings settings, List<Range> shares, Range rest, int pick, String sentence) {

    /// A tail this small is what is left of 1 when a whole law is taken from it.
    private static final double ROUNDING = 1e-12;

    /// A number known to lie between two; exact when they are equal.
    public record Range(double low, double high) {
        /// Known as well as the captured numbers are.
        public boolean exact() {
            return high - low <= 1e-9;
        }

        public double middle() {
            return (low + high) / 2;
        }
    }

    public WhatIf {
        shares = List.copyOf(shares);
    }

    /// The answer for a place, with the draw that was made there.
    ///
    /// @param vocabulary tokens of the model; 0 when not known
    public static WhatIf of(LawPlace place, SamplingSettings settings, int vocabulary, Trace trace) {
        Cut cut = new Cut(place.raw(), settings, vocabulary);
        if (cut.unknown != null)
            return new WhatIf(settings, List.of(), new Range(0, 1), -1, cut.unknown);
        int pick = pick(place, cut);
        return new WhatIf(settings, IntStream.range(0, cut.weights.length).mapToObj(cut::share).toList(), cut.rest(),
                pick, sentence(place, cut, pick, trace));
    }

    private static int pick(LawPlace place, Cut cut) {
        if (cut.settings.temperature() == 0 && place.choice() != LawPlace.Choice.DRAFTED
                && place.choice() != LawPlace.Choice.LEFT_OVER)
            return place.raw().tokens().getFirst().token();
        if (place.choice() == LawPlace.Choice.DRAWN)
            return cut.pick(place.draw());
        // Only one token is left, whatever the draw.
        boolean alone = cut.kept == 1 && cut.high == 0;
        return alone && (place.choice() == LawPlace.Choice.FIRST || place.choice() == LawPlace.Choice.NOISE)
                ? place.raw().tokens().getFirst().token()
                : -1;
    }

    private static String sentence(LawPlace place, Cut cut, int pick, Trace trace) {
        if (pick >= 0)
            return pick == place.token()
                    ? "Would still pick " + TokenText.quoted(trace, pick) + "."
                    : "Would pick " + TokenText.quoted(trace, pick) + " (was "
                            + TokenText.quoted(trace, place.token()) + ").";
        return switch (place.choice()) {
            case DRAWN -> "What the draw " + Numbers.fixed(place.draw(), 3) + " would pick cannot be known: "
                    + "tokens that were not captured hold " + words(cut.rest()) + " of this law.";
            case FIRST -> "The run was greedy and drew no number here, so what it would pick cannot be known.";
            case NOISE -> "A diffusion model picks by noise on every token, which was not captured; the law is shown.";
            case GIVEN -> "A token of the prompt was given, not picked.";
            case LEFT_OVER -> was(place, cut, trace)
                    + "It was drawn from what a rejection left; other settings would draft and judge otherwise.";
            case DRAFTED -> was(place, cut, trace)
                    + "It was drafted; with other settings the draft would be another, so no pick is told.";
            case NOT_TOLD -> "How the token was drawn was not captured, so what would be picked cannot be known.";
        };
    }

    private static String was(LawPlace place, Cut cut, Trace trace) {
        List<TokenProbability> raw = place.raw().tokens();
        for (int i = 0; i < raw.size(); i++) {
            if (raw.get(i).token() == place.token()) {
                double before = place.last().probabilityOrNone(place.token());
                return "The target would give " + TokenText.quoted(trace, place.token()) + " " + words(cut.share(i))
                        + (Double.isNaN(before) ? "" : " (was " + Numbers.probability(before) + ")") + ". ";
            }
        }
        return "";
    }

    /// A range as a person reads it.
    public static String words(Range range) {
        String low = Numbers.probability(range.low);
        String high = Numbers.probability(range.high);
        return low.equals(high) ? low : low + " to " + high;
    }

    /// Weights relative to the first choice's, as far as they are known.
    private static final class Cut {
        private final SamplingSettings settings;
        private final List<TokenProbability> raw;
        private final double[] weights; // of the captured tokens, 0 once cut
        private int kept; // of the captured tokens, the first ones
        private double low; // least weight of all others
        private double high; // most weight of all others
        private String unknown; // why there is no answer at all; null while there is one

        Cut(TopTokens law, SamplingSettings settings, int vocabulary) {
            this.settings = settings;
            raw = law.tokens();
            weights = new double[raw.size()];
            kept = weights.length;
            double first = raw.getFirst().probability();
            double power = settings.temperature() == 0 ? 1 : 1 / settings.temperature();
            for (int i = 0; i < kept; i++)
                weights[i] = Math.pow(raw.get(i).probability() / first, power);
            others(law.tailMass() / first, raw.getLast().probability() / first, power,
                    vocabulary > 0 ? vocabulary - kept : Double.POSITIVE_INFINITY);
            if (settings.temperature() == 0) {
                keep(1);
                return;
            }
            if (settings.topK() > 0)
                topK(settings.topK(), vocabulary > 0 ? vocabulary : Integer.MAX_VALUE);
            if (settings.topP() < 1)
                topP(settings.topP());
            if (settings.minP() > 0 && unknown == null)
                minP(settings.minP());
        }

        /// Bounds the sum of n weights x^power, where the x sum to `mass` and none is more than `most`. For a power above 1 the
        /// sum is most when few hold all, and least when all hold the same; below 1 it is the other way round.
        private void others(double mass, double most, double power, double n) {
            boolean rounding = n == Double.POSITIVE_INFINITY && mass < ROUNDING;
            if (!(mass > 0) || n <= 0 || rounding)
                return;
            double few = mass * Math.pow(most, power - 1);
            double even = n == Double.POSITIVE_INFINITY
                    ? power > 1 ? 0 : power < 1 ? Double.POSITIVE_INFINITY : mass
                    : n * Math.pow(mass / n, power);
            low = Math.min(few, even);
            high = Math.max(few, even);
        }

        private double sum() {
            double sum = 0;
            for (int i = 0; i < kept; i++)
                sum += weights[i];
            return sum;
        }

        private void keep(int count) {
            kept = Math.min(kept, count);
            for (int i = kept; i < weights.length; i++)
                weights[i] = 0;
            low = 0;
            high = 0;
        }

        private void topK(int k, int vocabulary) {
            if (k <= weights.length)
                keep(k);
            else if (k < vocabulary) // the likeliest of the others stay: at least their even share
                low *= (double) (k - weights.length) / (vocabulary - weights.length);
        }

        private void topP(double p) {
            int fewest = nucleus(p * (sum() + low));
            int most = nucleus(p * (sum() + high));
            if (fewest != most) {
                unknown = "Where top-p " + Funnel.plain(p) + " cuts cannot be known: it depends on tokens that were "
                        + "not captured.";
            } else if (fewest <= kept) {
                keep(fewest);
            } else { // all captured ones stay, and some of the others
                low = Math.max(0, p * (sum() + low) - sum());
            }
        }

        /// How many of the captured tokens it takes; one more than there are when they do not suffice.
        private int nucleus(double wanted) {
            double held = 0;
            for (int i = 0; i < kept; i++) {
                held += weights[i];
                if (held >= wanted)
                    return i + 1;
            }
            return kept + (high > 0 ? 1 : 0);
        }

        private void minP(double share) {
            int stay = 0;
            while (stay < kept && weights[stay] >= share)
                stay++;
            if (stay < weights.length)
                keep(stay);
            else
                low = 0; // any of the others may fall below
        }

        Range share(int i) {
            double sum = sum();
            return new Range(weights[i] / (sum + high), weights[i] / (sum + low));
        }

        Range rest() {
            double sum = sum();
            return new Range(low / (sum + low), high == Double.POSITIVE_INFINITY ? 1 : high / (sum + high));
        }

        /// The engine adds probabilities up in the order of ids, so what is not captured may lie anywhere in between.
        int pick(double draw) {
            double sum = sum();
            List<Integer> byId = IntStream.range(0, kept).boxed()
                    .sorted(Comparator.comparingInt(i -> raw.get(i).token())).toList();
            double before = 0;
            for (int i : byId) {
                double latest = high == Double.POSITIVE_INFINITY ? 1 : (before + high) / (sum + high);
                double through = (before + weights[i]) / (sum + high);
                if (latest <= draw && draw < through)
                    return raw.get(i).token();
                before += weights[i];
            }
            return -1;
        }
    }
}
