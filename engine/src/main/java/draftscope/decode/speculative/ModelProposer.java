package draftscope.decode.speculative;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.decode.TokenScorer;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.sampling.Randomness.Purpose;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.TopTokens;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Drafts with a smaller model, one forward a level.
///
/// Above temperature 0 siblings are drawn from the draft's law one after the other without replacement, and kept in that
/// order. That is the same law as Gumbel-top-k (Kool, van Hoof, Welling 2019, arXiv 1903.06059), which RSD-C draws with; it
/// costs one random number for each node instead of one for each token of the vocabulary. At temperature 0 the children are
/// the draft's likeliest tokens, no random number is used, and only a match rule may judge them.
///
/// The cache holds the context up to the last token that the draft model has read. After a round it is level with the
/// target's cache, or one behind it when the whole deepest path was accepted: the last draft token was proposed and never
/// read. The next round then begins by reading two tokens.
public final class ModelProposer implements Proposer {
    private static final String SOURCE = "draft model";
    private static final int PROMPT_CHUNK = 16;

    private final TokenScorer scorer;
    private final SamplerChain chain;
    private final LengthPolicy length;
    private final int contextLength;
    private final KvCache cache;
    private final boolean[] read; // (maxNodes + 1): nodes of this round that the model has read
    private final int[] nodeSlots; // (maxNodes + 1)
    private final float[] row; // (vocab), reused
    private int lastStep = -2; // the last round in which the model drafted
    private int forwards;

    /// @param contextLength positions that the draft model was made for; beyond them it does not draft
    /// @param maxLength     most committed tokens that the run can reach
    public ModelProposer(TokenScorer scorer, SamplerChain chain, LengthPolicy length, int contextLength,
            int maxLength) {
        this.scorer = scorer;
        this.chain = chain;
        this.length = length;
        this.contextLength = contextLength;
        cache = scorer.newCache(Math.min(contextLength, maxLength) + length.maxNodes());
        read = new boolean[length.maxNodes() + 1];
        nodeSlots = new int[length.maxNodes() + 1];
        row = new float[scorer.vocabSize()];
    }

    @Override
    public int maxDepth() {
        return length.maxDepth();
    }

    @Override
    public int maxNodes() {
        return length.maxNodes();
    }

    @Override
    public Optional<KvCache> cache() {
        return Optional.of(cache);
    }

    @Override
    public int forwards() {
        return forwards;
    }

    /// Reads all of the prompt but its last token, which is the first root.
    @Override
    public void begin(DraftContext context) {
        int to = context.committed().size() - 1;
        if (to < contextLength) {
            while (cache.length() < to) {
                context.checkpoint().run();
                readCommitted(context.committed(), Math.min(to, cache.length() + PROMPT_CHUNK), false);
            }
        }
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        int rootPosition = context.committed().size() - 1;
        int deepest = rootPosition + tree.levels();
        if (deepest >= contextLength) {
            return Optional.of(new DraftStop("the draft model's context is full", deepest, contextLength));
        }
        int level = tree.levels() + 1;
        List<Integer> parents = tree.frontier();
        TokenScorer.Scores scores;
        int firstRow = 0;
        if (level == 1) {
            Arrays.fill(read, false);
            checkLevel(rootPosition, context.step());
            firstRow = rootPosition - cache.length(); // tokens that the model has yet to read stand before the root
            scores = readCommitted(context.committed(), rootPosition + 1, true);
        } else {
            scores = readNodes(tree, parents, rootPosition);
        }
        forwards++;
        int before = tree.size();
        for (int i = 0; i < parents.size(); i++) {
            scores.copyRow(firstRow + i, row);
            RawLaw raw = new RawLaw(row);
            if (chain.greedy()) {
                addLikeliest(tree, parents.get(i), level, raw, context);
            } else {
                addDrawn(tree, parents.get(i), level, raw, context);
            }
        }
        return tree.size() > before
                ? Optional.empty()
                : Optional.of(new DraftStop("the length policy asks for no more", tree.levels(), length.maxDepth()));
    }

    @Override
    public void observe(Acceptance acceptance) {
        length.observe(acceptance);
        int[] path = acceptance.accepted().stream().filter(index -> read[index]).mapToInt(index -> nodeSlots[index])
                .toArray();
        cache.commit(path);
        Arrays.fill(read, false);
    }

    // A round without a draft may leave the cache further behind; a round with one may not.
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
        int rows = to - from;
        int[] places = new int[rows];
        Arrays.setAll(places, i -> from + i);
        boolean[] want = new boolean[rows];
        want[rows - 1] = wantLast;
        int[] tokens = committed.range(from, to);
        TokenScorer.Scores scores = scorer.forward(
                new Batch(tokens, places, places, AttentionMask.causal(from, rows), want), cache);
        cache.append(rows);
        for (int i = 0; i < rows; i++) {
            cache.cells().set(from + i, committed.cellState(from + i), tokens[i], from + i, KvCells.NONE);
        }
        return scores;
    }

    private TokenScorer.Scores readNodes(DraftTree tree, List<Integer> indices, int rootPosition) {
        int rows = indices.size();
        int[] tokens = new int[rows];
        int[] positions = new int[rows];
        int[] slots = new int[rows];
        int[][] own = new int[rows][];
        for (int i = 0; i < rows; i++) {
            int index = indices.get(i);
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
        for (int i = 0; i < rows; i++) {
            int index = indices.get(i);
            read[index] = true;
            cache.cells().set(slots[i], KvCells.State.SCRATCH, tokens[i], positions[i], index);
        }
        return scores;
    }

    private void addLikeliest(DraftTree tree, int parent, int level, RawLaw raw, DraftContext context) {
        TokenDistribution law = chain.law(raw);
        int count = length.children(tree, parent, level, law);
        boolean capture = context.captured() > 0;
        TopTokens top = capture ? raw.top(context.captured()) : TopTokens.NOT_CAPTURED;
        double entropyBits = capture ? raw.entropyBits() : Double.NaN;
        double left = 1;
        for (int token : raw.best(count)) {
            double probability = raw.probability(token);
            tree.add(parent, token, probability, Math.min(1, probability / left), SOURCE, entropyBits, top);
            left -= probability;
        }
    }

    private void addDrawn(DraftTree tree, int parent, int level, RawLaw raw, DraftContext context) {
        TokenDistribution law = chain.law(raw);
        int count = length.children(tree, parent, level, law);
        boolean capture = context.captured() > 0;
        TopTokens top = capture ? law.top(context.captured()) : TopTokens.NOT_CAPTURED;
        double entropyBits = capture ? law.entropyBits() : Double.NaN;
        tree.drawFrom(parent, law);
        Optional<TokenDistribution> left = Optional.of(law);
        for (int sibling = 0; sibling < count && left.isPresent(); sibling++) {
            TokenDistribution from = left.get();
            int token = from.draw(context.randomness().uniform(Purpose.DRAFT, context.step(), parent, sibling));
            tree.add(parent, token, law.probability(token), from.probability(token), SOURCE, entropyBits, top);
            if (sibling + 1 < count) {
                left = from.without(token);
            }
        }
    }
}
