package draftscope.decode;

import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.RunStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts a run while it goes on.
final class Tally {
    private final long[] phaseNanos = new long[Phase.values().length];
    private final int[] emitted = new int[Provenance.values().length];
    private final List<Integer> acceptedLengths = new ArrayList<>();
    private long asideNanos; // the part of the phases' time that another thread spent
    private int rounds;
    private int targetForwards;
    private int draftForwards;
    private int drafted;
    private int judged;

    void spent(Phase phase, long nanos) {
        phaseNanos[phase.ordinal()] += nanos;
    }

    /// Time that another thread spent beside the run's own.
    void spentAside(Phase phase, long nanos) {
        spent(phase, nanos);
        asideNanos += nanos;
    }

    void targetForward() {
        targetForwards(1);
    }

    void targetForwards(int count) {
        targetForwards += count;
    }

    /// The number so far, as the proposer counts it.
    void draftForwards(int soFar) {
        draftForwards = soFar;
    }

    void drafted(int nodes) {
        drafted += nodes;
    }

    void judged(int nodes) {
        judged += nodes;
    }

    void emitted(Provenance provenance) {
        emitted[provenance.ordinal()]++;
    }

    /// A turn of the driver that accepted `accepted` draft tokens.
    void round(int accepted) {
        rounds++;
        while (acceptedLengths.size() <= accepted) {
            acceptedLengths.add(0);
        }
        acceptedLengths.set(accepted, acceptedLengths.get(accepted) + 1);
    }

    RunStats stats() {
        Map<String, Long> byPhase = new HashMap<>();
        long engineNanos = -asideNanos;
        for (Phase phase : Phase.values()) {
            long nanos = phaseNanos[phase.ordinal()];
            if (nanos > 0) {
                byPhase.put(phase.label(), nanos);
                engineNanos += phase == Phase.PREFILL ? 0 : nanos;
            }
        }
        int plain = count(Provenance.TARGET) + count(Provenance.UNMASKED) + count(Provenance.FORCED);
        return new RunStats(rounds, targetForwards, draftForwards, drafted, judged, count(Provenance.ACCEPTED_DRAFT),
                count(Provenance.CORRECTION), count(Provenance.BONUS), plain, acceptedLengths, byPhase, engineNanos);
    }

    private int count(Provenance provenance) {
        return emitted[provenance.ordinal()];
    }
}
