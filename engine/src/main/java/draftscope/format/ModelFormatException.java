package draftscope.format;

/// A model file is not what it claims to be, or holds what this engine does not read.
///
/// The message is one sentence: what is wrong, where, and what is accepted.
public final class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
