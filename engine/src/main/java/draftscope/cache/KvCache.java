package draftscope.cache;

import draftscope.cache.KvCells.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Keys and values of one model, float32, in numbered slots, with the facts about each slot beside them.
///
/// A cache holds one text, or is divided into regions that hold one each ([#region(int, int)]).
///
/// Slots `[0, length)` are committed. A forward pass may write any slot; what it wrote at `length` and beyond counts only
/// after [#append(int)] or [#commit(int[])], and [#rollback(int)] gives it up. Rollback never touches a number.
///
/// Not thread-safe: one run owns a cache.
public final class KvCache {
    private static final int MOST_ROOM = 1024;

    private final int kvDim;
    private final float[][] keys; // (layers)(capacity, kvDim)
    private final float[][] values; // (layers)(capacity, kvDim)
    private final KvCells cells;
    private final int start; // where slot 0 lies in the arrays
    private final boolean region;
    private final List<KvCache> regions = new ArrayList<>();
    private int length;
    private volatile boolean handedOn;

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
            throw tooLarge(capacity, kvDim);
        }
        this.kvDim = kvDim;
        keys = new float[layers][(int) perLayer];
        values = new float[layers][(int) perLayer];
        cells = new KvCells(capacity);
        start = 0;
        region = false;
    }

    private static IllegalArgumentException tooLarge(int capacity, int kvDim) {
        return new IllegalArgumentException("a cache of " + capacity + " slots times " + kvDim
                + " floats is larger than one array; use fewer slots");
    }

    private KvCache(int kvDim, float[][] keys, float[][] values, int capacity) {
        this.kvDim = kvDim;
        this.keys = keys;
        this.values = values;
        cells = new KvCells(capacity);
        start = 0;
        region = false;
    }

    private KvCache(KvCache whole, int start, int capacity) {
        kvDim = whole.kvDim;
        keys = whole.keys;
        values = whole.values;
        cells = new KvCells(whole.cells, start, capacity);
        this.start = start;
        region = true;
    }

    /// A part of this cache as a cache of its own, for one of several texts: its slot i is slot `start + i` here, and its length
    /// is its own. A forward pass runs over the whole cache, of which nothing is committed then, and names the slots by
    /// their numbers here.
    ///
    /// @param start    where the region begins
    /// @param capacity number of its slots, at least 1; no other region has any of them
    public KvCache region(int start, int capacity) {
        Objects.checkFromIndexSize(start, capacity, capacity());
        if (capacity < 1 || region || length > 0
                || regions.stream().anyMatch(r -> start < r.start + r.capacity() && r.start < start + capacity)) {
            throw new IllegalArgumentException("slots " + start + " to " + (start + capacity - 1)
                    + " are no region of their own: a region has a slot at least, lies in an empty whole cache and overlaps no other");
        }
        regions.add(new KvCache(this, start, capacity));
        return regions.getLast();
    }

    /// A cache for the next text, which begins with the first `keep` committed slots of this one, marked as reused. It takes over the
    /// arrays, or copies those slots where it needs larger ones. This cache is of no use any more: writing to it and reading from
    /// it is an `IllegalStateException`.
    ///
    /// @param keep     at most `length()` and `capacity`
    /// @param capacity number of its slots, at least 1
    KvCache handOn(int keep, int capacity) {
        checkWhole();
        if (keep < 0 || keep > length || keep > capacity || capacity < 1 || !regions.isEmpty()) {
            throw new IllegalArgumentException("cannot hand on " + keep + " slots to a cache of " + capacity + ": "
                    + length + " are committed" + (regions.isEmpty() ? "" : ", in regions"));
        }
        boolean fits = (long) capacity * kvDim <= keys[0].length;
        long perLayer = (long) withRoom(capacity) * kvDim;
        if (!fits && perLayer > Integer.MAX_VALUE - 8) {
            throw tooLarge(capacity, kvDim);
        }
        KvCache next = new KvCache(kvDim, fits ? keys : copies(keys, 0, keep * kvDim, (int) perLayer),
                fits ? values : copies(values, 0, keep * kvDim, (int) perLayer), capacity);
        for (int slot = 0; slot < keep; slot++) {
            next.cells.set(slot, State.REUSED, cells.token(slot), cells.position(slot), KvCells.NONE);
        }
        next.length = keep;
        handedOn = true;
        return next;
    }

    /// Slots for a text of `capacity` and some more.
    static int withRoom(int capacity) {
        return capacity + Math.min(capacity / 2, MOST_ROOM);
    }

    /// Slots that the arrays have room for: at least `capacity()`.
    int storedSlots() {
        return keys[0].length / kvDim;
    }

    /// The keys of slots `from` to `to` (exclusive) of every layer.
    float[][] copyKeys(int from, int to) {
        checkWhole();
        return copies(keys, from * kvDim, to * kvDim, (to - from) * kvDim);
    }

    /// The values of slots `from` to `to` (exclusive) of every layer.
    float[][] copyValues(int from, int to) {
        checkWhole();
        return copies(values, from * kvDim, to * kvDim, (to - from) * kvDim);
    }

    private static float[][] copies(float[][] layers, int from, int to, int size) {
        float[][] copies = new float[layers.length][size];
        for (int layer = 0; layer < layers.length; layer++) {
            System.arraycopy(layers[layer], from, copies[layer], 0, to - from);
        }
        return copies;
    }

    /// Commits `count` slots with keys and values that the model wrote for this very text earlier.
    ///
    /// @param text token ids by slot
    /// @param from slot of the first one in `otherKeys` and `otherValues`, which have a row for each layer
    void appendReused(int[] text, int count, float[][] otherKeys, float[][] otherValues, int from) {
        for (int layer = 0; layer < layers(); layer++) {
            System.arraycopy(otherKeys[layer], from * kvDim, keys(layer), length * kvDim, count * kvDim);
            System.arraycopy(otherValues[layer], from * kvDim, values(layer), length * kvDim, count * kvDim);
        }
        for (int slot = length; slot < length + count; slot++) {
            cells.set(slot, State.REUSED, text[slot], slot, KvCells.NONE);
        }
        length += count;
    }

    /// Number of slots.
    public int capacity() {
        return cells.capacity();
    }

    /// Where its slot 0 lies in the whole cache that a forward pass runs over; 0 for a whole cache.
    public int start() {
        return start;
    }

    /// Number of slots for the text that has its key in `slot`: those of the slot's region, or all in a cache without regions.
    public int capacityAround(int slot) {
        for (KvCache part : regions) {
            if (slot >= part.start && slot < part.start + part.capacity()) {
                return part.capacity();
            }
        }
        return capacity();
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
    ///
    /// @throws IllegalStateException for a region, whose slots lie elsewhere in the array
    public float[] keys(int layer) {
        checkWhole();
        return keys[layer];
    }

    /// The values of a layer, `(capacity, kvDim)`; the live array, not a copy.
    ///
    /// @throws IllegalStateException for a region, whose slots lie elsewhere in the array
    public float[] values(int layer) {
        checkWhole();
        return values[layer];
    }

    private void checkWhole() {
        if (region) {
            throw new IllegalStateException("keys and values are read from the whole cache, not from a region of it");
        }
        checkInUse();
    }

    private void checkInUse() {
        if (handedOn) {
            throw new IllegalStateException("this cache was handed on to another text");
        }
    }

    /// Commits the `count` rows just written at `length()..`; cells still marked as scratch become generated.
    public void append(int count) {
        append(count, State.GENERATED);
    }

    /// Commits the `count` rows just written at `length()..` and marks their cells with `state`.
    public void append(int count, State state) {
        checkInUse();
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
        checkInUse();
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
                    System.arraycopy(keys[layer], (start + from) * kvDim, keys[layer], (start + to) * kvDim, kvDim);
                    System.arraycopy(values[layer], (start + from) * kvDim, values[layer], (start + to) * kvDim, kvDim);
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
        checkInUse();
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
