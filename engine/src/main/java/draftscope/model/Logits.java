package draftscope.model;

import java.util.Arrays;
import java.util.Objects;

/// What a forward pass says about the next token: one row of raw scores for each batch row that wanted it, float32.
///
/// Row indices are indices into the batch. Immutable and thread-safe: no later pass changes it.
public final class Logits {
    /// The place of a row without logits.
    static final int NOT_WANTED = -1;

    private final int vocab;
    private final int[] places; // (rows): index into data, or NOT_WANTED
    private final float[] data; // (wanted rows, vocab)

    Logits(int vocab, int[] places, float[] data) {
        this.vocab = vocab;
        this.places = places;
        this.data = data;
    }

    /// Number of batch rows, wanted or not.
    public int rows() {
        return places.length;
    }

    /// Number of tokens.
    public int vocab() {
        return vocab;
    }

    /// Whether `row` has logits.
    public boolean has(int row) {
        return places[row] != NOT_WANTED;
    }

    /// The score of `token` after `row`.
    public float get(int row, int token) {
        return data[start(row) + Objects.checkIndex(token, vocab)];
    }

    /// The scores after `row`, `(vocab)`; a copy.
    public float[] row(int row) {
        int start = start(row);
        return Arrays.copyOfRange(data, start, start + vocab);
    }

    /// Copies the scores after `row` to `into[offset..offset+vocab-1]`.
    public void copyRow(int row, float[] into, int offset) {
        System.arraycopy(data, start(row), into, offset, vocab);
    }

    /// The token with the largest score after `row`, the lowest id on a tie.
    public int argmax(int row) {
        int start = start(row);
        int best = 0;
        for (int token = 1; token < vocab; token++) {
            if (data[start + token] > data[start + best]) {
                best = token;
            }
        }
        return best;
    }

    private int start(int row) {
        int place = places[row];
        if (place == NOT_WANTED) {
            throw new IllegalArgumentException("row " + row + " did not ask for logits");
        }
        return place * vocab;
    }
}
