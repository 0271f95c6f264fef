package draftscope.views;

import draftscope.trace.*;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/// Runs made up for pictures and tests: a tale told with draft trees, and one uncovered by diffusion. The same seed gives
/// the same run. Verdicts follow their rule from numbers that fit each other, so that cards can be recomputed.
public final class Tales {
    private static final String PROMPT = "Once upon a time, there was a little girl named Lily who found a";
    private static final String TALE = " shiny red box in the garden. She was very curious and wanted to open it. Inside"
            + " the box, she saw a small bird with a broken wing. Lily felt sad and decided to help the little bird feel"
            + " better. She took it home and gave it water and seeds. Every day the bird grew stronger, and soon it could"
            + " fly again. Lily was happy, but she knew that the bird wanted to see the sky. She opened the window and"
            + " said goodbye.";
    private static final String[] OTHERS = {" big", " tiny", " creature", " happy", " The", " He", " and", " again",
            " get",
            " fly", " poor", " old", " took", " ran", " cat", " house", ",", ".", " said", " who"};

    private final List<TraceEvent> events = new ArrayList<>();
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<TokenPiece> pieces = new ArrayList<>();
    private final Random random;
    private long nanos;

    private Tales(long seed) {
        random = new Random(seed);
        id("<|end|>");
        for (String word : OTHERS)
            id(word);
    }

    private int id(String word) {
        return ids.computeIfAbsent(word, w -> {
            pieces.add(new TokenPiece(pieces.size(), w, w.getBytes(StandardCharsets.UTF_8), w.startsWith("<|")));
            return pieces.size() - 1;
        });
    }

    private List<Integer> words(String text) {
        List<Integer> tokens = new ArrayList<>();
        for (String word : text.split("(?= )|(?=[.,])"))
            tokens.add(id(word));
        return tokens;
    }

    private void add(BiFunction<Long, Long, TraceEvent> event) {
        nanos += 120_000 + random.nextInt(400_000);
        events.add(event.apply((long) events.size(), nanos));
    }

    private void start(String id, String name, String family, int capacity, boolean draft) {
        ModelIdentity target = new ModelIdentity("tales-target", "llama", 8_200_000, 8, 4, 2048, 512, 4096, "t");
        ModelIdentity small = new ModelIdentity("tales-draft", "llama", 900_000, 2, 2, 2048, 512, 1024, "d");
        add((s, n) -> new TraceEvent.RunStarted(s, n,
                new RunSettings(id, name, family, "", Map.of("budget", "24"), new SamplingSettings(0.8, 0, 1, 0), 42,
                        128,
                        target, draft ? Optional.of(small) : Optional.empty(), 2, Observation.LIGHT, capacity, PROMPT,
                        "0.1.0")));
    }

    private void name() {
        List<TokenPiece> all = List.copyOf(pieces);
        add((s, n) -> new TraceEvent.TokensNamed(s, n, all));
    }

    /// About twenty rounds of trees judged by recursive rejection without replacement.
    public static List<TraceEvent> trees(long seed) {
        return new Tales(seed).tell("dyspec", "DySpec tree", 24, 8, Rule.RECURSIVE_WITHOUT_REPLACEMENT, 512);
    }

    /// Chains of five judged by the ratio.
    public static List<TraceEvent> chains(long seed) {
        return new Tales(seed).tell("draft-chain", "Draft chain", 5, 5, Rule.RATIO, 128);
    }

    /// Every token by the target alone.
    public static List<TraceEvent> plain(long seed) {
        return new Tales(seed).tell("autoregressive", "Autoregressive", 0, 0, Rule.RATIO, 128);
    }

    /// Trees with as many nodes as asked for.
    public static List<TraceEvent> wide(long seed, int budget) {
        return new Tales(seed).tell("dyspec", "DySpec tree", budget, 10, Rule.RECURSIVE_WITHOUT_REPLACEMENT, 1024);
    }

    /// Several tales at once, one a lane, which copy drafts of up to seven tokens; the lanes end one after the other. Only the
    /// events of the batch and the tokens of the first lane are told.
    public static List<TraceEvent> batch(long seed, int lanes) {
        Tales tales = new Tales(seed);
        List<Integer> tale = tales.words(PROMPT + TALE);
        List<LanePrompt> prompts = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++)
            prompts.add(new LanePrompt(tale.subList(0, 4 + tales.random.nextInt(24))));
        tales.start("ems-sd", "EMS-SD: ragged batch", "Speculative", 128, false);
        tales.name();
        tales.add((s, n) -> new TraceEvent.BatchOpened(s, n, prompts));
        tales.add((s, n) -> new TraceEvent.PromptIngested(s, n, prompts.getFirst().tokens()));
        int[] lengths = prompts.stream().mapToInt(prompt -> prompt.tokens().size()).toArray();
        int first = lengths[0];
        for (int round = 0; round < 10; round++) {
            int step = round;
            List<LaneRows> rows = new ArrayList<>();
            List<LaneOutcome> outcomes = new ArrayList<>();
            int row = 0;
            for (int lane = 1; lane <= lanes; lane++) {
                int left = 6 + lane - round; // rounds of this lane
                if (left <= 0)
                    continue;
                int read = 1 + (tales.random.nextInt(3) == 0 ? 0 : 7);
                int accepted = tales.random.nextInt(read);
                int length = lengths[lane - 1];
                rows.add(new LaneRows(lane, row, read, length - 1));
                List<Integer> written = new ArrayList<>();
                for (int i = 0; i <= accepted; i++)
                    written.add(tale.get((length + i) % tale.size()));
                outcomes.add(new LaneOutcome(lane, accepted, written, left == 1
                        ? Optional.of(StopReason.END_OF_TEXT)
                        : Optional.empty()));
                lengths[lane - 1] += written.size();
                row += read;
            }
            tales.add((s, n) -> new TraceEvent.StepStarted(s, n, step, first));
            tales.add((s, n) -> new TraceEvent.BatchRead(s, n, step, rows));
            tales.add((s, n) -> new TraceEvent.PhaseFinished(s, n, step, Phase.VERIFY, 0, 900_000));
            tales.add((s, n) -> new TraceEvent.BatchAdvanced(s, n, step, outcomes));
            tales.add((s, n) -> new TraceEvent.PhaseFinished(s, n, step, Phase.COMMIT, 0, 20_000));
        }
        return tales.events;
    }

    /// The same tale as [#trees(long)], told as a run tells it that is not observed: settings, prompt and tokens.
    public static List<TraceEvent> unobserved(long seed) {
        List<TraceEvent> told = new ArrayList<>();
        for (TraceEvent event : trees(seed)) {
            long seq = told.size();
            switch (event) {
                case TraceEvent.RunStarted e -> {
                    RunSettings s = e.settings();
                    told.add(new TraceEvent.RunStarted(seq, 0,
                            new RunSettings(s.methodId(), s.methodName(), s.family(), s.lossyReason(), s.parameters(),
                                    s.sampling(), s.seed(), s.maxTokens(), s.target(), s.draft(), s.threads(),
                                    Observation.OFF, s.capacity(), s.prompt(), s.engine())));
                }
                case TraceEvent.PromptIngested e -> told.add(new TraceEvent.PromptIngested(seq, seq, e.tokens()));
                case TraceEvent.Committed e -> told.add(new TraceEvent.Committed(seq, seq, e.step(), e.position(),
                        e.token(), e.provenance(), e.node(), TokenMeasures.NOT_CAPTURED));
                default -> {
                    // Not told of.
                }
            }
        }
        return told;
    }

    /// One round with a tree of exactly this many nodes, three children to a node, none of them judged.
    public static List<TraceEvent> bush(long seed, int nodes) {
        Tales tales = new Tales(seed);
        List<Integer> prompt = tales.words(PROMPT);
        tales.start("dyspec", "DySpec tree", "speculative", 4096, true);
        tales.name();
        tales.add((s, n) -> new TraceEvent.PromptIngested(s, n, prompt));
        tales.add((s, n) -> new TraceEvent.StepStarted(s, n, 0, prompt.size()));
        List<DraftNode> level = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        for (int index = 1; index <= nodes; index++) {
            int parent = (index - 1) / 3;
            int depth = parent == 0 ? 1 : 1 + tales.depthOf(parent);
            int token = 1 + tales.random.nextInt(OTHERS.length);
            double q = 0.5 / (1 + (index - 1) % 3);
            level.add(new DraftNode(index, parent, depth, (index - 1) % 3, token, q, q, Math.pow(0.4, depth),
                    "draft model", 1, TopTokens.NOT_CAPTURED));
            verdicts.add(notReached(level.getLast(), Rule.RATIO, DraftNode.NONE));
            if (index == nodes || tales.depthOf(index + 1) > depth) {
                List<DraftNode> told = List.copyOf(level);
                tales.add((s, n) -> new TraceEvent.Drafted(s, n, 0, depth, told));
                level.clear();
            }
        }
        tales.add((s, n) -> new TraceEvent.Judged(s, n, 0, verdicts));
        return tales.events;
    }

    private int depthOf(int index) {
        return index == 0 ? 0 : 1 + depthOf((index - 1) / 3);
    }

    private List<TraceEvent> tell(String method, String name, int budget, int depth, Rule rule, int capacity) {
        List<Integer> prompt = words(PROMPT);
        List<Integer> tale = words(TALE);
        boolean drafts = budget > 0;
        start(method, name, drafts ? "speculative" : "plain", capacity, drafts);
        name();
        add((s, n) -> new TraceEvent.PromptIngested(s, n, prompt));
        List<KvChange> cells = new ArrayList<>();
        for (int i = 0; i < prompt.size(); i++)
            cells.add(new KvChange(i, KvState.PROMPT, -1, prompt.get(i), i, DraftNode.NONE));
        kv(-1, KvOwner.TARGET, prompt.size(), cells);
        if (drafts)
            kv(-1, KvOwner.DRAFT, prompt.size(), cells);
        int told = 0;
        for (int step = 0; told < tale.size() && step < 40; step++)
            told += round(step, prompt, tale, told, budget, depth, rule);
        return events;
    }

    private void kv(int step, KvOwner owner, int length, List<KvChange> cells) {
        List<KvChange> all = List.copyOf(cells);
        add((s, n) -> new TraceEvent.KvChanged(s, n, step, owner, length, all));
    }

    private void phase(int step, Phase phase, int level) {
        boolean forward = phase == Phase.DRAFT || phase == Phase.VERIFY;
        add((s, n) -> new TraceEvent.PhaseFinished(s, n, step, phase, level, 100_000, forward ? 60_000 : 0,
                phase == Phase.VERIFY ? 10_000 : 0, 15_000));
    }

    private TopTokens law(int likely, double probability) {
        List<TokenProbability> tokens = new ArrayList<>(List.of(new TokenProbability(likely, probability)));
        double left = 1 - probability;
        for (int i = 0; i < 6; i++) {
            double share = left * (0.3 + random.nextDouble() * 0.3);
            int other = 1 + random.nextInt(OTHERS.length);
            if (tokens.stream().anyMatch(t -> t.token() == other))
                continue;
            tokens.add(new TokenProbability(other, share));
            left -= share;
        }
        tokens.sort((a, b) -> Double.compare(b.probability(), a.probability()));
        return new TopTokens(tokens, left);
    }

    private int round(int step, List<Integer> prompt, List<Integer> tale, int told, int budget, int depth, Rule rule) {
        int length = prompt.size() + told;
        add((s, n) -> new TraceEvent.StepStarted(s, n, step, length));
        int root = told == 0 ? prompt.getLast() : tale.get(told - 1);
        List<DraftNode> nodes = new ArrayList<>();
        Map<Integer, Integer> onTale = new HashMap<>();
        onTale.put(0, 0);
        int width = budget <= 8 ? 1 : Math.max(3, budget / 7);
        List<Integer> level = List.of(0);
        for (int d = 1; d <= depth && nodes.size() < budget && !level.isEmpty(); d++) {
            List<DraftNode> fresh = new ArrayList<>();
            List<Integer> next = new ArrayList<>();
            for (int parent : level) {
                int children = budget <= 8
                        ? 1
                        : 1 + random.nextInt(parent == 0 ? 4 : onTale.containsKey(parent) ? 3 : 2);
                double left = 1;
                for (int rank = 0; rank < children && nodes.size() + fresh.size() < budget
                        && fresh.size() < width; rank++) {
                    boolean tell = onTale.containsKey(parent) && told + d - 1 < tale.size()
                            && rank == (random.nextInt(4) == 0 ? 1 : 0) && random.nextInt(9) > 0;
                    int token = tell ? tale.get(told + d - 1) : 1 + random.nextInt(OTHERS.length);
                    double q = Math.max(0.004,
                            left * (rank == 0 ? 0.35 + random.nextDouble() * 0.5 : 0.2 + random.nextDouble() * 0.3));
                    double drawn = Math.min(1, q / left);
                    left = Math.max(0.02, left - q);
                    double path = (parent == 0 ? 1 : nodes.get(parent - 1).pathProbability()) * q;
                    int index = nodes.size() + fresh.size() + 1;
                    if (tell && onTale.values().stream().noneMatch(v -> v == fresh.size() + 1000))
                        onTale.put(index, told + d);
                    fresh.add(new DraftNode(index, parent, d, rank, token, q, drawn, path, "draft model",
                            0.4 + random.nextDouble() * 3, law(token, q)));
                    next.add(index);
                }
            }
            nodes.addAll(fresh);
            if (fresh.isEmpty())
                break;
            int at = d;
            add((s, n) -> new TraceEvent.Drafted(s, n, step, at, fresh));
            phase(step, Phase.DRAFT, d);
            level = next;
        }
        List<Integer> cut = new ArrayList<>();
        if (budget > 8) {
            for (DraftNode node : nodes) {
                boolean leaf = nodes.stream().noneMatch(other -> other.parent() == node.index());
                if (leaf && node.pathProbability() < 0.004 && cut.size() < 3)
                    cut.add(node.index());
            }
            if (!cut.isEmpty())
                add((s, n) -> new TraceEvent.Cut(s, n, step, cut, "path probability under 0.004"));
            phase(step, Phase.RANK, 0);
        }
        List<DraftNode> sent = nodes.stream().filter(n -> !cut.contains(n.index())).toList();
        List<KvChange> scratch = new ArrayList<>();
        Map<Integer, Integer> slots = new HashMap<>();
        for (DraftNode node : sent) {
            int slot = length + scratch.size();
            slots.put(node.index(), slot);
            scratch.add(new KvChange(slot, KvState.SCRATCH, -1, node.token(), length + node.depth() - 1, node.index()));
        }
        if (!scratch.isEmpty())
            kv(step, KvOwner.TARGET, length, scratch);
        return judge(step, tale, told, rule, length, nodes, sent, slots, onTale);
    }

    private int judge(int step, List<Integer> tale, int told, Rule rule, int length, List<DraftNode> nodes,
            List<DraftNode> sent, Map<Integer, Integer> slots, Map<Integer, Integer> onTale) {
        Map<Integer, Verdict> verdicts = new LinkedHashMap<>();
        int at = 0;
        int accepted = 0;
        boolean walking = true;
        int rejectedAt = 0;
        while (walking) {
            walking = false;
            int here = at;
            List<DraftNode> children = sent.stream().filter(n -> n.parent() == here).toList();
            int taken = -1;
            for (DraftNode child : children) {
                if (taken >= 0) {
                    verdicts.put(child.index(), notReached(child, rule, taken));
                    continue;
                }
                boolean good = onTale.containsKey(child.index()) && told + accepted < tale.size()
                        && child.token() == tale.get(told + accepted);
                double d = rule == Rule.RATIO ? child.probability() : child.drawProbability();
                double r = good
                        ? Math.min(0.97, d * (0.75 + random.nextDouble() * 0.8))
                        : d * (0.03 + random.nextDouble() * 0.4);
                double threshold = Math.min(1, r / d);
                double u = good ? random.nextDouble() * threshold : threshold + random.nextDouble() * (1 - threshold);
                double p = good ? Math.min(0.97, r * 0.9) : Math.min(0.9, r);
                if (rule == Rule.RATIO)
                    p = r;
                verdicts.put(child.index(), new Verdict(child.index(),
                        good ? Verdict.Outcome.ACCEPTED : Verdict.Outcome.REJECTED, rule, r, d, threshold, u, -1, p,
                        DraftNode.NONE,
                        good ? TopTokens.NOT_CAPTURED : law(tale.get(Math.min(tale.size() - 1, told + accepted)), 0.6),
                        good ? Double.NaN : 0.3 + random.nextDouble() * 0.5));
                if (good) {
                    taken = child.index();
                } else {
                    rejectedAt = child.index();
                }
            }
            if (taken >= 0) {
                at = taken;
                accepted++;
                rejectedAt = 0;
                walking = true;
            }
        }
        for (DraftNode node : sent) {
            if (!verdicts.containsKey(node.index())) {
                Verdict parent = verdicts.get(node.parent());
                int blocker = parent == null
                        ? DraftNode.NONE
                        : parent.outcome() == Verdict.Outcome.REJECTED ? node.parent() : parent.blockedBy();
                verdicts.put(node.index(), notReached(node, rule, blocker));
            }
        }
        int after = at;
        List<TargetRow> rows = new ArrayList<>();
        rows.add(row(0, length, List.of(length - 1), tale.get(Math.min(tale.size() - 1, told))));
        for (DraftNode node : sent) {
            List<Integer> visible = new ArrayList<>();
            for (int n = node.index(); n > 0; n = nodes.get(n - 1).parent())
                visible.addFirst(slots.get(n));
            visible.addFirst(length - 1);
            rows.add(row(node.index(), length, visible, tale.get(Math.min(tale.size() - 1, told + node.depth()))));
        }
        add((s, n) -> new TraceEvent.Verified(s, n, step, rows));
        phase(step, Phase.VERIFY, 0);
        if (!verdicts.isEmpty()) {
            add((s, n) -> new TraceEvent.Judged(s, n, step, List.copyOf(verdicts.values())));
            phase(step, Phase.ACCEPT, 0);
        }
        int end = told + accepted;
        boolean more = end < tale.size();
        int token = more ? tale.get(end) : ids.get("<|end|>");
        Provenance own = nodes.isEmpty()
                ? Provenance.TARGET
                : rejectedAt > 0 ? Provenance.CORRECTION : Provenance.BONUS;
        double share = 0.2 + random.nextDouble() * 0.6;
        add((s, n) -> new TraceEvent.Drawn(s, n, step,
                new TargetDraw(after, token, own, random.nextDouble(), share, law(token, share))));
        phase(step, Phase.EMIT, 0);
        commit(step, length, accepted, after, token, own, nodes, slots);
        return accepted + 1;
    }

    private void commit(int step, int length, int accepted, int after, int token, Provenance own, List<DraftNode> nodes,
            Map<Integer, Integer> slots) {
        List<DraftNode> path = new ArrayList<>();
        for (int node = after; node > 0; node = nodes.get(node - 1).parent())
            path.addFirst(nodes.get(node - 1));
        for (int i = 0; i < path.size(); i++) {
            int position = length + i;
            DraftNode node = path.get(i);
            add((s, n) -> new TraceEvent.Committed(s, n, step, position, node.token(), Provenance.ACCEPTED_DRAFT,
                    node.index(), measures(node.token())));
        }
        add((s, n) -> new TraceEvent.Committed(s, n, step, length + accepted, token, own, DraftNode.NONE,
                measures(token)));
        List<KvChange> cells = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            int from = slots.get(path.get(i).index());
            cells.add(new KvChange(length + i, KvState.GENERATED, from == length + i ? -1 : from, path.get(i).token(),
                    length + i, path.get(i).index()));
        }
        cells.add(new KvChange(length + accepted, KvState.TARGET, -1, token, length + accepted, DraftNode.NONE));
        for (int slot : slots.values()) {
            if (slot > length + accepted)
                cells.add(new KvChange(slot, KvState.ROLLED_BACK, -1, -1, -1, DraftNode.NONE));
        }
        kv(step, KvOwner.TARGET, length + accepted + 1, cells);
        if (!nodes.isEmpty()) {
            List<KvChange> draft = new ArrayList<>();
            for (int i = 0; i < path.size(); i++)
                draft.add(new KvChange(length + i, KvState.GENERATED, -1, path.get(i).token(), length + i, -1));
            draft.add(new KvChange(length + accepted, KvState.TARGET, -1, token, length + accepted, -1));
            kv(step, KvOwner.DRAFT, length + accepted + 1, draft);
        }
        phase(step, Phase.COMMIT, 0);
    }

    private static Verdict notReached(DraftNode node, Rule rule, int blockedBy) {
        return new Verdict(node.index(), Verdict.Outcome.NOT_REACHED, rule, Double.NaN, Double.NaN, Double.NaN,
                Double.NaN, -1, Double.NaN, blockedBy, TopTokens.NOT_CAPTURED, Double.NaN);
    }

    /// @param visible slots from the root's to the row's own
    private TargetRow row(int node, int length, List<Integer> visible, int likely) {
        TopTokens law = law(likely, 0.25 + random.nextDouble() * 0.6);
        return new TargetRow(node, length - 2 + visible.size(), visible.getLast(), length - 1, visible,
                0.3 + random.nextDouble() * 3.5, law, law);
    }

    private TokenMeasures measures(int token) {
        double entropy = Math.min(7.4, Math.abs(random.nextGaussian()) * 2.1);
        double p = Math.max(0.02, 1 - entropy / 8);
        return new TokenMeasures(entropy, -Math.log(p) / Math.log(2), p, Math.max(0, p - 0.2),
                entropy > 4 ? random.nextInt(30) : random.nextInt(2), law(token, p));
    }

    /// Sixty-four positions in two blocks, fifteen steps, some positions masked again.
    public static List<TraceEvent> diffusion(long seed) {
        return new Tales(seed).uncover(64, 32, 15);
    }

    /// A large canvas: every step takes as many positions as it must.
    public static List<TraceEvent> largeDiffusion(long seed, int positions, int steps) {
        return new Tales(seed).uncover(positions, positions / 4, steps);
    }

    /// A model that sees blocks of 8 and what is before them, each filled in two parts by entropy; finished blocks are read into an
    /// exact cache.
    public static List<TraceEvent> blocks(long seed) {
        return new Tales(seed).uncoverBlocks(8, 4, 32);
    }

    private List<TraceEvent> uncoverBlocks(int block, int part, int positions) {
        List<Integer> prompt = words(PROMPT);
        List<Integer> tale = words(TALE);
        int offset = prompt.size();
        int length = offset + positions;
        start("fast-dllm-v2", "Fast-dLLM v2", "diffusion", length, false);
        name();
        List<BlockSpan> parts = new ArrayList<>();
        for (int from = offset; from < length; from = parts.getLast().to())
            parts.add(new BlockSpan(from, Math.min(length, (from / part + 1) * part)));
        add((s, n) -> new TraceEvent.CanvasOpened(s, n, prompt, length, 0, parts, block));
        int step = 0;
        int exact = 0;
        for (BlockSpan span : parts) {
            int start = span.from() / block * block;
            int at = span.from();
            if (exact < start) {
                write(step++, at, at == start ? at + 1 : at, new BlockSpan(exact, start), start, tale, offset);
                at += at == start ? 1 : 0;
                exact = start;
            }
            for (; at < span.to(); at = Math.min(span.to(), at + 2))
                write(step++, at, Math.min(span.to(), at + 2), new BlockSpan(start, Math.min(length, start + block)),
                        exact, tale, offset);
        }
        return events;
    }

    private void write(int step, int from, int to, BlockSpan computed, int exact, List<Integer> tale, int offset) {
        add((s, n) -> new TraceEvent.StepStarted(s, n, step, offset));
        List<Prediction> predictions = new ArrayList<>();
        List<UnmaskChoice> choices = new ArrayList<>();
        List<CanvasToken> tokens = new ArrayList<>();
        for (int p = from; p < to; p++) {
            int token = tale.get((p - offset) % tale.size());
            double sure = 0.5 + random.nextDouble() * 0.49;
            double bits = 2 * (1 - sure);
            predictions.add(new Prediction(p, token, sure, bits, sure * 0.8, law(token, sure)));
            choices.add(new UnmaskChoice(p, token,
                    bits <= 0.72 ? UnmaskChoice.Reason.THRESHOLD : UnmaskChoice.Reason.FORCED, -bits, -0.72, p - from,
                    UnmaskChoice.Score.MINUS_ENTROPY, UnmaskChoice.NO_ANCHOR));
            tokens.add(new CanvasToken(p, token, sure));
        }
        add((s, n) -> new TraceEvent.Predicted(s, n, step, 0, predictions, List.of(computed),
                computed.to() - computed.from(), exact));
        phase(step, Phase.PREDICT, 0);
        add((s, n) -> new TraceEvent.Chosen(s, n, step, choices));
        phase(step, Phase.CHOOSE, 0);
        add((s, n) -> new TraceEvent.Unmasked(s, n, step, tokens));
        phase(step, Phase.WRITE, 0);
    }

    /// Every other step by the rule that was asked for, the ones between by a rule of another method.
    private static UnmaskChoice chosen(Prediction p, UnmaskChoice.Reason reason, double limit, int rank, int step) {
        UnmaskChoice.Reason other = List.of(UnmaskChoice.Reason.RANK_LIMIT, UnmaskChoice.Reason.ANCHOR,
                UnmaskChoice.Reason.RELAXED, UnmaskChoice.Reason.ALL).get(step / 2 % 4);
        if (step % 2 == 0 || reason != UnmaskChoice.Reason.THRESHOLD)
            return new UnmaskChoice(p.position(), p.token(), reason, p.confidence(), limit, rank);
        return new UnmaskChoice(p.position(), p.token(), other, p.confidence(), limit, rank,
                UnmaskChoice.Score.CONFIDENCE,
                other == UnmaskChoice.Reason.RELAXED ? p.position() + 2 : UnmaskChoice.NO_ANCHOR);
    }

    private List<TraceEvent> uncover(int positions, int block, int steps) {
        List<Integer> prompt = words(PROMPT);
        List<Integer> tale = words(TALE);
        int offset = prompt.size();
        start("localleap", "LocalLeap", "diffusion", offset + positions, false);
        name();
        List<BlockSpan> blocks = new ArrayList<>();
        for (int b = 0; b < positions; b += block)
            blocks.add(new BlockSpan(offset + b, Math.min(offset + positions, offset + b + block)));
        add((s, n) -> new TraceEvent.CanvasOpened(s, n, prompt, offset + positions, 0, blocks));
        boolean[] written = new boolean[positions];
        double[] sure = new double[positions];
        int perBlock = (steps + blocks.size() - 1) / blocks.size();
        for (int t = 0; t < steps; t++) {
            int step = t;
            int b = Math.min(blocks.size() - 1, t / perBlock);
            add((s, n) -> new TraceEvent.StepStarted(s, n, step, offset));
            List<Prediction> predictions = new ArrayList<>();
            for (int p = b * block; p < Math.min(positions, (b + 1) * block); p++) {
                if (written[p])
                    continue;
                sure[p] = Math.min(0.99, sure[p] + random.nextDouble() * 0.35);
                int token = tale.get(p % tale.size());
                predictions.add(new Prediction(offset + p, token, sure[p], 3.5 * (1 - sure[p]), sure[p] * 0.8,
                        law(token, sure[p])));
            }
            predictions.sort((x, y) -> Double.compare(y.confidence(), x.confidence()));
            boolean last = t % perBlock == perBlock - 1 || t == steps - 1;
            int left = predictions.size();
            int take = last ? left : Math.max(1, left / (perBlock - t % perBlock));
            List<UnmaskChoice> choices = new ArrayList<>();
            List<CanvasToken> tokens = new ArrayList<>();
            for (int i = 0; i < Math.min(take, left); i++) {
                Prediction p = predictions.get(i);
                UnmaskChoice.Reason reason = p.confidence() >= 0.6
                        ? UnmaskChoice.Reason.THRESHOLD
                        : i == 0 || last ? UnmaskChoice.Reason.FORCED : UnmaskChoice.Reason.QUOTA;
                choices.add(chosen(p, reason, reason == UnmaskChoice.Reason.QUOTA ? take : 0.6, i, t));
                tokens.add(new CanvasToken(p.position(), p.token(), p.confidence()));
                written[p.position() - offset] = true;
            }
            add((s, n) -> new TraceEvent.Predicted(s, n, step, b, predictions));
            phase(step, Phase.PREDICT, 0);
            add((s, n) -> new TraceEvent.Chosen(s, n, step, choices));
            phase(step, Phase.CHOOSE, 0);
            add((s, n) -> new TraceEvent.Unmasked(s, n, step, tokens));
            phase(step, Phase.WRITE, 0);
            if (t % 4 == 2 && !last) {
                List<CanvasToken> back = new ArrayList<>();
                for (int p = b * block; p < Math.min(positions, (b + 1) * block) && back.isEmpty(); p++) {
                    if (written[p] && sure[p] < 0.8 && random.nextBoolean()) {
                        back.add(new CanvasToken(offset + p, tale.get(p % tale.size()), sure[p]));
                        written[p] = false;
                        sure[p] *= 0.5;
                    }
                }
                if (!back.isEmpty())
                    add((s, n) -> new TraceEvent.Remasked(s, n, step, back));
                phase(step, Phase.REMASK, 0);
            }
            phase(step, Phase.CACHE, 0);
        }
        return events;
    }
}
