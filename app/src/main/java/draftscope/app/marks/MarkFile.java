package draftscope.app.marks;

import draftscope.trace.Recording;
import draftscope.trace.TraceFormatException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Adds marks to a recording that is there already. A recording is only ever appended to, so this is one line more; in a packed
/// file, one packed piece more, as gzip allows.
public final class MarkFile {
    private static final int GZIP = 0x1f8b;
    private static final byte[] OURS = "{\"event\"".getBytes(StandardCharsets.US_ASCII);

    private MarkFile() {}

    /// Why nothing can be appended to a file, in one sentence; empty when it can. Reads the whole file.
    ///
    /// @throws IOException when it cannot be read
    static Optional<String> obstacle(Path file) throws IOException {
        if (!isOurs(file))
            return Optional.of(file + " is not a recording of Draftscope; save the run as one to keep its marks.");
        try {
            Recording recording = Recording.open(file);
            return recording.loss().isEmpty() && recording.trace().finished().isPresent()
                    ? Optional.empty()
                    : Optional.of(file + " breaks off, so nothing is added to it; save the run as another file to keep"
                            + " its marks.");
        } catch (TraceFormatException broken) {
            return Optional.of(broken.getMessage() + ".");
        }
    }

    private static boolean isPacked(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (in.read() << 8 | in.read()) == GZIP;
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        try (InputStream plain = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = isPacked(file) ? new GZIPInputStream(plain) : plain) {
            byte[] begin = in.readNBytes(64);
            return new String(begin, StandardCharsets.UTF_8).replace("\uFEFF", "").replace(" ", "").stripLeading()
                    .startsWith(new String(OURS, StandardCharsets.US_ASCII));
        }
    }

    /// Appends the marks.
    ///
    /// @return why that cannot be, in one sentence; empty when it is done
    /// @throws IOException when the file cannot be read or written
    public static Optional<String> append(Path file, Marks marks) throws IOException {
        Optional<String> obstacle = obstacle(file);
        if (obstacle.isPresent())
            return obstacle;
        byte[] line = (marks.json() + "\n").getBytes(StandardCharsets.UTF_8);
        if (isPacked(file)) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(line);
            }
            line = packed.toByteArray();
        } else if (!endsLine(file)) {
            byte[] longer = new byte[line.length + 1];
            longer[0] = '\n';
            System.arraycopy(line, 0, longer, 1, line.length);
            line = longer;
        }
        // In one call, so that nobody sees half of it.
        Files.write(file, line, StandardOpenOption.APPEND);
        return Optional.empty();
    }

    private static boolean endsLine(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - 1));
            var last = java.nio.ByteBuffer.allocate(1);
            return channel.read(last) == 1 && last.get(0) == '\n';
        }
    }
}
