package draftscope.trace;

import java.util.List;
import java.util.Map;

/// Counts of a finished run, of a batch those of its first lane. Always `emitted = accepted + corrected + bonus + plain`.
///
/// @param rounds        turns of the driver
/// @param targetForwards runs of the target after the prompt was read; of a batch, those that read the first lane
/// @param drafted       draft nodes proposed
/// @param judged        draft nodes that the verifier tested
/// @param plain         tokens that the target wrote with no draft in play, or a diffusion model by unmasking
/// @param acceptedLengths how many rounds accepted 0, 1, 2, ... draft tokens
/// @param phaseNanos    engine time by phase label; waiting for a person excluded, draft passes beside the target's included
/// @param engineNanos   engine time after the prompt was read, waiting and what ran beside excluded
public record RunStats(int rounds, int targetForwards, int draftForwards, int drafted, int judged, int accepted,
        int corrected, int bonus, int plain, List<Integer> acceptedLengths, Map<String, Long> phaseNanos,
        long engineNanos) {
    public RunStats {
        acceptedLengths = List.copyOf(acceptedLengths);
        phaseNanos = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(phaseNanos));
    }

    public int emitted() {
        return accepted + corrected + bonus + plain;
    }

    /// Tokens committed for each target forward after the prompt; `NaN` before the first.
    public double blockEfficiency() {
        return targetForwards == 0 ? Double.NaN : (double) emitted() / targetForwards;
    }

    /// Accepted draft tokens for each proposed one; `NaN` when none was proposed.
    public double acceptanceRate() {
        return drafted == 0 ? Double.NaN : (double) accepted / drafted;
    }

    /// Tokens for each second of engine time; `NaN` before the first.
    public double tokensPerSecond() {
        return engineNanos == 0 ? Double.NaN : emitted() * 1e9 / engineNanos;
    }
}
