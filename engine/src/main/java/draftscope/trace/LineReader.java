package draftscope.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipException;

/// Lines of a file as bytes, none of them longer than a limit: a file that is one endless line must not fill the memory.
///
/// Compressed bytes may end anywhere, since the process that wrote them may have been killed: what could be unpacked is read.
final class LineReader {
    private static final int LONGEST = 1 << 26;

    private final InputStream in;
    private byte[] block = new byte[1 << 16];
    private int begin; // of the line
    private int end; // of the line, its end excluded
    private int next; // where the line behind it begins
    private int filled;
    private int number;
    private boolean torn;
    private boolean ended;

    LineReader(InputStream in) {
        this.in = in;
    }

    /// Number of the line read last; the first is 1.
    int number() {
        return number;
    }

    /// The line read last had no line end.
    boolean torn() {
        return torn;
    }

    /// Goes to the next line; false behind the last.
    ///
    /// @throws TraceFormatException when a line is too long, or what is compressed is damaged
    boolean next() throws IOException {
        begin = next;
        number++;
        int at = begin;
        while (true) {
            while (at < filled && block[at] != '\n')
                at++;
            if (at < filled) {
                end = at;
                next = at + 1;
                return true;
            }
            int length = filled - begin;
            if (length > LONGEST)
                throw new TraceFormatException("is longer than " + LONGEST + " bytes; accepted: one event a line");
            if (!fill()) {
                end = filled;
                next = filled;
                torn = length > 0;
                return torn;
            }
            at = begin + length;
        }
    }

    /// The array that holds the line, until the next is read.
    byte[] array() {
        return block;
    }

    int offset() {
        return begin;
    }

    int length() {
        return end - begin;
    }

    String text() {
        return new String(block, begin, end - begin, StandardCharsets.UTF_8);
    }

    boolean isBlank() {
        for (int i = begin; i < end; i++) {
            if (block[i] != ' ' && block[i] != '\t' && block[i] != '\r')
                return false;
        }
        return true;
    }

    /// Moves the line to the front and reads more behind it; false at the end of the file.
    private boolean fill() throws IOException {
        System.arraycopy(block, begin, block, 0, filled - begin);
        filled -= begin;
        begin = 0;
        if (filled == block.length)
            block = Arrays.copyOf(block, block.length * 2);
        int read = ended ? -1 : read();
        ended = read < 0;
        filled += Math.max(0, read);
        return !ended;
    }

    private int read() throws IOException {
        try {
            return in.read(block, filled, block.length - filled);
        } catch (EOFException cutOff) {
            return -1;
        } catch (ZipException damaged) {
            throw new TraceFormatException("is damaged where it is compressed (" + damaged.getMessage()
                    + "); accepted: gzip as it was written", damaged);
        }
    }
}
