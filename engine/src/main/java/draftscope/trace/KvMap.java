package draftscope.trace;

import java.util.List;

/// What every cell of a KV cache holds.
public final class KvMap {
    public int capacity() {
        throw new UnsupportedOperationException("not built yet");
    }

    public int length() {
        throw new UnsupportedOperationException("not built yet");
    }

    public KvState state(int slot) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int token(int slot) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int position(int slot) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int node(int slot) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int count(KvState state) {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<KvChange> changes() {
        throw new UnsupportedOperationException("not built yet");
    }
}
