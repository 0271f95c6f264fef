package draftscope.trace;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
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
    private final AtomicReference<RecordingException> failure = new AtomicReference<>();
    private final Consumer<RecordingException> onFailure;
    private final Path file;
    private final Target target;
    private final Thread thread;
    private boolean stepless = true; // on the recorder's thread
    private volatile long bytes;
    private volatile boolean closed;

    /// @param onFailure takes one exception at most, on the recorder's thread or on that of a late [#accept(TraceEvent)]
    public TraceRecorder(Path file, Consumer<RecordingException> onFailure) {
        this(file, () -> Files.newOutputStream(file), onFailure);
    }

    TraceRecorder(Path file, Target target, Consumer<RecordingException> onFailure) {
        this.file = file;
        this.target = target;
        this.onFailure = onFailure;
        // A daemon: a recording that nobody closed must not keep a window's process alive.
        thread = Thread.ofPlatform().daemon().name("trace recorder").start(this::write);
    }

    /// Writes a run that is there already, and waits for it.
    ///
    /// @throws RecordingException when it cannot be written
    public static void write(List<TraceEvent> events, Path file) throws RecordingException {
        TraceRecorder recorder = new TraceRecorder(file, failure -> {});
        events.forEach(recorder::accept);
        recorder.close();
        if (recorder.failure().isPresent())
            throw recorder.failure().get();
    }

    /// How many bytes a run takes in a packed file, as `events` from its beginning tell: bytes for each token put out.
    ///
    /// @return `NaN` when no token was put out
    public static double packedBytesPerToken(List<TraceEvent> events) {
        long[] bytes = new long[1];
        long tokens = 0;
        try (Writer out = new OutputStreamWriter(new GZIPOutputStream(new OutputStream() {
            @Override
            public void write(int one) {
                bytes[0]++;
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                bytes[0] += length;
            }
        }), StandardCharsets.UTF_8)) {
            for (TraceEvent event : events) {
                out.write(TraceCodec.write(event));
                out.write('\n');
                tokens += event instanceof TraceEvent.Committed c && c.provenance() != Provenance.PROMPT ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("counting bytes failed", e);
        }
        return tokens == 0 ? Double.NaN : (double) bytes[0] / tokens;
    }

    /// Never throws and never waits for the disk.
    @Override
    public void accept(TraceEvent event) {
        Objects.requireNonNull(event);
        if (closed)
            fail(new RecordingException("Event " + event.seq() + " came after the recording " + file + " was closed.",
                    null));
        else if (failure.get() == null)
            queue.add(new Entry(event));
    }

    /// What went wrong, if anything.
    public Optional<RecordingException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /// Where it writes to.
    public Path file() {
        return file;
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
            fail(sentence(e.toString(), e));
        } catch (InterruptedException e) {
            fail(sentence("the recorder was interrupted", e));
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

    private RecordingException sentence(IOException e) {
        String why = switch (e) {
            case NoSuchFileException _ when bytes > 0 -> "the file was removed";
            case NoSuchFileException _ -> "there is no folder " + file.toAbsolutePath().getParent();
            case AccessDeniedException _ -> "nothing may be written there";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
        return sentence(why, e);
    }

    private RecordingException sentence(String why, Exception cause) {
        return new RecordingException("The recording " + file + (bytes > 0 ? " breaks off: " : " cannot be written: ")
                + why + ".", cause);
    }

    private void fail(RecordingException e) {
        if (failure.compareAndSet(null, e))
            onFailure.accept(e);
    }
}
