package draftscope.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Appends events to a file while a run goes on.
public final class TraceRecorder implements TraceSink, AutoCloseable {
    public TraceRecorder(Path file) {
        this(file, failure -> {});
    }

    public TraceRecorder(Path file, Consumer<IOException> onFailure) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void accept(TraceEvent event) {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<IOException> failure() {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
