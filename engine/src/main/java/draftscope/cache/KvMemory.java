package draftscope.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// What one model has read: keys and values of several texts, so that a text which begins like one of them is not read again.
///
/// The text at work lies in one cache. Of the others only that part is set aside which no longer stands in it, so texts with a
/// common beginning hold it once, however many they are. Taking up one of them again copies that part alone.
///
/// What is set aside takes at most as much room as the cache at work, or 64 MiB where that is more; beyond that the text that was
/// used longest ago loses its part. Only time depends on what is remembered: the numbers are those that the model wrote, bit for bit.
///
/// Thread-safe, but for the cache that it gives out.
public final class KvMemory {
    /// A text, and its keys and values from slot `from` on.
    private record Aside(int[] text, int from, float[][] keys, float[][] values) {
        int slots() {
            return text.length - from;
        }
    }

    private static final long LEAST_ROOM = 64L << 20;

    private final long leastRoom;
    private final List<Aside> asides = new ArrayList<>(); // used longest ago first
    private KvCache atWork;

    public KvMemory() {
        this(LEAST_ROOM);
    }

    /// @param leastRoom bytes that may be set aside in any case
    KvMemory(long leastRoom) {
        this.leastRoom = leastRoom;
    }

    /// A cache that begins with as much of `text` as is remembered, in slots marked as reused. The cache that was given out before
    /// is of no use any more; what was committed in it is remembered.
    ///
    /// @param text     token ids at the slots and positions 0, 1, 2, ...
    /// @param capacity slots of the cache
    /// @param fresh    makes an empty cache of so many slots
    public synchronized KvCache recall(int[] text, int capacity, IntFunction<KvCache> fresh) {
        int[] wanted = Arrays.copyOf(text, Math.min(text.length, capacity));
        if (atWork == null) {
            // With room to spare: a branch is often a little longer, and larger arrays mean a copy of everything.
            atWork = fresh.apply(KvCache.withRoom(capacity)).handOn(0, capacity);
            return atWork;
        }
        int[] held = heldText();
        int same = common(held, wanted);
        if (same < held.length) {
            setAside(held, same);
        }
        KvCache next = atWork.handOn(same, capacity);
        restore(wanted, next);
        atWork = next;
        long room = Math.max(leastRoom, bytes(atWork.storedSlots()));
        while (bytes(setAside()) > room) {
            asides.removeFirst();
        }
        return next;
    }

    /// Bytes of all keys and values that are held.
    public synchronized long bytes() {
        return atWork == null ? 0 : bytes(atWork.storedSlots() + setAside());
    }

    private long bytes(long slots) {
        return 2L * atWork.layers() * atWork.kvDim() * Float.BYTES * slots;
    }

    private long setAside() {
        return asides.stream().mapToLong(Aside::slots).sum();
    }

    /// The committed tokens of the cache at work, as far as each lies in the slot of its position.
    private int[] heldText() {
        int[] text = new int[atWork.length()];
        for (int slot = 0; slot < text.length; slot++) {
            if (atWork.cells().position(slot) != slot) {
                return Arrays.copyOf(text, slot);
            }
            text[slot] = atWork.cells().token(slot);
        }
        return text;
    }

    private void setAside(int[] held, int from) {
        for (Aside aside : asides) {
            if (aside.from <= from && common(aside.text, held) == held.length) {
                return; // it was taken up and nothing was added
            }
        }
        asides.removeIf(aside -> common(aside.text, held) == aside.text.length);
        asides.add(new Aside(held, from, atWork.copyKeys(from, held.length), atWork.copyValues(from, held.length)));
    }

    /// Copies what is set aside of `text` behind what `cache` holds of it, from as many texts as it takes.
    private void restore(int[] text, KvCache cache) {
        boolean more = true;
        while (more && cache.length() < text.length) {
            more = false;
            for (Aside aside : List.copyOf(asides)) {
                int have = cache.length();
                int reach = common(aside.text, text);
                if (aside.from <= have && reach > have) {
                    cache.appendReused(text, reach - have, aside.keys, aside.values, have - aside.from);
                    asides.remove(aside);
                    asides.add(aside);
                    more = true;
                }
            }
        }
    }

    private static int common(int[] one, int[] other) {
        int different = Arrays.mismatch(one, other);
        return different < 0 ? one.length : different;
    }
}
