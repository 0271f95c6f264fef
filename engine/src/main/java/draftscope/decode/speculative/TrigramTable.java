package draftscope.decode.speculative;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What followed two tokens, with weights: shares counted once in a corpus, then raised by what the text really does.
final class TrigramTable {
    private static final int KEPT = 12; // heaviest counted successors of a pair
    private static final Comparator<Successor> HEAVIEST_FIRST = Comparator.comparingDouble(Successor::weight).reversed()
            .thenComparingInt(Successor::token);

    private final Map<Pair, Map<Integer, Double>> weights = new HashMap<>();
    private final Map<Pair, List<Successor>> sorted = new HashMap<>(); // what was asked for since it last changed

    /// Two tokens in a row.
    record Pair(int first, int second) {
        Pair next(int token) {
            return new Pair(second, token);
        }
    }

    /// @param share weight as a share of all successors' weights
    record Successor(int token, double weight, double share) {}

    /// Counts all tri-grams of `texts`; the 12 most frequent successors of a pair stay, with their shares as weights.
    TrigramTable(List<int[]> texts) {
        Map<Pair, Map<Integer, Integer>> counts = new HashMap<>();
        for (int[] text : texts) {
            for (int i = 2; i < text.length; i++) {
                counts.computeIfAbsent(new Pair(text[i - 2], text[i - 1]), pair -> new HashMap<>()).merge(text[i], 1,
                        Integer::sum);
            }
        }
        counts.forEach((pair, successors) -> {
            double all = successors.values().stream().mapToInt(count -> count).sum();
            Map<Integer, Double> kept = new HashMap<>();
            successors.entrySet().stream().map(e -> new Successor(e.getKey(), e.getValue() / all, 0))
                    .sorted(HEAVIEST_FIRST).limit(KEPT).forEach(s -> kept.put(s.token(), s.weight()));
            weights.put(pair, kept);
        });
    }

    /// Adds to the weight of a successor, which may be new, up to a limit.
    void raise(Pair pair, int token, double by, double limit) {
        weights.computeIfAbsent(pair, p -> new HashMap<>()).merge(token, by,
                (old, more) -> Math.min(limit, old + more));
        sorted.remove(pair);
    }

    /// What may follow a pair, the heaviest first and the lowest id on a tie; empty when nothing is known.
    List<Successor> after(Pair pair) {
        return sorted.computeIfAbsent(pair, this::sort);
    }

    private List<Successor> sort(Pair pair) {
        List<Successor> list = new ArrayList<>();
        weights.getOrDefault(pair, Map.of()).forEach((token, weight) -> list.add(new Successor(token, weight, 0)));
        list.sort(HEAVIEST_FIRST);
        double all = 0;
        for (Successor successor : list) { // in sorted order, so that the sum does not depend on a hash
            all += successor.weight();
        }
        for (int i = 0; i < list.size(); i++) {
            Successor s = list.get(i);
            list.set(i, new Successor(s.token(), s.weight(), s.weight() / all));
        }
        return List.copyOf(list);
    }
}
