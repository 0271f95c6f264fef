package draftscope.trace;

import java.util.Arrays;

/// What one token id stands for.
///
/// @param bytes   the exact bytes that the token adds to the text; empty for control tokens
/// @param special a control token, shown as a chip by its `piece`
public record TokenPiece(int id, String piece, byte[] bytes, boolean special) {
    public TokenPiece {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenPiece that && id == that.id && special == that.special
                && piece.equals(that.piece) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return id;
    }
}
