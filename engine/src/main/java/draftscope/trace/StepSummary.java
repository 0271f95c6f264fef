package draftscope.trace;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What one step came to, for a column of the timeline.
///
/// Always `committed = accepted + corrected + bonus + plain`. `accepted` counts the draft tokens that became output; when a
/// stop rule ends the text inside an accepted path it is less than `judged - rejected`.
///
/// @param step       0, 1, 2, ...; also the index in [Trace#steps()]
/// @param firstEvent index of its [TraceEvent.StepStarted]
/// @param endEvent   index behind its last event; as a position, the step is over there
/// @param complete   nothing more follows: its commit or cache phase is done, the next step began, or the run ended
/// @param drafted    draft nodes proposed
/// @param judged     draft nodes that the verifier tested
/// @param accepted   draft tokens that were committed
/// @param notReached draft nodes that the walk never came to
/// @param cut        draft nodes left out before verification
/// @param plain      tokens committed with no draft in play: the target's, unmasked, or a person's
/// @param committed  tokens that became output
/// @param meanEntropyBits over the committed tokens for which it was captured; `NaN` when there is none
/// @param meanConfidence over the tokens that were unmasked or put in by an edit; `NaN` when there is none
/// @param unmasked   masks that became tokens
/// @param remasked   tokens that became masks
/// @param edited     tokens that were put in, replaced or taken out on a canvas without masks
/// @param kvLength   committed cells of the target's KV cache at the end
/// @param kvPeak     most cells of the target's KV cache in use at once (neither free, rolled back nor evicted)
/// @param nanos      from its first to its last event, waiting included
/// @param phaseNanos engine time by phase, waiting excluded
/// @param tokens     the committed ids, in order
public record StepSummary(int step, int firstEvent, int endEvent, boolean complete, int drafted, int judged,
        int accepted, int rejected, int notReached, int cut, int corrected, int bonus, int plain, int committed,
        double meanEntropyBits, double meanConfidence, int unmasked, int remasked, int edited, int kvLength, int kvPeak,
        long nanos, Map<Phase, Long> phaseNanos, List<Integer> tokens) {

    public StepSummary {
        phaseNanos = phaseNanos.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(phaseNanos));
        tokens = List.copyOf(tokens);
    }
}
