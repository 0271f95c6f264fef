package draftscope.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the special and added pieces in a text, which are taken out before anything else happens to it: from left to right,
/// the longest that begins at a place. Immutable and thread-safe once built.
final class SpecialPieces {
    /// How a piece is found.
    ///
    /// @param text       how it is spelt in the text
    /// @param id         its id
    /// @param signal     whether it counts only when special pieces are asked for
    /// @param takesLeft  whether white space before it belongs to it
    /// @param takesRight whether white space after it belongs to it
    /// @param wholeWord  whether it counts only where no letter, digit or `_` touches it
    record Piece(String text, int id, boolean signal, boolean takesLeft, boolean takesRight, boolean wholeWord) {
        Piece(String text, int id, boolean signal) {
            this(text, id, signal, false, false, false);
        }
    }

    /// A stretch of a text: a piece's, or (with [#TEXT] as id) plain text in between.
    record Span(int from, int to, int id) {}

    static final int TEXT = -1;

    private final PieceTrie all = new PieceTrie();
    private final PieceTrie added = new PieceTrie(); // those that count even when special pieces are not asked for
    private final Map<Integer, Piece> byId = new HashMap<>();

    SpecialPieces(List<Piece> pieces) {
        for (Piece piece : pieces) {
            byId.putIfAbsent(piece.id, piece);
            all.add(piece.text, piece.id);
            if (!piece.signal) {
                added.add(piece.text, piece.id);
            }
        }
    }

    /// `text` from its beginning to its end; no span is empty.
    ///
    /// @param parseSpecial whether special pieces count, as opposed to added ones alone
    List<Span> split(String text, boolean parseSpecial) {
        PieceTrie trie = parseSpecial ? all : added;
        List<Span> spans = new ArrayList<>();
        int plain = 0;
        for (int at = 0; !trie.isEmpty() && at < text.length();) {
            int end = trie.longestEnd(text, at);
            Piece piece = end == at ? null : byId.get(trie.find(text, at, end));
            if (piece == null || piece.wholeWord && touchesWord(text, at, end)) {
                at++;
                continue;
            }
            int from = at;
            while (piece.takesLeft && from > plain && isSpace(text.charAt(from - 1))) {
                from--;
            }
            while (piece.takesRight && end < text.length() && isSpace(text.charAt(end))) {
                end++;
            }
            if (from > plain) {
                spans.add(new Span(plain, from, TEXT));
            }
            spans.add(new Span(from, end, piece.id));
            plain = end;
            at = end;
        }
        if (plain < text.length()) {
            spans.add(new Span(plain, text.length(), TEXT));
        }
        return spans;
    }

    private static boolean touchesWord(String text, int from, int to) {
        return from > 0 && isWord(text.codePointBefore(from)) || to < text.length() && isWord(text.codePointAt(to));
    }

    private static boolean isWord(int c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
