package draftscope.model;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.kernel.Kernels;

/// Attention of all rows and heads of one layer, divided among the threads by (row, head).
///
/// `out = softmax(scale query keys^T) values` over the slots that a row's mask lists, in their order, less those that lie
/// outside a sliding window. Scores may be capped before the softmax.
///
/// A reusable task with its buffers; one call at a time.
final class Attention implements Team.Task {
    private final ModelConfig config;
    private final Kernels kernels;
    private final Team team;
    private final int[][] visible; // (parts)(most visible slots)
    private final float[][] scores; // (parts)(most visible slots)
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
        visible = new int[team.threads()][0];
        scores = new float[team.threads()][0];
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
        int heads = config.heads();
        int headDim = config.headDim();
        int kvDim = config.kvDim();
        int queriesPerKey = heads / config.kvHeads();
        AttentionMask mask = batch.mask();
        int rows = batch.rows();
        int count = 0;
        int begin = (int) ((long) rows * heads * part / parts);
        int end = (int) ((long) rows * heads * (part + 1) / parts);
        for (int unit = begin; unit < end; unit++) {
            int row = unit / heads;
            int head = unit % heads;
            if (unit == begin || head == 0) { // another row: another list of slots
                if (scores[part].length < mask.visible(row)) {
                    int room = Math.max(mask.visible(row), 2 * scores[part].length);
                    scores[part] = new float[room];
                    visible[part] = new int[room];
                }
                count = mask.copySlots(row, visible[part]);
                if (window > 0) {
                    count = keepWindow(visible[part], count, batch.positions()[row]);
                }
            }
            int at = row * config.queryDim() + head * headDim;
            int kvAt = head / queriesPerKey * headDim;
            kernels.attentionScores(query, at, headDim, keys, kvDim, kvAt, visible[part], count, scale, scores[part]);
            if (cap > 0) {
                kernels.softCap(scores[part], 0, count, cap);
            }
            kernels.softmax(scores[part], 0, count);
            kernels.attentionSum(scores[part], count, values, kvDim, kvAt, visible[part], headDim, out, at);
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
