package draftscope.model;

import draftscope.kernel.Kernels;

/// Attention of all rows and heads of one layer, divided among the threads by (row, head).
///
/// A reusable task with its buffers; one call at a time.
final class Attention implements Team.Task {
    private final ModelConfig config;
    private final Kernels kernels;
    private final Team team;
    private final int[][] visible; // (parts)(most visible slots)
    private final float[][] scores; // (parts)(most visible slots)
    private final float scale;
    private AttentionMask mask;
    private int rows;
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
        scale = (float) (1 / Math.sqrt(config.headDim()));
    }

    /// `out = softmax(query keys^T / sqrt(headDim)) values`, over the slots that each row sees, in their order.
    void run(AttentionMask mask, int rows, float[] query, float[] keys, float[] values, float[] out) {
        this.mask = mask;
        this.rows = rows;
        this.query = query;
        this.keys = keys;
        this.values = values;
        this.out = out;
        team.run(this, (long) rows * mask.visible(rows - 1) * config.queryDim() * 2);
    }

    @Override
    public void run(int part, int parts) {
        int heads = config.heads();
        int headDim = config.headDim();
        int kvDim = config.kvDim();
        int queriesPerKey = heads / config.kvHeads();
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
            }
            int at = row * config.queryDim() + head * headDim;
            int kvAt = head / queriesPerKey * headDim;
            kernels.attentionScores(query, at, headDim, keys, kvDim, kvAt, visible[part], count, scale, scores[part]);
            kernels.softmax(scores[part], 0, count);
            kernels.attentionSum(scores[part], count, values, kvDim, kvAt, visible[part], headDim, out, at);
        }
    }
}
