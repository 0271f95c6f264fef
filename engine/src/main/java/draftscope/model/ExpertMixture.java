package draftscope.model;

import draftscope.kernel.Kernels;
import draftscope.model.Arithmetic.Experts;
import draftscope.model.Weights.Mixture;

/// The feed-forward part of a mixture of experts: a router gives each row its most probable experts, whose outputs are added
/// with the router's weights (Jiang et al., 2024, arXiv 2401.04088, section 2.1).
///
/// Rows that share an expert go through it together. What a row gets does not depend on them: products are the same in any
/// batch, and a row's experts are added in the order of its own choice, the most probable first, the lower number on a tie.
/// One call at a time; buffers are kept.
final class ExpertMixture {
    private final ModelConfig config;
    private final Experts experts;
    private final Kernels kernels;
    private final Projection projection;
    private int rowCapacity;
    private float[] probabilities; // (rows, experts)
    private int[] chosen; // (rows, used): experts, the most probable first
    private float[] shares; // (rows, used): their weights
    private int[] members; // (rows): places (row * used + rank) of one expert's rows
    private float[] gathered; // (rows, dim): input of one expert's rows
    private float[] gate; // (rows, ffnDim)
    private float[] up; // (rows, ffnDim)
    private float[] down; // (rows, dim)
    private float[] outputs; // (rows, used, dim)

    ExpertMixture(ModelConfig config, Experts experts, Kernels kernels, Projection projection) {
        this.config = config;
        this.experts = experts;
        this.kernels = kernels;
        this.projection = projection;
    }

    /// @param in  (rows, dim)
    /// @param out (rows, dim)
    void run(int rows, float[] in, Mixture mixture, float[] out) {
        grow(rows);
        projection.run(rows, in, mixture.router(), probabilities);
        for (int r = 0; r < rows; r++) {
            choose(r);
        }
        for (int e = 0; e < experts.count(); e++) {
            int n = gather(e, rows, in);
            if (n > 0) {
                projection.run(n, gathered, mixture.gates()[e], gate, mixture.ups()[e], up);
                Transformer.gate(kernels, config.arithmetic().activation(), gate, up, n * config.ffnDim());
                projection.run(n, gate, mixture.downs()[e], down);
                for (int i = 0; i < n; i++) {
                    System.arraycopy(down, i * config.dim(), outputs, members[i] * config.dim(), config.dim());
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            add(r, out);
        }
    }

    /// The most probable experts of `row`, by selection: there are few of them.
    private void choose(int row) {
        int count = experts.count();
        int at = row * count;
        kernels.softmax(probabilities, at, count);
        float sum = 0;
        for (int rank = 0; rank < experts.used(); rank++) {
            int best = -1;
            for (int e = 0; e < count; e++) {
                if (best < 0 || probabilities[at + e] > probabilities[at + best]) {
                    best = e;
                }
            }
            chosen[row * experts.used() + rank] = best;
            shares[row * experts.used() + rank] = probabilities[at + best];
            sum += probabilities[at + best];
            probabilities[at + best] = -1; // not again
        }
        for (int rank = 0; experts.normalised() && rank < experts.used(); rank++) {
            shares[row * experts.used() + rank] /= sum;
        }
    }

    /// Collects the rows that chose `expert`, in order, and returns their number.
    private int gather(int expert, int rows, float[] in) {
        int n = 0;
        for (int place = 0; place < rows * experts.used(); place++) {
            if (chosen[place] == expert) {
                System.arraycopy(in, place / experts.used() * config.dim(), gathered, n * config.dim(), config.dim());
                members[n++] = place;
            }
        }
        return n;
    }

    private void add(int row, float[] out) {
        int dim = config.dim();
        for (int i = 0; i < dim; i++) {
            float sum = 0;
            for (int rank = 0; rank < experts.used(); rank++) {
                int place = row * experts.used() + rank;
                sum += shares[place] * outputs[place * dim + i];
            }
            out[row * dim + i] = sum;
        }
    }

    private void grow(int rows) {
        if (rows <= rowCapacity) {
            return;
        }
        rowCapacity = Math.max(rows, 2 * rowCapacity);
        probabilities = buffer(experts.count());
        chosen = new int[rowCapacity * experts.used()];
        shares = buffer(experts.used());
        members = new int[rowCapacity];
        gathered = buffer(config.dim());
        gate = buffer(config.ffnDim());
        up = buffer(config.ffnDim());
        down = buffer(config.dim());
        outputs = buffer(Math.multiplyExact(experts.used(), config.dim()));
    }

    private float[] buffer(int width) {
        return new float[Math.multiplyExact(rowCapacity, width)];
    }
}
