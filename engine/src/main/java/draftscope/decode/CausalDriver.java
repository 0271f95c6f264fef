package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.decode.speculative.Acceptance;
import draftscope.decode.speculative.AsidePass;
import draftscope.decode.speculative.CausalParts;
import draftscope.decode.speculative.CommittedTokens;
import draftscope.decode.speculative.DraftContext;
import draftscope.decode.speculative.DraftStop;
import draftscope.decode.speculative.DraftTree;
import draftscope.decode.speculative.Probe;
import draftscope.decode.speculative.TargetReading;
import draftscope.decode.speculative.Walk;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.trace.DraftNode;
import draftscope.trace.KvOwner;
import draftscope.trace.Note;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.StopReason;
import draftscope.trace.TargetDraw;
import draftscope.trace.TargetRow;
import draftscope.trace.TokenMeasures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Decodes with a causal model in rounds: draft, verify, accept, emit, commit. With a proposer that never drafts this is
/// plain decoding, one token a round.
///
/// At the start of a round the target's cache holds every committed token but the last, the root. The root and the draft
/// nodes are read in one forward; row i goes to slot L + i and to position L + depth, where L is the cache's length. The
/// accepted path is then copied together, the rest is given up, and the target's own token becomes the next root.
///
/// The draft is cut so that no token can be accepted that could not be kept: at most as deep as the tokens still wanted
/// less one, which the target itself adds. Nodes need slots but no positions beyond that depth, so the cache has room for
/// the largest tree on top of the longest text, and a tree is never thinned because the context is nearly full.
final class CausalDriver implements Driver {
    private static final int PROMPT_CHUNK = 16; // a cancel is noticed between chunks

    private final Stage stage;
    private final CausalParts parts;
    private final CommittedTokens committed;
    private final KvCache cache;
    private final TargetRows rows;
    private final ScratchRows ahead;
    private final List<Note> notes = new ArrayList<>(); // not told yet
    private final CacheWatch targetWatch;
    private final Optional<CacheWatch> draftWatch;
    private final int promptLength;
    private final int maxLength; // committed tokens, prompt included
    private final StopReason atMaxLength;

    CausalDriver(Stage stage, CausalParts parts, int[] prompt) {
        this.stage = stage;
        this.parts = parts;
        committed = new CommittedTokens(prompt);
        promptLength = prompt.length;
        int context = stage.target().config().contextLength();
        maxLength = (int) Math.min(context, (long) prompt.length + stage.maxTokens());
        atMaxLength = maxLength - prompt.length == stage.maxTokens() ? StopReason.MAX_TOKENS : StopReason.CONTEXT_FULL;
        int maxRows = 1 + parts.proposer().maxNodes() + parts.proposer().maxProbes();
        cache = stage.target().scorer().newCache(maxLength + maxRows - 1);
        rows = new TargetRows(stage.chain(), Math.max(maxRows, PROMPT_CHUNK), stage.target().scorer().vocabSize(),
                stage.phases().clock());
        ahead = new ScratchRows(stage.target().scorer(), cache, stage.tally());
        boolean captures = stage.narrator().captures();
        targetWatch = captures ? new CacheWatch(cache) : null;
        draftWatch = captures ? parts.proposer().cache().map(CacheWatch::new) : Optional.empty();
    }

    @Override
    public int capacity() {
        return cache.capacity();
    }

    @Override
    public CommittedTokens committed() {
        return committed;
    }

    @Override
    public StopReason drive() {
        stage.phases().begin();
        readPrompt();
        Optional<StopReason> end = Optional.empty();
        for (int step = 0; end.isEmpty(); step++) {
            end = round(step);
        }
        return end.get();
    }

    private void readPrompt() {
        boolean learns = parts.proposer().learnsFromPrompt();
        for (int from = 0; from < promptLength - 1; from += PROMPT_CHUNK) {
            stage.pacer().checkCancelled();
            int count = Math.min(PROMPT_CHUNK, promptLength - 1 - from);
            int[] places = IntStream.range(from, from + count).toArray();
            int[] tokens = committed.range(from, from + count);
            boolean[] want = new boolean[count];
            Arrays.fill(want, learns);
            rows.read(stage.target().scorer().forward(new Batch(tokens, places, places,
                    AttentionMask.causal(from, count), want), cache));
            cache.append(count, KvCells.State.PROMPT);
            tellTargetCache(0);
            if (learns) {
                List<Integer> all = IntStream.range(0, count).boxed().toList();
                parts.proposer().learn(new TargetReading(true, tokens, all, count, rows::raw), context(0));
            }
        }
        parts.proposer().begin(context(0));
        tellDraftCache(0, 0);
        stage.narrator().promptIngested(committed.range(0, promptLength));
        tellNotes(0);
        stage.phases().finished(0, Phase.PREFILL);
    }

    private Optional<StopReason> round(int step) {
        stage.narrator().stepStarted(step, committed.size());
        DraftTree tree = draft(step);
        int[] read = verify(tree, step);
        Walk walk = accept(tree, step);
        Optional<Walk.Ending> ending = tree.closed(walk.last())
                ? Optional.empty()
                : Optional.of(emit(tree, walk, step));
        return commit(tree, walk, ending, read, step);
    }

    private DraftTree draft(int step) {
        int wanted = maxLength - committed.size() - 1;
        int deepest = Math.min(parts.proposer().maxDepth(), wanted);
        DraftStop atDeepest = deepest == wanted && wanted < parts.proposer().maxDepth()
                ? new DraftStop("no more tokens are wanted", deepest, wanted)
                : new DraftStop("the draft has its full length", deepest, deepest);
        DraftTree tree = new DraftTree(committed.last(), stage.target().scorer().vocabSize(), deepest, atDeepest,
                stage.target().lexicon()::isEnd);
        DraftContext context = context(step);
        Optional<DraftStop> stop = parts.proposer().maxDepth() == 0
                ? Optional.of(atDeepest)
                : parts.proposer().full(tree);
        if (stop.isPresent() && parts.proposer().maxDepth() > 0) {
            stage.narrator().draftStopped(step, stop.get());
        }
        for (int number = 1; stop.isEmpty(); number++) {
            int pass = number;
            int before = tree.size();
            stop = parts.proposer().extend(tree, context).or(() -> parts.proposer().full(tree));
            if (tree.size() > before) {
                stage.phases().telling(
                        () -> stage.narrator().drafted(step, pass, tree.nodes().subList(before, tree.size())));
            } else if (stop.isEmpty()) {
                throw new IllegalStateException("the proposer added no node and gave no reason");
            }
            stage.phases().telling(() -> {
                tellDraftCache(step, tree.size());
                tellTargetCache(step, cache.length() + pass);
                tellNotes(step);
            });
            stop.ifPresent(why -> stage.narrator().draftStopped(step, why));
            stage.phases().finished(step, Phase.DRAFT, pass);
        }
        stage.tally().drafted(tree.size());
        stage.tally().draftForwards(parts.proposer().forwards());
        return tree;
    }

    /// Returns the tokens of the rows: root, nodes, probes.
    private int[] verify(DraftTree tree, int step) {
        int prefix = cache.length();
        List<Probe> probes = parts.proposer().probes(tree, context(step));
        int nodes = tree.size() + 1;
        int count = nodes + probes.size();
        int[] tokens = new int[count];
        int[] positions = new int[count];
        int[] slots = new int[count];
        int[] parents = Arrays.copyOf(tree.parentRows(), count);
        for (int i = 0; i < count; i++) {
            slots[i] = prefix + i;
            if (i < nodes) {
                tokens[i] = tree.token(i);
                positions[i] = prefix + tree.depth(i);
            } else {
                Probe probe = probes.get(i - nodes);
                tokens[i] = probe.token();
                parents[i] = probe.parent() == DraftNode.ROOT ? 0 : nodes + probe.parent() - 1;
                positions[i] = positions[parents[i]] + 1;
            }
        }
        AttentionMask mask = AttentionMask.tree(prefix, parents, slots);
        tree.send();
        List<AsidePass> aside = parts.proposer().during(() -> rows.read(
                stage.target().scorer().forward(new Batch(tokens, positions, slots, mask, null), cache)), tree,
                context(step));
        stage.tally().targetForward();
        stage.tally().drafted(tree.size() - tree.read());
        stage.tally().draftForwards(parts.proposer().forwards());
        for (int i = 0; i < count; i++) {
            int node = i == DraftNode.ROOT || i >= nodes ? DraftNode.NONE : i;
            cache.cells().set(slots[i], KvCells.State.SCRATCH, tokens[i], positions[i], node);
        }
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> {
                if (tree.size() > tree.read()) {
                    stage.narrator().drafted(step, tree.levels(), tree.nodes().subList(tree.read(), tree.size()));
                }
                List<TargetRow> told = new ArrayList<>(nodes);
                for (int i = 0; i < nodes; i++) { // of probes the proposer tells what is worth telling
                    told.add(new TargetRow(i, positions[i], slots[i], mask.prefixLength(), boxed(mask.ownSlots(i)),
                            rows.law(i).entropyBits(),
                            stage.chain().top(rows.raw(i), rows.law(i), stage.narrator().top()),
                            rows.raw(i).top(stage.narrator().top())));
                }
                stage.narrator().verified(step, told);
                tellTargetCache(step, prefix + count);
                if (!aside.isEmpty()) { // else nothing touched the draft's cache since the draft was told
                    tellDraftCache(step, parts.proposer().maxNodes());
                }
            });
        }
        tellNotes(step);
        stage.phases().telling(() -> stage.phases().aside(step, aside));
        stage.phases().finished(step, Phase.VERIFY);
        return tokens;
    }

    private Walk accept(DraftTree tree, int step) {
        Walk walk = Walk.down(tree, rows::law, parts.verifier(), stage.randomness(), step);
        if (tree.size() > 0) {
            stage.tally().judged(walk.judged());
            if (stage.narrator().captures()) {
                stage.phases().telling(() -> stage.narrator().judged(step,
                        Verdicts.of(tree, walk, parts.verifier().rule(), rows::law, stage.narrator().top())));
            }
            stage.phases().finished(step, Phase.ACCEPT);
        }
        return walk;
    }

    private Walk.Ending emit(DraftTree tree, Walk walk, int step) {
        Walk.Ending ending = walk.end(tree, rows::law, stage.randomness(), step);
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> stage.narrator().drawn(step,
                    new TargetDraw(ending.after(), ending.token(), ending.provenance(), ending.draw(),
                            ending.law().probability(ending.token()), ending.law().top(stage.narrator().top()))));
        }
        stage.phases().finished(step, Phase.EMIT);
        return ending;
    }

    private Optional<StopReason> commit(DraftTree tree, Walk walk, Optional<Walk.Ending> ending, int[] read, int step) {
        int prefix = cache.length();
        List<Integer> path = Stream.concat(Stream.of(DraftNode.ROOT),
                walk.accepted().stream().filter(node -> !tree.unread(node))).toList();
        cache.commit(path.stream().mapToInt(node -> prefix + node).toArray());
        cache.cells().setState(prefix, committed.cellState(prefix));
        int length = committed.size();
        int row = DraftNode.ROOT;
        for (int node : walk.accepted()) {
            commitToken(step, tree.token(node), Provenance.ACCEPTED_DRAFT, node, row);
            row = node;
        }
        if (ending.isPresent()) {
            commitToken(step, ending.get().token(), ending.get().provenance(), DraftNode.NONE, row);
        }
        if (tree.size() > 0) {
            parts.proposer().observe(new Acceptance(tree, walk.accepted(), walk.judged()));
        }
        parts.proposer().learn(new TargetReading(false, read, path, tree.read() + 1, rows::raw), context(step));
        checkCacheLength(ending.isPresent() || tree.unread(walk.last()));
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> {
                tellTargetCache(step, prefix + read.length);
                tellDraftCache(step, 0);
            });
        }
        tellNotes(step);
        stage.tally().round(walk.accepted().size());
        Optional<StopReason> end = end(length);
        stage.phases().finishedRound(step, Phase.COMMIT, end.isPresent());
        return end;
    }

    private void commitToken(int step, int token, Provenance provenance, int node, int row) {
        stage.phases().telling(() -> {
            TokenMeasures measures = stage.narrator().captures()
                    ? rows.raw(row).measures(token, stage.narrator().top())
                    : TokenMeasures.NOT_CAPTURED;
            stage.narrator().committed(step, committed.size(), token, provenance, node, measures);
        });
        committed.add(token, provenance);
        stage.tally().emitted(provenance);
    }

    /// @param before committed tokens at the start of the round
    private Optional<StopReason> end(int before) {
        if (committed.size() > before && stage.target().lexicon().isEnd(committed.last())) {
            return Optional.of(StopReason.END_OF_TEXT);
        }
        return committed.size() >= maxLength ? Optional.of(atMaxLength) : Optional.empty();
    }

    // The root is never cached; only after an accepted end of text that was read is there no root left.
    private void checkCacheLength(boolean rootAdded) {
        int expected = committed.size() - (rootAdded ? 1 : 0);
        if (cache.length() != expected) {
            throw new IllegalStateException("the target's cache holds " + cache.length() + " tokens where " + expected
                    + " belong");
        }
    }

    private DraftContext context(int step) {
        return new DraftContext(committed, step, stage.randomness(), stage.narrator().top(),
                stage.pacer()::checkCancelled, ahead, notes::add);
    }

    private void tellNotes(int step) {
        stage.narrator().noted(step, notes);
        notes.clear();
    }

    private void tellTargetCache(int step) {
        tellTargetCache(step, cache.length());
    }

    private void tellTargetCache(int step, int upTo) {
        if (targetWatch != null) {
            stage.narrator().kvChanged(step, KvOwner.TARGET, cache.length(), targetWatch.changes(upTo));
        }
    }

    private void tellDraftCache(int step, int nodes) {
        draftWatch.ifPresent(watch -> stage.narrator().kvChanged(step, KvOwner.DRAFT,
                parts.proposer().cache().orElseThrow().length(), watch.changes(committed.size() + nodes)));
    }

    private static List<Integer> boxed(int[] slots) {
        List<Integer> list = new ArrayList<>(slots.length);
        Arrays.stream(slots).forEach(list::add);
        return list;
    }
}
