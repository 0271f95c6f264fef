package draftscope.views.layout;

import java.util.Locale;

/// Numbers as people read them. A number that was not captured is said in words, never shown as a number.
public final class Numbers {
    /// Stands for `NaN`.
    public static final String NOT_CAPTURED = "not captured";

    private Numbers() {}

    /// A probability: two decimals, `<0.01` below, `>0.99` for what would round to a false 1.
    public static String probability(double value) {
        if (Double.isNaN(value))
            return NOT_CAPTURED;
        if (value > 0 && value < 0.01)
            return "<0.01";
        if (value < 1 && value >= 0.995)
            return ">0.99";
        return fixed(value, 2);
    }

    /// A probability with as many digits as it takes to tell it from `other`, so that a comparison can be checked by hand.
    public static String apart(double value, double other) {
        if (Double.isNaN(value))
            return NOT_CAPTURED;
        for (int digits = 2; digits < 8; digits++) {
            String text = fixed(value, digits);
            double shown = Double.parseDouble(text);
            // Neither a false 0 nor a false 1: both would say that there was nothing to draw.
            if (!text.equals(fixed(other, digits)) && (value == 0 || shown != 0) && (value == 1 || shown != 1))
                return text;
        }
        return value == other ? fixed(value, 2) : Double.toString(value);
    }

    /// A probability with four significant digits, for the lines of a card that a person may recompute.
    public static String exact(double value) {
        if (Double.isNaN(value))
            return NOT_CAPTURED;
        if (value != 0 && Math.abs(value) < 0.001)
            return String.format(Locale.ROOT, "%.3e", value);
        return fixed(value, 4);
    }

    /// A share of one as a percentage with two decimals, `<0.01 %` below.
    public static String percent(double share) {
        if (Double.isNaN(share))
            return NOT_CAPTURED;
        return share > 0 && share < 0.0001 ? "<0.01 %" : fixed(share * 100, 2) + " %";
    }

    /// Entropy, surprisal or divergence in bits, two decimals.
    public static String bits(double value) {
        return Double.isNaN(value) ? NOT_CAPTURED : fixed(value, 2) + " bit";
    }

    /// A rank as people count: 0 is the first choice.
    public static String rank(int rank) {
        return rank < 0 ? NOT_CAPTURED : "#" + (rank + 1);
    }

    /// Bytes in decimal units.
    public static String bytes(long bytes) {
        if (bytes < 1000)
            return bytes + " B";
        if (bytes < 1_000_000)
            return fixed(bytes / 1e3, 1) + " kB";
        if (bytes < 1_000_000_000)
            return fixed(bytes / 1e6, 1) + " MB";
        return fixed(bytes / 1e9, 2) + " GB";
    }

    /// A time in the unit that leaves it readable.
    public static String nanos(long nanos) {
        if (nanos < 1_000_000)
            return fixed(nanos / 1e3, 0) + " µs";
        return nanos < 1_000_000_000 ? fixed(nanos / 1e6, 1) + " ms" : fixed(nanos / 1e9, 2) + " s";
    }

    /// A whole number with thin groups of three.
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
    }

    /// "1 token", "3 tokens".
    public static String plural(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /// Fixed decimals, independent of the machine's language.
    public static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
