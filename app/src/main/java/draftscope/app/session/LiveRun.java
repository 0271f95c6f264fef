package draftscope.app.session;

import draftscope.decode.DecodingRun;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunMemory;
import draftscope.decode.RunRequest;
import draftscope.query.Breakpoint;
import draftscope.query.Hit;
import draftscope.query.Watch;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import draftscope.trace.TraceRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// A run on its own thread with the trace that it writes.
///
/// The engine appends to the log and never waits for a reader. A reader that has nothing left to do calls [#sleep()]; the
/// next event then wakes it, once. While it is awake an event costs one volatile read more.
final class LiveRun {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TraceLog log = new TraceLog();
    private final Trace trace = Trace.of(log);
    private final Pacer pacer;
    private final String method;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Runnable wake;
    private DecodingRun run; // null from the start on: what it works with is not kept longer than it works
    private final Function<RunSettings, Optional<TraceRecorder>> recording;
    private final Supplier<List<Breakpoint>> breakpoints;
    private final Consumer<List<Hit>> onStop;
    private List<Breakpoint> watched = List.of(); // of the run's thread, as is the next
    private Watch watch;
    private volatile Optional<TraceRecorder> recorder = Optional.empty();
    private Thread thread;

    /// Checks the request; nothing runs yet.
    ///
    /// @param wake called on the run's thread when there is something to read for a reader that sleeps
    /// @param recording opens the file that the run is recorded in, on the run's thread
    /// @param breakpoints those to ask now; asked for on the run's thread, another list when something changed
    /// @param onStop    told on the run's thread what holds the run
    /// @throws draftscope.decode.CannotRunException one sentence: what is wrong and what is accepted
    LiveRun(RunRequest request, Models models, RunMemory memory, boolean paused, Duration round, Runnable wake,
            Function<RunSettings, Optional<TraceRecorder>> recording, Supplier<List<Breakpoint>> breakpoints,
            Consumer<List<Hit>> onStop) {
        this.breakpoints = breakpoints;
        this.onStop = onStop;
        this.wake = wake;
        this.recording = recording;
        pacer = paused ? Pacer.paused() : Pacer.unthrottled();
        pacer.waitBetweenRounds(round);
        method = MethodCatalog.byId(request.methodId()).name();
        run = DecodingRun.prepare(request, models, memory, this::accept, pacer);
    }

    void start() {
        thread = run.start("decoding run");
        run = null;
    }

    /// The name of its method.
    String method() {
        return method;
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
    ///
    /// @throws IllegalStateException when it did not
    void end() {
        pacer.cancel();
        try {
            if (thread != null && !thread.join(PATIENCE))
                throw new IllegalStateException("the run before has not ended yet; try again in a moment");
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the engine has nothing left to do.
    boolean ended() {
        return thread != null && !thread.isAlive();
    }

    /// The file that the run is recorded in; empty before its first event, and when it is not recorded.
    Optional<Path> file() {
        return recorder.map(TraceRecorder::file);
    }

    private void accept(TraceEvent event) {
        if (event instanceof TraceEvent.RunStarted started)
            recorder = recording.apply(started.settings());
        log.accept(event);
        hold(event);
        if (asleep.get() && asleep.compareAndSet(true, false))
            wake.run();
        recorder.ifPresent(file -> file.accept(event));
        // Waits for the disk, which nobody minds any more.
        if (event instanceof TraceEvent.RunFinished)
            recorder.ifPresent(TraceRecorder::close);
    }

    /// Holds the run at the boundary to come when a breakpoint stops it. Without breakpoints this is one look at a list.
    private void hold(TraceEvent event) {
        List<Breakpoint> wanted = breakpoints.get();
        if (wanted != watched)
            watch(wanted);
        if (watch == null)
            return;
        List<Hit> hits = watch.accept(event);
        List<Hit> stops = hits.isEmpty() ? hits : hits.stream().filter(Hit::stops).toList();
        if (!stops.isEmpty()) {
            pacer.pause();
            onStop.accept(stops);
        }
    }

    /// Others are asked from now on. What they would have found before counts as found.
    private void watch(List<Breakpoint> wanted) {
        watched = wanted;
        watch = wanted.isEmpty() ? null : new Watch(wanted);
        for (int i = 0; watch != null && i < log.length() - 1; i++)
            watch.accept(log.get(i));
    }
}
