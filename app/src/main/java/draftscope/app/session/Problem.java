package draftscope.app.session;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/// Something that did not work, for the person: one sentence. The application goes on and nothing is lost.
public record Problem(String sentence) {
    /// The sentence of a failure. The engine's own exceptions carry one; for others the kind of failure is named, since their
    /// message alone is often just a file name.
    public static Problem of(String what, Throwable failure) {
        Throwable cause = cause(failure);
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        boolean sentence = cause.getClass().getName().startsWith("draftscope.")
                || cause instanceof IllegalArgumentException;
        if (!sentence)
            message = (what + ": " + words(cause) + (message.isBlank() ? "" : " (" + message + ")"));
        String first = message.isEmpty() ? what : message.substring(0, 1).toUpperCase() + message.substring(1);
        return new Problem(first.endsWith(".") ? first : first + ".");
    }

    /// What failed, without the wrapping of the future in which it did.
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String words(Throwable cause) {
        if (cause instanceof UncheckedIOException wrapped)
            return words(wrapped.getCause());
        return switch (cause) {
            case NoSuchFileException gone -> "the file is not there";
            case AccessDeniedException denied -> "the file may not be read";
            case OutOfMemoryError memory -> "there is not enough memory";
            default -> cause.getClass().getSimpleName().replaceAll("(Exception|Error)$", "")
                    .replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        };
    }
}
