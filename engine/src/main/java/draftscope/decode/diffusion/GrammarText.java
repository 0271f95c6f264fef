package draftscope.decode.diffusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A context-free grammar as people write it: `name = item item | item ...`, the first rule being the whole text.
///
/// | item | stands for |
/// |---|---|
/// | `"text"` | that text, in whatever tokens; `\n`, `\t`, `\"` and `\\` as in other languages |
/// | `/regex/` | one token whose whole text the expression matches |
/// | `name` | another rule |
/// | `( ... )` | alternatives in place of an item |
///
/// `?`, `*` and `+` behind an item mean at most once, any number of times, at least once. `#` begins a comment.
///
/// @param start what a whole text is
/// @param rules alternatives by name, each a sequence; an empty one stands for the empty text
record GrammarText(String start, Map<String, List<List<Item>>> rules) {
    /// A piece of a sequence.
    sealed interface Item {
        record Text(String text) implements Item {}

        record Token(Pattern pattern) implements Item {}

        record Name(String name) implements Item {}
    }

    static final int MOST_RULES = 300;

    /// @throws IllegalArgumentException one sentence: where, what was found and what is accepted
    static GrammarText parse(String text) {
        return new Parser(text).grammar();
    }

    private static final class Parser {
        private final String text;
        private final Map<String, List<List<Item>>> rules = new LinkedHashMap<>();
        private final List<String> asked = new ArrayList<>();
        private int at;

        Parser(String text) {
            this.text = text;
        }

        GrammarText grammar() {
            String start = null;
            for (skip(); at < text.length(); skip()) {
                String name = name();
                if (name.isEmpty())
                    throw refusal("the name of a rule");
                skip();
                if (!take('='))
                    throw refusal("= behind the name of a rule");
                if (rules.containsKey(name))
                    throw new IllegalArgumentException(
                            "the grammar has two rules called " + name
                                    + "; accepted: one, with its alternatives behind |");
                start = start == null ? name : start;
                rules.put(name, List.of());
                rules.put(name, alternatives());
            }
            if (start == null)
                throw new IllegalArgumentException("the grammar has no rule; accepted: name = item item | item");
            for (String name : asked)
                if (!rules.containsKey(name))
                    throw new IllegalArgumentException("the grammar asks for a rule called " + name
                            + "; accepted: "
                            + String.join(", ", rules.keySet().stream().filter(known -> !known.startsWith("#"))
                                    .toList()));
            if (rules.size() > MOST_RULES)
                throw new IllegalArgumentException("the grammar has " + rules.size() + " rules; accepted: at most "
                        + MOST_RULES);
            return new GrammarText(start, rules);
        }

        private List<List<Item>> alternatives() {
            List<List<Item>> all = new ArrayList<>();
            do {
                List<Item> sequence = new ArrayList<>();
                for (Item item = item(); item != null; item = item())
                    sequence.add(item);
                all.add(List.copyOf(sequence));
                skip();
            } while (take('|'));
            return all;
        }

        /// The next item with what stands behind it, or null where the sequence ends.
        private Item item() {
            skip();
            Item item;
            if (take('"')) {
                item = new Item.Text(literal());
            } else if (take('/')) {
                item = new Item.Token(pattern());
            } else if (take('(')) {
                item = helper(alternatives());
                skip();
                if (!take(')'))
                    throw refusal(")");
            } else {
                int back = at;
                String name = name();
                skip();
                if (name.isEmpty() || at < text.length() && text.charAt(at) == '=') {
                    at = back;
                    return null;
                }
                asked.add(name);
                item = new Item.Name(name);
            }
            if (take('?'))
                return helper(List.of(List.of(), List.of(item)));
            if (take('*'))
                return repeated(item);
            return take('+') ? helper(List.of(List.of(item, repeated(item)))) : item;
        }

        private Item repeated(Item item) {
            Item.Name again = new Item.Name("#" + rules.size());
            rules.put(again.name(), List.of(List.of(), List.of(item, again)));
            return again;
        }

        private Item helper(List<List<Item>> alternatives) {
            Item.Name name = new Item.Name("#" + rules.size());
            rules.put(name.name(), alternatives);
            return name;
        }

        private String literal() {
            StringBuilder out = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                if (c == '\\') {
                    char escaped = at < text.length() ? text.charAt(at++) : ' ';
                    switch (escaped) {
                        case 'n' -> out.append('\n');
                        case 't' -> out.append('\t');
                        case '"', '\\' -> out.append(escaped);
                        default -> throw refusal("\\n, \\t, \\\" or \\\\");
                    }
                } else {
                    out.append(c);
                }
            }
            if (!take('"'))
                throw refusal("a text that ends with \"");
            return out.toString();
        }

        private Pattern pattern() {
            int from = at;
            while (at < text.length() && text.charAt(at) != '/')
                at += text.charAt(at) == '\\' ? 2 : 1;
            if (at >= text.length()) {
                at = text.length();
                throw refusal("an expression that ends with /");
            }
            String expression = text.substring(from, at++);
            try {
                return Pattern.compile(expression);
            } catch (PatternSyntaxException wrong) {
                throw new IllegalArgumentException(
                        "the grammar, line " + line() + ": /" + expression + "/ is no expression, "
                                + wrong.getDescription().toLowerCase(java.util.Locale.ROOT)
                                + "; accepted: a Java regular expression");
            }
        }

        private String name() {
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "-_".indexOf(text.charAt(at)) >= 0))
                at++;
            return text.substring(from, at);
        }

        private void skip() {
            while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '#')) {
                if (text.charAt(at) == '#')
                    while (at < text.length() && text.charAt(at) != '\n')
                        at++;
                else
                    at++;
            }
        }

        private boolean take(char wanted) {
            boolean there = at < text.length() && text.charAt(at) == wanted;
            at += there ? 1 : 0;
            return there;
        }

        private int line() {
            return 1 + (int) text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
        }

        private IllegalArgumentException refusal(String accepted) {
            return new IllegalArgumentException("the grammar, line " + line() + ": found "
                    + (at < text.length() ? "‘" + text.charAt(at) + "’" : "the end") + "; accepted: " + accepted);
        }
    }
}
