package draftscope.tokenizer;

import draftscope.tokenizer.CharacterMap.Replacement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Normalisation as the SentencePiece library does it: the model's own character map, superfluous spaces removed, a space put
/// before the text, and `▁` written for each space. User-defined pieces are left as they are.
final class SentencePieceNormalizer implements Normalizer {
    private static final char SPACE = '▁';

    private final Optional<CharacterMap> map;
    private final PieceTrie kept;
    private final boolean removesExtraSpaces;
    private final boolean addsSpace;

    /// @param kept               pieces that normalisation leaves alone
    /// @param removesExtraSpaces whether spaces at the ends go, and runs of them become one
    /// @param addsSpace          whether a space is put before the text
    SentencePieceNormalizer(Optional<CharacterMap> map, PieceTrie kept, boolean removesExtraSpaces, boolean addsSpace) {
        this.map = map;
        this.kept = kept;
        this.removesExtraSpaces = removesExtraSpaces;
        this.addsSpace = addsSpace;
    }

    @Override
    public String normalize(String text) {
        StringBuilder out = new StringBuilder(text.length() + 1);
        byte[] utf8 = map.isPresent() ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
        int byteAt = 0;
        boolean skipsSpaces = removesExtraSpaces;
        for (int at = 0; at < text.length();) {
            int end = kept.longestEnd(text, at);
            String piece;
            Optional<Replacement> replacement = end > at || map.isEmpty()
                    ? Optional.empty()
                    : map.get().at(utf8, byteAt);
            if (replacement.isPresent()) {
                piece = replacement.get().text();
                int until = byteAt + replacement.get().bytes();
                for (end = at; byteAt < until; end = next(text, end)) {
                    byteAt += utf8Length(text.codePointAt(end));
                }
            } else {
                end = end > at ? end : next(text, at);
                piece = text.substring(at, end);
                byteAt += piece.getBytes(StandardCharsets.UTF_8).length;
            }
            skipsSpaces = append(piece, skipsSpaces, out);
            at = end;
        }
        if (removesExtraSpaces) {
            int length = out.length();
            while (length > 0 && out.charAt(length - 1) == SPACE) {
                length--;
            }
            out.setLength(length);
        }
        if (addsSpace && !(out.isEmpty() && (removesExtraSpaces || text.isEmpty()))) {
            out.insert(0, SPACE);
        }
        return out.toString();
    }

    /// Appends `piece`, without its first spaces where they are to be skipped; whether the next one's are.
    private boolean append(String piece, boolean skipsSpaces, StringBuilder out) {
        int from = 0;
        while (skipsSpaces && from < piece.length() && piece.charAt(from) == ' ') {
            from++;
        }
        for (int i = from; i < piece.length(); i++) {
            char c = piece.charAt(i);
            out.append(c == ' ' ? SPACE : c);
        }
        if (!removesExtraSpaces) {
            return false;
        }
        return from == piece.length() ? skipsSpaces : piece.charAt(piece.length() - 1) == ' ';
    }

    private static int next(String text, int at) {
        return at + Character.charCount(text.codePointAt(at));
    }

    private static int utf8Length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
