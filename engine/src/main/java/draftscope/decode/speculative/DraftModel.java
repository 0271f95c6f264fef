package draftscope.decode.speculative;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.decode.TokenScorer;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.sampling.RawLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The draft model at its reading: committed text, then nodes of the tree, in a cache that is kept in line with the target's.
///
/// The cache holds the context up to the last token that the model has read. After a round it is level with the target's
/// cache, or one behind it when the last accepted token was proposed and never read. The next round then begins by reading two
/// tokens.
final class DraftModel {
    private static final int PROMPT_CHUNK = 16; // a cancel is noticed between chunks

    private final TokenScorer scorer;
    private final int contextLength;
    private final int capacity;
    private final boolean[] read; // (maxNodes + 1): nodes of this round that the model has read
    private final int[] nodeSlots; // (maxNodes + 1)
    private final List<float[]> rows = new ArrayList<>(); // (rows of a pass, vocab), reused
    private KvCache cache; // from the beginning on
    private int lastStep = -2; // the last round in which the model drafted
    private int forwards;

    /// @param contextLength positions that the model was made for; beyond them it does not draft
    /// @param maxLength     most committed tokens that the run can reach
    /// @param maxNodes      most nodes of a draft
    DraftModel(TokenScorer scorer, int contextLength, int maxLength, int maxNodes) {
        this.scorer = scorer;
        this.contextLength = contextLength;
        capacity = Math.min(contextLength, maxLength) + maxNodes;
        read = new boolean[maxNodes + 1];
        nodeSlots = new int[maxNodes + 1];
    }

    /// `null` before the beginning.
    KvCache cache() {
        return cache;
    }

    /// How often the model ran after the prompt was read.
    int forwards() {
        return forwards;
    }

    /// Reads all of the prompt but its last token, which is the first root, as far as it is not remembered.
    void begin(DraftContext context) {
        int to = context.committed().size() - 1;
        boolean fits = to < contextLength;
        cache = scorer.newCache(capacity, fits ? context.committed().range(0, to) : new int[0]);
        if (fits) {
            while (cache.length() < to) {
                context.checkpoint().run();
                readCommitted(context.committed(), Math.min(to, cache.length() + PROMPT_CHUNK), false);
            }
        }
    }

    /// Why the model cannot read these nodes; empty when it can.
    Optional<DraftStop> outOfReach(DraftTree tree, List<Integer> nodes, DraftContext context) {
        int deepest = context.committed().size() - 1 + nodes.stream().mapToInt(tree::depth).max().orElseThrow();
        return deepest < contextLength
                ? Optional.empty()
                : Optional.of(new DraftStop("the draft model's context is full", deepest, contextLength));
    }

    /// One forward over the root, at the beginning of a round, or over nodes of the tree; the laws after them, in their order,
    /// which stay valid until the next forward.
    List<RawLaw> read(DraftTree tree, List<Integer> nodes, DraftContext context) {
        int rootPosition = context.committed().size() - 1;
        TokenScorer.Scores scores;
        int firstRow = 0;
        if (tree.size() == 0) {
            Arrays.fill(read, false);
            checkLevel(rootPosition, context.step());
            firstRow = rootPosition - cache.length(); // tokens that the model has yet to read stand before the root
            scores = readCommitted(context.committed(), rootPosition + 1, true);
        } else {
            scores = readNodes(tree, nodes, rootPosition);
        }
        forwards++;
        List<RawLaw> laws = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            if (rows.size() <= i) {
                rows.add(new float[scorer.vocabSize()]);
            }
            scores.copyRow(firstRow + i, rows.get(i));
            laws.add(new RawLaw(rows.get(i)));
        }
        return laws;
    }

    /// One forward over the committed tokens that it has not read; the law after the last, valid until the next forward.
    RawLaw readText(CommittedTokens committed) {
        int last = committed.size() - 1 - cache.length();
        return law(readCommitted(committed, committed.size(), true), last);
    }

    /// One forward over a guess behind everything that was read before; the law after it, valid until the next forward. The slot
    /// is that of its position, and is not committed.
    RawLaw readGuess(int token, int position) {
        int[] place = {position};
        TokenScorer.Scores scores = scorer.forward(
                new Batch(new int[]{token}, place, place, AttentionMask.causal(position, 1), null), cache);
        cache.cells().set(position, KvCells.State.SCRATCH, token, position, KvCells.NONE);
        return law(scores, 0);
    }

    private RawLaw law(TokenScorer.Scores scores, int row) {
        forwards++;
        if (rows.isEmpty()) {
            rows.add(new float[scorer.vocabSize()]);
        }
        scores.copyRow(row, rows.getFirst());
        return new RawLaw(rows.getFirst());
    }

    /// Keeps of the draft what was accepted and read.
    void observe(Acceptance acceptance) {
        cache.commit(acceptance.accepted().stream().filter(index -> read[index]).mapToInt(index -> nodeSlots[index])
                .toArray());
        Arrays.fill(read, false);
    }

    // A round without a draft may leave the cache further behind; a round with one may leave it behind by the last node alone.
    private void checkLevel(int rootPosition, int step) {
        int behind = rootPosition - cache.length();
        boolean followsDraft = step == lastStep + 1;
        lastStep = step;
        if (behind < 0 || followsDraft && behind > 1) {
            throw new IllegalStateException("the draft's cache holds " + cache.length() + " tokens where "
                    + rootPosition + " or one less belong");
        }
    }

    /// Reads the committed tokens from the end of the cache to `to` (exclusive).
    private TokenScorer.Scores readCommitted(CommittedTokens committed, int to, boolean wantLast) {
        int from = cache.length();
        int count = to - from;
        int[] places = new int[count];
        Arrays.setAll(places, i -> from + i);
        boolean[] want = new boolean[count];
        want[count - 1] = wantLast;
        int[] tokens = committed.range(from, to);
        TokenScorer.Scores scores = scorer.forward(
                new Batch(tokens, places, places, AttentionMask.causal(from, count), want), cache);
        cache.append(count);
        for (int i = 0; i < count; i++) {
            cache.cells().set(from + i, committed.cellState(from + i), tokens[i], from + i, KvCells.NONE);
        }
        return scores;
    }

    private TokenScorer.Scores readNodes(DraftTree tree, List<Integer> nodes, int rootPosition) {
        int count = nodes.size();
        int[] tokens = new int[count];
        int[] positions = new int[count];
        int[] slots = new int[count];
        int[][] own = new int[count][];
        for (int i = 0; i < count; i++) {
            int index = nodes.get(i);
            tokens[i] = tree.token(index);
            positions[i] = rootPosition + tree.depth(index);
            slots[i] = rootPosition + index;
            nodeSlots[index] = slots[i];
            own[i] = tree.path(index).stream().mapToInt(node -> rootPosition + node).toArray();
        }
        int[] prefix = new int[rootPosition + 1];
        Arrays.setAll(prefix, i -> i);
        TokenScorer.Scores scores = scorer.forward(
                new Batch(tokens, positions, slots, AttentionMask.of(prefix, own), null), cache);
        for (int i = 0; i < count; i++) {
            int index = nodes.get(i);
            read[index] = true;
            cache.cells().set(slots[i], KvCells.State.SCRATCH, tokens[i], positions[i], index);
        }
        return scores;
    }
}
