package draftscope.trace;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A run in a file: our own events as plain or compressed lines (`docs/trace-format.md`), which other engines write too, or a
/// llama.cpp server's answer. What a file is, its content says, not its name.
///
/// A file whose writer was stopped is read as far as it goes. So is one that is broken further on; what is missing is said in
/// one sentence.
///
/// @param trace the run, as far as it was recorded
/// @param loss  what is missing of it, in one sentence; empty when it is whole
public record Recording(Trace trace, Optional<String> loss) {
    /// What can be opened, as sentences end that refuse something else.
    private static final String ACCEPTED = "accepted: a recording of Draftscope, events that another engine wrote"
            + " (docs/import-format.md), or a llama.cpp server's answer with completion_probabilities";
    /// How the first line begins, or should.
    private static final String EVENT = "{\"event\"";
    /// Bytes in which a text shows what it is.
    private static final int PEEK = 512;

    /// Is told how far the reading is.
    @FunctionalInterface
    public interface Progress {
        /// @param share of the file, 0 to 1
        /// @return whether to go on
        boolean goOn(double share);
    }

    /// Reads a whole file.
    ///
    /// @throws TraceFormatException when there is nothing in it that can be shown, in one sentence
    /// @throws IOException          when it cannot be read
    public static Recording open(Path file) throws IOException {
        TraceLog log = new TraceLog();
        return shown(Trace.of(log), read(file, log, share -> true));
    }

    /// Reads a whole recording that is in no file of its own, such as one that comes with a program.
    ///
    /// @param name what sentences about it call it
    /// @param in   is read to its end, and closed
    /// @throws TraceFormatException when there is nothing in it that can be shown, in one sentence
    /// @throws IOException          when it cannot be read
    public static Recording open(String name, InputStream in) throws IOException {
        TraceLog log = new TraceLog();
        return shown(Trace.of(log), read(name, in, Long.MAX_VALUE, log, share -> true));
    }

    /// @param trace has seen nothing yet, since a trace that begins with a contradiction cannot be made
    private static Recording shown(Trace trace, Optional<String> missing) {
        Optional<String> loss = missing;
        try {
            trace.catchUp();
        } catch (TraceFormatException contradiction) {
            loss = Optional.of(contradicted(contradiction));
        }
        return new Recording(trace, loss);
    }

    /// Reads a file event by event, each given to `sink` as soon as it was read.
    ///
    /// @return what is missing of the run, in one sentence; empty when it is whole
    /// @throws TraceFormatException  when there is nothing in it that can be shown, in one sentence
    /// @throws CancellationException when `progress` says so
    /// @throws IOException           when it cannot be read
    public static Optional<String> read(Path file, TraceSink sink, Progress progress) throws IOException {
        return read(String.valueOf(file.getFileName()), Files.newInputStream(file), Math.max(1, Files.size(file)), sink,
                progress);
    }

    private static Optional<String> read(String name, InputStream file, long size, TraceSink sink, Progress progress)
            throws IOException {
        try (Counted counted = new Counted(file); PushbackInputStream plain = unpacked(counted)) {
            RecordingReader reader = new RecordingReader(sink, () -> {
                if (!progress.goOn(Math.min(1, (double) counted.count / size)))
                    throw new CancellationException();
            });
            String start = peek(plain).strip();
            if (LlamaAnswer.begins(start))
                return LlamaAnswer.read(plain, reader);
            boolean cutOff = EVENT.startsWith(start);
            if (!cutOff && !(start.startsWith("{") && start.contains(EVENT.substring(1))))
                throw new TraceFormatException("is no recording; " + ACCEPTED);
            return reader.read(plain);
        } catch (TraceFormatException refused) {
            throw new TraceFormatException("The file " + name + " " + refused.getMessage(), refused);
        }
    }

    /// Whether a file's first bytes could be those of a recording, as a model's never are.
    public static boolean looksLike(Path file) {
        try (InputStream in = Files.newInputStream(file); PushbackInputStream plain = unpacked(in)) {
            String start = peek(plain).strip();
            return start.startsWith("{") || LlamaAnswer.begins(start);
        } catch (IOException | TraceFormatException unreadable) {
            return false;
        }
    }

    /// How a trace says that an event contradicts those before it.
    ///
    /// @param contradiction from [Trace#catchUp()]
    public static String contradicted(TraceFormatException contradiction) {
        return "This recording contradicts itself, and what is shown ends there: " + contradiction.getMessage() + ".";
    }

    /// What is in a file, unpacked where it is compressed.
    private static PushbackInputStream unpacked(InputStream file) throws IOException {
        PushbackInputStream in = new PushbackInputStream(file, 2);
        byte[] magic = in.readNBytes(2);
        in.unread(magic);
        boolean packed = magic.length == 2 && (magic[0] & 0xff | (magic[1] & 0xff) << 8) == GZIPInputStream.GZIP_MAGIC;
        return new PushbackInputStream(packed ? packed(in) : in, PEEK);
    }

    private static InputStream packed(InputStream in) throws IOException {
        try {
            return new GZIPInputStream(in, 1 << 16);
        } catch (EOFException | ZipException damaged) {
            throw new TraceFormatException(
                    "begins like a compressed file, but what a compressed file begins with is damaged; "
                            + ACCEPTED,
                    damaged);
        }
    }

    /// The first bytes, which can still be read afterwards; a byte order mark before them is left out for good.
    private static String peek(PushbackInputStream in) throws IOException {
        byte[] start = new byte[PEEK];
        int length = 0;
        try {
            for (int read = 0; read >= 0 && length < PEEK; read = in.read(start, length, PEEK - length))
                length += read;
        } catch (EOFException | ZipException brokenOff) {
            // What was read before it tells enough; the reading comes here again and says so.
        }
        boolean marked = length >= 3 && start[0] == (byte) 0xef && start[1] == (byte) 0xbb && start[2] == (byte) 0xbf;
        int from = marked ? 3 : 0;
        in.unread(start, from, length - from);
        return new String(start, from, length - from, StandardCharsets.UTF_8);
    }

    /// Counts the bytes that went through.
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
