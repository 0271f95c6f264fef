package draftscope.views.layout;

import draftscope.trace.Trace;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a stretch of text cost the target to predict.
///
/// @param tokens   in the stretch
/// @param measured of which the surprisal was captured
/// @param bits     their surprisal together
/// @param bytes    of text that they add
public record TextCost(int tokens, int measured, double bits, long bytes) {

    /// @param surprisal in bits, `NaN` when not captured
    public static TextCost of(Trace trace, List<Running.Item> items, ToDoubleFunction<Running.Item> surprisal) {
        int tokens = 0;
        int measured = 0;
        double bits = 0;
        long bytes = 0;
        for (Running.Item item : items) {
            if (item.mask() || item.kind() == Running.Kind.PENDING)
                continue;
            tokens++;
            double cost = surprisal.applyAsDouble(item);
            if (Double.isNaN(cost))
                continue;
            measured++;
            bits += cost;
            bytes += trace.piece(item.token()).bytes().length;
        }
        return new TextCost(tokens, measured, bits, bytes);
    }

    /// Bits for each byte of text; `NaN` without any.
    public double bitsPerByte() {
        return bytes == 0 ? Double.NaN : bits / bytes;
    }

    /// Such as "24 tokens · 61.30 bit · 0.62 bit per byte".
    public String words() {
        String counted = Numbers.plural(tokens, "token");
        if (measured == 0)
            return counted + " · bits not captured";
        return (measured < tokens ? Numbers.count(measured) + " of " : "") + counted + " · " + Numbers.bits(bits)
                + (bytes == 0 ? "" : " · " + Numbers.fixed(bitsPerByte(), 2) + " bit per byte");
    }
}
