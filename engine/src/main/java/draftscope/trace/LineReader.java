package draftscope.trace;

import java.io.IOException;
import java.io.Reader;

/// Lines of a file, none of them longer than a limit: a file that is one endless line must not fill the memory.
final class LineReader {
    private static final int LONGEST = 1 << 26;

    private final Reader reader;
    private final char[] block = new char[1 << 16];
    private int at;
    private int filled;
    private int number;
    private boolean torn;

    LineReader(Reader reader) {
        this.reader = reader;
    }

    /// Number of the line read last; the first is 1.
    int number() {
        return number;
    }

    /// The line read last had no line end.
    boolean torn() {
        return torn;
    }

    /// The next line without its end, or null behind the last.
    String next() throws IOException {
        StringBuilder line = new StringBuilder(256);
        number++;
        while (fill()) {
            int from = at;
            while (at < filled && block[at] != '\n')
                at++;
            if (line.length() + at - from > LONGEST)
                throw new TraceFormatException("line " + number + ": is longer than " + LONGEST
                        + " characters; accepted: one event a line");
            line.append(block, from, at - from);
            if (at < filled) {
                at++;
                return line.toString();
            }
        }
        torn = !line.isEmpty();
        return torn ? line.toString() : null;
    }

    /// Makes at least one character available; false at the end of the file.
    private boolean fill() throws IOException {
        if (at < filled)
            return true;
        at = 0;
        filled = Math.max(0, reader.read(block, 0, block.length));
        return filled > 0;
    }
}
