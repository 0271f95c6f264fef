package draftscope.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/// A line about a hit, with holes for the fields of conditions: `entropy {entropy} at {token}`.
///
/// `{{` and `}}` stand for the braces themselves. Immutable.
public final class LogMessage {
    private static final int LONGEST = 500;

    /// Words as they are, or a hole when there is a field.
    private record Part(String words, Field field) {}

    private final String text;
    private final List<Part> parts;

    private LogMessage(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /// @throws ConditionException one sentence: where it went wrong, and what is accepted there
    public static LogMessage parse(String text) {
        if (text.length() > LONGEST)
            throw new ConditionException(LONGEST, "a log message has at most " + LONGEST + " characters");
        List<Part> parts = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                words.append(c);
                at++;
            } else if (c == '{') {
                int end = text.indexOf('}', at);
                if (end < 0)
                    throw new ConditionException(at, "this hole has no closing }");
                String name = text.substring(at + 1, end).strip();
                Field field = Field.named(name).orElse(null);
                if (field == null)
                    throw new ConditionException(at + 1, "\"" + name + "\" is no field; did you mean "
                            + Field.nearest(name).word() + "?");
                parts.add(new Part(words.toString(), field));
                words.setLength(0);
                at = end;
            } else if (c == '}') {
                throw new ConditionException(at, "this } closes nothing; write }} for a brace");
            } else {
                words.append(c);
            }
        }
        parts.add(new Part(words.toString(), null));
        return new LogMessage(text, parts);
    }

    public String text() {
        return text;
    }

    /// The line about an item.
    ///
    /// @param texts what tokens add to the output
    String about(Item item, IntFunction<String> texts) {
        StringBuilder line = new StringBuilder();
        for (Part part : parts) {
            line.append(part.words);
            if (part.field != null)
                line.append(words(part.field, item, texts));
        }
        return line.toString();
    }

    /// A field's value in words.
    ///
    /// @param texts what tokens add to the output
    static String words(Field field, Item item, IntFunction<String> texts) {
        double value = field.value(item);
        if (Double.isNaN(value))
            return "not captured";
        return switch (field.kind()) {
            case TOKEN -> "\"" + texts.apply((int) value) + "\"";
            case STATE -> item.state().word();
            case FLAG -> value == 1 ? "yes" : "no";
            case NUMBER -> switch (field.unit()) {
                case "bits" -> String.format(Locale.ROOT, "%.2f bits", value);
                case "0 to 1" -> String.format(Locale.ROOT, "%.3f", value);
                default -> String.format(Locale.ROOT, "%.0f", value);
            };
        };
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogMessage message && message.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
