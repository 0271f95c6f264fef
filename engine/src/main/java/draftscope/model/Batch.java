package draftscope.model;

/// The rows of one forward pass. The arrays are not copied: leave them alone while a pass uses them.
///
/// @param tokens     token ids, `(rows)`
/// @param positions  position ids, `(rows)`; they fix the rotation of queries and keys
/// @param slots      cache slots the rows' keys and values are written to, `(rows)`, all different
/// @param mask       what each row may see
/// @param wantLogits rows whose logits are computed, `(rows)`; null for all. The others cost no output matrix
/// @param embeddings what enters the first layer in the place of the tokens' embeddings, `(rows, dim)`; null for none. The
///                   tokens are then only noted in the cache, and may be -1
public record Batch(int[] tokens, int[] positions, int[] slots, AttentionMask mask, boolean[] wantLogits,
        float[] embeddings) {
    public Batch {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("a batch needs at least one row");
        }
        if (positions.length != tokens.length || slots.length != tokens.length
                || (wantLogits != null && wantLogits.length != tokens.length)) {
            throw new IllegalArgumentException("a batch of " + tokens.length + " tokens needs as many positions ("
                    + positions.length + "), slots (" + slots.length + ") and, if given, wanted flags");
        }
        if (!mask.fits(tokens.length)) {
            throw new IllegalArgumentException(
                    "the mask is made for " + mask.rows() + " rows, the batch has " + tokens.length);
        }
    }

    /// Rows that enter by their tokens.
    public Batch(int[] tokens, int[] positions, int[] slots, AttentionMask mask, boolean[] wantLogits) {
        this(tokens, positions, slots, mask, wantLogits, null);
    }

    /// The same rows, entering by `embeddings`, `(rows, dim)`: for example a mean of several tokens' embeddings
    /// ([Transformer#embedding(int, float[])]), which the model scales and gives a position as it does with a token's own.
    public Batch withEmbeddings(float[] newEmbeddings) {
        return new Batch(tokens, positions, slots, mask, wantLogits, newEmbeddings);
    }

    /// Number of rows.
    public int rows() {
        return tokens.length;
    }

    /// Whether row `row` gets logits.
    public boolean wantLogits(int row) {
        return wantLogits == null || wantLogits[row];
    }

    /// The next `tokens` of a sequence whose first `start` tokens lie in slots `0..start-1`: consecutive positions and
    /// slots, causal mask, all logits.
    public static Batch next(int start, int... tokens) {
        return next(start, tokens, null);
    }

    /// As [#next(int, int...)] with logits only for the last row.
    public static Batch nextLastLogits(int start, int... tokens) {
        boolean[] want = new boolean[tokens.length];
        want[tokens.length - 1] = true;
        return next(start, tokens, want);
    }

    private static Batch next(int start, int[] tokens, boolean[] want) {
        int[] places = new int[tokens.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = start + i;
        }
        return new Batch(tokens, places, places, AttentionMask.causal(start, tokens.length), want);
    }
}
