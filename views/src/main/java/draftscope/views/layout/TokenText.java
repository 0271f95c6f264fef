package draftscope.views.layout;

import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A token as text, byte-exact: what cannot be shown as a character is shown as what it is.
public final class TokenText {
    /// Keeps a quoted token on one line.
    private static final char NO_BREAK = '\u00a0';
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

    /// Spaces, tabs, breaks and controls as visible marks.
    public static String marks(String text) {
        return breaks(text.replace(' ', '·'));
    }

    private static String breaks(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append('↵');
                case '\t' -> out.append('→');
                default -> {
                    if (c < 0x20 || c == 0x7f)
                        out.append(String.format("[%02X]", c));
                    else
                        out.appendCodePoint(c);
                }
            }
        });
        return out.toString();
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
