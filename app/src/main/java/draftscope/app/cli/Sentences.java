package draftscope.app.cli;

import draftscope.trace.RecordingException;
import draftscope.trace.TraceFormatException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// Failures in words for people.
final class Sentences {
    private Sentences() {}

    /// One sentence for a failure. The engine's own exceptions carry theirs; those of the file system are completed.
    static String of(Throwable failure) {
        String message = failure.getMessage();
        return switch (failure) {
            case NoSuchFileException e -> "There is no file " + message + ".";
            case AccessDeniedException e -> "The file " + message + " may not be read or written.";
            case RecordingException e -> message;
            case TraceFormatException e -> message + ".";
            case IOException e -> "Reading or writing failed: " + message + ".";
            case OutOfMemoryError e -> "There is not enough memory for this: " + message + ".";
            default ->
                message == null || message.isBlank() ? "Something failed inside Draftscope: " + failure : message;
        };
    }
}
