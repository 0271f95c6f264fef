package draftscope.trace;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts of a run up to a position, as far as its events tell. Always `emitted = accepted + corrected + bonus + plain`.
///
/// The definitions are those of [RunStats], which the engine counts itself and gives with [TraceEvent.RunFinished].
///
/// @param drafted        draft nodes proposed
/// @param judged         draft nodes that the verifier tested
/// @param accepted       draft tokens that were committed
/// @param rejected       draft nodes that failed their test
/// @param notReached     draft nodes that the walk never came to
/// @param cut            draft nodes left out before verification
/// @param plain          tokens committed with no draft in play: the target's, unmasked, or a person's
/// @param rounds         steps begun
/// @param targetForwards verification passes, predictions, draft passes that wrote the target's own cache, and steps that drew a
///                       token with none of these
/// @param draftForwards  draft passes in which another model ran; where a trace does not tell that, all of a run that has a draft
///                       model
/// @param phaseNanos     engine time by phase, waiting for a person excluded; draft passes beside the target's included
/// @param engineNanos    engine time after the prompt was read, waiting and what ran beside excluded
/// @param acceptedLengths how many rounds accepted 0, 1, 2, ... draft tokens
public record RunCounts(int drafted, int judged, int accepted, int rejected, int notReached, int cut, int corrected,
        int bonus, int plain, int rounds, int targetForwards, int draftForwards, Map<Phase, Long> phaseNanos,
        long engineNanos, List<Integer> acceptedLengths) {

    public RunCounts {
        phaseNanos = phaseNanos.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(phaseNanos));
        acceptedLengths = List.copyOf(acceptedLengths);
    }

    /// Tokens of the output.
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
