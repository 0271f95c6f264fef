package draftscope.decode.speculative;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The shape of a tree whose nodes are named by ranks: which child of which child, best first.
///
/// The rule: a root scores 1, a child of rank 0, 1, 2, ... scores 0.7 / (rank + 1) of its parent, and the `size` nodes with the
/// highest scores make the template; on a tie the shallower, then the one whose ranks come first. A node never scores more than
/// its parent, so the template is a tree. The rule says that the target's first choice follows again in most cases and the
/// others as in Zipf's law; with 80 nodes, 8 ranks and depth 6 it shares 70 nodes with the template in the code of Token
/// Recycling (Luo et al. 2024).
///
/// Example: 5 nodes are 0, 00, 1, 000, 01 (scores .7, .49, .35, .343, .245).
///
/// @param nodes shallow ones first, within a level in the order of their ranks from the root
record RankTemplate(List<Node> nodes) {
    private static final double FIRST = 0.7;

    RankTemplate {
        nodes = List.copyOf(nodes);
    }

    /// @param parent place of the parent in the list, -1 for the root
    record Node(int parent, int rank, int depth) {}

    private record Path(List<Integer> ranks) {
        // The same depth and product give the same score to the last bit, so ties are ties.
        double score() {
            double product = 1;
            for (int rank : ranks) {
                product *= rank + 1;
            }
            return StrictMath.pow(FIRST, ranks.size()) / product;
        }

        Path child(int rank) {
            List<Integer> longer = new ArrayList<>(ranks);
            longer.add(rank);
            return new Path(longer);
        }

        Path nextSibling() {
            return new Path(ranks.subList(0, ranks.size() - 1)).child(ranks.getLast() + 1);
        }
    }

    /// @param size   nodes, root excluded, at least 1; fewer where ranks and depth allow no more
    /// @param ranks  most children of a node, at least 1
    /// @param levels deepest level, at least 1
    static RankTemplate of(int size, int ranks, int levels) {
        Comparator<Path> shallowThenFirst = Comparator.<Path>comparingInt(path -> path.ranks().size())
                .thenComparing(Path::ranks, RankTemplate::compare);
        PriorityQueue<Path> open = new PriorityQueue<>(Comparator.comparingDouble(Path::score).reversed()
                .thenComparing(shallowThenFirst));
        List<Path> chosen = new ArrayList<>();
        open.add(new Path(List.of()).child(0));
        while (chosen.size() < size && !open.isEmpty()) {
            Path best = open.remove();
            chosen.add(best);
            // Every node is opened once: by its elder sibling, or a first child by its parent.
            if (best.ranks().size() < levels) {
                open.add(best.child(0));
            }
            if (best.ranks().getLast() + 1 < ranks) {
                open.add(best.nextSibling());
            }
        }
        chosen.sort(shallowThenFirst);
        List<List<Integer>> names = chosen.stream().map(Path::ranks).toList();
        return new RankTemplate(names.stream().map(name -> new Node(names.indexOf(name.subList(0, name.size() - 1)),
                name.getLast(), name.size())).toList());
    }

    private static int compare(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return one.get(i) - other.get(i);
            }
        }
        return 0;
    }

    /// Depth of the deepest node.
    int levels() {
        return nodes.getLast().depth();
    }
}
