package draftscope.format;

import java.util.stream.Collectors;

/// A model file that cannot be used. The message is one sentence for the person who chose the file: file, place, what is
/// accepted. Control characters, which names from a damaged file may hold, stand in it by their
/// numbers.
public final class ModelFormatException extends RuntimeException {
    public ModelFormatException(String message) {
        super(onOneLine(message));
    }

    public ModelFormatException(String message, Throwable cause) {
        super(onOneLine(message), cause);
    }

    private static String onOneLine(String message) {
        return message.chars()
                .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : String.valueOf((char) c))
                .collect(Collectors.joining());
    }
}
