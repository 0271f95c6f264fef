package draftscope.model;

import java.util.Arrays;

/// For each row of a batch the KV slots it may see, in **position order**: the slots of a prefix that all rows share,
/// then the row's own list.
///
/// Attention sums in the order given here, wherever the keys lie in the cache. That makes a row's result bitwise the same
/// whatever the batch and the slot layout, provided that the lists are in position order. Immutable.
public final class AttentionMask {
    private static final int ANY = -1;

    private final int prefixLength;
    private final int[] prefixSlots; // (prefixLength), or null for the slots 0..prefixLength-1
    private final int[][] own; // (rows)(at least ownLength[row]); rows may share one array
    private final int[] ownLength; // (rows)
    private final int rows; // or ANY

    private AttentionMask(int prefixLength, int[] prefixSlots, int[][] own, int[] ownLength, int rows) {
        this.prefixLength = prefixLength;
        this.prefixSlots = prefixSlots;
        this.own = own;
        this.ownLength = ownLength;
        this.rows = rows;
    }

    /// Row i sees slots `0..prefixLength-1`, then `prefixLength..prefixLength+i`: the rows before it and itself.
    public static AttentionMask causal(int prefixLength, int rows) {
        int[] slots = new int[rows];
        for (int i = 0; i < rows; i++) {
            slots[i] = prefixLength + i;
        }
        return causal(prefixLength, slots);
    }

    /// Row i sees slots `0..prefixLength-1`, then `slots[0..i]`.
    public static AttentionMask causal(int prefixLength, int[] slots) {
        checkPrefix(prefixLength);
        checkSlots(slots);
        int[] shared = slots.clone();
        int[][] own = new int[shared.length][];
        int[] ownLength = new int[shared.length];
        for (int i = 0; i < shared.length; i++) {
            own[i] = shared;
            ownLength[i] = i + 1;
        }
        return new AttentionMask(prefixLength, null, own, ownLength, shared.length);
    }

    /// Row i sees the prefix, its ancestors from the root down, and itself; nothing else of the tree.
    ///
    /// Example: parents `-1, 0, 0, 1` in slots 5, 6, 7, 8 with prefix 5 → row 3 sees 0..4, 5, 6, 8.
    ///
    /// @param parents parent row of each row, below the row's own index; a negative number for a root
    /// @param slots   slot of each row
    public static AttentionMask tree(int prefixLength, int[] parents, int[] slots) {
        checkPrefix(prefixLength);
        checkSlots(slots);
        if (parents.length != slots.length) {
            throw new IllegalArgumentException(
                    "a tree of " + parents.length + " rows needs as many slots; got " + slots.length);
        }
        int[][] own = new int[parents.length][];
        int[] ownLength = new int[parents.length];
        for (int i = 0; i < parents.length; i++) {
            int parent = parents[i];
            if (parent >= i) {
                throw new IllegalArgumentException(
                        "row " + i + " has parent row " + parent + "; parents come before children");
            }
            int[] above = parent < 0 ? new int[0] : own[parent];
            own[i] = Arrays.copyOf(above, above.length + 1);
            own[i][above.length] = slots[i];
            ownLength[i] = own[i].length;
        }
        return new AttentionMask(prefixLength, null, own, ownLength, parents.length);
    }

    /// Rows of several texts laid end to end, each text in slots of its own: row i sees slots `starts[i]..slots[i]`, the text
    /// before it and itself.
    ///
    /// Example: texts from slots 0 and 40, of which 3 and 5 slots are written: starts `0, 0, 40` and slots `3, 4, 45` → the rows
    /// see 0..3, 0..4 and 40..45.
    ///
    /// @param starts slot of each row's text at position 0
    /// @param slots  slot of each row, not below its start
    public static AttentionMask ragged(int[] starts, int[] slots) {
        checkSlots(starts);
        if (starts.length != slots.length) {
            throw new IllegalArgumentException(
                    slots.length + " rows need as many starts of their texts; got " + starts.length);
        }
        int[][] own = new int[slots.length][];
        int[] ownLength = new int[slots.length];
        for (int i = slots.length - 1; i >= 0; i--) {
            if (slots[i] < starts[i]) {
                throw new IllegalArgumentException(
                        "row " + i + " lies in slot " + slots[i] + ", its text begins at slot " + starts[i]);
            }
            ownLength[i] = slots[i] - starts[i] + 1;
            boolean shares = i + 1 < slots.length && starts[i] == starts[i + 1] && slots[i] < slots[i + 1];
            own[i] = shares ? own[i + 1] : range(starts[i], slots[i]);
        }
        return new AttentionMask(0, null, own, ownLength, slots.length);
    }

    private static int[] range(int first, int last) {
        int[] slots = new int[last - first + 1];
        Arrays.setAll(slots, k -> first + k);
        return slots;
    }

    /// Row i sees slots `0..ends[i]-1`: a text in slots of its positions, of which each row sees so much of the beginning.
    public static AttentionMask upTo(int[] ends) {
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int end : ends) {
            if (end < 1) {
                throw new IllegalArgumentException("a row sees at least 1 slot; got " + end);
            }
            least = Math.min(least, end);
            most = Math.max(most, end);
        }
        int prefix = ends.length == 0 ? 0 : least;
        int[] behind = most > prefix ? range(prefix, most - 1) : new int[0];
        int[][] own = new int[ends.length][];
        int[] ownLength = new int[ends.length];
        for (int i = 0; i < ends.length; i++) {
            own[i] = behind;
            ownLength[i] = ends[i] - prefix;
        }
        return new AttentionMask(prefix, null, own, ownLength, ends.length);
    }

    /// Every row sees all `slots` (bidirectional), whatever the number of rows.
    public static AttentionMask full(int[] slots) {
        checkSlots(slots);
        if (slots.length == 0) {
            throw new IllegalArgumentException("a full mask needs at least one slot");
        }
        return new AttentionMask(slots.length, slots.clone(), null, null, ANY);
    }

    /// Row i sees `prefixSlots`, then `ownSlots[i]`.
    public static AttentionMask of(int[] prefixSlots, int[][] ownSlots) {
        checkSlots(prefixSlots);
        int[][] own = new int[ownSlots.length][];
        int[] ownLength = new int[ownSlots.length];
        for (int i = 0; i < own.length; i++) {
            checkSlots(ownSlots[i]);
            own[i] = ownSlots[i].clone();
            ownLength[i] = own[i].length;
            if (prefixSlots.length + ownLength[i] == 0) {
                throw new IllegalArgumentException("row " + i + " sees nothing; a row must see at least one slot");
            }
        }
        return new AttentionMask(prefixSlots.length, prefixSlots.clone(), own, ownLength, own.length);
    }

    /// Number of slots that `row` sees.
    public int visible(int row) {
        return prefixLength + (own == null ? 0 : ownLength[row]);
    }

    /// The k-th slot that `row` sees, in position order.
    public int slot(int row, int k) {
        if (k < prefixLength) {
            return prefixSlots == null ? k : prefixSlots[k];
        }
        return own[row][k - prefixLength];
    }

    /// The slots that `row` sees after the prefix; a copy.
    public int[] ownSlots(int row) {
        return own == null ? new int[0] : Arrays.copyOf(own[row], ownLength[row]);
    }

    /// Number of slots that all rows share.
    public int prefixLength() {
        return prefixLength;
    }

    /// Whether the mask can serve a batch of `batchRows` rows.
    public boolean fits(int batchRows) {
        return rows == ANY || rows == batchRows;
    }

    /// Number of rows the mask is made for; -1 for any.
    public int rows() {
        return rows;
    }

    /// Writes the slots that `row` sees to `into[0..]`, in position order, and returns their number.
    int copySlots(int row, int[] into) {
        if (prefixSlots == null) {
            for (int k = 0; k < prefixLength; k++) {
                into[k] = k;
            }
        } else {
            System.arraycopy(prefixSlots, 0, into, 0, prefixLength);
        }
        if (own == null) {
            return prefixLength;
        }
        System.arraycopy(own[row], 0, into, prefixLength, ownLength[row]);
        return prefixLength + ownLength[row];
    }

    /// The largest slot that any row sees.
    int largestSlot() {
        int largest = prefixLength - 1;
        if (prefixSlots != null) {
            for (int slot : prefixSlots) {
                largest = Math.max(largest, slot);
            }
        }
        int[] looked = null;
        for (int row = 0; own != null && row < own.length; row++) {
            // Rows of a causal mask share one array; looking once keeps this linear in the batch.
            for (int k = own[row] == looked ? Math.max(0, ownLength[row] - 1) : 0; k < ownLength[row]; k++) {
                largest = Math.max(largest, own[row][k]);
            }
            looked = own[row];
        }
        return largest;
    }

    private static void checkPrefix(int prefixLength) {
        if (prefixLength < 0) {
            throw new IllegalArgumentException("a prefix has at least 0 slots; got " + prefixLength);
        }
    }

    private static void checkSlots(int[] slots) {
        for (int slot : slots) {
            if (slot < 0) {
                throw new IllegalArgumentException("slots are at least 0; got " + Arrays.toString(slots));
            }
        }
    }
}
