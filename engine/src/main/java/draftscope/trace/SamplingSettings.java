package draftscope.trace;

/// The sampler chain of a run: temperature, then top-k, then top-p, then min-p.
///
/// @param temperature 0 means greedy: the likeliest token, the lowest id on a tie
/// @param topK        0 means off
/// @param topP        1 means off
/// @param minP        0 means off
public record SamplingSettings(double temperature, int topK, double topP, double minP) {
    public static final SamplingSettings GREEDY = new SamplingSettings(0, 0, 1, 0);

    public SamplingSettings {
        check(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
        check(topK >= 0, "top-k", topK, "0 (off) or more");
        check(topP > 0 && topP <= 1, "top-p", topP, "above 0, up to 1 (off)");
        check(minP >= 0 && minP < 1, "min-p", minP, "0 (off) to below 1");
    }

    private static void check(boolean ok, String name, double value, String accepted) {
        if (!ok)
            throw new IllegalArgumentException(name + " is " + value + "; accepted: " + accepted);
    }
}
