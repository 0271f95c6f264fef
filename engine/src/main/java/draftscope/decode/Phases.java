package draftscope.decode;

import draftscope.trace.Phase;

/// Ends phases: takes their time, tells of them, and stops at the boundary while a person wants to look. Time spent waiting
/// belongs to no phase.
final class Phases {
    private final Narrator narrator;
    private final Tally tally;
    private final Pacer pacer;
    private long from;

    Phases(Narrator narrator, Tally tally, Pacer pacer) {
        this.narrator = narrator;
        this.tally = tally;
        this.pacer = pacer;
    }

    /// Waits until the run may begin, then starts the clock.
    void begin() {
        pacer.awaitStart();
        from = System.nanoTime();
    }

    void finished(int step, Phase phase) {
        finished(step, phase, 0);
    }

    void finished(int step, Phase phase, int level) {
        close(step, phase, level);
        pacer.boundary(phase, false);
        from = System.nanoTime();
    }

    /// The last phase of a round. After the last round of a run nothing is left to wait for.
    void finishedRound(int step, Phase phase, boolean lastRound) {
        close(step, phase, 0);
        if (!lastRound) {
            pacer.boundary(phase, true);
        }
        from = System.nanoTime();
    }

    private void close(int step, Phase phase, int level) {
        long spent = System.nanoTime() - from;
        tally.spent(phase, spent);
        narrator.phaseFinished(step, phase, level, spent);
    }
}
