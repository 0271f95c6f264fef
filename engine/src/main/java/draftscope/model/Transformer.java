package draftscope.model;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.cache.KvCells.State;
import draftscope.kernel.Kernels;
import java.util.Arrays;

/// The forward pass of a llama model: rows of tokens in, rows of logits out, keys and values left in a [KvCache].
///
/// Source: Touvron et al., 2023, arXiv 2302.13971 (architecture), in the weight layout of GGUF. One pass serves prompts,
/// single tokens, draft trees and bidirectional diffusion: they differ only in the [AttentionMask].
///
/// **A row's result is bitwise the same** whatever the other rows of the batch, the thread count and the slots its context
/// lies in, given the same kernels. Draws no randomness. One pass at a time: a second caller waits.
public final class Transformer {
    private final ModelConfig config;
    private final Weights weights;
    private final Kernels kernels;
    private final Team team;
    private final double[] frequencies; // (ropeDims / 2), radians per position

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
    private float[][] cosines; // (rows)(ropeDims / 2)
    private float[][] sines; // (rows)(ropeDims / 2)
    private int[] slotStamp = new int[0]; // (cache capacity) the last pass that wrote the slot
    private int pass;
    private boolean closed;

    private final Projection projection;
    private final Attention attention;

    Transformer(ModelConfig config, Weights weights, Kernels kernels, int threads) {
        this.config = config;
        this.weights = weights;
        this.kernels = kernels;
        team = new Team(threads);
        projection = new Projection(kernels, team);
        attention = new Attention(config, kernels, team);
        frequencies = new double[config.ropeDims() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(config.ropeTheta(), -2.0 * i / config.ropeDims());
            frequencies[i] = plain / weights.ropeFactors()[i] / config.ropeScale();
        }
        grow(1);
    }

    /// The numbers of the model.
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

    /// One forward pass over the rows of `batch`, with any attention mask.
    ///
    /// Per layer, keys and values of row i are written to slot `batch.slots()[i]` first, then all rows attend; so a row may
    /// see any row of the batch, itself included. Slots that no row's mask lists are never read. Cells of the written slots
    /// get the token and the position; those beyond the committed length are marked as scratch.
    ///
    /// @return logits of the rows that want them
    /// @throws IllegalArgumentException if an id, a slot or the cache does not fit the model; nothing is changed then
    /// @throws IllegalStateException    if the model is closed
    public synchronized Logits forward(Batch batch, KvCache cache) {
        if (closed) {
            throw new IllegalStateException("the model " + config.name() + " is closed");
        }
        check(batch, cache);
        int rows = batch.rows();
        grow(rows);
        int dim = config.dim();
        int queryDim = config.queryDim();
        int kvDim = config.kvDim();
        int ffnDim = config.ffnDim();
        float epsilon = (float) config.rmsEpsilon();

        // x = embedding row of each token: (rows, dim)
        for (int r = 0; r < rows; r++) {
            kernels.dequantise(weights.embedding(), batch.tokens()[r], x, r * dim);
            rotation(batch.positions()[r], cosines[r], sines[r]);
        }

        for (int l = 0; l < config.layers(); l++) {
            Weights.Layer layer = weights.layers()[l];

            // normed = RMSNorm(x): (rows, dim)
            for (int r = 0; r < rows; r++) {
                kernels.rmsNorm(x, r * dim, layer.attentionNorm(), dim, epsilon, normed, r * dim);
            }
            // query, key, value = Wq normed, Wk normed, Wv normed: (rows, queryDim), (rows, kvDim) twice
            projection.run(rows, normed, layer.query(), query, layer.key(), key, layer.value(), value);
            addBias(rows, query, layer.queryBias());
            addBias(rows, key, layer.keyBias());
            addBias(rows, value, layer.valueBias());
            // queries and keys turn with their position; keys and values go to their slots
            for (int r = 0; r < rows; r++) {
                kernels.rope(query, r * queryDim, config.heads(), config.headDim(), cosines[r], sines[r]);
                kernels.rope(key, r * kvDim, config.kvHeads(), config.headDim(), cosines[r], sines[r]);
                System.arraycopy(key, r * kvDim, cache.keys(l), batch.slots()[r] * kvDim, kvDim);
                System.arraycopy(value, r * kvDim, cache.values(l), batch.slots()[r] * kvDim, kvDim);
            }
            // attended = softmax(query keys^T / sqrt(headDim)) values, over the visible slots in order: (rows, queryDim)
            attention.run(batch.mask(), rows, query, cache.keys(l), cache.values(l), attended);
            // x = x + Wo attended
            projection.run(rows, attended, layer.attended(), delta);
            addBias(rows, delta, layer.attendedBias());
            kernels.add(x, 0, delta, 0, rows * dim);

            // normed = RMSNorm(x)
            for (int r = 0; r < rows; r++) {
                kernels.rmsNorm(x, r * dim, layer.ffnNorm(), dim, epsilon, normed, r * dim);
            }
            // gate = silu(Wgate normed) * (Wup normed): (rows, ffnDim)
            projection.run(rows, normed, layer.gate(), gate, layer.up(), up);
            addBias(rows, gate, layer.gateBias());
            addBias(rows, up, layer.upBias());
            // row by row: vector kernels finish a length that is no multiple of a vector with another exponential
            for (int r = 0; r < rows; r++) {
                kernels.siluMultiply(gate, r * ffnDim, up, r * ffnDim, ffnDim);
            }
            // x = x + Wdown gate
            projection.run(rows, gate, layer.down(), delta);
            addBias(rows, delta, layer.downBias());
            kernels.add(x, 0, delta, 0, rows * dim);
        }

        markCells(batch, cache);
        return logits(batch, epsilon);
    }

    /// Waits for the pass that runs, if any, and lets the threads end; called by the model that owns this.
    synchronized void close() {
        closed = true;
        team.close();
    }

    /// logits = Woutput RMSNorm(x), for the rows that want them: (wanted, vocab)
    private Logits logits(Batch batch, float epsilon) {
        int dim = config.dim();
        int[] places = new int[batch.rows()];
        int wanted = 0;
        for (int r = 0; r < places.length; r++) {
            places[r] = Logits.NOT_WANTED;
            if (batch.wantLogits(r)) {
                places[r] = wanted;
                kernels.rmsNorm(x, r * dim, weights.outputNorm(), dim, epsilon, normed, wanted * dim);
                wanted++;
            }
        }
        float[] scores = new float[Math.multiplyExact(wanted, config.vocabSize())];
        if (wanted > 0) {
            projection.run(wanted, normed, weights.output(), scores);
        }
        return new Logits(config.vocabSize(), places, scores);
    }

    /// Cosine and sine of each rotary pair at `position`.
    private void rotation(int position, float[] cosine, float[] sine) {
        for (int i = 0; i < frequencies.length; i++) {
            double angle = position * frequencies[i];
            cosine[i] = (float) Math.cos(angle);
            sine[i] = (float) Math.sin(angle);
        }
    }

    private void addBias(int rows, float[] out, float[] bias) {
        if (bias == null) {
            return;
        }
        for (int r = 0; r < rows; r++) {
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

    private void check(Batch batch, KvCache cache) {
        if (cache.layers() != config.layers() || cache.kvDim() != config.kvDim()) {
            throw new IllegalArgumentException("the cache has " + cache.layers() + " layers of width " + cache.kvDim()
                    + "; this model needs " + config.layers() + " of width " + config.kvDim());
        }
        if (slotStamp.length < cache.capacity()) {
            slotStamp = Arrays.copyOf(slotStamp, cache.capacity());
        }
        pass++;
        for (int r = 0; r < batch.rows(); r++) {
            int token = batch.tokens()[r];
            int slot = batch.slots()[r];
            if (token < 0 || token >= config.vocabSize()) {
                throw new IllegalArgumentException(
                        "row " + r + " has token id " + token + "; ids are 0 to " + (config.vocabSize() - 1));
            }
            if (batch.positions()[r] < 0) {
                throw new IllegalArgumentException(
                        "row " + r + " has position " + batch.positions()[r] + "; the first is 0");
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
        cosines = new float[rowCapacity][frequencies.length];
        sines = new float[rowCapacity][frequencies.length];
    }

    private float[] buffer(int width) {
        return new float[Math.multiplyExact(rowCapacity, width)];
    }
}
