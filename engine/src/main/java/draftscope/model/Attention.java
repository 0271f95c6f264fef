package draftscope.model;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.kernel.Kernels;
import java.util.Arrays;

/// Attention of all rows and heads of one layer.
///
/// `out = softmax(scale query keys^T) values` over the slots that a row's mask lists, in their order, less those that lie
/// outside a sliding window. Scores may be capped before the softmax.
///
/// Up to four queries at a time share each key and value that is read: heads of one row that have their keys in common, or the
/// same head of neighbouring rows as far as their lists of slots begin alike, which for prompts and draft trees is nearly all
/// of them. These groups are divided among the threads.
///
/// The keys of one head lie far apart, which a processor foresees badly. So a stretch of slots is first read as it lies, for
/// all heads, and then used head by head from the cache.
///
/// A reusable task with its buffers; one call at a time.
final class Attention implements Team.Task {
    private static final int MOST_QUERIES = 4;
    /// Floats of keys or values read at a time: a quarter of a second-level cache.
    private static final int STRETCH = 1 << 16;
    private static final int FLOATS_PER_LINE = 16;

    private final ModelConfig config;
    private final Kernels kernels;
    private final Team team;
    private final Room[] rooms; // (parts)
    private final float scale;
    private final float cap; // 0 for none
    private Batch batch;
    private KvCells cells;
    private int window; // 0 for none
    private float[] query; // (rows, queryDim)
    private float[] keys; // (capacity, kvDim)
    private float[] values; // (capacity, kvDim)
    private float[] out; // (rows, queryDim)

    Attention(ModelConfig config, Kernels kernels, Team team) {
        this.config = config;
        this.kernels = kernels;
        this.team = team;
        rooms = new Room[team.threads()];
        Arrays.setAll(rooms, _ -> new Room());
        scale = (float) config.arithmetic().scales().attention();
        cap = (float) config.arithmetic().scales().attentionCap();
    }

    /// @param window a row at position p sees slots whose cell holds a position above `p - window`; 0 for no window
    /// @param query  (rows, queryDim), rotated
    /// @param out    (rows, queryDim)
    void run(Batch batch, int window, float[] query, KvCache cache, int layer, float[] out) {
        this.batch = batch;
        this.window = window;
        this.query = query;
        cells = cache.cells();
        keys = cache.keys(layer);
        values = cache.values(layer);
        this.out = out;
        int last = batch.rows() - 1;
        int seen = window > 0 ? Math.min(window, batch.mask().visible(last)) : batch.mask().visible(last);
        team.run(this, (long) batch.rows() * seen * config.queryDim() * 2);
    }

    @Override
    public void run(int part, int parts) {
        int headsPerKey = config.heads() / config.kvHeads();
        int rows = MOST_QUERIES; // of a block
        int heads = 1; // of a row that are one group
        if (batch.rows() == 1 || headsPerKey >= MOST_QUERIES) {
            rows = 1;
            heads = Math.min(headsPerKey, MOST_QUERIES);
            while (heads > 1 && batch.rows() * config.heads() < parts * heads) { // else a thread has none
                heads /= 2;
            }
        }
        Room room = rooms[part];
        room.begin(heads);
        int perBlock = config.kvHeads() * room.groupsPerKey;
        int units = (batch.rows() + rows - 1) / rows * perBlock;
        int end = share(units, part + 1, parts);
        int count;
        for (int unit = share(units, part, parts); unit < end; unit += count) {
            int row = unit / perBlock * rows;
            int first = unit % perBlock;
            room.list(row, Math.min(rows, batch.rows() - row));
            count = Math.min(room.mostGroups(), Math.min(perBlock - first, end - unit));
            room.attend(first, count);
        }
    }

    private static int share(int units, int part, int parts) {
        return (int) ((long) units * part / parts);
    }

    /// One thread's rows, the slots that they see, and the scores of some groups of queries: neighbouring heads of a single
    /// row, or one head of each row.
    private final class Room {
        private final int[][] slots = new int[MOST_QUERIES][0]; // (rows)(width)
        private final int[] counts = new int[MOST_QUERIES]; // how many slots each row sees
        private float[] scores = new float[0]; // (groups, queries, width)
        private int width; // room for so many slots
        private int row;
        private int rows;
        private int common; // how many slots all lists begin with
        private int heads; // of a row that are one group
        private int groupsPerKey; // groups that share a key head
        private int fetched; // what was read only to be in the cache; kept, or the compiler would leave the reading out

        // The group at hand.
        private int queries;
        private int at; // of its first query
        private int stride; // from one query to the next
        private int kvAt;
        private int scoresAt;

        void begin(int heads) {
            this.heads = heads;
            groupsPerKey = (config.heads() / config.kvHeads() + heads - 1) / heads;
            rows = 0;
        }

        void list(int row, int rows) {
            if (this.row == row && this.rows == rows) {
                return;
            }
            this.row = row;
            this.rows = rows;
            for (int r = 0; r < rows; r++) {
                grow(batch.mask().visible(row + r));
                counts[r] = batch.mask().copySlots(row + r, slots[r]);
                if (window > 0) {
                    counts[r] = keepWindow(slots[r], counts[r], batch.positions()[row + r]);
                }
            }
            common = counts[0];
            for (int r = 1; r < rows; r++) {
                int different = Arrays.mismatch(slots[0], 0, common, slots[r], 0, Math.min(common, counts[r]));
                common = different < 0 ? common : different;
            }
        }

        private void grow(int most) {
            if (width < most) {
                width = Math.max(most, 2 * width);
                Arrays.setAll(slots, r -> Arrays.copyOf(slots[r], width));
            }
        }

        /// Groups whose scores fit what a stretch takes.
        int mostGroups() {
            return Math.max(1, STRETCH / (MOST_QUERIES * width));
        }

        void attend(int first, int count) {
            if (scores.length < count * MOST_QUERIES * width) {
                scores = new float[count * MOST_QUERIES * width];
            }
            int kvFrom = first / groupsPerKey * config.headDim();
            int kvTo = ((first + count - 1) / groupsPerKey + 1) * config.headDim();
            int stretch = Math.max(1, STRETCH / (kvTo - kvFrom));
            for (int from = 0; from < common; from += stretch) {
                int to = Math.min(common, from + stretch);
                fetch(keys, from, to, kvFrom, kvTo);
                for (int g = 0; g < count; g++) {
                    turnTo(first + g, g);
                    score(0, queries, slots[0], from, to);
                }
            }
            for (int g = 0; g < count; g++) {
                turnTo(first + g, g);
                for (int q = 0; q < queries; q++) {
                    int of = rows == 1 ? 0 : q;
                    score(q, 1, slots[of], common, counts[of]);
                    if (cap > 0) {
                        kernels.softCap(scores, scoresAt + q * width, counts[of], cap);
                    }
                    kernels.softmax(scores, scoresAt + q * width, counts[of]);
                }
            }
            for (int from = 0; from < common; from += stretch) {
                int to = Math.min(common, from + stretch);
                fetch(values, from, to, kvFrom, kvTo);
                for (int g = 0; g < count; g++) {
                    turnTo(first + g, g);
                    sum(0, queries, slots[0], from, to);
                }
            }
            for (int g = 0; g < count; g++) {
                turnTo(first + g, g);
                for (int q = 0; q < queries; q++) {
                    int of = rows == 1 ? 0 : q;
                    sum(q, 1, slots[of], common, counts[of]);
                }
            }
        }

        private void turnTo(int group, int place) {
            int headsPerKey = config.heads() / config.kvHeads();
            int keyHead = group / groupsPerKey;
            int skipped = group % groupsPerKey * heads;
            queries = rows > 1 ? rows : Math.min(heads, headsPerKey - skipped);
            stride = rows > 1 ? config.queryDim() : config.headDim();
            at = row * config.queryDim() + (keyHead * headsPerKey + skipped) * config.headDim();
            kvAt = keyHead * config.headDim();
            scoresAt = place * MOST_QUERIES * width;
        }

        /// Scores of `n` queries from the q-th of the group on, for slots `from..to-1` of a list.
        private void score(int q, int n, int[] list, int from, int to) {
            if (from < to) {
                kernels.attentionScores(query, at + q * stride, stride, n, config.headDim(), keys, config.kvDim(), kvAt,
                        list, from, to, scale, scores, scoresAt + q * width, width);
            }
        }

        /// Adds the values of slots `from..to-1` of a list; from slot 0 on to nothing, which is all that a row without slots gets.
        private void sum(int q, int n, int[] list, int from, int to) {
            if (from < to || to == 0) {
                kernels.attentionSum(scores, scoresAt + q * width, width, n, from, to, values, config.kvDim(), kvAt,
                        list,
                        config.headDim(), out, at + q * stride, stride);
            }
        }

        /// Reads floats `kvFrom..kvTo-1` of the first row's slots `from..to-1`, a number of each cache line.
        private void fetch(float[] cache, int from, int to, int kvFrom, int kvTo) {
            int bits = 0;
            for (int k = from; k < to; k++) {
                int slot = slots[0][k] * config.kvDim();
                for (int i = slot + kvFrom; i < slot + kvTo; i += FLOATS_PER_LINE) {
                    bits |= Float.floatToRawIntBits(cache[i]);
                }
            }
            fetched = bits;
        }
    }

    /// Keeps those of the first `count` slots that hold a position above `position - window`, in order.
    private int keepWindow(int[] slots, int count, int position) {
        int kept = 0;
        for (int k = 0; k < count; k++) {
            if (cells.position(slots[k]) > position - window) {
                slots[kept++] = slots[k];
            }
        }
        return kept;
    }
}
