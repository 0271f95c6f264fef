package draftscope.trace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/// The plain reference for [TraceState]: maps and lists, everything copied, nothing shared, nothing fast.
final class NaiveRun {
    private static final class Cells {
        int length;
        int changes;
        final Map<Integer, KvChange> cells = new TreeMap<>();
        final Map<Integer, Integer> writtenAt = new HashMap<>();
    }

    private record At(int token, double confidence, int row) {}

    private int position;
    private int step = -1;
    private Phase phase;
    private int level;
    private List<Integer> prompt = List.of();
    private final List<String> tokens = new ArrayList<>();
    private int lastToken = -1;
    private int rootToken = -1;
    private final List<DraftNode> nodes = new ArrayList<>();
    private final Map<Integer, TargetRow> rows = new HashMap<>();
    private final Map<Integer, Verdict> verdicts = new HashMap<>();
    private final Set<Integer> cut = new HashSet<>();
    private final Set<Integer> committed = new HashSet<>();
    private Integer drawn;
    private boolean stopped;
    private final Map<KvOwner, Cells> kv = new EnumMap<>(Map.of(KvOwner.TARGET, new Cells(), KvOwner.DRAFT,
            new Cells()));
    private TraceEvent.CanvasOpened canvas;
    private final Map<Integer, At> held = new HashMap<>();
    private final List<Map<Integer, String>> canvasRows = new ArrayList<>();
    private final Set<Integer> predicted = new HashSet<>();
    private final Map<Integer, UnmaskChoice> chosen = new HashMap<>();
    private final Map<Integer, SecondLook> looks = new HashMap<>();
    private final List<Integer> order = new ArrayList<>();
    private final Map<Integer, CanvasEdit> edited = new HashMap<>();
    private List<LanePrompt> lanes = List.of();
    private final List<TraceEvent.BatchRead> reads = new ArrayList<>();
    private final List<TraceEvent.BatchAdvanced> advances = new ArrayList<>();
    private final int[] counts = new int[8];
    private long engineNanos;
    private boolean finished;

    void apply(TraceEvent event) {
        switch (event) {
            case TraceEvent.PromptIngested e -> prompt = e.tokens();
            case TraceEvent.CanvasOpened e -> {
                canvas = e;
                prompt = e.prompt();
                for (int p = 0; p < e.length(); p++)
                    order.add(p);
                e.standing().forEach(t -> held.put(t.position(), new At(t.token(), t.confidence(), -1)));
            }
            case TraceEvent.StepStarted e -> begin(e);
            case TraceEvent.PhaseFinished e -> {
                phase = e.phase();
                level = e.level();
                engineNanos += e.phase() == Phase.PREFILL || e.aside() ? 0 : e.spentNanos();
            }
            case TraceEvent.Drafted e -> {
                nodes.addAll(e.nodes());
                counts[0] += e.nodes().size();
            }
            case TraceEvent.DraftStopped _ -> stopped = true;
            case TraceEvent.Cut e -> {
                cut.addAll(e.nodes());
                counts[5] += e.nodes().size();
            }
            case TraceEvent.Verified e -> e.rows().forEach(row -> rows.put(row.node(), row));
            case TraceEvent.Judged e -> e.verdicts().forEach(v -> {
                verdicts.put(v.node(), v);
                counts[1] += v.outcome() == Verdict.Outcome.NOT_REACHED ? 0 : 1;
                counts[3] += v.outcome() == Verdict.Outcome.REJECTED ? 1 : 0;
                counts[4] += v.outcome() == Verdict.Outcome.NOT_REACHED ? 1 : 0;
            });
            case TraceEvent.Drawn e -> drawn = e.draw().token();
            case TraceEvent.Committed e -> {
                tokens.add("token " + tokens.size() + " " + e.position() + " " + e.token() + " " + e.provenance() + " "
                        + position);
                lastToken = e.token();
                committed.add(e.node());
                counts[2] += e.provenance() == Provenance.ACCEPTED_DRAFT ? 1 : 0;
                counts[6]++;
            }
            case TraceEvent.KvChanged e -> {
                Cells cells = kv.get(e.owner());
                cells.length = e.length();
                cells.changes += e.changes().size();
                e.changes().forEach(change -> {
                    cells.cells.put(change.slot(), change);
                    cells.writtenAt.put(change.slot(), step);
                });
            }
            case TraceEvent.Predicted e -> e.predictions().forEach(p -> {
                predicted.add(p.position());
                canvasRows.getLast().putIfAbsent(p.position(),
                        CanvasEvent.PREDICTED_ONLY + " " + p.token() + " " + p.confidence());
            });
            case TraceEvent.Chosen e -> e.choices().forEach(c -> chosen.put(c.position(), c));
            case TraceEvent.Unmasked e -> e.tokens().forEach(t -> {
                boolean forced = chosen.get(t.position()).reason() == UnmaskChoice.Reason.FORCED;
                held.put(t.position(), new At(t.token(), t.confidence(), canvasRows.size() - 1));
                canvasRows.getLast().put(t.position(), (forced ? CanvasEvent.FORCED : CanvasEvent.UNMASKED) + " "
                        + t.token() + " " + t.confidence());
            });
            case TraceEvent.LookedAgain e -> e.looks().forEach(look -> looks.put(look.position(), look));
            case TraceEvent.Remasked e -> e.tokens().forEach(t -> {
                held.remove(t.position());
                canvasRows.getLast().put(t.position(),
                        CanvasEvent.REMASKED + " " + t.token() + " " + t.confidence());
            });
            case TraceEvent.Edited e -> e.edits().forEach(this::edit);
            case TraceEvent.BatchOpened e -> lanes = e.lanes();
            case TraceEvent.BatchRead e -> reads.add(e);
            case TraceEvent.BatchAdvanced e -> advances.add(e);
            case TraceEvent.RunFinished _ -> finished = true;
            default -> {
                // Nothing to see.
            }
        }
        position++;
    }

    private void edit(CanvasEdit e) {
        if (e.position() >= 0)
            edited.put(e.position(), e);
        if (!e.taken() || e.token() == e.was())
            return;
        Map<Integer, String> row = canvasRows.getLast();
        switch (e.kind()) {
            case INSERT -> {
                order.add(e.before() < 0 ? order.size() : order.indexOf(e.before()), e.position());
                row.put(e.position(), "INSERTED " + e.token() + " " + e.confidence());
            }
            case REPLACE -> row.put(e.position(), "REPLACED " + e.token() + " " + e.confidence());
            case DELETE -> row.put(e.position(), "DELETED " + e.was() + " NaN");
        }
        if (e.kind() == CanvasEdit.Kind.DELETE)
            held.remove(e.position());
        else
            held.put(e.position(), new At(e.token(), e.confidence(), canvasRows.size() - 1));
    }

    private void begin(TraceEvent.StepStarted e) {
        step = e.step();
        counts[7]++;
        rootToken = lastToken >= 0 ? lastToken : prompt.getLast();
        nodes.clear();
        rows.clear();
        verdicts.clear();
        cut.clear();
        committed.clear();
        drawn = null;
        stopped = false;
        kv.values().forEach(cells -> cells.changes = 0);
        if (canvas == null)
            return;
        fillRow();
        predicted.clear();
        chosen.clear();
        looks.clear();
        edited.clear();
        Map<Integer, String> row = new HashMap<>();
        held.forEach((p, at) -> row.put(p, CanvasEvent.KEPT + " " + at.token + " " + at.confidence));
        canvasRows.add(row);
    }

    /// Writes down what the row in progress looks like for good.
    private void fillRow() {
        if (!canvasRows.isEmpty())
            canvasRows.set(canvasRows.size() - 1, row(canvasRows.size() - 1));
    }

    private Map<Integer, String> row(int row) {
        Map<Integer, String> full = new HashMap<>(canvasRows.get(row));
        boolean last = row == canvasRows.size() - 1;
        for (int p = 0; p < order.size(); p++) {
            if (p < canvas.prompt().size())
                full.putIfAbsent(p, CanvasEvent.PROMPT + " " + canvas.prompt().get(p) + " NaN");
            full.putIfAbsent(p, canvas.maskToken() < 0
                    ? "GAP -1 NaN"
                    : CanvasEvent.MASKED + " " + canvas.maskToken()
                            + " NaN");
            if (last && !full.get(p).endsWith("e")) {
                int at = p;
                full.compute(p, (_, text) -> text + " " + predicted.contains(at) + " " + chosen.containsKey(at) + " "
                        + looks.containsKey(at) + " " + edited.containsKey(at));
            }
        }
        return full;
    }

    String text() {
        StringJoiner text = new StringJoiner("\n");
        text.add("step " + step + " phase " + phase + " " + level);
        text.add("prompt " + prompt);
        tokens.forEach(text::add);
        text.add("tree " + step + " root " + rootToken + " row " + rows.containsKey(0) + " draw " + drawn + " stopped "
                + stopped);
        for (DraftNode n : nodes)
            text.add(StateText.node(n, rows.containsKey(n.index()), verdicts.get(n.index()), cut.contains(n.index()),
                    committed.contains(n.index()), probability(n)));
        for (KvOwner owner : KvOwner.values()) {
            Cells cells = kv.get(owner);
            text.add(owner + " length " + cells.length + " changes " + cells.changes);
            cells.cells.forEach((slot, c) -> {
                if (c.state() != KvState.FREE)
                    text.add(StateText.cell(owner, slot, c.state(), c.token(), c.position(),
                            cells.writtenAt.get(slot) == step ? c.node() : DraftNode.NONE));
            });
        }
        if (canvas != null)
            canvas(text);
        if (!lanes.isEmpty())
            lanes(text);
        text.add(StateText.counts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6],
                counts[7], engineNanos));
        text.add("finished " + finished);
        return text.toString();
    }

    /// Every lane from the whole history.
    private void lanes(StringJoiner text) {
        int rows = 0;
        int most = 0;
        int reading = 0;
        for (int number = 1; number <= lanes.size(); number++) {
            int lane = number;
            List<Integer> output = new ArrayList<>();
            StopReason end = null;
            int judged = -1;
            int kept = 0;
            for (TraceEvent.BatchAdvanced advance : advances) {
                for (LaneOutcome outcome : advance.lanes().stream().filter(o -> o.lane() == lane).toList()) {
                    kept += 1 + outcome.accepted();
                    output.addAll(outcome.tokens());
                    end = outcome.end().orElse(null);
                    judged = advance.step() == step ? outcome.accepted() : judged;
                }
            }
            LaneRows now = reads.stream().filter(read -> read.step() == step).flatMap(read -> read.lanes().stream())
                    .filter(read -> read.lane() == lane).findFirst().orElse(null);
            List<Integer> prompt = lanes.get(number - 1).tokens();
            int cached = prompt.size() - 1 + kept;
            text.add(StateText.lane(number, prompt, output, now == null ? cached : now.cached(),
                    now == null ? 0 : now.firstRow(), now == null ? 0 : now.rows(), judged, end));
            rows += now == null ? 0 : now.rows();
            most = Math.max(most, now == null ? 0 : now.rows());
            reading += now == null ? 0 : 1;
        }
        long read = 0;
        long drafted = 0;
        long accepted = 0;
        long inputPadding = 0;
        for (TraceEvent.BatchRead e : reads) {
            int longest = e.lanes().stream().mapToInt(LaneRows::rows).max().orElse(0);
            read += e.lanes().stream().mapToInt(LaneRows::rows).sum();
            drafted += e.lanes().stream().mapToInt(lane -> lane.rows() - 1).sum();
            inputPadding += e.lanes().stream().mapToInt(lane -> longest - lane.rows()).sum();
        }
        long cachePadding = 0;
        for (TraceEvent.BatchAdvanced e : advances) {
            int longest = e.lanes().stream().mapToInt(LaneOutcome::accepted).max().orElse(0);
            accepted += e.lanes().stream().mapToInt(LaneOutcome::accepted).sum();
            cachePadding += e.lanes().stream().mapToInt(lane -> longest - lane.accepted()).sum();
        }
        text.add(StateText.batch(read, drafted, accepted, inputPadding, cachePadding, rows, most * reading));
    }

    private void canvas(StringJoiner text) {
        text.add("order " + order);
        for (int p = 0; p < order.size(); p++) {
            At at = held.get(p);
            boolean prompt = p < canvas.prompt().size();
            int token = prompt ? canvas.prompt().get(p) : at == null ? canvas.maskToken() : at.token;
            text.add("now " + p + " " + token + " " + (!prompt && at == null && canvas.maskToken() >= 0) + " "
                    + (at == null ? -1 : at.row));
        }
        for (int row = 0; row < canvasRows.size(); row++) {
            Map<Integer, String> full = row == canvasRows.size() - 1 ? row(row) : canvasRows.get(row);
            for (int p = 0; p < order.size(); p++)
                text.add("canvas " + row + " " + p + " " + full.getOrDefault(p, "GAP -1 NaN false false false false"));
        }
    }

    private double probability(DraftNode node) {
        Verdict verdict = verdicts.get(node.index());
        if (verdict != null && !Double.isNaN(verdict.targetProbability()))
            return verdict.targetProbability();
        TargetRow parent = rows.get(node.parent());
        if (parent == null)
            return Double.NaN;
        double listed = parent.top().probability(node.token());
        return Double.isNaN(listed) && parent.top().tailMass() == 0 ? 0 : listed;
    }
}
