package draftscope.decode;

/// A run cannot start as it was asked for. The message is one sentence for a person: what is wrong, and what is accepted.
public final class CannotRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotRunException(String message) {
        super(message);
    }
}
