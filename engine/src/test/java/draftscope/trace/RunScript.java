package draftscope.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes a run event by event: counts `seq`, moves the clock, and knows the step.
public final class RunScript {
    private final List<TraceEvent> events = new ArrayList<>();
    private long nanos;
    private int step = -1;
    private int committed;

    /// Makes an event from its place in the run.
    @FunctionalInterface
    public interface Made {
        TraceEvent at(long seq, long nanos);
    }

    public RunScript add(Made made) {
        events.add(made.at(events.size(), nanos));
        nanos += 1_000;
        return this;
    }

    public List<TraceEvent> events() {
        return List.copyOf(events);
    }

    public int step() {
        return step;
    }

    public RunScript start(RunSettings settings) {
        return add((s, n) -> new TraceEvent.RunStarted(s, n, settings));
    }

    public RunScript name(List<TokenPiece> pieces) {
        return add((s, n) -> new TraceEvent.TokensNamed(s, n, pieces));
    }

    public RunScript prompt(Integer... tokens) {
        committed = tokens.length;
        return add((s, n) -> new TraceEvent.PromptIngested(s, n, List.of(tokens)));
    }

    public RunScript beginStep() {
        step++;
        return add((s, n) -> new TraceEvent.StepStarted(s, n, step, committed));
    }

    public RunScript phase(Phase phase) {
        return phase(phase, 0);
    }

    public RunScript phase(Phase phase, int level) {
        nanos += 50_000;
        return add((s, n) -> new TraceEvent.PhaseFinished(s, n, step, phase, level, 50_000));
    }

    public RunScript draft(int level, DraftNode... nodes) {
        return add((s, n) -> new TraceEvent.Drafted(s, n, step, level, List.of(nodes))).phase(Phase.DRAFT, level);
    }

    public RunScript verify(TargetRow... rows) {
        return add((s, n) -> new TraceEvent.Verified(s, n, step, List.of(rows))).phase(Phase.VERIFY);
    }

    public RunScript judge(Verdict... verdicts) {
        return add((s, n) -> new TraceEvent.Judged(s, n, step, List.of(verdicts))).phase(Phase.ACCEPT);
    }

    public RunScript draw(int after, int token, Provenance provenance) {
        return add((s, n) -> new TraceEvent.Drawn(s, n, step,
                new TargetDraw(after, token, provenance, 0.25, 0.5, TraceFixtures.law(token, 0.5)))).phase(Phase.EMIT);
    }

    public RunScript commit(int token, Provenance provenance, int node, double entropyBits) {
        int position = committed++;
        TokenMeasures measures = new TokenMeasures(entropyBits, 1.5, 0.35, 0.1, 0, TraceFixtures.law(token, 0.35));
        return add((s, n) -> new TraceEvent.Committed(s, n, step, position, token, provenance, node, measures));
    }

    public RunScript kv(KvOwner owner, int length, KvChange... changes) {
        return add((s, n) -> new TraceEvent.KvChanged(s, n, step, owner, length, List.of(changes)));
    }

    public RunScript finish(StopReason reason, RunStats stats) {
        return add((s, n) -> new TraceEvent.RunFinished(s, n, reason, "", stats));
    }

    static RunSettings settings(String method, String family, int capacity, boolean draft) {
        ModelIdentity target = new ModelIdentity("tales-target", "llama", 5_000_000, 8, 4, 2048, 512, 4096, "ab12");
        ModelIdentity small = new ModelIdentity("tales-draft", "llama", 500_000, 2, 2, 2048, 512, 512, "cd34");
        return new RunSettings(method, method, family, "", java.util.Map.of("depth", "3", "width", "2"),
                new SamplingSettings(0.8, 0, 0.95, 0), 42, 64, target, draft ? Optional.of(small) : Optional.empty(), 2,
                Observation.LIGHT, capacity, "Once upon", "0.1.0, scalar");
    }
}
