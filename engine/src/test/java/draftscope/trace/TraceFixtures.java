package draftscope.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Hand-made runs, small enough to be followed on paper, and one long random run.
public final class TraceFixtures {
    /// Prompt of every fixture.
    public static final List<Integer> PROMPT = List.of(1, 10, 11);

    private TraceFixtures() {}

    /// Four steps:
    /// 0. a tree of five nodes, one of them cut; node 1 is accepted, its child 3 rejected, 4 and 5 never reached; correction;
    /// 1. a tree whose path 1, 2 is accepted to its end; bonus;
    /// 2. a chain of three, the first of which is rejected; correction;
    /// 3. a plain step.
    public static List<TraceEvent> speculative() {
        RunScript run = new RunScript().start(RunScript.settings("draft-tree", "speculative", 64, true))
                .name(names(64)).prompt(PROMPT.toArray(Integer[]::new))
                .kv(KvOwner.TARGET, 3, prompt(0, 1), prompt(1, 10), prompt(2, 11))
                .kv(KvOwner.DRAFT, 3, prompt(0, 1), prompt(1, 10), prompt(2, 11)).phase(Phase.PREFILL);

        run.beginStep()
                .draft(1, node(1, 0, 1, 0, 20, 0.6), node(2, 0, 1, 1, 21, 0.3))
                .draft(2, node(3, 1, 2, 0, 22, 0.5), node(4, 2, 2, 0, 23, 0.2), node(5, 3, 3, 0, 24, 0.4))
                .add((s, n) -> new TraceEvent.DraftStopped(s, n, 0, "depth", 3, 3))
                .add((s, n) -> new TraceEvent.Cut(s, n, 0, List.of(5), "budget 4")).phase(Phase.RANK)
                .kv(KvOwner.TARGET, 3, scratch(3, 11, 2, 0), scratch(4, 20, 3, 1), scratch(5, 21, 3, 2),
                        scratch(6, 22, 4, 3), scratch(7, 23, 4, 4))
                .verify(row(0, 20, 0.7), row(1, 30, 0.9), row(2, 23, 0.4), row(3, 31, 0.5), row(4, 32, 0.5))
                .judge(verdict(1, Verdict.Outcome.ACCEPTED, 0.7, 0.6), verdict(3, Verdict.Outcome.REJECTED, 0.05, 0.5),
                        notReached(2, 1), notReached(4, 1))
                .draw(1, 30, Provenance.CORRECTION).commit(20, Provenance.ACCEPTED_DRAFT, 1, 1.25)
                .commit(30, Provenance.CORRECTION, DraftNode.NONE, 3.75)
                .kv(KvOwner.TARGET, 5, new KvChange(3, KvState.GENERATED, 4, 20, 3, 1),
                        new KvChange(4, KvState.FREE, KvChange.NOT_COPIED, -1, -1, DraftNode.NONE), dead(5, 2),
                        dead(6, 3), dead(7, 4))
                .phase(Phase.COMMIT);

        run.beginStep().draft(1, node(1, 0, 1, 0, 25, 0.9)).draft(2, node(2, 1, 2, 0, 26, 0.8))
                .kv(KvOwner.TARGET, 5, scratch(5, 25, 5, 1), scratch(6, 26, 6, 2))
                .verify(row(0, 25, 0.95), row(1, 26, 0.9), row(2, 33, 0.6))
                .judge(verdict(1, Verdict.Outcome.ACCEPTED, 0.95, 0.9), verdict(2, Verdict.Outcome.ACCEPTED, 0.9, 0.8))
                .draw(2, 33, Provenance.BONUS).commit(25, Provenance.ACCEPTED_DRAFT, 1, 0.5)
                .commit(26, Provenance.ACCEPTED_DRAFT, 2, 0.25).commit(33, Provenance.BONUS, DraftNode.NONE, 2)
                .kv(KvOwner.TARGET, 8, new KvChange(5, KvState.GENERATED, KvChange.NOT_COPIED, 25, 5, 1),
                        new KvChange(6, KvState.GENERATED, KvChange.NOT_COPIED, 26, 6, 2))
                .phase(Phase.COMMIT);

        run.beginStep().draft(1, node(1, 0, 1, 0, 27, 0.5)).draft(2, node(2, 1, 2, 0, 28, 0.5))
                .draft(3, node(3, 2, 3, 0, 29, 0.5)).verify(row(0, 34, 1), row(1, 35, 0.5), row(2, 36, 0.5))
                .judge(verdict(1, Verdict.Outcome.REJECTED, 0, 0.5), notReached(2, 1), notReached(3, 1))
                .draw(0, 34, Provenance.CORRECTION).commit(34, Provenance.CORRECTION, DraftNode.NONE, 4)
                .phase(Phase.COMMIT);

        run.beginStep().draw(0, 35, Provenance.TARGET).commit(35, Provenance.TARGET, DraftNode.NONE, 1)
                .phase(Phase.COMMIT);
        return run.finish(StopReason.MAX_TOKENS, new RunStats(4, 4, 7, 10, 5, 3, 2, 1, 1, List.of(2, 1, 1),
                Map.of("draft", 350_000L), 1_150_000)).events();
    }

    /// A canvas of ten positions, three of them prompt, in blocks 3-6 and 7-9. Four denoising steps: two by threshold, one that
    /// remasks position 5 and one forced choice in each block.
    public static List<TraceEvent> diffusion() {
        RunScript run = new RunScript().start(RunScript.settings("fast-dllm", "diffusion", 10, false)).name(names(64));
        run.add((s, n) -> new TraceEvent.CanvasOpened(s, n, PROMPT, 10, 63,
                List.of(new BlockSpan(3, 7), new BlockSpan(7, 10))));

        run.beginStep();
        predict(run, 0, 3, 4, 5, 6);
        unmask(run, UnmaskChoice.Reason.THRESHOLD, 3, 5);
        run.beginStep();
        predict(run, 0, 4, 6);
        unmask(run, UnmaskChoice.Reason.FORCED, 4);
        run.add((s, n) -> new TraceEvent.LookedAgain(s, n, 1,
                List.of(new SecondLook(3, 23, 0.9, 0.8, 0.4, 0.2, SecondLook.Outcome.STAYS),
                        new SecondLook(5, 25, 0.5, 0.3, 0.4, 0.2, SecondLook.Outcome.BELOW_LIMIT))));
        run.add((s, n) -> new TraceEvent.Remasked(s, n, 1, List.of(new CanvasToken(5, 25, 0.3))))
                .phase(Phase.REMASK);
        run.beginStep();
        predict(run, 0, 5, 6);
        unmask(run, UnmaskChoice.Reason.QUOTA, 5, 6);
        for (int position : new int[]{3, 4, 5, 6})
            commitUnmasked(run, position);
        run.phase(Phase.CACHE);
        run.beginStep();
        predict(run, 1, 7, 8, 9);
        unmask(run, UnmaskChoice.Reason.THRESHOLD, 7, 8, 9);
        for (int position : new int[]{7, 8, 9})
            commitUnmasked(run, position);
        run.phase(Phase.CACHE);
        return run.finish(StopReason.CANVAS_FILLED,
                new RunStats(4, 4, 0, 0, 0, 0, 0, 0, 7, List.of(4), Map.of("predict", 200_000L), 700_000)).events();
    }

    /// A canvas without masks: three of prompt, two start tokens of which the first stays. Steps: one put in between, one refused at the
    /// end, one replaced, one taken out again, one that replaces a token by itself.
    public static List<TraceEvent> editing() {
        RunScript run = new RunScript().start(RunScript.settings("cgmh", "editing", 10, false)).name(names(64))
                .prompt(PROMPT.toArray(Integer[]::new));
        run.add((s, n) -> new TraceEvent.CanvasOpened(s, n, PROMPT, 5, TraceEvent.CanvasOpened.NO_MASK, List.of(), 0,
                List.of(StandingToken.forced(3, 23), new StandingToken(4, 24, Double.NaN, Provenance.FORCED, false)),
                0, 0)).phase(Phase.PREFILL);
        edit(run, CanvasEdit.Kind.INSERT, 5, 4, 30, CanvasEdit.NO_TOKEN, true);
        edit(run, CanvasEdit.Kind.INSERT, CanvasEdit.NOWHERE, CanvasEdit.NOWHERE, 31, CanvasEdit.NO_TOKEN, false);
        edit(run, CanvasEdit.Kind.REPLACE, 4, CanvasEdit.NOWHERE, 32, 24, true);
        edit(run, CanvasEdit.Kind.INSERT, 6, CanvasEdit.NOWHERE, 33, CanvasEdit.NO_TOKEN, true);
        edit(run, CanvasEdit.Kind.DELETE, 5, CanvasEdit.NOWHERE, CanvasEdit.NO_TOKEN, 30, true);
        edit(run, CanvasEdit.Kind.REPLACE, 6, CanvasEdit.NOWHERE, 33, 33, true);
        edit(run, CanvasEdit.Kind.REPLACE, 4, CanvasEdit.NOWHERE, 34, 32, false);
        run.commit(23, Provenance.FORCED, DraftNode.NONE, 1).commit(32, Provenance.TARGET, DraftNode.NONE, 1)
                .commit(33, Provenance.TARGET, DraftNode.NONE, 1).phase(Phase.WRITE);
        return run.finish(StopReason.STEPS_DONE,
                new RunStats(7, 20, 0, 0, 0, 0, 0, 0, 3, List.of(7), Map.of("predict", 200_000L), 700_000)).events();
    }

    private static void edit(RunScript run, CanvasEdit.Kind kind, int place, int before, int token, int was,
            boolean taken) {
        run.beginStep().add((s, n) -> new TraceEvent.Edited(s, n, run.step(),
                List.of(new CanvasEdit(kind, place, before, token, was,
                        token == CanvasEdit.NO_TOKEN ? Double.NaN : 0.6,
                        law(token == CanvasEdit.NO_TOKEN ? was : token, 0.6), 0.2, 0.1, taken ? 1.5 : -3,
                        taken ? 1 : 0.02, 0.5, taken)),
                2, 9)).phase(Phase.WRITE);
    }

    /// Three lanes and three steps: lane 1 (prompt of 3) drafts two tokens, one of which is accepted, then ends the text; lane 2
    /// (prompt of 1) has plain rounds; lane 3 (prompt of 2) drafts three tokens that are all accepted, and ends at its length in
    /// step 1.
    public static List<TraceEvent> batch() {
        RunScript run = new RunScript().start(RunScript.settings("ems-sd", "speculative", 64, false)).name(names(64));
        run.add((s, n) -> new TraceEvent.BatchOpened(s, n, List.of(new LanePrompt(PROMPT), new LanePrompt(List.of(12)),
                new LanePrompt(List.of(13, 14)))));
        run.prompt(PROMPT.toArray(Integer[]::new)).phase(Phase.PREFILL);
        run.beginStep().draft(1, node(1, 0, 1, 0, 20, 1), node(2, 1, 2, 0, 21, 1));
        read(run, new LaneRows(1, 0, 3, 2), new LaneRows(2, 3, 1, 0), new LaneRows(3, 4, 4, 1));
        run.judge(verdict(1, Verdict.Outcome.ACCEPTED, 1, 1), verdict(2, Verdict.Outcome.REJECTED, 0, 1))
                .draw(1, 30, Provenance.CORRECTION).commit(20, Provenance.ACCEPTED_DRAFT, 1, 1)
                .commit(30, Provenance.CORRECTION, DraftNode.NONE, 2);
        advance(run, new LaneOutcome(1, 1, List.of(20, 30), Optional.empty()),
                new LaneOutcome(2, 0, List.of(40), Optional.empty()),
                new LaneOutcome(3, 3, List.of(50, 51, 52, 53), Optional.empty()));
        run.beginStep();
        read(run, new LaneRows(1, 0, 1, 4), new LaneRows(2, 1, 1, 1), new LaneRows(3, 2, 1, 5));
        run.draw(0, 31, Provenance.TARGET).commit(31, Provenance.TARGET, DraftNode.NONE, 1);
        advance(run, new LaneOutcome(1, 0, List.of(31), Optional.of(StopReason.END_OF_TEXT)),
                new LaneOutcome(2, 0, List.of(41), Optional.empty()),
                new LaneOutcome(3, 0, List.of(54), Optional.of(StopReason.MAX_TOKENS)));
        run.beginStep();
        read(run, new LaneRows(2, 0, 1, 2));
        advance(run, new LaneOutcome(2, 0, List.of(42), Optional.of(StopReason.CONTEXT_FULL)));
        return run.finish(StopReason.END_OF_TEXT, new RunStats(3, 2, 0, 2, 2, 1, 1, 0, 1, List.of(2, 1),
                Map.of("draft", 50_000L), 600_000)).events();
    }

    private static void read(RunScript run, LaneRows... lanes) {
        run.add((s, n) -> new TraceEvent.BatchRead(s, n, run.step(), List.of(lanes))).phase(Phase.VERIFY);
    }

    private static void advance(RunScript run, LaneOutcome... lanes) {
        run.add((s, n) -> new TraceEvent.BatchAdvanced(s, n, run.step(), List.of(lanes))).phase(Phase.COMMIT);
    }

    /// A speculative run of many rounds with random trees, verdicts and cells; the same for the same seed. Some rounds are
    /// plain, some are long.
    public static List<TraceEvent> synthetic(int rounds, long seed) {
        Random random = new Random(seed);
        int capacity = 16 + rounds * 8;
        RunScript run = new RunScript().start(RunScript.settings("draft-tree", "speculative", capacity, true))
                .name(names(256)).prompt(PROMPT.toArray(Integer[]::new))
                .kv(KvOwner.TARGET, 3, prompt(0, 1), prompt(1, 10), prompt(2, 11)).phase(Phase.PREFILL);
        int length = PROMPT.size();
        for (int round = 0; round < rounds; round++)
            length = round(run, random, length);
        return run.events();
    }

    private static int round(RunScript run, Random random, int length) {
        run.beginStep();
        int depth = random.nextInt(6);
        List<DraftNode> nodes = new ArrayList<>();
        List<TargetRow> rows = new ArrayList<>(List.of(row(0, 20 + random.nextInt(40), 0.5)));
        List<KvChange> cells = new ArrayList<>();
        int parent = 0;
        for (int level = 1; level <= depth; level++) {
            DraftNode[] siblings = new DraftNode[1 + random.nextInt(3)];
            for (int rank = 0; rank < siblings.length; rank++) {
                DraftNode node = node(nodes.size() + 1, parent, level, rank, 20 + random.nextInt(200),
                        random.nextDouble());
                siblings[rank] = node;
                nodes.add(node);
                rows.add(row(node.index(), 20 + random.nextInt(40), random.nextDouble()));
                cells.add(scratch(length + cells.size() % 8, node.token(), length + level, node.index()));
            }
            parent = siblings[0].index();
            run.draft(level, siblings);
        }
        if (depth > 0)
            run.kv(KvOwner.TARGET, length, cells.toArray(KvChange[]::new));
        run.verify(rows.toArray(TargetRow[]::new));
        return settle(run, random, nodes, length);
    }

    private static int settle(RunScript run, Random random, List<DraftNode> nodes, int length) {
        List<Verdict> verdicts = new ArrayList<>();
        List<KvChange> cells = new ArrayList<>();
        int after = 0;
        boolean walking = true;
        boolean rejected = false;
        for (DraftNode node : nodes) {
            if (!walking || node.parent() != after) {
                verdicts.add(notReached(node.index(), node.parent() == 0 ? DraftNode.NONE : node.parent()));
            } else if (random.nextDouble() < 0.7) {
                verdicts.add(verdict(node.index(), Verdict.Outcome.ACCEPTED, 0.5, 0.5));
                after = node.index();
                rejected = false;
                cells.add(new KvChange(length + cells.size(), KvState.GENERATED, KvChange.NOT_COPIED, node.token(),
                        length + cells.size(), node.index()));
                if (cells.size() == 5)
                    walking = false;
            } else {
                verdicts.add(verdict(node.index(), Verdict.Outcome.REJECTED, 0.1, 0.5));
                rejected = true;
            }
        }
        if (!nodes.isEmpty())
            run.judge(verdicts.toArray(Verdict[]::new));
        Provenance own = nodes.isEmpty() ? Provenance.TARGET : rejected ? Provenance.CORRECTION : Provenance.BONUS;
        int token = 20 + random.nextInt(200);
        run.draw(after, token, own);
        for (KvChange cell : cells)
            run.commit(cell.token(), Provenance.ACCEPTED_DRAFT, cell.node(), random.nextDouble() * 7);
        run.commit(token, own, DraftNode.NONE, random.nextDouble() * 7);
        int end = length + cells.size() + 1;
        cells.add(new KvChange(end - 1, KvState.TARGET, KvChange.NOT_COPIED, token, end - 1, DraftNode.NONE));
        for (int slot = end; slot < length + 8; slot++)
            cells.add(dead(slot, DraftNode.NONE));
        run.kv(KvOwner.TARGET, end, cells.toArray(KvChange[]::new)).phase(Phase.COMMIT);
        return end;
    }

    /// All events of a recording that can be read, up to where it breaks off.
    public static List<TraceEvent> read(Path file) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        Recording.read(file, events::add, share -> true);
        return events;
    }

    /// Pieces for ids 0 to count - 1.
    public static List<TokenPiece> names(int count) {
        List<TokenPiece> pieces = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            String text = " w" + id;
            pieces.add(new TokenPiece(id, text, text.getBytes(StandardCharsets.UTF_8), id < 3));
        }
        return pieces;
    }

    static TopTokens law(int token, double probability) {
        return new TopTokens(List.of(new TokenProbability(token, probability)), 1 - probability);
    }

    static DraftNode node(int index, int parent, int depth, int rank, int token, double probability) {
        return new DraftNode(index, parent, depth, rank, token, probability, probability, probability, "draft model",
                1.5, law(token, probability));
    }

    static TargetRow row(int node, int likeliest, double probability) {
        TopTokens law = law(likeliest, probability);
        return new TargetRow(node, 3 + node, 3 + node, 3, List.of(), 1.25, law, law);
    }

    static Verdict verdict(int node, Verdict.Outcome outcome, double target, double draft) {
        return new Verdict(node, outcome, Rule.RATIO, target, draft, Math.min(1, target / draft), 0.5, -1, target,
                DraftNode.NONE, TopTokens.NOT_CAPTURED, Double.NaN);
    }

    static Verdict notReached(int node, int blockedBy) {
        return new Verdict(node, Verdict.Outcome.NOT_REACHED, Rule.RATIO, Double.NaN, Double.NaN, Double.NaN,
                Double.NaN,
                -1, Double.NaN, blockedBy, TopTokens.NOT_CAPTURED, Double.NaN);
    }

    static KvChange prompt(int slot, int token) {
        return new KvChange(slot, KvState.PROMPT, KvChange.NOT_COPIED, token, slot, DraftNode.NONE);
    }

    static KvChange scratch(int slot, int token, int position, int node) {
        return new KvChange(slot, KvState.SCRATCH, KvChange.NOT_COPIED, token, position, node);
    }

    static KvChange dead(int slot, int node) {
        return new KvChange(slot, KvState.ROLLED_BACK, KvChange.NOT_COPIED, -1, -1, node);
    }

    private static void predict(RunScript run, int block, Integer... positions) {
        List<Prediction> predictions = new ArrayList<>();
        for (int p : positions)
            predictions.add(new Prediction(p, 20 + p, 0.5 + p / 100.0, 2, 0.1, law(20 + p, 0.5)));
        int step = run.step();
        run.add((s, n) -> new TraceEvent.Predicted(s, n, step, block, predictions)).phase(Phase.PREDICT);
    }

    private static void unmask(RunScript run, UnmaskChoice.Reason reason, Integer... positions) {
        List<UnmaskChoice> choices = new ArrayList<>();
        List<CanvasToken> tokens = new ArrayList<>();
        for (int p : positions) {
            choices.add(new UnmaskChoice(p, 20 + p, reason, 0.5 + p / 100.0, 0.5, choices.size()));
            tokens.add(new CanvasToken(p, 20 + p, 0.5 + p / 100.0));
        }
        int step = run.step();
        run.add((s, n) -> new TraceEvent.Chosen(s, n, step, choices)).phase(Phase.CHOOSE);
        run.add((s, n) -> new TraceEvent.Unmasked(s, n, step, tokens)).phase(Phase.WRITE);
    }

    private static void commitUnmasked(RunScript run, int position) {
        int step = run.step();
        run.add((s, n) -> new TraceEvent.Committed(s, n, step, position, 20 + position, Provenance.UNMASKED,
                DraftNode.NONE, TokenMeasures.NOT_CAPTURED));
    }
}
