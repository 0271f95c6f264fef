package draftscope.model;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.cache.KvCells.State;
import draftscope.kernel.Kernels;
import draftscope.model.Arithmetic.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The forward pass: rows of tokens in, rows of logits out, keys and values left in a [KvCache].
///
/// What a layer does is told by [Arithmetic]; the parts that models share are those of Vaswani et al., 2017, arXiv 1706.03762.
/// One pass serves prompts, single tokens, draft trees and bidirectional diffusion: they differ only in the [AttentionMask].
///
/// **A row's result is bitwise the same** whatever the other rows of the batch, the thread count and the slots its context
/// lies in, given the same kernels. Draws no randomness. One pass at a time: a second caller waits.
public final class Transformer {
    private final ModelConfig config;
    private final Arithmetic arithmetic;
    private final Weights weights;
    private final Kernels kernels;
    private final Team team;
    private final LayerPlan wholePlan;
    private final Projection projection;
    private final Attention attention;
    private final ExpertMixture mixture; // or null
    private final List<RotaryTable> rotaryTables = new ArrayList<>();
    private final RotaryTable[] rotary; // (layers): one of the tables, or null where the layer does not turn

    // Buffers, grown to the largest batch so far.
    private int rowCapacity;
    private float[] x; // (rows, dim) residual stream
    private float[] normed; // (rows, dim)
    private float[] query; // (rows, queryDim)
    private float[] key; // (rows, kvDim)
    private float[] value; // (rows, kvDim)
    private float[] attended; // (rows, queryDim)
    private float[] delta; // (rows, dim) what a half layer adds
    private float[] gate; // (rows, ffnDim)
    private float[] up; // (rows, ffnDim)
    private int[] slotStamp = new int[0]; // (cache capacity) the last pass that wrote the slot
    private int pass;
    private boolean closed;

    Transformer(ModelConfig config, Weights weights, Kernels kernels, int threads) {
        this.config = config;
        this.weights = weights;
        this.kernels = kernels;
        arithmetic = config.arithmetic();
        team = new Team(threads);
        wholePlan = LayerPlan.all(config.layers());
        projection = new Projection(kernels, team);
        attention = new Attention(config, kernels, team);
        mixture = arithmetic.experts().map(e -> new ExpertMixture(config, e, kernels, projection)).orElse(null);
        rotary = new RotaryTable[config.layers()];
        for (int l = 0; l < rotary.length; l++) {
            rotary[l] = arithmetic.layers().get(l).rotation().map(this::rotaryTable).orElse(null);
        }
        grow(1);
    }

    /// Layers that turn alike share a table.
    private RotaryTable rotaryTable(Rotation rotation) {
        return rotaryTables.stream().filter(table -> table.rotation().equals(rotation)).findFirst().orElseGet(() -> {
            rotaryTables.add(new RotaryTable(rotation, weights.ropeFactors(), weights.longFactors()));
            return rotaryTables.getLast();
        });
    }

    /// The facts about the model.
    public ModelConfig config() {
        return config;
    }

    /// Threads that share a pass.
    public int threads() {
        return team.threads();
    }

    /// Names the kernels that do the arithmetic, such as `vector 256 bit`.
    public String kernels() {
        return kernels.name();
    }

    /// An empty cache for this model.
    ///
    /// @param capacity number of slots, at least 1
    public KvCache newCache(int capacity) {
        return new KvCache(config.layers(), capacity, config.kvDim());
    }

    /// The embedding of `token` as the file holds it, before any scale or position; what [Batch#withEmbeddings(float[])] takes.
    ///
    /// @param out `(dim)`
    /// @throws IllegalStateException if the model is closed
    public synchronized void embedding(int token, float[] out) {
        checkOpen();
        if (out.length != config.dim()) {
            throw new IllegalArgumentException(
                    "an embedding has " + config.dim() + " floats; got room for " + out.length);
        }
        kernels.dequantise(weights.embedding(), Objects.checkIndex(token, config.vocabSize()), out, 0);
    }

    /// One forward pass over the rows of `batch`, with any attention mask.
    ///
    /// Per layer, keys and values of row i are written to slot `batch.slots()[i]` first, then all rows attend; so a row may
    /// see any row of the batch, itself included. In a layer with a sliding window a row sees, of the slots its mask lists,
    /// those whose cell holds a position above its own less the window. Slots that no row's mask lists are never read. Cells
    /// of the written slots get the token and the position; those beyond the committed length are marked as scratch.
    ///
    /// @return logits of the rows that want them
    /// @throws IllegalArgumentException if an id, a slot or the cache does not fit the model; nothing is changed then
    /// @throws IllegalStateException    if the model is closed
    public Logits forward(Batch batch, KvCache cache) {
        return forward(batch, cache, wholePlan);
    }

    /// As [#forward(Batch, KvCache)], with only the parts of the layers that `plan` keeps.
    public synchronized Logits forward(Batch batch, KvCache cache, LayerPlan plan) {
        checkOpen();
        check(batch, cache, plan);
        int rows = batch.rows();
        grow(rows);
        markCells(batch, cache);
        embed(batch);
        for (RotaryTable table : rotaryTables) {
            table.fill(batch, cache);
        }
        for (int l = 0; l < config.layers(); l++) {
            if (plan.attention(l)) {
                attend(l, batch, cache);
            }
            if (plan.feedForward(l)) {
                feedForward(weights.layers()[l], rows);
            }
        }
        return logits(batch);
    }

    /// Waits for the pass that runs, if any, and lets the threads end; called by the model that owns this.
    synchronized void close() {
        closed = true;
        team.close();
    }

    /// x = embedding of each token, scaled, plus the vector of its position: (rows, dim)
    private void embed(Batch batch) {
        int dim = config.dim();
        float scale = (float) arithmetic.scales().embedding();
        for (int r = 0; r < batch.rows(); r++) {
            if (batch.embeddings() == null) {
                kernels.dequantise(weights.embedding(), batch.tokens()[r], x, r * dim);
            } else {
                System.arraycopy(batch.embeddings(), r * dim, x, r * dim, dim);
            }
            scale(x, r * dim, dim, scale);
            if (weights.positions() != null) {
                kernels.dequantise(weights.positions(), batch.positions()[r], delta, 0);
                kernels.add(x, r * dim, delta, 0, dim);
            }
        }
    }

    /// x = x + Wo softmax(scale query keys^T) values, with query, keys and values from the normed x
    private void attend(int l, Batch batch, KvCache cache) {
        Weights.Layer layer = weights.layers()[l];
        Arithmetic.LayerRule rule = arithmetic.layers().get(l);
        int rows = batch.rows();
        int headDim = config.headDim();
        int queryDim = config.queryDim();
        int kvDim = config.kvDim();

        norm(layer.attentionNorm(), x, 0, rows, normed, 0);
        // query, key, value: (rows, queryDim), (rows, kvDim) twice
        projection.run(rows, normed, layer.query().matrix(), query, layer.key().matrix(), key, layer.value().matrix(),
                value);
        addBias(rows, query, layer.query());
        addBias(rows, key, layer.key());
        addBias(rows, value, layer.value());
        // queries and keys turn with their position; keys and values go to their slots
        for (int r = 0; r < rows; r++) {
            if (layer.queryNorm() != null) {
                normHeads(layer.queryNorm(), query, r * queryDim, config.heads());
                normHeads(layer.keyNorm(), key, r * kvDim, config.kvHeads());
            }
            if (rotary[l] != null) {
                rotary[l].turn(kernels, r, query, r * queryDim, config.heads(), headDim);
                rotary[l].turn(kernels, r, key, r * kvDim, config.kvHeads(), headDim);
            }
            System.arraycopy(key, r * kvDim, cache.keys(l), batch.slots()[r] * kvDim, kvDim);
            System.arraycopy(value, r * kvDim, cache.values(l), batch.slots()[r] * kvDim, kvDim);
        }
        attention.run(batch, rule.window(), query, cache, l, attended);
        projection.run(rows, attended, layer.attended().matrix(), delta);
        addBias(rows, delta, layer.attended());
        addHalf(layer.attentionPostNorm(), rows);
    }

    /// x = x + Wdown (act(Wgate x') * Wup x'), or without a gate x + Wdown act(Wup x'), with x' the normed x
    private void feedForward(Weights.Layer layer, int rows) {
        norm(layer.ffnNorm(), x, 0, rows, normed, 0);
        if (mixture != null) {
            mixture.run(rows, normed, layer.mixture(), delta);
        } else {
            float[] inner = up; // (rows, ffnDim)
            if (layer.gate() == null) {
                projection.run(rows, normed, layer.up().matrix(), up);
                addBias(rows, up, layer.up());
                kernels.gelu(up, 0, rows * config.ffnDim());
            } else {
                projection.run(rows, normed, layer.gate().matrix(), gate, layer.up().matrix(), up);
                addBias(rows, gate, layer.gate());
                addBias(rows, up, layer.up());
                gate(kernels, arithmetic.activation(), gate, up, rows * config.ffnDim());
                inner = gate;
            }
            projection.run(rows, inner, layer.down().matrix(), delta);
            addBias(rows, delta, layer.down());
        }
        addHalf(layer.ffnPostNorm(), rows);
    }

    /// gate = act(gate) * up
    static void gate(Kernels kernels, Activation activation, float[] gate, float[] up, int n) {
        switch (activation) {
            case SILU -> kernels.siluMultiply(gate, 0, up, 0, n);
            case GELU -> kernels.geluMultiply(gate, 0, up, 0, n);
        }
    }

    /// x = x + what a half layer computed, normalised and scaled where the model does so
    private void addHalf(Weights.Norm postNorm, int rows) {
        if (postNorm != null) {
            norm(postNorm, delta, 0, rows, delta, 0);
        }
        int n = rows * config.dim();
        scale(delta, 0, n, (float) arithmetic.scales().residual());
        kernels.add(x, 0, delta, 0, n);
    }

    /// logits = Woutput norm(x), scaled and capped where the model does so, for the rows that want them: (wanted, vocab)
    private Logits logits(Batch batch) {
        int[] places = new int[batch.rows()];
        int wanted = 0;
        for (int r = 0; r < places.length; r++) {
            places[r] = Logits.NOT_WANTED;
            if (batch.wantLogits(r)) {
                places[r] = wanted;
                norm(weights.outputNorm(), x, r, 1, normed, wanted);
                wanted++;
            }
        }
        float[] scores = new float[Math.multiplyExact(wanted, config.vocabSize())];
        if (wanted > 0) {
            projection.run(wanted, normed, weights.output(), scores);
            scale(scores, 0, scores.length, (float) arithmetic.scales().logits());
            if (arithmetic.scales().logitCap() > 0) {
                kernels.softCap(scores, 0, scores.length, (float) arithmetic.scales().logitCap());
            }
        }
        return new Logits(config.vocabSize(), places, scores);
    }

    /// Normalises `rows` rows of width dim, from row `from` of `in` to row `to` of `out`, which may be the same.
    private void norm(Weights.Norm norm, float[] in, int from, int rows, float[] out, int to) {
        int dim = config.dim();
        float epsilon = (float) arithmetic.epsilon();
        for (int r = 0; r < rows; r++) {
            if (norm.bias() == null) {
                kernels.rmsNorm(in, (from + r) * dim, norm.weight(), dim, epsilon, out, (to + r) * dim);
            } else {
                kernels.layerNorm(in, (from + r) * dim, norm.weight(), norm.bias(), dim, epsilon, out,
                        (to + r) * dim);
            }
        }
    }

    private void normHeads(float[] weight, float[] heads, int offset, int count) {
        int headDim = config.headDim();
        for (int h = 0; h < count; h++) {
            int at = offset + h * headDim;
            kernels.rmsNorm(heads, at, weight, headDim, (float) arithmetic.epsilon(), heads, at);
        }
    }

    private static void scale(float[] values, int from, int n, float by) {
        if (by == 1) {
            return;
        }
        for (int i = from; i < from + n; i++) {
            values[i] *= by;
        }
    }

    private void addBias(int rows, float[] out, Weights.Linear linear) {
        float[] bias = linear.bias();
        for (int r = 0; bias != null && r < rows; r++) {
            kernels.add(out, r * bias.length, bias, 0, bias.length);
        }
    }

    private void markCells(Batch batch, KvCache cache) {
        KvCells cells = cache.cells();
        for (int r = 0; r < batch.rows(); r++) {
            int slot = batch.slots()[r];
            boolean committed = slot < cache.length();
            cells.set(slot, committed ? cells.state(slot) : State.SCRATCH, batch.tokens()[r], batch.positions()[r],
                    committed ? cells.node(slot) : KvCells.NONE);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the model " + config.name() + " is closed");
        }
    }

    private void check(Batch batch, KvCache cache, LayerPlan plan) {
        if (plan.layers() != config.layers()) {
            throw new IllegalArgumentException(
                    "the plan is made for " + plan.layers() + " layers; this model has " + config.layers());
        }
        if (cache.layers() != config.layers() || cache.kvDim() != config.kvDim()) {
            throw new IllegalArgumentException("the cache has " + cache.layers() + " layers of width " + cache.kvDim()
                    + "; this model needs " + config.layers() + " of width " + config.kvDim());
        }
        if (slotStamp.length < cache.capacity()) {
            slotStamp = Arrays.copyOf(slotStamp, cache.capacity());
        }
        if (batch.embeddings() != null && batch.embeddings().length != (long) batch.rows() * config.dim()) {
            throw new IllegalArgumentException("a batch of " + batch.rows() + " embeddings has " + config.dim()
                    + " floats each; got " + batch.embeddings().length + " in all");
        }
        pass++;
        for (int r = 0; r < batch.rows(); r++) {
            int token = batch.tokens()[r];
            int slot = batch.slots()[r];
            if ((token < 0 || token >= config.vocabSize()) && batch.embeddings() == null) {
                throw new IllegalArgumentException(
                        "row " + r + " has token id " + token + "; ids are 0 to " + (config.vocabSize() - 1));
            }
            if (batch.positions()[r] < 0) {
                throw new IllegalArgumentException(
                        "row " + r + " has position " + batch.positions()[r] + "; the first is 0");
            }
            if (weights.positions() != null && batch.positions()[r] >= config.contextLength()) {
                throw new IllegalArgumentException("row " + r + " has position " + batch.positions()[r]
                        + "; this model has learnt positions 0 to " + (config.contextLength() - 1));
            }
            if (slot < 0 || slot >= cache.capacity()) {
                throw new IllegalArgumentException(
                        "row " + r + " wants slot " + slot + "; the cache has " + cache.capacity() + " slots");
            }
            if (slotStamp[slot] == pass) {
                throw new IllegalArgumentException("two rows want slot " + slot + "; each row needs its own");
            }
            slotStamp[slot] = pass;
        }
        int largest = batch.mask().largestSlot();
        if (largest >= cache.capacity()) {
            throw new IllegalArgumentException(
                    "the mask names slot " + largest + "; the cache has " + cache.capacity() + " slots");
        }
    }

    private void grow(int rows) {
        if (rows <= rowCapacity) {
            return;
        }
        rowCapacity = Math.max(rows, 2 * rowCapacity);
        x = buffer(config.dim());
        normed = buffer(config.dim());
        query = buffer(config.queryDim());
        key = buffer(config.kvDim());
        value = buffer(config.kvDim());
        attended = buffer(config.queryDim());
        delta = buffer(config.dim());
        gate = buffer(config.ffnDim());
        up = buffer(config.ffnDim());
    }

    private float[] buffer(int width) {
        return new float[Math.multiplyExact(rowCapacity, width)];
    }
}
