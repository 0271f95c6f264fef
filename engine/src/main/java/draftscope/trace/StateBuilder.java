package draftscope.trace;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A run's state in the making: takes events in order and gives immutable states in between.
///
/// It trusts its events: [EventCheck] has seen each of them when the trace was indexed.
final class StateBuilder {
    /// What all states of one trace share. It grows as the trace is read for the first time; a second reading finds it there.
    record Shared(Trace trace, AppendList<CommittedToken> committed, AppendList<CanvasState.Row> rows,
            List<AppendList<Integer>> lanes) {}

    private final Shared shared;
    private int position;
    private int capacity;
    private int step;
    private Optional<Phase> phase;
    private int level;
    private List<Integer> prompt;
    private int committed;
    private final TreeBuilder tree;
    private final Map<KvOwner, KvMap.Builder> kv = new EnumMap<>(KvOwner.class);
    private List<Note> runNotes;
    private List<Note> stepNotes;
    private CanvasState.Builder canvas; // null until it is opened
    private BatchState.Builder batch; // null until it is opened
    private final Tally tally;
    private Optional<TraceEvent.RunFinished> finished;

    /// Before the first event.
    StateBuilder(Shared shared) {
        this.shared = shared;
        step = -1;
        phase = Optional.empty();
        prompt = List.of();
        tree = new TreeBuilder(TreeState.NONE);
        for (KvOwner owner : KvOwner.values())
            kv.put(owner, new KvMap.Builder());
        runNotes = List.of();
        stepNotes = List.of();
        tally = new Tally();
        finished = Optional.empty();
    }

    /// Where `start` stands.
    StateBuilder(Shared shared, TraceState start) {
        this.shared = shared;
        position = start.position();
        step = start.step();
        phase = start.phase();
        level = start.level();
        prompt = start.prompt();
        committed = start.committed().size();
        tree = new TreeBuilder(start.tree());
        for (KvOwner owner : KvOwner.values())
            kv.put(owner, new KvMap.Builder(start.kv(owner)));
        canvas = start.canvas().map(c -> new CanvasState.Builder(c, shared.rows)).orElse(null);
        batch = start.batch().map(b -> new BatchState.Builder(b, shared.lanes)).orElse(null);
        runNotes = start.runNotes();
        stepNotes = start.stepNotes();
        tally = start.tally().clone();
        finished = start.finished();
    }

    int step() {
        return step;
    }

    /// The step of the token committed last, 0 before the first.
    int committedStep() {
        return committed == 0 ? 0 : Math.max(0, shared.committed.get(committed - 1).step());
    }

    /// Slots of the target's KV cache as the settings give them; 0 when they do not.
    int capacity() {
        return capacity;
    }

    TreeBuilder tree() {
        return tree;
    }

    KvMap.Builder kv(KvOwner owner) {
        return kv.get(owner);
    }

    CanvasState.Builder canvas() {
        return canvas;
    }

    /// The lanes; null until they are opened.
    BatchState.Builder batch() {
        return batch;
    }

    boolean isFinished() {
        return finished.isPresent();
    }

    void apply(TraceEvent event) {
        int index = position++;
        tally.apply(event);
        switch (event) {
            case TraceEvent.RunStarted e -> start(e.settings());
            case TraceEvent.TokensNamed _,TraceEvent.Planned _,TraceEvent.Unrecognised _ -> {
                // Names belong to the whole trace; a plan and what is not understood change nothing.
            }
            case TraceEvent.PromptIngested e -> prompt = e.tokens();
            case TraceEvent.StepStarted e -> begin(e.step());
            case TraceEvent.PhaseFinished e -> {
                phase = Optional.of(e.phase());
                level = e.level();
            }
            case TraceEvent.Drafted e -> tree.drafted(e.level(), e.nodes());
            case TraceEvent.DraftStopped e -> tree.stopped(e);
            case TraceEvent.Cut e -> tree.cut(e.nodes());
            case TraceEvent.Verified e -> tree.verified(e.rows());
            case TraceEvent.Judged e -> tree.judged(e.verdicts());
            case TraceEvent.Drawn e -> tree.drawn(e.draw());
            case TraceEvent.Committed e -> commit(e, index);
            case TraceEvent.KvChanged e -> kv.get(e.owner()).apply(e);
            case TraceEvent.Noted e -> note(e.notes());
            case TraceEvent.BatchOpened e -> batch = new BatchState.Builder(e, shared.lanes);
            case TraceEvent.BatchRead e -> batch.read(e.lanes());
            case TraceEvent.BatchAdvanced e -> batch.advanced(e.lanes());
            case TraceEvent.CanvasOpened e -> {
                canvas = new CanvasState.Builder(e, shared.rows);
                if (prompt.isEmpty())
                    prompt = e.prompt();
            }
            case TraceEvent.BlockCut e -> canvas.cut(e.block(), e.span());
            case TraceEvent.Predicted e -> canvas.predicted(e);
            case TraceEvent.Chosen e -> canvas.chosen(e.choices());
            case TraceEvent.Unmasked e -> canvas.unmasked(e.tokens());
            case TraceEvent.LookedAgain e -> canvas.lookedAgain(e.looks());
            case TraceEvent.Remasked e -> canvas.remasked(e.tokens());
            case TraceEvent.Edited e -> canvas.edited(e.edits());
            case TraceEvent.RunFinished e -> finished = Optional.of(e);
        }
    }

    TraceState freeze() {
        return new TraceState(shared.trace, position, step, phase, level, prompt, shared.committed.first(committed),
                tree.freeze(), kv(KvOwner.TARGET).freeze(), kv(KvOwner.DRAFT).freeze(), Optional.ofNullable(canvas)
                        .map(CanvasState.Builder::freeze),
                Optional.ofNullable(batch).map(BatchState.Builder::freeze), runNotes, stepNotes, tally.clone(),
                finished);
    }

    private void start(RunSettings settings) {
        capacity = settings.capacity();
        kv.get(KvOwner.TARGET).announce(capacity);
        if (settings.draft().isPresent())
            kv.get(KvOwner.DRAFT).announce(capacity);
    }

    private void begin(int step) {
        this.step = step;
        tree.begin(step, lastToken(), prompt.size() + committed);
        stepNotes = List.of();
        kv.values().forEach(map -> map.begin(step));
        if (canvas != null)
            canvas.begin(step);
        if (batch != null)
            batch.begin();
    }

    private void note(List<Note> notes) {
        if (step < 0)
            runNotes = joined(runNotes, notes);
        else
            stepNotes = joined(stepNotes, notes);
    }

    private static List<Note> joined(List<Note> one, List<Note> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private int lastToken() {
        if (committed > 0)
            return shared.committed.get(committed - 1).token();
        return prompt.isEmpty() ? -1 : prompt.getLast();
    }

    private void commit(TraceEvent.Committed e, int index) {
        // A driver may tell of the prompt's tokens in this way to give their measures; they are not output.
        if (e.provenance() == Provenance.PROMPT)
            return;
        tree.committed(e.node());
        shared.committed.addOnce(committed, new CommittedToken(committed, e.position(), e.token(), e.provenance(),
                e.step(), e.node(), e.measures(), tree.logRatio(e.node()), index));
        committed++;
    }
}
