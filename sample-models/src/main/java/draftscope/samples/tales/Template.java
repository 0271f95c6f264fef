package draftscope.samples.tales;

import java.util.ArrayList;
import java.util.List;

/// A piece of text with places left open, written as `{slot}`, `<rule>` and `[one|other]`.
///
/// A slot is filled from the [Scene] (a name, a pronoun, an object: decided earlier), a rule and a choice are decided
/// on the spot. That is the whole difference between what the past decides and what is free in a tale.
sealed interface Template {

    /// Plain text.
    record Text(String text) implements Template {}

    /// A value of the scene; `capital` for one that starts a quotation or a sentence in the middle of a line.
    record Slot(String name, boolean capital) implements Template {}

    /// A shared rule, one of whose alternatives is chosen.
    record Rule(String name) implements Template {}

    /// One of several wordings, each as likely as the others.
    record Choice(List<Template> options) implements Template {}

    /// Parts one after another.
    record Sequence(List<Template> parts) implements Template {}

    /// Reads one line of a phrase or plot file.
    static Template parse(String line) {
        var parser = new Parser(line);
        var template = parser.sequence(false);
        if (parser.at != line.length()) {
            throw new IllegalArgumentException("unbalanced brackets in: " + line);
        }
        return template;
    }

    /// Recursive descent over one line; only choices nest.
    final class Parser {
        private final String line;
        private int at;

        private Parser(String line) {
            this.line = line;
        }

        private Template sequence(boolean inChoice) {
            var parts = new ArrayList<Template>();
            var text = new StringBuilder();
            while (at < line.length()) {
                char c = line.charAt(at);
                if (inChoice && (c == '|' || c == ']')) {
                    break;
                }
                switch (c) {
                    case '{' -> {
                        flush(text, parts);
                        String name = until('}');
                        parts.add(new Slot(name.replace("^", ""), name.contains("^")));
                    }
                    case '<' -> {
                        flush(text, parts);
                        parts.add(new Rule(until('>')));
                    }
                    case '[' -> {
                        flush(text, parts);
                        parts.add(choice());
                    }
                    case ']' -> throw new IllegalArgumentException("stray ] in: " + line);
                    default -> {
                        text.append(c);
                        at++;
                    }
                }
            }
            flush(text, parts);
            return parts.size() == 1 ? parts.getFirst() : new Sequence(List.copyOf(parts));
        }

        private Choice choice() {
            var options = new ArrayList<Template>();
            do {
                at++;
                options.add(sequence(true));
            } while (at < line.length() && line.charAt(at) == '|');
            if (at == line.length()) {
                throw new IllegalArgumentException("unclosed [ in: " + line);
            }
            at++;
            return new Choice(List.copyOf(options));
        }

        private String until(char close) {
            int end = line.indexOf(close, at);
            if (end < 0) {
                throw new IllegalArgumentException("missing " + close + " in: " + line);
            }
            String name = line.substring(at + 1, end);
            at = end + 1;
            return name;
        }

        private static void flush(StringBuilder text, List<Template> parts) {
            if (!text.isEmpty()) {
                parts.add(new Text(text.toString()));
                text.setLength(0);
            }
        }
    }
}
