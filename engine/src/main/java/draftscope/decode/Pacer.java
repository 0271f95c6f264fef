package draftscope.decode;

import draftscope.trace.Phase;
import java.time.Duration;
import java.util.Objects;

/// Stands between a person and the thread of one run. The driver comes to a boundary after each phase and asks whether to
/// go on; the person's side sets the answer at any time.
///
/// Thread-safe. One pacer serves one run. Nobody on the person's side ever waits here.
public final class Pacer {
    /// What the run is doing, as far as the pacer decides it.
    public enum State {
        /// Going on, or taking the one step that was asked for.
        RUNNING,
        /// Waiting at a boundary, or on its way to the next one, where it will wait.
        PAUSED,
        /// Asked to end; it ends at the next boundary, which is never far.
        CANCELLED,
        /// The run has ended by itself.
        FINISHED
    }

    /// Thrown on the run's thread where a person cancelled it.
    static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("cancelled", null, false, false);
        }
    }

    private enum Mode {
        RUN, STEP_PHASE, STEP_ROUND, HOLD, CANCEL, FINISHED
    }

    // True while boundaries have nothing to ask: a run at full speed pays one volatile read a phase.
    private volatile boolean free;
    private Mode mode;
    private long delayNanos;
    // Nanoseconds of the last end of a round, from which the delay counts.
    private long roundEnded = System.nanoTime();

    private Pacer(Mode mode) {
        this.mode = mode;
        free = mode == Mode.RUN;
    }

    /// A pacer that lets the run go at full speed.
    public static Pacer unthrottled() {
        return new Pacer(Mode.RUN);
    }

    /// A pacer that holds the run before its first phase.
    public static Pacer paused() {
        return new Pacer(Mode.HOLD);
    }

    /// Go on.
    public void run() {
        change(Mode.RUN);
    }

    /// Wait at the next boundary.
    public void pause() {
        change(Mode.HOLD);
    }

    /// Go on to the end of the current phase, then wait. Asking again before that end changes nothing.
    public void stepPhase() {
        change(Mode.STEP_PHASE);
    }

    /// Go on to the end of the current round, then wait.
    public void stepRound() {
        change(Mode.STEP_ROUND);
    }

    /// End the run at the next boundary, and at once when it is waiting.
    public void cancel() {
        change(Mode.CANCEL);
    }

    /// Sets the playback speed: the least time from the end of a round to the end of the next. Zero is flat out. Takes
    /// effect at once, also on a wait in progress.
    public synchronized void waitBetweenRounds(Duration least) {
        delayNanos = Math.max(0, Objects.requireNonNull(least, "least").toNanos());
        settle();
    }

    public synchronized State state() {
        return switch (mode) {
            case RUN, STEP_PHASE, STEP_ROUND -> State.RUNNING;
            case HOLD -> State.PAUSED;
            case CANCEL -> State.CANCELLED;
            case FINISHED -> State.FINISHED;
        };
    }

    /// Driver's side: a phase ended. Returns when the run may go on.
    void boundary(Phase phase, boolean endOfRound) {
        Objects.requireNonNull(phase, "phase");
        if (!free) {
            boundary(endOfRound);
        }
    }

    /// Driver's side: nothing has happened yet. Returns when the run may begin.
    void awaitStart() {
        if (!free) {
            synchronized (this) {
                hold();
            }
        }
    }

    /// Driver's side, inside a long phase: ends it when the run was cancelled, and does not wait otherwise.
    void checkCancelled() {
        if (!free) {
            synchronized (this) {
                if (mode == Mode.CANCEL) {
                    throw new Cancelled();
                }
            }
        }
    }

    /// Driver's side: the run has ended. What a person asks from now on changes nothing.
    synchronized void finish() {
        if (mode != Mode.CANCEL) {
            mode = Mode.FINISHED;
        }
        settle();
    }

    private synchronized void boundary(boolean endOfRound) {
        if (mode == Mode.STEP_PHASE || mode == Mode.STEP_ROUND && endOfRound) {
            mode = Mode.HOLD;
        }
        if (endOfRound) {
            // Only a running run is slowed down: a person who steps by hand sets the pace alone.
            long left;
            while (mode == Mode.RUN && (left = roundEnded + delayNanos - System.nanoTime()) > 0) {
                sleep(left);
            }
        }
        hold();
        if (endOfRound) {
            roundEnded = System.nanoTime();
        }
    }

    private void hold() {
        while (mode == Mode.HOLD) {
            sleep(0);
        }
        if (mode == Mode.CANCEL) {
            throw new Cancelled();
        }
    }

    private void sleep(long nanos) {
        try {
            if (nanos == 0) {
                wait();
            } else {
                wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
            }
        } catch (InterruptedException e) {
            // Whoever interrupts the thread wants it to end.
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    private synchronized void change(Mode next) {
        if (mode != Mode.CANCEL && mode != Mode.FINISHED) {
            mode = next;
            settle();
        }
    }

    private void settle() {
        free = mode == Mode.RUN && delayNanos == 0;
        notifyAll();
    }
}
