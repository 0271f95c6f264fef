package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.decode.speculative.Acceptance;
import draftscope.decode.speculative.CausalParts;
import draftscope.decode.speculative.CommittedTokens;
import draftscope.decode.speculative.DraftContext;
import draftscope.decode.speculative.DraftStop;
import draftscope.decode.speculative.DraftTree;
import draftscope.decode.speculative.TargetReading;
import draftscope.decode.speculative.Walk;
import draftscope.trace.DraftNode;
import draftscope.trace.KvOwner;
import draftscope.trace.Note;
import draftscope.trace.PlannedToken;
import draftscope.trace.Provenance;
import draftscope.trace.StopReason;
import draftscope.trace.TargetDraw;
import draftscope.trace.TargetRow;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// One text in the making: its tokens, its cache, its parts, and all that is done for it in a round beside the target's forward.
///
/// At the start of a round the target's cache holds every committed token but the last, the root. Whoever drives lets the
/// target read the root and the draft nodes into slots L, L + 1, ..., where L is the cache's length; the accepted path is then
/// copied together, the rest is given up, and the target's own token becomes the next root.
///
/// The draft is cut so that no token can be accepted that could not be kept: at most as deep as the tokens still wanted
/// less one, which the target itself adds. Nodes need slots but no positions beyond that depth, so the cache has room for
/// the largest tree on top of the longest text, and a tree is never thinned because the context is nearly full.
///
/// Tells its story by the stage's narrator; the phases are ended by whoever drives.
final class Sequence {
    private static final int BEFORE_THE_FIRST_STEP = -1;

    private final Stage stage;
    private final CausalParts parts;
    private final CommittedTokens committed;
    private final KvCache cache;
    private final TargetRows rows;
    private final ScratchRows ahead;
    private final List<Note> notes = new ArrayList<>(); // not told yet
    private final List<TokenMeasures> promptMeasures = new ArrayList<>(); // of its second token and on; not told yet
    private final CacheWatch targetWatch;
    private Optional<CacheWatch> draftWatch = Optional.empty(); // of a cache that there is when the prompt was read
    private final int promptLength;
    private final int maxLength; // committed tokens, prompt included
    private final StopReason atMaxLength;

    /// @param cache    empty but for what it begins with of the text, of at least [#capacity(Stage, CausalParts, int[])] slots
    /// @param mostRows most rows of it in one forward
    Sequence(Stage stage, CausalParts parts, int[] prompt, KvCache cache, int mostRows) {
        this.stage = stage;
        this.parts = parts;
        this.cache = cache;
        committed = new CommittedTokens(prompt);
        stage.forced().ifPresent(token -> committed.add(token, Provenance.FORCED));
        promptLength = prompt.length;
        maxLength = maxLength(stage, prompt);
        atMaxLength = maxLength - prompt.length == stage.maxTokens() ? StopReason.MAX_TOKENS : StopReason.CONTEXT_FULL;
        rows = new TargetRows(stage.chain(), mostRows, stage.target().scorer().vocabSize(), stage.phases().clock());
        ahead = new ScratchRows(stage.target().scorer(), cache, stage.tally());
        targetWatch = stage.narrator().captures() ? new CacheWatch(cache) : null;
    }

    /// Slots of the target's cache that a text needs.
    static int capacity(Stage stage, CausalParts parts, int[] prompt) {
        return maxLength(stage, prompt) + mostRows(parts) - 1;
    }

    /// The tokens that the target reads before the first round: all but the last, which is the first root.
    static int[] toRead(Stage stage, int[] prompt) {
        return stage.forced().isPresent() ? prompt : Arrays.copyOf(prompt, prompt.length - 1);
    }

    /// Most rows of a text in one round: the root, the draft and what is read beside it.
    static int mostRows(CausalParts parts) {
        return 1 + parts.proposer().maxNodes() + parts.proposer().maxProbes();
    }

    private static int maxLength(Stage stage, int[] prompt) {
        return (int) Math.min(stage.target().config().contextLength(), (long) prompt.length + stage.maxTokens());
    }

    CommittedTokens committed() {
        return committed;
    }

    KvCache cache() {
        return cache;
    }

    /// The laws of its rows in the last forward.
    TargetRows rows() {
        return rows;
    }

    int promptLength() {
        return promptLength;
    }

    /// The next `count` tokens of the prompt were read into the slots behind the cache's length.
    void keepPrompt(int count) {
        cache.append(count, KvCells.State.PROMPT);
        tellTargetCache(0, cache.length());
    }

    /// What the first choice of the target was worth where the prompt went on: measures of the tokens behind the rows just read.
    ///
    /// @param from position of the first row
    void measurePrompt(int from, int count) {
        stage.phases().telling(() -> {
            for (int row = 0; row < count; row++) {
                promptMeasures.add(rows.raw(row).measures(committed.get(from + row + 1), stage.narrator().top()));
            }
        });
    }

    /// All tokens but the last were read.
    void begin() {
        parts.proposer().begin(context(0));
        if (stage.narrator().captures()) {
            draftWatch = parts.proposer().cache().map(CacheWatch::new);
        }
        tellDraftCache(0, 0);
        stage.narrator().promptIngested(committed.range(0, promptLength));
        for (int i = 0; i < Math.min(promptMeasures.size(), promptLength - 1); i++) {
            stage.narrator().committed(0, i + 1, committed.get(i + 1), Provenance.PROMPT, DraftNode.NONE,
                    promptMeasures.get(i));
        }
        stage.forced().ifPresent(token -> {
            stage.narrator().committed(BEFORE_THE_FIRST_STEP, promptLength, token, Provenance.FORCED, DraftNode.NONE,
                    promptMeasures.size() < promptLength ? TokenMeasures.NOT_CAPTURED : promptMeasures.getLast());
            stage.tally().emitted(Provenance.FORCED);
        });
        promptMeasures.clear();
        tellNotes(0);
    }

    /// Why the text is over before the first round: a person's token may end it.
    Optional<StopReason> over() {
        return end(promptLength);
    }

    /// Makes a draft.
    ///
    /// @param passed told the number of each draft pass when it is over, 1, 2, ...
    DraftTree draft(int step, IntConsumer passed) {
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
            passed.accept(pass);
        }
        stage.tally().drafted(tree.size());
        stage.tally().draftForwards(parts.proposer().forwards());
        return tree;
    }

    /// Marks the cells of the rows that the target has just read.
    ///
    /// @param nodes rows that are the root or a draft node; the rest are probes
    void mark(int[] tokens, int[] positions, int nodes) {
        for (int i = 0; i < tokens.length; i++) {
            int node = i == DraftNode.ROOT || i >= nodes ? DraftNode.NONE : i;
            cache.cells().set(cache.length() + i, KvCells.State.SCRATCH, tokens[i], positions[i], node);
        }
    }

    /// Tells what the target said after the root and the nodes that it read; of probes the proposer tells what is worth telling.
    ///
    /// @param positions of the root and the nodes, at least
    /// @param own       by row, the slots that it sees behind the committed ones
    void tellRows(DraftTree tree, int[] positions, IntFunction<List<Integer>> own, int step) {
        int prefix = cache.length();
        List<TargetRow> told = new ArrayList<>(tree.read() + 1);
        for (int i = 0; i <= tree.read(); i++) {
            told.add(new TargetRow(i, positions[i], prefix + i, prefix, own.apply(i), rows.law(i).entropyBits(),
                    stage.chain().top(rows.raw(i), rows.law(i), stage.narrator().top()),
                    rows.raw(i).top(stage.narrator().top()),
                    rows.sampled(i).stages(stage.narrator().top(), false)));
        }
        stage.narrator().verified(step, told);
    }

    /// Judges the draft.
    Walk accept(DraftTree tree, int step) {
        Walk walk = Walk.down(tree, rows::law, parts.verifier(), stage.randomness(), step);
        if (tree.size() > 0) {
            stage.tally().judged(walk.judged());
            if (stage.narrator().captures()) {
                stage.phases().telling(() -> stage.narrator().judged(step,
                        Verdicts.of(tree, walk, parts.verifier().rule(), rows::law, stage.narrator().top())));
            }
        }
        return walk;
    }

    /// What a round comes to, before any of it is output.
    ///
    /// @param read   the tokens of the rows
    /// @param path   the rows whose cells are kept
    /// @param tokens that become output
    record Plan(Walk walk, Optional<Walk.Ending> ending, int[] read, List<Integer> path, List<PlannedToken> tokens) {}

    /// Draws the target's own token behind the accepted path, where the target has something to say, and tells what the round
    /// comes to.
    ///
    /// @param read the tokens of the rows
    Plan emit(DraftTree tree, Walk walk, int[] read, int step) {
        Optional<Walk.Ending> ending = tree.closed(walk.last())
                ? Optional.empty()
                : Optional.of(walk.end(tree, rows::law, stage.randomness(), step));
        List<Integer> path = Stream.concat(Stream.of(DraftNode.ROOT),
                walk.accepted().stream().filter(node -> !tree.unread(node))).toList();
        List<PlannedToken> tokens = new ArrayList<>();
        stage.phases().telling(() -> {
            if (stage.narrator().captures()) {
                ending.ifPresent(own -> stage.narrator().drawn(step,
                        new TargetDraw(own.after(), own.token(), own.provenance(), own.draw(),
                                own.law().probability(own.token()), top(own))));
            }
            int row = DraftNode.ROOT;
            for (int node : walk.accepted()) {
                tokens.add(planned(tokens.size(), tree.token(node), Provenance.ACCEPTED_DRAFT, node, row));
                row = node;
            }
            if (ending.isPresent()) {
                tokens.add(planned(tokens.size(), ending.get().token(), ending.get().provenance(), DraftNode.NONE,
                        row));
            }
            if (stage.narrator().captures()) {
                stage.narrator().planned(step, tokens, cache.length() + path.size(), read.length - path.size());
            }
        });
        return new Plan(walk, ending, read, path, tokens);
    }

    /// The likeliest tokens of the law that the target's own token was drawn from: of what a rejection left, or of the row's law.
    private TopTokens top(Walk.Ending own) {
        int top = stage.narrator().top();
        return own.provenance() == Provenance.CORRECTION
                ? own.law().top(top)
                : rows.sampled(own.after()).top(top);
    }

    private PlannedToken planned(int index, int token, Provenance provenance, int node, int row) {
        TokenMeasures measures = stage.narrator().captures()
                ? rows.raw(row).measures(token, stage.narrator().top())
                : TokenMeasures.NOT_CAPTURED;
        return new PlannedToken(committed.size() + index, token, provenance, node, measures);
    }

    /// Keeps what was accepted and gives up the rest.
    ///
    /// @return why the text is over; empty while it goes on
    Optional<StopReason> commit(DraftTree tree, Plan plan, int step) {
        Walk walk = plan.walk();
        int prefix = cache.length();
        cache.commit(plan.path().stream().mapToInt(node -> prefix + node).toArray());
        cache.cells().setState(prefix, committed.cellState(prefix));
        int length = committed.size();
        for (PlannedToken token : plan.tokens()) {
            stage.phases().telling(() -> stage.narrator().committed(step, token.position(), token.token(),
                    token.provenance(), token.node(), token.measures()));
            committed.add(token.token(), token.provenance());
            stage.tally().emitted(token.provenance());
        }
        if (tree.size() > 0) {
            parts.proposer().observe(new Acceptance(tree, walk.accepted(), walk.judged()));
        }
        parts.proposer().learn(new TargetReading(false, plan.read(), plan.path(), tree.read() + 1, rows::raw),
                context(step));
        checkCacheLength(plan.ending().isPresent() || tree.unread(walk.last()));
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> {
                tellTargetCache(step, prefix + plan.read().length);
                tellDraftCache(step, 0);
            });
        }
        tellNotes(step);
        stage.tally().round(walk.accepted().size());
        return end(length);
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

    /// What the proposer may know.
    DraftContext context(int step) {
        return new DraftContext(committed, step, stage.randomness(), stage.narrator().top(),
                stage.pacer()::checkCancelled, ahead, notes::add);
    }

    void tellNotes(int step) {
        stage.narrator().noted(step, notes);
        notes.clear();
    }

    /// @param upTo no cell from here on was written since this was told last
    void tellTargetCache(int step, int upTo) {
        if (targetWatch != null) {
            stage.narrator().kvChanged(step, KvOwner.TARGET, cache.length(), targetWatch.changes(upTo));
        }
    }

    /// @param nodes most nodes that the draft's cache was given since this was told last
    void tellDraftCache(int step, int nodes) {
        draftWatch.ifPresent(watch -> stage.narrator().kvChanged(step, KvOwner.DRAFT,
                parts.proposer().cache().orElseThrow().length(), watch.changes(committed.size() + nodes)));
    }
}
