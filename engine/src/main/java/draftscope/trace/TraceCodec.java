package draftscope.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Events as JSON lines.
public final class TraceCodec {
    public static String write(TraceEvent event) {
        throw new UnsupportedOperationException("not built yet");
    }

    public static TraceEvent read(String line) {
        throw new UnsupportedOperationException("not built yet");
    }

    public static List<TraceEvent> readAll(Path file) throws IOException {
        throw new UnsupportedOperationException("not built yet");
    }
}
