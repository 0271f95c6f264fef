package draftscope.audit;

import draftscope.decode.TokenScorer;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.trace.RunSettings;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Tells whether runs of a method gave what the target alone would have given: the same tokens at temperature 0, draws
/// from the same law above it.
///
/// Three witnesses: the recorded facts of each round ([TraceRules]), the draft's draws ([ProposalTest]), and a shadow of the
/// target that reads the same text alone, one token a pass ([RowCheck], [Divergence], [LawTest]). Takes finished runs one after the other;
/// all of them with the same sampling settings. Deterministic. Not thread-safe.
public final class Auditor {
    private final TokenScorer target;
    private final BooleanSupplier cancelled;
    private final ProposalTest proposals = new ProposalTest();
    private final LawTest law = new LawTest();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<Divergence> divergence = Optional.empty();
    private boolean greedy;
    private int runs;
    private int rounds;
    private int compared;

    /// @param target    the network that was decoded with
    /// @param cancelled asked before every pass; an audit that is cancelled reports what it saw
    public Auditor(TokenScorer target, BooleanSupplier cancelled) {
        this.target = target;
        this.cancelled = cancelled;
    }

    /// Looks at one run of a causal method, from its `RunStarted` on. An unfinished run is looked at as far as it came.
    ///
    /// @throws IllegalArgumentException if the events do not begin with `RunStarted` or tell of a canvas
    public void add(List<TraceEvent> events) {
        if (events.isEmpty()
                || !(events.getFirst() instanceof TraceEvent.RunStarted(var seq, var nanos, var settings))) {
            throw new IllegalArgumentException("the events of a run begin with RunStarted");
        }
        if (events.stream().anyMatch(TraceEvent.CanvasOpened.class::isInstance)) {
            throw new IllegalArgumentException("an audit compares with a causal target; this is a run on a canvas");
        }
        runs++;
        TraceRules rules = new TraceRules(events);
        rounds += rules.rounds();
        proposals.add(events);
        List<Finding> found = new ArrayList<>(rules.findings());
        shadow(events, settings, found);
        findings.addAll(found);
    }

    /// What was found so far.
    public AuditReport report() {
        List<Finding> all = new ArrayList<>(findings);
        divergence.map(Divergence::finding).filter(finding -> !all.contains(finding)).ifPresent(all::add);
        proposals.finding().ifPresent(all::add);
        law.finding().ifPresent(all::add);
        return new AuditReport(runs, greedy ? compared : law.tokens(), rounds, proposals.count(), divergence,
                greedy ? Double.NaN : law.chiSquare(), greedy ? Double.NaN : law.surprisalDeviations(), all);
    }

    private void shadow(List<TraceEvent> events, RunSettings settings, List<Finding> found) {
        List<Integer> prompt = List.of();
        List<TraceEvent.Committed> output = new ArrayList<>();
        for (TraceEvent event : events) {
            if (event instanceof TraceEvent.PromptIngested ingested) {
                prompt = ingested.tokens();
            } else if (event instanceof TraceEvent.Committed committed) {
                output.add(committed);
            }
        }
        if (output.isEmpty()) {
            return;
        }
        SamplerChain chain = new SamplerChain(settings.sampling());
        greedy = chain.greedy();
        Shadow shadow = new Shadow(target, prompt.size() + output.size());
        for (int token : prompt.subList(0, prompt.size() - 1)) {
            if (cancelled.getAsBoolean()) {
                return;
            }
            shadow.keep(token);
        }
        int previous = prompt.getLast();
        boolean rowFound = false;
        for (TraceEvent.Committed commit : output) {
            if (cancelled.getAsBoolean()) {
                return;
            }
            RawLaw alone = shadow.after(previous);
            compared++;
            if (!greedy) {
                law.add(chain.law(alone), commit.token());
            }
            boolean differs = greedy && commit.token() != alone.mode();
            if (differs && divergence.isEmpty()) {
                divergence = Optional.of(Divergence.of(commit, alone, found, settings.lossyReason()));
            }
            if (!rowFound) {
                Optional<Finding> row = RowCheck.check(commit, alone, shadow, previous);
                row.ifPresent(found::add);
                rowFound = row.isPresent(); // later rows see what this one left behind
            }
            if (differs) {
                break; // what follows a difference follows another text than the target's
            }
            shadow.keep(previous);
            previous = commit.token();
        }
    }
}
