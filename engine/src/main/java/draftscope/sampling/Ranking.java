package draftscope.sampling;

import draftscope.kernel.Kernels;
import java.util.Arrays;

/// Finds the largest few of many numbers: falling order, lowest index first on a tie.
///
/// A heap of the k best so far, the worst of them on top, so that nearly every number is dismissed by one comparison: time
/// O(n log k), one pass. Where k is no small share of n too many numbers pass through the heap. Then they are counted by their
/// distance from the largest, which tells from where on they are wanted, and only those are sorted.
final class Ranking {
    /// So many numbers for each that is wanted, and a heap takes less time than counting all.
    private static final int DENSE = 64;
    private static final int BUCKETS = 1024;
    private static final float BUCKETS_A_UNIT = 16; // scores lie some ten to thirty nats apart
    /// More candidates for each number that is wanted than this, and the heap is faster than sorting them.
    private static final int MOST_CANDIDATES = 4;

    private final double[] keys; // heap
    private final int[] ids; // heap
    private int size;

    private Ranking(int capacity) {
        keys = new double[capacity];
        ids = new int[capacity];
    }

    /// Indices of the `count` largest of `values`; all when there are fewer.
    ///
    /// @param largest the largest of them
    static int[] best(float[] values, float largest, int count) {
        int wanted = Math.min(count, values.length);
        if ((long) wanted * DENSE > values.length) {
            int[] counts = new int[BUCKETS];
            for (float value : values) {
                counts[bucket(value, largest)]++;
            }
            int last = 0;
            int candidates = counts[0];
            while (candidates < wanted) {
                candidates += counts[++last];
            }
            if (candidates <= (long) wanted * MOST_CANDIDATES) {
                return sorted(values, largest, last, candidates, wanted);
            }
        }
        return best(values, wanted);
    }

    // The larger the number, the lower its bucket; what is no number lies in the last.
    private static int bucket(float value, float largest) {
        float distance = (largest - value) * BUCKETS_A_UNIT;
        return distance < BUCKETS - 1 ? (int) distance : BUCKETS - 1;
    }

    /// The best `wanted` of the `candidates` numbers that lie in buckets up to `last`.
    private static int[] sorted(float[] values, float largest, int last, int candidates, int wanted) {
        long[] keys = new long[candidates]; // number above, index below, both so that more is better
        int found = 0;
        for (int i = 0; i < values.length; i++) {
            if (bucket(values[i], largest) <= last) {
                int bits = Float.floatToRawIntBits(values[i] + 0f); // of -0 and 0, which are a tie, the same
                int rising = bits ^ bits >> 31 & Integer.MAX_VALUE;
                keys[found++] = (long) rising << 32 | ~i & 0xffff_ffffL;
            }
        }
        Arrays.sort(keys);
        int[] order = new int[wanted];
        for (int i = 0; i < wanted; i++) {
            order[i] = ~(int) keys[candidates - 1 - i];
        }
        return order;
    }

    private static int[] best(float[] values, int count) {
        Ranking ranking = new Ranking(count);
        int filled = ranking.keys.length;
        for (int i = 0; i < filled; i++) {
            ranking.add(values[i], i);
        }
        if (filled > 0) {
            Kernels kernels = Kernels.best();
            int i = kernels.firstAbove(values, filled, values.length, (float) ranking.keys[0]);
            while (i < values.length) {
                ranking.replaceWorst(values[i], i);
                i = kernels.firstAbove(values, i + 1, values.length, (float) ranking.keys[0]);
            }
        }
        return ranking.inOrder();
    }

    /// Indices of the `count` largest of `values`; all when there are fewer.
    static int[] best(double[] values, int count) {
        Ranking ranking = new Ranking(Math.min(count, values.length));
        int filled = ranking.keys.length;
        for (int i = 0; i < filled; i++) {
            ranking.add(values[i], i);
        }
        if (filled > 0) {
            for (int i = filled; i < values.length; i++) {
                if (values[i] > ranking.keys[0]) {
                    ranking.replaceWorst(values[i], i);
                }
            }
        }
        return ranking.inOrder();
    }

    private void add(double key, int id) {
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!worse(key, id, keys[parent], ids[parent])) {
                break;
            }
            keys[at] = keys[parent];
            ids[at] = ids[parent];
            at = parent;
        }
        keys[at] = key;
        ids[at] = id;
    }

    // Indices only grow, so a newcomer with an equal key never beats one that is in.
    private void replaceWorst(double key, int id) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && worse(keys[child + 1], ids[child + 1], keys[child], ids[child])) {
                child++;
            }
            if (!worse(keys[child], ids[child], key, id)) {
                break;
            }
            keys[at] = keys[child];
            ids[at] = ids[child];
            at = child;
        }
        keys[at] = key;
        ids[at] = id;
    }

    private int[] inOrder() {
        int[] order = new int[size];
        while (size > 0) {
            order[size - 1] = ids[0];
            size--;
            double key = keys[size];
            int id = ids[size];
            if (size > 0) {
                replaceWorst(key, id);
            }
        }
        return order;
    }

    private static boolean worse(double key, int id, double otherKey, int otherId) {
        return key < otherKey || key == otherKey && id > otherId;
    }
}
