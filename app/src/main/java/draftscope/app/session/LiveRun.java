package draftscope.app.session;

import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// A run on its own thread with the trace that it writes.
///
/// The engine appends to the log and never waits for a reader. A reader that has nothing left to do calls [#sleep()]; the
/// next event then wakes it, once. While it is awake an event costs one volatile read more.
final class LiveRun {
    private final TraceLog log = new TraceLog();
    private final Trace trace = Trace.of(log);
    private final Pacer pacer;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Runnable wake;
    private final DecodingRun run;
    private Thread thread;

    /// Checks the request; nothing runs yet.
    ///
    /// @param wake called on the run's thread when there is something to read for a reader that sleeps
    /// @throws draftscope.decode.CannotRunException one sentence: what is wrong and what is accepted
    LiveRun(RunRequest request, Models models, boolean paused, Duration round, Runnable wake) {
        this.wake = wake;
        pacer = paused ? Pacer.paused() : Pacer.unthrottled();
        pacer.waitBetweenRounds(round);
        run = DecodingRun.prepare(request, models, this::accept, pacer);
    }

    void start() {
        thread = run.start("decoding run");
    }

    Trace trace() {
        return trace;
    }

    Pacer pacer() {
        return pacer;
    }

    /// No more events will be looked for until [#wake] is called. False when there are new ones already.
    boolean sleep() {
        asleep.set(true);
        // An event may have come between the last look and the line above; it has woken nobody.
        return log.length() == trace.length() || !asleep.compareAndSet(true, false);
    }

    /// Ends the run and waits for its thread, but not for long: it looks at boundaries, which are never far.
    void end(Duration patience) throws InterruptedException {
        pacer.cancel();
        if (thread != null)
            thread.join(patience);
    }

    private void accept(TraceEvent event) {
        log.accept(event);
        if (asleep.get() && asleep.compareAndSet(true, false))
            wake.run();
    }
}
