package draftscope.sampling;

import draftscope.kernel.Kernels;

/// Finds the largest few of many numbers: falling order, lowest index first on a tie. Time O(n log k), one pass.
///
/// A heap of the k best so far, the worst of them on top, so that nearly every number is dismissed by one comparison.
final class Ranking {
    private final double[] keys; // heap
    private final int[] ids; // heap
    private int size;

    private Ranking(int capacity) {
        keys = new double[capacity];
        ids = new int[capacity];
    }

    /// Indices of the `count` largest of `values`; all when there are fewer.
    static int[] best(float[] values, int count) {
        Ranking ranking = new Ranking(Math.min(count, values.length));
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
