package draftscope.tokenizer;

import java.util.Arrays;

/// Finds the pieces that begin at a place of a text. Filled once, then read by any thread.
///
/// Looking at one place takes at most as many steps as the longest piece is long; who fills it keeps pieces short.
final class PieceTrie {
    static final int NONE = -1;
    static final int ROOT = 0;

    private final PairTable edges = new PairTable();
    private int[] ids = {NONE}; // (nodes) the piece that ends here
    private int nodes = 1;

    /// Adds `piece`, unless it is empty or there already.
    void add(String piece, int id) {
        int node = ROOT;
        for (int i = 0; i < piece.length(); i++) {
            int next = edges.get(node, piece.charAt(i));
            if (next == PairTable.NONE) {
                if (nodes == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * nodes);
                }
                ids[nodes] = NONE;
                next = nodes++;
                edges.putIfAbsent(node, piece.charAt(i), next);
            }
            node = next;
        }
        if (node != ROOT && ids[node] == NONE) {
            ids[node] = id;
        }
    }

    boolean isEmpty() {
        return nodes == 1;
    }

    /// The node behind `c`, or [#NONE].
    int next(int node, char c) {
        return edges.get(node, c);
    }

    /// The piece that ends at `node`, or [#NONE].
    int id(int node) {
        return ids[node];
    }

    /// The end in `text` of the longest piece that begins at `from`, or `from` where none does.
    int longestEnd(String text, int from) {
        int end = from;
        int node = ROOT;
        for (int at = from; at < text.length(); at++) {
            node = edges.get(node, text.charAt(at));
            if (node == NONE) {
                break;
            }
            if (ids[node] != NONE) {
                end = at + 1;
            }
        }
        return end;
    }

    /// The piece that is exactly `text[from..to)`, or [#NONE].
    int find(String text, int from, int to) {
        int node = ROOT;
        for (int at = from; at < to && node != NONE; at++) {
            node = edges.get(node, text.charAt(at));
        }
        return node == NONE || node == ROOT ? NONE : ids[node];
    }
}
