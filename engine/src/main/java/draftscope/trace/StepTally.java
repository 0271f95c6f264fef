package draftscope.trace;

import java.util.ArrayList;
import java.util.List;

/// Counts one step for its [StepSummary].
final class StepTally {
    private final int step;
    private final int firstEvent;
    private final long begun;
    private final Tally tally = new Tally();
    private final List<Integer> tokens = new ArrayList<>();
    private double entropySum;
    private int entropies;
    private double confidenceSum;
    private int confidences;
    private int unmasked;
    private int remasked;
    private int edited;
    private int kvLength;
    private int kvPeak;
    private long latest;
    private boolean complete;

    StepTally(TraceEvent.StepStarted started, int firstEvent) {
        step = started.step();
        this.firstEvent = firstEvent;
        begun = started.nanos();
        latest = begun;
    }

    void apply(TraceEvent event) {
        tally.apply(event);
        latest = Math.max(latest, event.nanos());
        switch (event) {
            case TraceEvent.Committed e when e.provenance() != Provenance.PROMPT -> {
                tokens.add(e.token());
                double entropy = e.measures().entropyBits();
                if (!Double.isNaN(entropy)) {
                    entropySum += entropy;
                    entropies++;
                }
            }
            case TraceEvent.Unmasked e -> {
                unmasked += e.tokens().size();
                for (CanvasToken token : e.tokens()) {
                    if (!Double.isNaN(token.confidence())) {
                        confidenceSum += token.confidence();
                        confidences++;
                    }
                }
            }
            case TraceEvent.Remasked e -> remasked += e.tokens().size();
            case TraceEvent.Edited e -> {
                for (CanvasEdit edit : e.edits()) {
                    if (!edit.changes())
                        continue;
                    edited++;
                    if (!Double.isNaN(edit.confidence())) {
                        confidenceSum += edit.confidence();
                        confidences++;
                    }
                }
            }
            case TraceEvent.PhaseFinished e when e.phase() == Phase.COMMIT || e.phase() == Phase.CACHE ->
                complete = true;
            default -> {
                // What the run's own tally counts is enough; a kind unknown to it does not compile there.
            }
        }
    }

    /// The target's KV cache after an event of the step.
    void kv(int length, int used) {
        kvLength = length;
        kvPeak = Math.max(kvPeak, used);
    }

    void finish() {
        complete = true;
    }

    StepSummary summary(int endEvent) {
        return new StepSummary(step, firstEvent, endEvent, complete, tally.drafted, tally.judged, tally.accepted,
                tally.rejected, tally.notReached, tally.cut, tally.corrected, tally.bonus, tally.plain,
                tally.committed(), mean(entropySum, entropies), mean(confidenceSum, confidences), unmasked, remasked,
                edited, kvLength, kvPeak, latest - begun, tally.phaseNanos(), tokens);
    }

    private static double mean(double sum, int count) {
        return count == 0 ? Double.NaN : sum / count;
    }
}
