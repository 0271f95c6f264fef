package draftscope.trace;

import java.io.IOException;

/// A recording that cannot be written, or not any further. The message is one sentence.
public final class RecordingException extends IOException {
    private static final long serialVersionUID = 1;

    public RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
