package draftscope.decode.speculative;

import draftscope.decode.speculative.TrigramTable.Pair;
import draftscope.decode.speculative.TrigramTable.Successor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// A Monte Carlo tree search over a [TrigramTable]: which continuations are likely, and different from each other.
///
/// Each iteration walks down by W / N + (32 + ln((M + 9) / 8)) prior sqrt(M) / (1 + N), where a child was visited N times for
/// scores W and its parent M times, and a child never visited comes first; opens the node it ends at; goes on at random by
/// the table's shares; and adds 1 plus the shares along the whole way to every node it passed.
final class TrigramSearch {
    /// Levels below the root; each path is then extended by one token more.
    static final int LEVELS = 3;

    private static final double EXPLORATION = 32;
    private static final double BASE = 8;

    private final TrigramTable table;
    private final List<Node> nodes = new ArrayList<>(); // in the order in which they were opened
    private final Node root;

    private static final class Node {
        final Node parent;
        final Pair pair; // ends with the node's token
        final double prior;
        final int depth;
        List<Node> children; // null until opened
        int visits;
        double score;

        Node(Node parent, Pair pair, double prior) {
            this.parent = parent;
            this.pair = pair;
            this.prior = prior;
            depth = parent == null ? 0 : parent.depth + 1;
        }
    }

    /// A continuation with how often the search came through it.
    record Path(List<Integer> tokens, int visits) {}

    TrigramSearch(TrigramTable table, Pair start) {
        this.table = table;
        root = new Node(null, start, 1);
    }

    /// One iteration.
    ///
    /// @param draws a uniform number for each level of the random part
    void iterate(IntToDoubleFunction draws) {
        Node at = root;
        while (at.children != null && !at.children.isEmpty()) {
            at = best(at);
        }
        if (at.children == null && at.depth < LEVELS) {
            open(at);
            at = at.children.isEmpty() ? at : at.children.getFirst(); // the one with the greatest prior
        }
        double score = 1 + rollOut(at, draws);
        for (Node node = at; node != null; node = node.parent) {
            score += node.depth > 0 ? node.prior : 0;
        }
        for (Node node = at; node != null; node = node.parent) {
            node.visits++;
            node.score += score;
        }
    }

    private void open(Node node) {
        node.children = new ArrayList<>();
        for (Successor successor : table.after(node.pair)) {
            Node child = new Node(node, node.pair.next(successor.token()), successor.share());
            node.children.add(child);
            nodes.add(child);
        }
    }

    private static Node best(Node parent) {
        double explore = (EXPLORATION + Math.log((parent.visits + BASE + 1) / BASE)) * Math.sqrt(parent.visits);
        Node best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (Node child : parent.children) {
            if (child.visits == 0) {
                return child;
            }
            double value = child.score / child.visits + explore * child.prior / (1 + child.visits);
            if (value > most) {
                most = value;
                best = child;
            }
        }
        return best;
    }

    private double rollOut(Node from, IntToDoubleFunction draws) {
        double score = 0;
        Pair pair = from.pair;
        for (int depth = from.depth; depth < LEVELS; depth++) {
            List<Successor> successors = table.after(pair);
            if (successors.isEmpty()) {
                break;
            }
            double u = draws.applyAsDouble(depth);
            Successor chosen = successors.getLast();
            double sum = 0;
            for (Successor successor : successors) {
                sum += successor.share();
                if (u < sum) {
                    chosen = successor;
                    break;
                }
            }
            score += chosen.share();
            pair = pair.next(chosen.token());
        }
        return score;
    }

    /// The most visited continuations, each extended by its heaviest successor; the first found on a tie.
    List<Path> mostVisited(int count) {
        return nodes.stream().filter(node -> node.visits > 0).sorted(Comparator.comparingInt((
                Node node) -> -node.visits)).limit(count).map(this::path).toList();
    }

    private Path path(Node node) {
        List<Integer> tokens = new ArrayList<>();
        table.after(node.pair).stream().findFirst().ifPresent(next -> tokens.add(next.token()));
        for (Node at = node; at != root; at = at.parent) {
            tokens.addFirst(at.pair.second());
        }
        return new Path(List.copyOf(tokens), node.visits);
    }
}
