package draftscope.decode.speculative;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// How likely a token is by the n-grams of texts that only grow: over the orders o = 2 to 6 the sum of
/// weight(o) count(last o - 1 tokens, token) / count(last o - 1 tokens). An order whose context was never seen adds nothing. The
/// weights add up to one half, so the result is at most that.
///
/// Tokens are kept once, and each place knows the one before it with the same token. Adding a token takes constant time, a
/// question as much as there are places of the context's last token; memory is two numbers a token. Not thread-safe.
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

    private final Map<Integer, Integer> latest = new HashMap<>(); // last place of a token
    private int[] tokens = new int[64];
    private int[] earlier = new int[64]; // place before this one with the same token
    private int size;

    /// Adds the next token of the text.
    void add(int token) {
        append(token);
        Integer before = latest.put(token, size - 1);
        earlier[size - 1] = before == null ? NOWHERE : before;
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

    /// The law after a context for some tokens, `(candidates)`.
    ///
    /// @param context the last tokens, at most [#CONTEXT], newest last; not empty
    double[] of(int[] context, int[] candidates) {
        int[] seen = new int[context.length]; // by length of the context, less one
        int[][] counts = new int[context.length][candidates.length];
        int last = context[context.length - 1];
        for (int at = latest.getOrDefault(last, NOWHERE); at != NOWHERE; at = earlier[at]) {
            if (at + 1 == size || tokens[at + 1] == TEXT_END) {
                continue;
            }
            int candidate = 0;
            while (candidate < candidates.length && candidates[candidate] != tokens[at + 1]) {
                candidate++;
            }
            for (int n = 0; n < context.length && at >= n && tokens[at - n] == context[context.length - 1 - n]; n++) {
                seen[n]++;
                if (candidate < candidates.length) {
                    counts[n][candidate]++;
                }
            }
        }
        double[] law = new double[candidates.length];
        for (int n = 0; n < context.length && seen[n] > 0; n++) {
            for (int i = 0; i < law.length; i++) {
                law[i] += WEIGHTS[n] * counts[n][i] / seen[n];
            }
        }
        return law;
    }
}
