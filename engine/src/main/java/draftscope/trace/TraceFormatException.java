package draftscope.trace;

/// A trace that breaks the format. The message is one sentence: where, what was found, what is accepted.
public final class TraceFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TraceFormatException(String message) {
        super(message);
    }

    public TraceFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
