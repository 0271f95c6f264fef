package draftscope.tokenizer;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// A map from two numbers to one, none of them negative, without an object per entry: the edges of a trie, the merges of a
/// vocabulary. Readers need no lock once it is filled.
final class PairTable {
    static final int NONE = -1;

    // Salted, so that no file can be written whose entries all fall into one place. Only look-ups depend on it.
    private static final long SALT = ThreadLocalRandom.current().nextLong();
    private static final long EMPTY = -1;

    private long[] keys; // (slots) first in the upper half, second in the lower
    private int[] values; // (slots)
    private int size;

    PairTable() {
        keys = new long[64];
        values = new int[64];
        Arrays.fill(keys, EMPTY);
    }

    /// What `(first, second)` maps to, or [#NONE].
    int get(int first, int second) {
        int slot = slot(keys, key(first, second));
        return keys[slot] == EMPTY ? NONE : values[slot];
    }

    /// Maps `(first, second)` to `value` unless it is mapped already.
    void putIfAbsent(int first, int second, int value) {
        if (2 * size >= keys.length) {
            grow();
        }
        long key = key(first, second);
        int slot = slot(keys, key);
        if (keys[slot] == EMPTY) {
            keys[slot] = key;
            values[slot] = value;
            size++;
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[keys.length];
        Arrays.fill(keys, EMPTY);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int slot = slot(keys, oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private static long key(int first, int second) {
        return (long) first << 32 | second;
    }

    private static int slot(long[] keys, long key) {
        long mixed = (key ^ SALT) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L;
        int slot = (int) (mixed >>> 32) & keys.length - 1;
        while (keys[slot] != EMPTY && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }
}
