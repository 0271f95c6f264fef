package draftscope.decode.speculative;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The best shapes of draft trees, for every number of nodes and levels, when the `i`-th child of any node is accepted with the
/// same chance.
///
/// A tree brings as many tokens a round as the chances of its nodes sum to, the root's 1 for the target's own token included; a
/// node's chance is the product of those of its ranks from the root down. With T(n, d, b) for the best tree of n nodes on d
/// levels, root included in both, whose root has b children: T(n, d, b) = max over m of T(n - m, d, b - 1) + P(b) T(m, d - 1).
/// Time O(nodes^2 x levels x children).
///
/// Source: Sequoia (Chen, May, Svirschevski et al. 2024, arXiv 2402.12374), the dynamic programme of section 4 with its bound on the
/// depth.
final class TreePlans {
    private static final double NO_TREE = Double.NEGATIVE_INFINITY;

    private final double[] acceptance; // (children), by rank
    private final double[][][] best; // (levels + 1, nodes + 1, children + 1), root included
    private final double[][] top; // (levels + 1, nodes + 1): the best of any number of children
    private final int[][][] last; // same: nodes below and with the last child

    /// A shape: the children of each node, first to last; nodes are numbered from the root, 0, down.
    record Shape(List<List<Integer>> children) {
        /// Nodes without the root.
        int nodes() {
            return children.size() - 1;
        }
    }

    /// @param acceptance chance of the first, second, ... child; these are shares of all trials, which sum to at most 1
    /// @param nodes      most nodes, without the root
    /// @param levels     most levels, without the root's
    TreePlans(double[] acceptance, int nodes, int levels) {
        this.acceptance = acceptance.clone();
        int children = Math.min(acceptance.length, nodes);
        best = new double[levels + 2][nodes + 2][children + 1];
        top = new double[levels + 2][nodes + 2];
        last = new int[levels + 2][nodes + 2][children + 1];
        for (int d = 1; d < best.length; d++) {
            for (double[] row : best[d]) {
                Arrays.fill(row, NO_TREE);
            }
            Arrays.fill(top[d], NO_TREE);
            best[d][1][0] = 1;
            top[d][1] = 1;
            for (int n = 2; d > 1 && n < best[d].length; n++) {
                for (int b = 1; b <= children; b++) {
                    addChild(d, n, b);
                    top[d][n] = Math.max(top[d][n], best[d][n][b]);
                }
            }
        }
    }

    private void addChild(int d, int n, int b) {
        for (int m = 1; m < n; m++) {
            double value = best[d][n - m][b - 1] + acceptance[b - 1] * top[d - 1][m];
            if (value > best[d][n][b]) {
                best[d][n][b] = value;
                last[d][n][b] = m;
            }
        }
    }

    /// Tokens a round that the best tree of exactly `nodes` nodes on at most `levels` levels should bring; negative infinity when there
    /// is no such tree.
    double tokens(int nodes, int levels) {
        return top[levels + 1][nodes + 1];
    }

    /// That tree.
    Shape shape(int nodes, int levels) {
        List<List<Integer>> children = new ArrayList<>();
        grow(children, nodes + 1, levels + 1);
        return new Shape(children);
    }

    /// Adds a tree of `n` nodes on `d` levels and returns the number of its root.
    private int grow(List<List<Integer>> children, int n, int d) {
        int root = children.size();
        List<Integer> own = new ArrayList<>();
        children.add(own);
        int b = 0;
        for (int i = 1; i < best[d][n].length; i++) {
            b = best[d][n][i] > best[d][n][b] ? i : b;
        }
        int[] sizes = new int[b];
        for (int left = n; b > 0; b--) {
            sizes[b - 1] = last[d][left][b];
            left -= sizes[b - 1];
        }
        for (int size : sizes) {
            own.add(grow(children, size, d - 1));
        }
        return root;
    }
}
