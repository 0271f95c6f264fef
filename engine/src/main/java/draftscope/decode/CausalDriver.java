package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.decode.speculative.AsidePass;
import draftscope.decode.speculative.CausalParts;
import draftscope.decode.speculative.CommittedTokens;
import draftscope.decode.speculative.DraftTree;
import draftscope.decode.speculative.Probe;
import draftscope.decode.speculative.TargetReading;
import draftscope.decode.speculative.Walk;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.trace.DraftNode;
import draftscope.trace.Phase;
import draftscope.trace.StopReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Decodes one text with a causal model in rounds: draft, verify, accept, emit, commit. With a proposer that never drafts this
/// is plain decoding, one token a round.
///
/// The root and the draft nodes are read in one forward; row i goes to slot L + i and to position L + depth, where L is the
/// length of the target's cache. What else a round does is told by [Sequence].
final class CausalDriver implements Driver {
    /// Rows of a prompt in one forward: a cancel is noticed in between.
    static final int PROMPT_CHUNK = 16;

    private final Stage stage;
    private final CausalParts parts;
    private final Sequence text;
    private final KvCache cache;

    CausalDriver(Stage stage, CausalParts parts, int[] prompt) {
        this.stage = stage;
        this.parts = parts;
        // Who learns from the prompt, or wants its tokens measured, needs the target's laws over it, which nobody remembers.
        int[] text = parts.proposer().learnsFromPrompt() || stage.narrator().capturesAll()
                ? new int[0]
                : Sequence.toRead(stage, prompt);
        cache = stage.target().scorer().newCache(Sequence.capacity(stage, parts, prompt), text);
        this.text = new Sequence(stage, parts, prompt, cache, Math.max(Sequence.mostRows(parts), PROMPT_CHUNK));
    }

    @Override
    public int capacity() {
        return cache.capacity();
    }

    @Override
    public CommittedTokens committed() {
        return text.committed();
    }

    @Override
    public StopReason drive() {
        stage.phases().begin();
        readPrompt();
        Optional<StopReason> end = text.over();
        for (int step = 0; end.isEmpty(); step++) {
            end = round(step);
        }
        return end.get();
    }

    private void readPrompt() {
        boolean learns = parts.proposer().learnsFromPrompt();
        boolean measures = stage.narrator().capturesAll();
        int toRead = text.committed().size() - 1;
        text.keepPrompt(0); // tells what of it is remembered
        for (int from = cache.length(); from < toRead; from += PROMPT_CHUNK) {
            stage.pacer().checkCancelled();
            int count = Math.min(PROMPT_CHUNK, toRead - from);
            int[] places = IntStream.range(from, from + count).toArray();
            int[] tokens = text.committed().range(from, from + count);
            boolean[] want = new boolean[count];
            Arrays.fill(want, learns || measures);
            text.rows().read(stage.target().scorer().forward(new Batch(tokens, places, places,
                    AttentionMask.causal(from, count), want), cache));
            text.keepPrompt(count);
            if (measures) {
                text.measurePrompt(from, count);
            }
            if (learns) {
                List<Integer> all = IntStream.range(0, count).boxed().toList();
                parts.proposer().learn(new TargetReading(true, tokens, all, count, text.rows()::raw), text.context(0));
            }
        }
        text.begin();
        stage.phases().finished(0, Phase.PREFILL);
    }

    private Optional<StopReason> round(int step) {
        stage.narrator().stepStarted(step, text.committed().size());
        DraftTree tree = text.draft(step, pass -> stage.phases().finished(step, Phase.DRAFT, pass));
        int[] read = verify(tree, step);
        Walk walk = text.accept(tree, step);
        if (tree.size() > 0) {
            stage.phases().finished(step, Phase.ACCEPT);
        }
        Sequence.Plan plan = text.emit(tree, walk, read, step);
        stage.phases().finished(step, Phase.EMIT);
        Optional<StopReason> end = text.commit(tree, plan, step);
        stage.phases().finishedRound(step, Phase.COMMIT, end.isPresent());
        return end;
    }

    /// Returns the tokens of the rows: root, nodes, probes.
    private int[] verify(DraftTree tree, int step) {
        int prefix = cache.length();
        List<Probe> probes = parts.proposer().probes(tree, text.context(step));
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
        List<AsidePass> aside = parts.proposer().during(() -> text.rows().read(
                stage.target().scorer().forward(new Batch(tokens, positions, slots, mask, null), cache)), tree,
                text.context(step));
        stage.tally().targetForward();
        stage.tally().drafted(tree.size() - tree.read());
        stage.tally().draftForwards(parts.proposer().forwards());
        text.mark(tokens, positions, nodes);
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> {
                if (tree.size() > tree.read()) {
                    stage.narrator().drafted(step, tree.levels(), tree.nodes().subList(tree.read(), tree.size()));
                }
                text.tellRows(tree, positions, row -> boxed(mask.ownSlots(row)), step);
                text.tellTargetCache(step, prefix + count);
                if (!aside.isEmpty()) { // else nothing touched the draft's cache since the draft was told
                    text.tellDraftCache(step, parts.proposer().maxNodes());
                }
            });
        }
        text.tellNotes(step);
        stage.phases().telling(() -> stage.phases().aside(step, aside));
        stage.phases().finished(step, Phase.VERIFY);
        return tokens;
    }

    private static List<Integer> boxed(int[] slots) {
        List<Integer> list = new ArrayList<>(slots.length);
        Arrays.stream(slots).forEach(list::add);
        return list;
    }
}
