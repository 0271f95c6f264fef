package draftscope.decode.speculative;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// N-grams by the token they follow. A token keeps a limited number; the one that was put in longest ago goes first.
final class NgramPool {
    private final int perToken;
    private final Map<Integer, List<List<Integer>>> grams = new HashMap<>(); // newest last
    private int size;

    /// @param perToken most n-grams of one token, at least 1
    NgramPool(int perToken) {
        this.perToken = perToken;
    }

    /// Puts an n-gram in; one that is there already counts as new.
    void add(int token, List<Integer> gram) {
        List<List<Integer>> kept = grams.computeIfAbsent(token, t -> new ArrayList<>());
        size -= kept.size();
        kept.remove(gram);
        kept.add(List.copyOf(gram));
        if (kept.size() > perToken) {
            kept.removeFirst();
        }
        size += kept.size();
    }

    /// The n-grams behind a token, newest first.
    List<List<Integer>> behind(int token) {
        return grams.getOrDefault(token, List.of()).reversed();
    }

    /// How many n-grams there are.
    int size() {
        return size;
    }
}
