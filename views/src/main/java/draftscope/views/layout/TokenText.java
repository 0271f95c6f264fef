package draftscope.views.layout;

import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A token as text, byte-exact: what cannot be shown as a character is shown as what it is.
public final class TokenText {
    /// Keeps a quoted token on one line.
    private static final char NO_BREAK = '\u00a0';
    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;
    /// Characters that stand for others.
    private static final String MARKS = "·␣⇥↵";
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

    private TokenText() {}

    /// For cards and lists: spaces and breaks become visible marks, bytes become bracketed hex.
    public static String visible(TokenPiece piece) {
        if (piece.special() || piece.bytes().length == 0)
            return piece.piece();
        String text = decoded(piece.bytes());
        if (text == null)
            return "[" + HEX.formatHex(piece.bytes()) + "]";
        return marks(text);
    }

    /// As [#visible(TokenPiece)], for an id; a negative id has no token.
    public static String visible(Trace trace, int token) {
        return token < 0 ? "" : visible(trace.piece(token));
    }

    /// For sentences: the token in typographic quotes with its own spaces, as in “ She”.
    public static String quoted(Trace trace, int token) {
        if (token < 0)
            return "nothing";
        TokenPiece piece = trace.piece(token);
        if (piece.special() || piece.bytes().length == 0)
            return piece.piece();
        String text = decoded(piece.bytes());
        return text == null ? visible(piece) : "“" + breaks(text).replace(' ', NO_BREAK) + "”";
    }

    /// The model's id of a token, or that the trace does not tell it.
    public static String id(Trace trace, int token) {
        return token < 0 || trace.piece(token).numbered() ? "not told" : Integer.toString(token);
    }

    /// The token as it stands in running text, or `null` when its bytes are no whole characters.
    public static String plain(TokenPiece piece) {
        return piece.special() ? null : decoded(piece.bytes());
    }

    /// The bytes as two-digit hex.
    public static String hex(TokenPiece piece) {
        return HEX.formatHex(piece.bytes());
    }

    /// Line breaks, tabs and controls as visible marks, for text that must stay on one line.
    static String lines(String text) {
        return breaks(text);
    }

    /// Spaces, tabs, breaks and controls as visible marks. No two texts look alike: what reads like one of our marks, or like
    /// nothing at all, is written as its code point.
    public static String marks(String text) {
        boolean blank = !text.isEmpty() && text.chars().allMatch(c -> c == ' ');
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == ' ')
                out.append(blank ? '␣' : '·');
            else if (MARKS.indexOf(c) >= 0)
                out.append(code(c));
            else
                out.append(mark(c));
        });
        return out.toString();
    }

    /// As it stands in the running text, where a space is a space unless there is nothing else.
    static String running(String text) {
        if (text.chars().allMatch(c -> c > ' ' && c < 0x7f || c == ' ') && !text.isBlank())
            return text;
        return !text.isEmpty() && text.chars().allMatch(c -> c == ' ') ? "␣".repeat(text.length()) : breaks(text);
    }

    private static String breaks(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.append(mark(c)));
        return out.toString();
    }

    private static String mark(int c) {
        return switch (c) {
            case '\n' -> "↵";
            case '\t' -> "⇥";
            default -> {
                if (c < 0x20 || c == 0x7f)
                    yield String.format("[%02X]", c);
                yield unseen(c) ? code(c) : Character.toString(c);
            }
        };
    }

    private static String code(int c) {
        return String.format("[U+%04X]", c);
    }

    /// Marks of direction, a byte order mark, spaces of no width and other blanks; not the joiners, which shape what stands
    /// beside them.
    private static boolean unseen(int c) {
        int type = Character.getType(c);
        return c >= 0x80 && c != JOINER && c != NON_JOINER
                && (type == Character.FORMAT || type == Character.CONTROL || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR || type == Character.SPACE_SEPARATOR
                        || type == Character.UNASSIGNED);
    }

    /// Whether bytes are characters.
    enum Wholeness {
        WHOLE,
        /// Further bytes may complete the last character.
        BEGUN,
        /// No further byte makes characters of them.
        BROKEN
    }

    static Wholeness wholeness(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .decode(in, CharBuffer.allocate(bytes.length + 1), false);
        return result.isError() ? Wholeness.BROKEN : in.hasRemaining() ? Wholeness.BEGUN : Wholeness.WHOLE;
    }

    /// Strictly decoded, because a replacement character on screen must mean that the model wrote one.
    static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException partOfACharacter) {
            return null;
        }
    }
}
