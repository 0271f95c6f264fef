package draftscope.trace;

import java.util.List;
import java.util.Optional;

/// The run as it stood after some event.
public final class TraceState {
    public int position() {
        throw new UnsupportedOperationException("not built yet");
    }

    public Trace trace() {
        throw new UnsupportedOperationException("not built yet");
    }

    public int step() {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<Phase> phase() {
        throw new UnsupportedOperationException("not built yet");
    }

    public int level() {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<Integer> prompt() {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<CommittedToken> committed() {
        throw new UnsupportedOperationException("not built yet");
    }

    public TreeState tree() {
        throw new UnsupportedOperationException("not built yet");
    }

    public KvMap kv(KvOwner owner) {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<CanvasState> canvas() {
        throw new UnsupportedOperationException("not built yet");
    }

    public RunCounts counts() {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<TraceEvent.RunFinished> finished() {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<String> changesSince(TraceState earlier) {
        throw new UnsupportedOperationException("not built yet");
    }
}
