package draftscope.query;

import java.util.ArrayList;
import java.util.List;

/// Cuts a condition into its symbols.
final class Symbols {
    enum Kind {
        WORD, NUMBER, TEXT, PATTERN, SIGN, END
    }

    /// @param text what it says: for a text without its quotes and escapes, for a pattern without its slashes
    /// @param from index of its first character
    /// @param end  index behind its last one
    /// @param ignoreCase a pattern with `i` behind it
    record Symbol(Kind kind, String text, int from, int end, boolean ignoreCase) {
        boolean is(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }
    }

    private static final List<String> SIGNS = List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "~", "(", ")",
            "=");

    private final String source;
    private final List<Symbol> symbols = new ArrayList<>();
    private int at;

    private Symbols(String source) {
        this.source = source;
    }

    /// @throws ConditionException for a character that begins nothing, or a text or pattern without an end
    static List<Symbol> of(String source) {
        return new Symbols(source).cut();
    }

    private List<Symbol> cut() {
        while (true) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at)))
                at++;
            if (at == source.length())
                break;
            next();
        }
        symbols.add(new Symbol(Kind.END, "", at, at, false));
        return symbols;
    }

    private void next() {
        char c = source.charAt(at);
        if (Character.isLetter(c))
            word();
        else if (digit(at) || (c == '.' || c == '-') && digit(at + 1)
                || c == '-' && at + 1 < source.length() && source.charAt(at + 1) == '.' && digit(at + 2))
            number();
        else if (c == '"')
            text();
        else if (c == '/')
            pattern();
        else
            sign();
    }

    private boolean digit(int index) {
        return index < source.length() && source.charAt(index) >= '0' && source.charAt(index) <= '9';
    }

    private void add(Kind kind, String text, int from) {
        symbols.add(new Symbol(kind, text, from, at, false));
    }

    static boolean inWord(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }

    private void word() {
        int from = at;
        while (at < source.length() && inWord(source.charAt(at)))
            at++;
        add(Kind.WORD, source.substring(from, at), from);
    }

    private void number() {
        int from = at++;
        while (digit(at) || at < source.length() && source.charAt(at) == '.')
            at++;
        if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
            int mark = at++;
            if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+'))
                at++;
            if (!digit(at))
                at = mark;
            while (digit(at))
                at++;
        }
        add(Kind.NUMBER, source.substring(from, at), from);
    }

    /// In a text `\"` is a quote, `\\` a backslash, `\n` a line break and `\t` a tab. Before any other letter the backslash
    /// stays, so that `\d` or `\b` reach a pattern as they are.
    private void text() {
        int from = at++;
        StringBuilder text = new StringBuilder();
        while (at < source.length() && source.charAt(at) != '"') {
            char c = source.charAt(at++);
            if (c != '\\' || at == source.length()) {
                text.append(c);
                continue;
            }
            char escaped = source.charAt(at++);
            switch (escaped) {
                case '"', '\\' -> text.append(escaped);
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                default -> text.append(c).append(escaped);
            }
        }
        if (at == source.length())
            throw new ConditionException(from, "this text has no closing quote");
        at++;
        add(Kind.TEXT, text.toString(), from);
    }

    private void pattern() {
        int from = at++;
        StringBuilder pattern = new StringBuilder();
        boolean inClass = false;
        while (at < source.length() && (inClass || source.charAt(at) != '/')) {
            char c = source.charAt(at++);
            if (c == '\\' && at < source.length()) {
                if (source.charAt(at) != '/')
                    pattern.append(c);
                pattern.append(source.charAt(at++));
                continue;
            }
            inClass = inClass ? c != ']' : c == '[';
            pattern.append(c);
        }
        if (at == source.length())
            throw new ConditionException(from, "this pattern has no closing /");
        at++;
        boolean ignoreCase = at < source.length() && source.charAt(at) == 'i';
        if (ignoreCase)
            at++;
        symbols.add(new Symbol(Kind.PATTERN, pattern.toString(), from, at, ignoreCase));
    }

    private void sign() {
        for (String sign : SIGNS) {
            if (source.startsWith(sign, at)) {
                int from = at;
                at += sign.length();
                add(Kind.SIGN, sign, from);
                return;
            }
        }
        char c = source.charAt(at);
        throw new ConditionException(at, switch (c) {
            case '&', '|' -> "write " + c + c + " to join two conditions";
            case '\'' -> "write a text in double quotes";
            default -> "\"" + source.substring(at, source.offsetByCodePoints(at, 1))
                    + "\" means nothing here; accepted are fields, numbers, "
                    + "\"texts\", /patterns/ and == != < <= > >= ~ && || ! ( )";
        });
    }
}
