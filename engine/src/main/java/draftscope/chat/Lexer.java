package draftscope.chat;

import draftscope.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts a template into words. White space around tags goes as in the Hugging Face library's settings of Jinja: the line
/// break after a block, the blanks before a block that begins a line, and the template's last line break.
final class Lexer {
    // Longest first: the first that fits is taken.
    private static final List<String> OPERATORS = List.of("//", "**", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%",
            "~", "<",
            ">", "=", "(", ")", "[", "]", "{", "}", ".", ":", "|", ",", ";");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private Lexer(String source) {
        this.source = source;
    }

    /// The words of `template`, an [Kind#END] last.
    ///
    /// @throws ChatTemplateException if a tag or a text in quotes does not end, or a character has no meaning
    static List<Token> tokens(String template) {
        String unix = template.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        boolean stripsBefore = false; // the tag before ended with -
        boolean dropsNewline = false; // the tag before was a block or a comment
        while (true) {
            int begin = nextTag(at);
            int from = at;
            if (stripsBefore) {
                while (from < begin && Character.isWhitespace(source.charAt(from))) {
                    from++;
                }
            } else if (dropsNewline && from < begin && source.charAt(from) == '\n') {
                from++;
            }
            String data = source.substring(from, begin);
            boolean last = begin == source.length();
            if (!last) {
                data = beforeTag(data, begin);
            }
            if (!data.isEmpty()) {
                tokens.add(new Token(Kind.DATA, data, line));
            }
            advance(begin);
            if (last) {
                tokens.add(new Token(Kind.END, "the end of the template", line));
                return;
            }
            char kind = source.charAt(at + 1);
            if (kind == '#') {
                int end = source.indexOf("#}", at + 2);
                if (end < 0) {
                    throw broken("a comment does not end");
                }
                stripsBefore = source.charAt(end - 1) == '-' && end - 1 > at + 1;
                dropsNewline = true;
                advance(end + 2);
            } else if (kind == '%') {
                char sign = block();
                stripsBefore = sign == '-';
                dropsNewline = sign != '+';
            } else {
                stripsBefore = print();
                dropsNewline = false;
            }
        }
    }

    private int nextTag(int from) {
        for (int i = from; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /// The text before the tag at `begin`, less what that tag takes away.
    private String beforeTag(String data, int begin) {
        char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : ' ';
        if (sign == '-') {
            return data.stripTrailing();
        }
        if (source.charAt(begin + 1) == '{' || sign == '+') {
            return data;
        }
        int blanks = data.length();
        while (blanks > 0 && data.charAt(blanks - 1) != '\n' && Character.isWhitespace(data.charAt(blanks - 1))) {
            blanks--;
        }
        int lineBegin = begin - (data.length() - blanks);
        boolean beginsLine = lineBegin == 0 || source.charAt(lineBegin - 1) == '\n';
        return beginsLine ? data.substring(0, blanks) : data;
    }

    /// Reads a block tag; the sign before its end, or a blank.
    private char block() {
        int opened = line;
        tokens.add(new Token(Kind.BLOCK_BEGIN, "{%", line));
        at += 2;
        if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
            at++;
        }
        while (true) {
            skipBlanks();
            if (at >= source.length()) {
                line = opened;
                throw broken("a tag '{%' does not end");
            }
            char sign = source.charAt(at) == '-' || source.charAt(at) == '+' ? source.charAt(at) : ' ';
            if (source.startsWith("%}", sign == ' ' ? at : at + 1)) {
                tokens.add(new Token(Kind.BLOCK_END, "%}", line));
                at += sign == ' ' ? 2 : 3;
                return isRaw() ? raw(sign) : sign;
            }
            word();
        }
    }

    private boolean isRaw() {
        int n = tokens.size();
        return n >= 3 && tokens.get(n - 2).isName("raw") && tokens.get(n - 3).is(Kind.BLOCK_BEGIN);
    }

    /// Takes everything up to `{% endraw %}` as text; the sign before that tag's end.
    private char raw(char sign) {
        tokens.subList(tokens.size() - 3, tokens.size()).clear();
        int from = at;
        for (int begin = source.indexOf("{%", at); begin >= 0; begin = source.indexOf("{%", begin + 2)) {
            int name = begin + 2;
            boolean strips = name < source.length() && source.charAt(name) == '-';
            name = afterBlanks(strips ? name + 1 : name);
            int end = source.startsWith("endraw", name) ? afterBlanks(name + 6) : -1;
            char endSign = end >= 0 && end < source.length() ? source.charAt(end) : ' ';
            int close = endSign == '-' || endSign == '+' ? end + 1 : end;
            if (end >= 0 && source.startsWith("%}", close)) {
                String data = source.substring(from, begin);
                data = sign == '-' ? data.stripLeading() : data.startsWith("\n") ? data.substring(1) : data;
                tokens.add(new Token(Kind.DATA, strips ? data.stripTrailing() : data, line));
                advance(close + 2);
                return close == end ? ' ' : endSign;
            }
        }
        throw broken("'raw' does not end");
    }

    private int afterBlanks(int from) {
        int to = from;
        while (to < source.length() && Character.isWhitespace(source.charAt(to))) {
            to++;
        }
        return to;
    }

    /// Reads a print tag; whether it ended with `-`.
    private boolean print() {
        int opened = line;
        tokens.add(new Token(Kind.PRINT_BEGIN, "{{", line));
        at += 2;
        if (at < source.length() && source.charAt(at) == '-') {
            at++;
        }
        int braces = 0;
        while (true) {
            skipBlanks();
            if (at >= source.length()) {
                line = opened;
                throw broken("a tag '{{' does not end");
            }
            boolean strips = source.startsWith("-}}", at);
            if (braces == 0 && (strips || source.startsWith("}}", at))) {
                tokens.add(new Token(Kind.PRINT_END, "}}", line));
                at += strips ? 3 : 2;
                return strips;
            }
            braces += source.charAt(at) == '{' ? 1 : source.charAt(at) == '}' ? -1 : 0;
            word();
        }
    }

    private void word() {
        char c = source.charAt(at);
        if (Character.isLetter(c) || c == '_') {
            int from = at;
            while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
                at++;
            }
            tokens.add(new Token(Kind.NAME, source.substring(from, at), line));
        } else if (c >= '0' && c <= '9') {
            number();
        } else if (c == '\'' || c == '"') {
            text(c);
        } else {
            String operator = OPERATORS.stream().filter(o -> source.startsWith(o, at)).findFirst()
                    .orElseThrow(() -> broken("the character '" + c + "' has no meaning in a tag"));
            tokens.add(new Token(Kind.OPERATOR, operator, line));
            at += operator.length();
        }
    }

    private void number() {
        int from = at;
        digits();
        boolean fraction = at + 1 < source.length() && source.charAt(at) == '.'
                && Character.isDigit(source.charAt(at + 1));
        if (fraction) {
            at++;
            digits();
        }
        tokens.add(new Token(fraction ? Kind.FLOAT : Kind.INTEGER, source.substring(from, at).replace("_", ""), line));
    }

    private void digits() {
        while (at < source.length()
                && (source.charAt(at) >= '0' && source.charAt(at) <= '9' || source.charAt(at) == '_')) {
            at++;
        }
    }

    private void text(char quote) {
        int opened = line;
        StringBuilder text = new StringBuilder();
        for (at++; at < source.length() && source.charAt(at) != quote; at++) {
            char c = source.charAt(at);
            line += c == '\n' ? 1 : 0;
            if (c == '\\' && at + 1 < source.length()) {
                at++;
                escape(source.charAt(at), text);
            } else {
                text.append(c);
            }
        }
        if (at >= source.length()) {
            line = opened;
            throw broken("a text in quotes does not end");
        }
        at++;
        tokens.add(new Token(Kind.STRING, text.toString(), opened));
    }

    private void escape(char c, StringBuilder text) {
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case '0' -> text.append('\0');
            case '\\', '\'', '"' -> text.append(c);
            case '\n' -> {
                // a line that goes on
            }
            case 'x' -> text.append((char) hexadecimal(2));
            case 'u' -> text.append((char) hexadecimal(4));
            default -> text.append('\\').append(c);
        }
    }

    private int hexadecimal(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at + 1 < source.length() ? Character.digit(source.charAt(++at), 16) : -1;
            if (digit < 0) {
                throw broken("an escape in a text in quotes needs " + digits + " hexadecimal digits");
            }
            value = 16 * value + digit;
        }
        return value;
    }

    private void skipBlanks() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            line += source.charAt(at) == '\n' ? 1 : 0;
            at++;
        }
    }

    private void advance(int to) {
        for (; at < to; at++) {
            line += source.charAt(at) == '\n' ? 1 : 0;
        }
    }

    private ChatTemplateException broken(String what) {
        return new ChatTemplateException("The chat template cannot be read at line " + line + ": " + what + ".");
    }
}
