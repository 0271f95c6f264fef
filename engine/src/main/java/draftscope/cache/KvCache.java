package draftscope.cache;

import draftscope.cache.KvCells.State;
import java.util.Arrays;

/// Keys and values of one model for one sequence, float32, in numbered slots, with the facts about each slot beside them.
///
/// Slots `[0, length)` are committed. A forward pass may write any slot; what it wrote at `length` and beyond counts only
/// after [#append(int)] or [#commit(int[])], and [#rollback(int)] gives it up. Rollback never touches a number.
///
/// Not thread-safe: one run owns a cache.
public final class KvCache {
    private final int kvDim;
    private final float[][] keys; // (layers)(capacity, kvDim)
    private final float[][] values; // (layers)(capacity, kvDim)
    private final KvCells cells;
    private int length;

    /// An empty cache.
    ///
    /// @param layers   number of layers, at least 1
    /// @param capacity number of slots, at least 1; `capacity * kvDim` must fit one array
    /// @param kvDim    floats per slot, layer and side: KV heads times head width
    public KvCache(int layers, int capacity, int kvDim) {
        if (layers < 1 || capacity < 1 || kvDim < 1) {
            throw new IllegalArgumentException("a cache needs at least one layer, slot and float; got layers " + layers
                    + ", capacity " + capacity + ", kvDim " + kvDim);
        }
        long perLayer = (long) capacity * kvDim;
        if (perLayer > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a cache of " + capacity + " slots times " + kvDim
                    + " floats is larger than one array; use fewer slots");
        }
        this.kvDim = kvDim;
        keys = new float[layers][(int) perLayer];
        values = new float[layers][(int) perLayer];
        cells = new KvCells(capacity);
    }

    /// Number of slots.
    public int capacity() {
        return cells.capacity();
    }

    /// Number of committed slots: they are `[0, length)`.
    public int length() {
        return length;
    }

    /// Number of layers.
    public int layers() {
        return keys.length;
    }

    /// Floats per slot, layer and side.
    public int kvDim() {
        return kvDim;
    }

    /// The facts about each slot.
    public KvCells cells() {
        return cells;
    }

    /// Bytes of keys and values together.
    public long bytes() {
        return 2L * layers() * capacity() * kvDim * Float.BYTES;
    }

    /// The keys of a layer, rotated, `(capacity, kvDim)`; the live array, not a copy.
    public float[] keys(int layer) {
        return keys[layer];
    }

    /// The values of a layer, `(capacity, kvDim)`; the live array, not a copy.
    public float[] values(int layer) {
        return values[layer];
    }

    /// Commits the `count` rows just written at `length()..`; cells still marked as scratch become generated.
    public void append(int count) {
        append(count, State.GENERATED);
    }

    /// Commits the `count` rows just written at `length()..` and marks their cells with `state`.
    public void append(int count, State state) {
        if (count < 0 || count > capacity() - length) {
            throw new IllegalArgumentException("cannot append " + count + " rows: " + length + " of " + capacity()
                    + " slots are committed");
        }
        for (int slot = length; slot < length + count; slot++) {
            cells.setState(slot, state);
        }
        length += count;
    }

    /// Keeps the accepted path: copies its slots to `length()..` and commits them; everything else written beyond is
    /// given up.
    ///
    /// Sources are read in increasing order and the j-th source is never below its destination, so copying in place is
    /// safe. Keys need no new rotation, because a node's depth fixes both its position and its final slot.
    /// Example: length 5, a tree in slots 5..9 whose path is 5, 7, 9 → those land in 5, 6, 7 and length becomes 8.
    ///
    /// @param pathSlots strictly increasing, each at least `length()`; empty keeps nothing
    public void commit(int[] pathSlots) {
        int before = length - 1;
        for (int slot : pathSlots) {
            if (slot <= before || slot >= capacity()) {
                throw new IllegalArgumentException("path slots must increase from " + length + " and stay below "
                        + capacity() + "; got " + Arrays.toString(pathSlots));
            }
            before = slot;
        }
        for (int j = 0; j < pathSlots.length; j++) {
            int from = pathSlots[j];
            int to = length + j;
            if (from != to) {
                for (int layer = 0; layer < layers(); layer++) {
                    System.arraycopy(keys[layer], from * kvDim, keys[layer], to * kvDim, kvDim);
                    System.arraycopy(values[layer], from * kvDim, values[layer], to * kvDim, kvDim);
                }
                cells.move(from, to);
            }
            cells.setState(to, State.GENERATED);
        }
        length += pathSlots.length;
        giveUpBeyond(length);
    }

    /// Gives up everything at slot `keepLength` and beyond. Only the length and the cells change.
    public void rollback(int keepLength) {
        if (keepLength < 0 || keepLength > length) {
            throw new IllegalArgumentException("cannot keep " + keepLength + " slots: " + length + " are committed");
        }
        length = keepLength;
        giveUpBeyond(keepLength);
    }

    private void giveUpBeyond(int keep) {
        for (int slot = keep; slot < capacity(); slot++) {
            if (cells.state(slot) != State.FREE) {
                cells.setState(slot, State.ROLLED_BACK);
            }
        }
    }
}
