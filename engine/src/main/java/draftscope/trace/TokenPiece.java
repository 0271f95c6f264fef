package draftscope.trace;

import java.util.Arrays;

/// What one token id stands for.
///
/// @param bytes    the exact bytes that the token adds to the text; empty for control tokens
/// @param special  a control token, shown as a chip by its `piece`
/// @param numbered the id is not the model's own, which was not captured or was scrubbed: it only tells tokens apart
public record TokenPiece(int id, String piece, byte[] bytes, boolean special, boolean numbered) {
    public TokenPiece {
        bytes = bytes.clone();
    }

    /// A token with the id that its model has for it.
    public TokenPiece(int id, String piece, byte[] bytes, boolean special) {
        this(id, piece, bytes, special, false);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenPiece that && id == that.id && special == that.special
                && numbered == that.numbered && piece.equals(that.piece) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return id;
    }
}
