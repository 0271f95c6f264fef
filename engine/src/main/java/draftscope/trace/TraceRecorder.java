package draftscope.trace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Appends events to a file as JSON lines while a run goes on. The file is started anew; whoever picks its name asks first.
///
/// The run's thread only puts a reference into a queue. A thread of the recorder's own turns events into text and writes
/// them; it hands everything to the operating system at the end of every phase and step and whenever it has caught up. So a
/// process that is killed loses the step in progress at most, as long as the disk keeps pace with the run.
///
/// A recording that fails never stops a run. The first failure (a folder that does not exist, a full disk, an event after
/// [#close()]) is told once to the callback and kept in [#failure()]; later events are dropped.
public final class TraceRecorder implements TraceSink, AutoCloseable {
    /// An entry of the queue: an event, or the end.
    private record Entry(TraceEvent event) {}

    private static final Entry END = new Entry(null);

    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final Consumer<IOException> onFailure;
    private final Path file;
    private final Thread thread;
    private volatile boolean closed;

    /// @param onFailure called at most once, on the recorder's thread or on that of a late [#accept(TraceEvent)]
    public TraceRecorder(Path file, Consumer<IOException> onFailure) {
        this.file = file;
        this.onFailure = onFailure;
        // A daemon: a recording that nobody closed must not keep a window's process alive.
        thread = Thread.ofPlatform().daemon().name("trace recorder").start(this::write);
    }

    /// Never throws and never waits for the disk.
    @Override
    public void accept(TraceEvent event) {
        Objects.requireNonNull(event);
        if (closed)
            fail(new IOException("event " + event.seq() + " came after " + file + " was closed"));
        else if (failure.get() == null)
            queue.add(new Entry(event));
    }

    /// What went wrong, if anything.
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /// Waits until all events so far are written. Does nothing the second time.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queue.add(END);
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The recording is worth more than a quick end; the interrupt is passed on below.
                interrupted = true;
            }
        }
        if (interrupted)
            Thread.currentThread().interrupt();
    }

    private void write() {
        // This writer puts a question mark where a prompt holds half a surrogate pair; the one of Files would fail.
        try (Writer out = new BufferedWriter(
                new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.UTF_8))) {
            for (Entry entry = queue.take(); entry != END; entry = queue.take()) {
                out.write(TraceCodec.write(entry.event));
                out.write('\n');
                if (queue.isEmpty() || isBoundary(entry.event))
                    out.flush();
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException("cannot write the recording " + file, e));
        } catch (InterruptedException e) {
            fail(new IOException("the recorder was interrupted", e));
        }
        queue.clear();
    }

    private static boolean isBoundary(TraceEvent event) {
        return event instanceof TraceEvent.PhaseFinished || event instanceof TraceEvent.StepStarted
                || event instanceof TraceEvent.RunFinished;
    }

    private void fail(IOException e) {
        if (failure.compareAndSet(null, e))
            onFailure.accept(e);
    }
}
