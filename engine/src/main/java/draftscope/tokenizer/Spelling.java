package draftscope.tokenizer;

import draftscope.tokenizer.Vocabulary.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What stands for text that no piece spells: its bytes one by one, else the unknown token.
final class Spelling {
    private static final int NONE = -1;

    private final int[] byteId = new int[256]; // id of each byte piece
    private final int unknown;
    private final boolean fuses;

    /// @param fuses whether a run of unknown characters becomes one unknown token
    Spelling(Vocabulary vocabulary, PieceBytes bytes, boolean fuses) {
        Arrays.fill(byteId, NONE);
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == Kind.BYTE) {
                int b = Byte.toUnsignedInt(bytes.of(id)[0]);
                byteId[b] = byteId[b] == NONE ? id : byteId[b];
            }
        }
        unknown = vocabulary.unknown();
        this.fuses = fuses;
    }

    /// Appends what stands for `text`.
    ///
    /// @param start number of ids when the word began; an unknown token before it is not joined with
    /// @throws IllegalArgumentException if there is nothing that could stand for it
    void spell(String text, IdList ids, int start) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (hasAll(bytes)) {
            for (byte b : bytes) {
                ids.add(byteId[Byte.toUnsignedInt(b)]);
            }
        } else if (unknown == NONE) {
            throw new IllegalArgumentException("the vocabulary has no piece for '" + text
                    + "', no bytes to spell it with and no unknown token; leave it out of the text");
        } else if (!fuses || ids.size() == start || ids.last() != unknown) {
            ids.add(unknown);
        }
    }

    private boolean hasAll(byte[] bytes) {
        for (byte b : bytes) {
            if (byteId[Byte.toUnsignedInt(b)] == NONE) {
                return false;
            }
        }
        return true;
    }
}
