package draftscope.tokenizer;

import java.util.Optional;

/// The pieces a tokenizer knows, by id. Immutable and thread-safe.
public final class Vocabulary {
    /// What a piece is for. The order is that of `tokenizer.ggml.token_type`, which starts at 1.
    public enum Kind {
        NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE
    }

    private Vocabulary() {}

    public int size() {
        throw new UnsupportedOperationException("in progress");
    }

    public String piece(int id) {
        throw new UnsupportedOperationException("in progress");
    }

    public Kind kind(int id) {
        throw new UnsupportedOperationException("in progress");
    }

    /// Id of the begin token, or -1.
    public int bos() {
        throw new UnsupportedOperationException("in progress");
    }

    public int eos() {
        throw new UnsupportedOperationException("in progress");
    }

    public int unknown() {
        throw new UnsupportedOperationException("in progress");
    }

    public int mask() {
        throw new UnsupportedOperationException("in progress");
    }

    public boolean isEnd(int id) {
        throw new UnsupportedOperationException("in progress");
    }

    public Optional<String> firstDifference(Vocabulary other) {
        throw new UnsupportedOperationException("in progress");
    }
}
