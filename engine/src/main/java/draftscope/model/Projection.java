package draftscope.model;

import draftscope.kernel.Kernels;
import draftscope.kernel.Matrix;

/// Products of weight matrices with the rows of a batch, divided among the threads by output row.
///
/// A reusable task, because a new one for each of some fifty products per token would be garbage.
final class Projection implements Team.Task {
    /// Kernels take weight rows eight at a time; a share that is no multiple wastes the rest.
    private static final int GRAIN = 8;

    private final Kernels kernels;
    private final Team team;
    private int rows;
    private float[] in; // (rows, columns)
    private final Matrix[] matrices = new Matrix[3];
    private final float[][] outs = new float[3][]; // (rows, matrix rows)

    Projection(Kernels kernels, Team team) {
        this.kernels = kernels;
        this.team = team;
    }

    /// `outA = A in` for each of `rows` rows.
    void run(int rows, float[] in, Matrix a, float[] outA) {
        run(rows, in, a, outA, null, null);
    }

    /// Two products of the same input.
    void run(int rows, float[] in, Matrix a, float[] outA, Matrix b, float[] outB) {
        run(rows, in, a, outA, b, outB, null, null);
    }

    /// Up to three products of the same input.
    void run(int rows, float[] in, Matrix a, float[] outA, Matrix b, float[] outB, Matrix c, float[] outC) {
        this.rows = rows;
        this.in = in;
        set(0, a, outA);
        set(1, b, outB);
        set(2, c, outC);
        int outputs = a.rows() + (b == null ? 0 : b.rows()) + (c == null ? 0 : c.rows());
        team.run(this, (long) rows * outputs * a.columns());
    }

    private void set(int i, Matrix matrix, float[] out) {
        matrices[i] = matrix;
        outs[i] = out;
    }

    @Override
    public void run(int part, int parts) {
        for (int i = 0; i < matrices.length && matrices[i] != null; i++) {
            Matrix m = matrices[i];
            int grains = m.rows() / GRAIN;
            int from = grains * part / parts * GRAIN;
            int to = part == parts - 1 ? m.rows() : grains * (part + 1) / parts * GRAIN;
            if (from < to) {
                kernels.matmul(m, from, to, in, m.columns(), rows, outs[i], m.rows());
            }
        }
    }
}
