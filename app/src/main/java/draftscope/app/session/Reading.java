package draftscope.app.session;

import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.trace.TraceFormatException;
import draftscope.trace.TraceLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A recording on its way into a trace: its file is read on a thread of its own, and the person's thread takes in what came,
/// a little in each frame. So the beginning is there at once, however long the recording is.
final class Reading {
    /// Time that a frame gives to it; what is left of the frame is for drawing.
    private static final long NANOS_A_FRAME = 8_000_000;
    private static final int EVENTS_AT_ONCE = 64;

    private final Path file;
    private final TraceLog log = new TraceLog();
    private final Trace trace = Trace.of(log);
    private final CompletableFuture<Optional<String>> loss = new CompletableFuture<>();
    private Optional<Problem> problem = Optional.empty();
    private volatile double share;
    private volatile boolean cancelled;

    Reading(Path file) {
        this.file = file;
        Thread.ofPlatform().daemon().name("recording reader").start(this::read);
    }

    private void read() {
        try {
            loss.complete(Recording.read(file, log, read -> {
                share = read;
                return !cancelled;
            }));
        } catch (IOException e) {
            loss.completeExceptionally(new UncheckedIOException(e));
        } catch (RuntimeException | Error e) {
            loss.completeExceptionally(e);
        }
    }

    Path file() {
        return file;
    }

    Trace trace() {
        return trace;
    }

    /// Share of the file that was read, 0 to 1.
    double share() {
        return share;
    }

    /// Whether anything was taken in that can be shown.
    boolean begun() {
        return trace.length() > 0;
    }

    /// Takes in what was read meanwhile, as far as a frame's time goes.
    ///
    /// @return whether nothing more will come
    boolean takeIn() {
        boolean read = loss.isDone();
        long end = System.nanoTime() + NANOS_A_FRAME;
        try {
            while (trace.catchUp(EVENTS_AT_ONCE) > 0 && System.nanoTime() < end) {
                // Until the time is up or nothing is left.
            }
        } catch (TraceFormatException contradiction) {
            cancel();
            problem = Optional.of(new Problem(Recording.contradicted(contradiction)));
            return true;
        }
        if (!read || trace.length() < log.length())
            return false;
        try {
            problem = loss.join().map(Problem::new);
        } catch (CompletionException | CancellationException failed) {
            problem = Optional.of(Problem.of(file + " cannot be read", failed));
        }
        return true;
    }

    /// What is missing or did not work, once nothing more will come.
    Optional<Problem> problem() {
        return problem;
    }

    /// Stops the reading; nothing more comes of it.
    void cancel() {
        cancelled = true;
    }
}
