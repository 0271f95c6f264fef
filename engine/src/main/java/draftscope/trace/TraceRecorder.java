package draftscope.trace;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/// Appends events to a file as JSON lines while a run goes on. The file is started anew; whoever picks its name asks first. One
/// whose name ends in `.gz` is compressed as it grows.
///
/// The run's thread only puts a reference into a queue. A thread of the recorder's own turns events into text and writes
/// them; it hands everything to the operating system at the end of every phase and step. So a process that is killed loses
/// the step in progress at most, as long as the disk keeps pace with the run.
///
/// A recording that fails never stops a run. The first failure (a folder that does not exist, a full disk, a file that
/// vanished, an event after [#close()]) is told once to the callback and kept in [#failure()]; later events are dropped.
public final class TraceRecorder implements TraceSink, AutoCloseable {
    /// An entry of the queue: an event, or the end.
    private record Entry(TraceEvent event) {}

    /// Opens what is written to.
    @FunctionalInterface
    interface Target {
        OutputStream open() throws IOException;
    }

    private static final Entry END = new Entry(null);

    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final Consumer<IOException> onFailure;
    private final Path file;
    private final Target target;
    private final Thread thread;
    private boolean stepless = true; // on the recorder's thread
    private volatile long bytes;
    private volatile boolean closed;

    /// @param onFailure takes one exception at most, whose message is a sentence, on the recorder's thread or on that of a late
    ///                  [#accept(TraceEvent)]
    public TraceRecorder(Path file, Consumer<IOException> onFailure) {
        this(file, () -> Files.newOutputStream(file), onFailure);
    }

    TraceRecorder(Path file, Target target, Consumer<IOException> onFailure) {
        this.file = file;
        this.target = target;
        this.onFailure = onFailure;
        // A daemon: a recording that nobody closed must not keep a window's process alive.
        thread = Thread.ofPlatform().daemon().name("trace recorder").start(this::write);
    }

    /// Writes a run that is there already, and waits for it.
    ///
    /// @throws IOException with a sentence, when it cannot be written
    public static void write(List<TraceEvent> events, Path file) throws IOException {
        TraceRecorder recorder = new TraceRecorder(file, failure -> {});
        events.forEach(recorder::accept);
        recorder.close();
        if (recorder.failure().isPresent())
            throw recorder.failure().get();
    }

    /// Never throws and never waits for the disk.
    @Override
    public void accept(TraceEvent event) {
        Objects.requireNonNull(event);
        if (closed)
            fail(new IOException("Event " + event.seq() + " came after the recording " + file + " was closed."));
        else if (failure.get() == null)
            queue.add(new Entry(event));
    }

    /// What went wrong, if anything; its message is a sentence.
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /// Bytes written to the file so far.
    public long bytes() {
        return bytes;
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
        try (Writer out = new BufferedWriter(new OutputStreamWriter(opened(), StandardCharsets.UTF_8))) {
            for (Entry entry = queue.take(); entry != END; entry = queue.take()) {
                out.write(TraceCodec.write(entry.event));
                out.write('\n');
                if (isBoundary(entry.event)) {
                    out.flush();
                    requireFile();
                }
            }
        } catch (IOException e) {
            fail(sentence(e));
        } catch (RuntimeException e) {
            fail(new IOException("This run is not recorded in " + file + ": " + e + ".", e));
        } catch (InterruptedException e) {
            fail(new IOException("This run is no longer recorded in " + file + ": the recorder was interrupted.", e));
        }
        queue.clear();
    }

    private OutputStream opened() throws IOException {
        OutputStream counted = new FilterOutputStream(target.open()) {
            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                out.write(from, offset, length);
                bytes += length;
            }
        };
        return file.toString().endsWith(".gz") ? new GZIPOutputStream(counted, 1 << 13, true) : counted;
    }

    /// Whether what was told so far must survive.
    private boolean isBoundary(TraceEvent event) {
        if (event instanceof TraceEvent.StepStarted)
            stepless = false;
        return event instanceof TraceEvent.PhaseFinished || event instanceof TraceEvent.StepStarted
                || event instanceof TraceEvent.PromptIngested || event instanceof TraceEvent.RunFinished
                || stepless && event instanceof TraceEvent.Committed;
    }

    /// A file whose folder was removed can still be written to, but nobody will ever find it.
    private void requireFile() throws IOException {
        if (Files.notExists(file))
            throw new NoSuchFileException(file.toString());
    }

    private IOException sentence(IOException e) {
        Path folder = file.toAbsolutePath().getParent();
        String why = switch (e) {
            case NoSuchFileException _ when bytes > 0 -> "the file was removed";
            case NoSuchFileException _ -> "there is no folder " + folder;
            case AccessDeniedException _ -> "it may not be written there";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
        String part = bytes > 0 ? "This run is no longer recorded in " : "This run is not recorded in ";
        return new IOException(part + file + ": " + why + ".", e);
    }

    private void fail(IOException e) {
        if (failure.compareAndSet(null, e))
            onFailure.accept(e);
    }
}
