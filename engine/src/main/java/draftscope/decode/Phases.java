package draftscope.decode;

import draftscope.decode.speculative.AsidePass;
import draftscope.trace.Phase;
import java.util.List;

/// Ends phases: takes their time, tells of them, and stops at the boundary while a person wants to look. Time spent waiting
/// belongs to no phase.
final class Phases {
    private final Narrator narrator;
    private final Tally tally;
    private final Pacer pacer;
    private final StopClock clock;
    private long from;

    Phases(Narrator narrator, Tally tally, Pacer pacer, StopClock clock) {
        this.clock = clock;
        this.narrator = narrator;
        this.tally = tally;
        this.pacer = pacer;
    }

    /// Waits until the run may begin, then starts the clock.
    void begin() {
        pacer.awaitStart();
        begun();
    }

    void finished(int step, Phase phase) {
        finished(step, phase, 0);
    }

    void finished(int step, Phase phase, int level) {
        close(step, phase, level);
        pacer.boundary(phase, false);
        begun();
    }

    /// The last phase of a round. After the last round of a run nothing is left to wait for.
    void finishedRound(int step, Phase phase, boolean lastRound) {
        close(step, phase, 0);
        if (!lastRound) {
            pacer.boundary(phase, true);
        }
        begun();
    }

    /// Tells of draft passes that another thread made in the phase that goes on.
    void aside(int step, List<AsidePass> passes) {
        for (int i = 0; i < passes.size(); i++) {
            AsidePass pass = passes.get(i);
            tally.spentAside(Phase.DRAFT, pass.spentNanos());
            narrator.phaseFinishedAside(step, Phase.DRAFT, i + 1, pass);
        }
    }

    private void begun() {
        from = System.nanoTime();
        clock.begin();
    }

    /// Divides the time of a phase.
    StopClock clock() {
        return clock;
    }

    /// Does work that only an observer causes; its time is told apart.
    void telling(Runnable work) {
        StopClock.Part before = clock.enter(StopClock.Part.TELL);
        try {
            work.run();
        } finally {
            clock.enter(before);
        }
    }

    private void close(int step, Phase phase, int level) {
        long spent = System.nanoTime() - from;
        tally.spent(phase, spent);
        narrator.phaseFinished(step, phase, level, spent, clock);
    }
}
