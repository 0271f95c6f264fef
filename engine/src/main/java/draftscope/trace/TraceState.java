package draftscope.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The run as it stood after some event. Immutable; may be kept and compared, also after the run went on.
public final class TraceState {
    private final Trace trace;
    private final int position;
    private final int step;
    private final Optional<Phase> phase;
    private final int level;
    private final List<Integer> prompt;
    private final List<CommittedToken> committed;
    private final TreeState tree;
    private final KvMap target;
    private final KvMap draft;
    private final Optional<CanvasState> canvas;
    private final Optional<BatchState> batch;
    private final List<Note> runNotes;
    private final List<Note> stepNotes;
    private final Tally tally; // never changed here
    private final Optional<TraceEvent.RunFinished> finished;

    TraceState(Trace trace, int position, int step, Optional<Phase> phase, int level, List<Integer> prompt,
            List<CommittedToken> committed, TreeState tree, KvMap target, KvMap draft, Optional<CanvasState> canvas,
            Optional<BatchState> batch, List<Note> runNotes, List<Note> stepNotes, Tally tally,
            Optional<TraceEvent.RunFinished> finished) {
        this.trace = trace;
        this.position = position;
        this.step = step;
        this.phase = phase;
        this.level = level;
        this.prompt = prompt;
        this.committed = committed;
        this.tree = tree;
        this.target = target;
        this.draft = draft;
        this.canvas = canvas;
        this.batch = batch;
        this.runNotes = runNotes;
        this.stepNotes = stepNotes;
        this.tally = tally;
        this.finished = finished;
    }

    /// How many events it stands behind.
    public int position() {
        return position;
    }

    public Trace trace() {
        return trace;
    }

    /// The current step, -1 before the first; always -1 for a run at [Observation#OFF], which tells of no steps.
    public int step() {
        return step;
    }

    /// The phase that finished last; at the start of a step that is still the last one of the step before.
    public Optional<Phase> phase() {
        return phase;
    }

    /// The draft pass that finished last, when [#phase()] is [Phase#DRAFT]; else 0.
    public int level() {
        return level;
    }

    public List<Integer> prompt() {
        return prompt;
    }

    /// The output so far, prompt excluded.
    public List<CommittedToken> committed() {
        return committed;
    }

    /// The end of a step as this moment knows it; empty when the step has not begun.
    public Optional<TraceState> inStep(int step) {
        if (tree.step() == step) {
            return Optional.of(this);
        }
        return step < 0 || step > step()
                ? Optional.empty()
                : Optional.of(trace.at(Math.min(position, trace.endOfStep(step))));
    }

    /// The draft tree of the current step; it stays until the next step begins.
    public TreeState tree() {
        return tree;
    }

    public KvMap kv(KvOwner owner) {
        return switch (owner) {
            case TARGET -> target;
            case DRAFT -> draft;
        };
    }

    /// The canvas of a diffusion run, once opened.
    public Optional<CanvasState> canvas() {
        return canvas;
    }

    /// All lanes of a run that decodes several texts at once.
    public Optional<BatchState> batch() {
        return batch;
    }

    /// What the method told before the first step about the whole run.
    public List<Note> runNotes() {
        return runNotes;
    }

    /// What the method told in the current step about how it works; it stays until the next step begins.
    public List<Note> stepNotes() {
        return stepNotes;
    }

    public RunCounts counts() {
        return tally.counts();
    }

    public Optional<TraceEvent.RunFinished> finished() {
        return finished;
    }

    Tally tally() {
        return tally;
    }

    /// What is different from `earlier`, in short phrases such as `+4 tokens`, `-3 KV cells` or `entropy 1.2 -> 3.9 bits`.
    ///
    /// For a state further on in the run than this one, the signs turn round.
    public List<String> changesSince(TraceState earlier) {
        List<String> changes = new ArrayList<>();
        amount(changes, committed.size() - earlier.committed.size(), "token", "tokens");
        amount(changes, inOtherLanes() - earlier.inOtherLanes(), "token in other lanes", "tokens in other lanes");
        boolean sameStep = step == earlier.step;
        Verdicts now = new Verdicts(tree);
        Verdicts then = sameStep ? new Verdicts(earlier.tree) : new Verdicts(TreeState.NONE);
        amount(changes, now.nodes - then.nodes, "draft node", "draft nodes");
        amount(changes, now.cut - then.cut, "cut", "cut");
        amount(changes, now.accepted - then.accepted, "accepted", "accepted");
        amount(changes, now.rejected - then.rejected, "rejected", "rejected");
        amount(changes, target.used() - earlier.target.used(), "KV cell", "KV cells");
        amount(changes, draft.used() - earlier.draft.used(), "draft KV cell", "draft KV cells");
        if (canvas.isPresent() && earlier.canvas.isPresent()) {
            boolean forward = position >= earlier.position;
            canvasChanges(changes, (forward ? earlier : this).canvas.get(), (forward ? this : earlier).canvas.get(),
                    forward ? 1 : -1);
        }
        double entropy = lastEntropy();
        double before = earlier.lastEntropy();
        if (!Double.isNaN(entropy) && !Double.isNaN(before) && Math.round(10 * entropy) != Math.round(10 * before))
            changes.add(String.format(Locale.ROOT, "entropy %.1f -> %.1f bits", before, entropy));
        if (finished.isPresent() && earlier.finished.isEmpty())
            changes.add("run finished");
        return List.copyOf(changes);
    }

    /// @param sign -1 for a move from `after` back to `before`
    private static void canvasChanges(List<String> changes, CanvasState before, CanvasState after, int sign) {
        int unmasked = 0;
        int remasked = 0;
        int replaced = 0;
        int came = after.length() - before.length();
        int went = 0;
        for (int p = after.promptLength(); p < after.length(); p++) {
            boolean stood = p >= before.length() || before.stands(p);
            went += stood && !after.stands(p) ? 1 : 0;
            if (p >= before.length() || !after.stands(p))
                continue;
            boolean was = before.masked(p);
            boolean is = after.masked(p);
            unmasked += was && !is ? 1 : 0;
            remasked += !was && is ? 1 : 0;
            replaced += !was && !is && before.token(p) != after.token(p) ? 1 : 0;
        }
        amount(changes, sign * unmasked, "unmasked", "unmasked");
        amount(changes, sign * remasked, "masked again", "masked again");
        amount(changes, replaced, "replaced", "replaced");
        amount(changes, sign * came, "put in", "put in");
        amount(changes, sign * went, "taken out", "taken out");
    }

    private int inOtherLanes() {
        return batch.map(b -> b.emitted() - b.lanes().getFirst().output().size()).orElse(0);
    }

    private double lastEntropy() {
        return committed.isEmpty() ? Double.NaN : committed.getLast().measures().entropyBits();
    }

    private static void amount(List<String> changes, int difference, String one, String many) {
        if (difference != 0)
            changes.add(String.format(Locale.ROOT, "%+d %s", difference, Math.abs(difference) == 1 ? one : many));
    }

    /// What a tree comes to so far.
    private static final class Verdicts {
        private final int nodes;
        private int cut;
        private int accepted;
        private int rejected;

        Verdicts(TreeState tree) {
            nodes = tree.nodes().size();
            for (TreeNode node : tree.nodes()) {
                cut += node.cut() ? 1 : 0;
                Verdict.Outcome outcome = node.verdict().map(Verdict::outcome).orElse(null);
                accepted += outcome == Verdict.Outcome.ACCEPTED ? 1 : 0;
                rejected += outcome == Verdict.Outcome.REJECTED ? 1 : 0;
            }
        }
    }
}
