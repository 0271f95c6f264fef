package draftscope.decode.speculative;

import draftscope.cache.KvCells;
import draftscope.trace.Provenance;
import java.util.Arrays;
import java.util.Objects;

/// The tokens that are output and will not change, prompt included, with who wrote each. Only grows. Not thread-safe.
public final class CommittedTokens {
    private int[] tokens;
    private Provenance[] provenances;
    private int size;

    /// Begins with a prompt.
    public CommittedTokens(int[] prompt) {
        tokens = Arrays.copyOf(prompt, Math.max(16, prompt.length * 2));
        provenances = new Provenance[tokens.length];
        Arrays.fill(provenances, 0, prompt.length, Provenance.PROMPT);
        size = prompt.length;
    }

    /// Number of tokens.
    public int size() {
        return size;
    }

    /// The token at `position`.
    public int get(int position) {
        return tokens[Objects.checkIndex(position, size)];
    }

    /// Who wrote the token at `position`.
    public Provenance provenance(int position) {
        return provenances[Objects.checkIndex(position, size)];
    }

    /// The last token: root of the next draft, not yet in any cache.
    public int last() {
        return get(size - 1);
    }

    /// The tokens from `from` (inclusive) to `to` (exclusive).
    public int[] range(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        return Arrays.copyOfRange(tokens, from, to);
    }

    /// What the cache cell of the token at `position` is to be marked as.
    public KvCells.State cellState(int position) {
        return switch (provenance(position)) {
            case PROMPT -> KvCells.State.PROMPT;
            case ACCEPTED_DRAFT -> KvCells.State.GENERATED;
            case TARGET, CORRECTION, BONUS, UNMASKED, FORCED, TAKEN_OVER -> KvCells.State.TARGET;
        };
    }

    /// Adds a token at the end.
    public void add(int token, Provenance provenance) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, size * 2);
            provenances = Arrays.copyOf(provenances, size * 2);
        }
        tokens[size] = token;
        provenances[size++] = Objects.requireNonNull(provenance, "provenance");
    }
}
