package draftscope.decode.speculative;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// How likely a token is by the n-grams of texts that only grow: over the orders o = 2 to 6 the sum of
/// weight(o) count(last o - 1 tokens, token) / count(last o - 1 tokens). An order whose context was never seen adds nothing. The
/// weights add up to one half, so the result is at most that.
///
/// Tokens are kept once, with counts of pairs, and each place knows the one before it with the same pair. Adding a token takes
/// constant time, a question as much as there are places of the context's last pair. Not thread-safe.
///
/// Example: after the text `1 2 3 1 2 4` the context `1 2` was followed by 3 and by 4 once each, and so was the context `2`:
/// the law of 3 is (.01 + .04) / 2.
///
/// Source of the weights: Shen et al. 2024, arXiv 2405.18400, and its code.
final class NgramLaw {
    /// Most tokens of a context that are looked at.
    static final int CONTEXT = 5;

    private static final double[] WEIGHTS = {.01, .04, .15, .18, .12}; // (CONTEXT), shortest context first
    private static final int NOWHERE = -1;
    private static final int TEXT_END = -1; // no token, so no context reaches over it
    private static final Pair NEVER = new Pair(0, NOWHERE);

    private final Map<Long, Pair> pairs = new HashMap<>(); // by both tokens
    private final Map<Integer, Integer> followed = new HashMap<>(); // how often a token was followed by another
    private int[] tokens = new int[64];
    private int[] earlier = new int[64]; // place before this one with the same pair
    private int size;

    /// @param last place of the second token where it came last
    private record Pair(int count, int last) {}

    /// Adds the next token of the text.
    void add(int token) {
        boolean follows = size > 0 && tokens[size - 1] != TEXT_END;
        append(token);
        if (follows) {
            Pair before = pair(tokens[size - 2], token);
            pairs.put(key(tokens[size - 2], token), new Pair(before.count() + 1, size - 1));
            followed.merge(tokens[size - 2], 1, Integer::sum);
            earlier[size - 1] = before.last();
        }
    }

    /// The text is over; what is added next begins another.
    void endText() {
        append(TEXT_END);
    }

    private void append(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
            earlier = Arrays.copyOf(earlier, 2 * size);
        }
        tokens[size++] = token;
    }

    private Pair pair(int first, int second) {
        return pairs.getOrDefault(key(first, second), NEVER);
    }

    private static long key(int first, int second) {
        return (long) first << 32 | second;
    }

    /// The law after a context for some tokens, `(candidates)`.
    ///
    /// @param context the last tokens, at most [#CONTEXT], newest last; not empty
    double[] of(int[] context, int[] candidates) {
        int length = context.length;
        int last = context[length - 1];
        int[] seen = new int[length]; // by length of the context, less one
        int[][] counts = new int[length][candidates.length];
        seen[0] = followed.getOrDefault(last, 0);
        Arrays.setAll(counts[0], i -> pair(last, candidates[i]).count());
        int at = length < 2 ? NOWHERE : pair(context[length - 2], last).last();
        for (; at != NOWHERE; at = earlier[at]) {
            if (at + 1 == size || tokens[at + 1] == TEXT_END) {
                continue;
            }
            int candidate = 0;
            while (candidate < candidates.length && candidates[candidate] != tokens[at + 1]) {
                candidate++;
            }
            for (int n = 1; n < length && at >= n && tokens[at - n] == context[length - 1 - n]; n++) {
                seen[n]++;
                if (candidate < candidates.length) {
                    counts[n][candidate]++;
                }
            }
        }
        double[] law = new double[candidates.length];
        for (int n = 0; n < length && seen[n] > 0; n++) {
            for (int i = 0; i < law.length; i++) {
                law[i] += WEIGHTS[n] * counts[n][i] / seen[n];
            }
        }
        return law;
    }
}
