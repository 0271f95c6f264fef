package draftscope.tokenizer;

import draftscope.format.ModelFormatException;
import draftscope.tokenizer.Vocabulary.Kind;
import java.nio.charset.StandardCharsets;

/// The exact bytes that each piece contributes to a text.
final class PieceBytes {
    private static final byte[] NOTHING = {};

    private final byte[][] bytes; // (vocab)(bytes of the piece)

    private PieceBytes(byte[][] bytes) {
        this.bytes = bytes;
    }

    /// Pieces as SentencePiece spells them: `▁` for a space, `<0x0A>` for a byte.
    ///
    /// @param unknown what an unknown token reads as
    /// @throws ModelFormatException if a byte piece is spelt otherwise; the message begins with `origin`
    static PieceBytes sentencePiece(Vocabulary vocabulary, String unknown, String origin) {
        byte[][] bytes = new byte[vocabulary.size()][];
        for (int id = 0; id < bytes.length; id++) {
            String piece = vocabulary.piece(id);
            bytes[id] = switch (vocabulary.kind(id)) {
                case CONTROL, UNUSED -> NOTHING;
                case UNKNOWN -> utf8(unknown);
                case BYTE -> new byte[]{byteValue(origin, id, piece)};
                case NORMAL, USER_DEFINED -> utf8(piece.replace('▁', ' '));
            };
        }
        return new PieceBytes(bytes);
    }

    /// Pieces of a byte-level vocabulary, which spells each byte as one printable character. A piece with any other
    /// character was added later and is spelt as it is, as are user-defined ones.
    static PieceBytes byteLevel(Vocabulary vocabulary) {
        byte[][] bytes = new byte[vocabulary.size()][];
        for (int id = 0; id < bytes.length; id++) {
            String piece = vocabulary.piece(id);
            Kind kind = vocabulary.kind(id);
            if (kind == Kind.CONTROL || kind == Kind.UNUSED) {
                bytes[id] = NOTHING;
            } else {
                bytes[id] = kind == Kind.USER_DEFINED || !ByteLevel.isSpelling(piece)
                        ? utf8(piece)
                        : ByteLevel.bytes(piece);
            }
        }
        return new PieceBytes(bytes);
    }

    /// The bytes of `id`, not to be changed.
    byte[] of(int id) {
        return bytes[id];
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte byteValue(String origin, int id, String piece) {
        if (piece.length() == 6 && piece.startsWith("<0x") && piece.endsWith(">")) {
            int high = Character.digit(piece.charAt(3), 16);
            int low = Character.digit(piece.charAt(4), 16);
            if (high >= 0 && low >= 0) {
                return (byte) (high << 4 | low);
            }
        }
        throw new ModelFormatException(
                origin + ": token " + id + " is a byte and spelt '" + piece
                        + "'; a form such as <0x0A> is accepted.");
    }
}
