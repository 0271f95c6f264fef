package draftscope.audit;

import draftscope.decode.TokenScorer;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.trace.Provenance;
import draftscope.trace.RunSettings;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Tells whether runs of a method gave what the target alone would have given: the same tokens at temperature 0, draws
/// from the same law above it.
///
/// Three witnesses: the recorded facts of each round ([TraceRules]), the draft's draws ([ProposalTest]), and a shadow of the
/// target that reads the same text alone, one token a pass ([RowCheck], [Divergence], [LawTest]). Takes finished runs one after the other;
/// all of them with the same sampling settings. Deterministic. Not thread-safe.
public final class Auditor {
    private final Optional<TokenScorer> target;
    private final IntPredicate goOn;
    private final ProposalTest proposals = new ProposalTest();
    private final LawTest law = new LawTest();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<Divergence> divergence = Optional.empty();
    private boolean greedy;
    private int runs;
    private int rounds;
    private int compared;
    private String lossyReason = "";

    /// @param target the network that was decoded with
    /// @param goOn   told before every token how many were compared so far; `false` ends the audit, which then reports what it saw
    public Auditor(TokenScorer target, IntPredicate goOn) {
        this(Optional.of(target), goOn);
    }

    private Auditor(Optional<TokenScorer> target, IntPredicate goOn) {
        this.target = target;
        this.goOn = goOn;
    }

    /// An auditor for runs whose target is not at hand: it hears the first two witnesses only.
    public static Auditor ofFacts() {
        return new Auditor(Optional.empty(), compared -> true);
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
        lossyReason = settings.lossyReason();
        TraceRules rules = new TraceRules(events);
        rounds += rules.rounds();
        proposals.add(events);
        List<Finding> found = new ArrayList<>(rules.findings());
        target.ifPresent(network -> shadow(network, events, settings, found));
        findings.addAll(found);
    }

    /// What was found so far.
    public AuditReport report() {
        List<Finding> all = new ArrayList<>(findings);
        divergence.map(Divergence::finding).filter(finding -> !all.contains(finding)).ifPresent(all::add);
        proposals.finding().ifPresent(all::add);
        law.finding().map(this::byDesign).ifPresent(all::add);
        boolean lawful = target.isPresent() && !greedy;
        return new AuditReport(runs, target.isPresent(), lawful ? law.tokens() : compared, rounds, proposals.count(),
                divergence, lawful ? law.chiSquare() : Double.NaN, lawful ? law.surprisalDeviations() : Double.NaN,
                lawful ? law.stake() : Double.NaN, all);
    }

    /// A lossy method never promised the target's law.
    private Finding byDesign(Finding finding) {
        return lossyReason.isEmpty()
                ? finding
                : new Finding(Fault.NON_STRICT, finding.step(), finding.position(), finding.node(),
                        finding.sentence() + " " + lossyReason);
    }

    private void shadow(TokenScorer network, List<TraceEvent> events, RunSettings settings, List<Finding> found) {
        List<Integer> prompt = List.of();
        List<TraceEvent.Committed> output = new ArrayList<>();
        for (TraceEvent event : events) {
            if (event instanceof TraceEvent.PromptIngested ingested) {
                prompt = ingested.tokens();
            } else if (event instanceof TraceEvent.Committed committed
                    && committed.provenance() != Provenance.PROMPT) {
                output.add(committed);
            }
        }
        if (output.isEmpty()) {
            return;
        }
        SamplerChain chain = new SamplerChain(settings.sampling());
        greedy = chain.greedy();
        Shadow shadow = new Shadow(network, prompt.size() + output.size());
        for (int token : prompt.subList(0, prompt.size() - 1)) {
            if (!goOn.test(compared)) {
                return;
            }
            shadow.keep(token);
        }
        int previous = prompt.getLast();
        boolean rowFound = false;
        for (TraceEvent.Committed commit : output) {
            if (!goOn.test(compared)) {
                return;
            }
            if (commit.provenance() == Provenance.FORCED) { // a person's, whatever the target says
                shadow.keep(previous);
                previous = commit.token();
                continue;
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
