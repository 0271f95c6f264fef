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
/// A reusable task with its buffers; one call at a time.
final class Attention implements Team.Task {
    private static final int MOST_QUERIES = 4;

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
        Room room = rooms[part];
        room.rows = 0;
        if (batch.rows() == 1 || headsPerKey >= MOST_QUERIES) {
            // As many heads at a time as share their keys, but not so many that a thread has none.
            int some = Math.min(headsPerKey, MOST_QUERIES);
            while (some > 1 && batch.rows() * config.heads() < parts * some) {
                some /= 2;
            }
            int groups = (headsPerKey + some - 1) / some; // of heads that share a key head
            int perRow = config.kvHeads() * groups;
            int units = batch.rows() * perRow;
            for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
                room.list(unit / perRow, 1);
                int keyHead = unit % perRow / groups;
                int first = unit % perRow % groups * some;
                attend(room, keyHead * headsPerKey + first, Math.min(some, headsPerKey - first), config.headDim());
            }
        } else {
            int blocks = (batch.rows() + MOST_QUERIES - 1) / MOST_QUERIES;
            int units = blocks * config.heads();
            for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
                int row = unit / config.heads() * MOST_QUERIES;
                int rows = Math.min(MOST_QUERIES, batch.rows() - row);
                room.list(row, rows);
                attend(room, unit % config.heads(), rows, config.queryDim());
            }
        }
    }

    private static int share(int units, int part, int parts) {
        return (int) ((long) units * part / parts);
    }

    /// Queries of the rows in `room`, from `head` of the first row on, `stride` apart: one row's neighbouring heads, or one
    /// head of each row.
    private void attend(Room room, int head, int queries, int stride) {
        int headDim = config.headDim();
        int kvDim = config.kvDim();
        int kvAt = head / (config.heads() / config.kvHeads()) * headDim;
        int at = room.row * config.queryDim() + head * headDim;
        int width = room.width;
        float[] scores = room.scores;
        kernels.attentionScores(query, at, stride, queries, headDim, keys, kvDim, kvAt, room.slots[0], 0, room.common,
                scale, scores, 0, width);
        for (int q = 0; q < queries; q++) {
            int of = room.rows == 1 ? 0 : q;
            int count = room.counts[of];
            if (count > room.common) {
                kernels.attentionScores(query, at + q * stride, stride, 1, headDim, keys, kvDim, kvAt, room.slots[of],
                        room.common, count, scale, scores, q * width, width);
            }
            if (cap > 0) {
                kernels.softCap(scores, q * width, count, cap);
            }
            kernels.softmax(scores, q * width, count);
        }
        kernels.attentionSum(scores, 0, width, queries, 0, room.common, values, kvDim, kvAt, room.slots[0], headDim,
                out, at,
                stride);
        for (int q = 0; q < queries; q++) {
            int of = room.rows == 1 ? 0 : q;
            int count = room.counts[of];
            if (count > room.common) {
                kernels.attentionSum(scores, q * width, width, 1, room.common, count, values, kvDim, kvAt,
                        room.slots[of],
                        headDim, out, at + q * stride, stride);
            }
        }
    }

    /// One thread's rows, the slots that they see, and scores.
    private final class Room {
        private final int[][] slots = new int[MOST_QUERIES][0]; // (rows)(width)
        private final int[] counts = new int[MOST_QUERIES]; // how many slots each row sees
        private float[] scores = new float[0]; // (queries, width)
        private int width; // room for so many slots
        private int row;
        private int rows;
        private int common; // how many slots all lists begin with

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
                scores = new float[MOST_QUERIES * width];
                Arrays.setAll(slots, r -> Arrays.copyOf(slots[r], width));
            }
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
