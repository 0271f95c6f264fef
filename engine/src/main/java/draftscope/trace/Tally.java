package draftscope.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts what events tell, over a run or over one step. The one place where a metric is defined.
final class Tally implements Cloneable {
    private static final Phase[] PHASES = Phase.values();
    /// Longest accepted length that gets its own bar, so that a file cannot ask for a histogram of any size.
    private static final int LONGEST = EventCheck.MAX_NODES;

    int drafted;
    int judged;
    int accepted;
    int rejected;
    int notReached;
    int cut;
    int corrected;
    int bonus;
    int plain;
    private final int firstStep;
    private boolean draftModel = true;
    private int rounds; // behind the last one begun, counted from step 0
    private int targetForwards;
    private int draftPasses; // as far as phases tell what they spent in a model
    private boolean passesTold;
    private int draftedByModel; // where they do not tell
    private long asideNanos; // the part of the phases' time that another thread spent
    private long[] phaseNanos = new long[PHASES.length];
    private int[] acceptedLengths = new int[4]; // (accepted length)
    private int lengths; // bars in use

    // The round in progress.
    private boolean open;
    private int roundAccepted;
    private boolean roundForward;
    private boolean targetWrote; // scratch cells, since the last phase was over

    Tally() {
        this(0);
    }

    /// @param firstStep the first step that is counted
    Tally(int firstStep) {
        this.firstStep = firstStep;
        rounds = firstStep;
    }

    int committed() {
        return accepted + corrected + bonus + plain;
    }

    void apply(TraceEvent event) {
        switch (event) {
            case TraceEvent.RunStarted e -> draftModel = e.settings().draft().isPresent();
            case TraceEvent.StepStarted e -> openRound(e.step());
            case TraceEvent.PhaseFinished e -> {
                phaseNanos[e.phase().ordinal()] += e.spentNanos();
                asideNanos += e.aside() ? e.spentNanos() : 0;
                boolean byTarget = e.phase() == Phase.DRAFT && !e.aside() && targetWrote;
                targetForwards += byTarget ? 1 : 0;
                if (e.phase() == Phase.DRAFT && e.forwardNanos() != TraceEvent.PhaseFinished.NOT_TOLD) {
                    passesTold = true;
                    draftPasses += e.forwardNanos() > 0 && !byTarget ? 1 : 0;
                }
                targetWrote = false;
                // The tokens of the round are known here; a run that is paused after it should show them all.
                if (e.phase() == Phase.COMMIT)
                    closeRound();
            }
            case TraceEvent.Drafted e -> {
                drafted += e.nodes().size();
                draftedByModel += draftModel ? 1 : 0;
            }
            case TraceEvent.Cut e -> cut += e.nodes().size();
            case TraceEvent.Verified _ -> forward();
            case TraceEvent.Predicted e -> {
                // What was read ahead cost nothing in this step.
                if (e.rows() != 0)
                    forward();
            }
            case TraceEvent.Edited e -> {
                // What the step's tokens cost is told, be it nothing.
                targetForwards += e.forwards();
                roundForward = true;
            }
            case TraceEvent.Judged e -> e.verdicts().forEach(this::judge);
            case TraceEvent.Drawn _ -> drawn();
            case TraceEvent.Committed e when e.provenance() == Provenance.PROMPT -> {
                // Told for its measures; it is no output and belongs to no round.
            }
            case TraceEvent.Committed e -> {
                // At Observation.OFF nothing tells of a step but the tokens that it commits.
                if (e.step() >= rounds)
                    openRound(e.step());
                commit(e.provenance());
            }
            case TraceEvent.RunFinished _ -> closeRound();
            case TraceEvent.KvChanged e -> targetWrote |= e.owner() == KvOwner.TARGET
                    && e.changes().stream().anyMatch(change -> change.state() == KvState.SCRATCH);
            case TraceEvent.TokensNamed _,TraceEvent.PromptIngested _,TraceEvent.DraftStopped _,TraceEvent.Planned _,TraceEvent.Noted _,TraceEvent.BatchOpened _,TraceEvent.BatchRead _,TraceEvent.BatchAdvanced _,TraceEvent.CanvasOpened _,TraceEvent.BlockCut _,TraceEvent.Chosen _,TraceEvent.Unmasked _,TraceEvent.LookedAgain _,TraceEvent.Remasked _,TraceEvent.Unrecognised _ -> {
                // Counts nothing.
            }
        }
    }

    private void judge(Verdict verdict) {
        switch (verdict.outcome()) {
            case ACCEPTED -> judged++;
            case REJECTED -> {
                judged++;
                rejected++;
            }
            case NOT_REACHED -> notReached++;
        }
    }

    private void commit(Provenance provenance) {
        switch (provenance) {
            case PROMPT -> throw new IllegalStateException("the prompt is no output");
            case ACCEPTED_DRAFT -> {
                accepted++;
                roundAccepted++;
                drawn();
            }
            case CORRECTION -> {
                corrected++;
                drawn();
            }
            case BONUS -> {
                bonus++;
                drawn();
            }
            case TARGET -> {
                plain++;
                drawn();
            }
            case UNMASKED, FORCED -> plain++;
            case TAKEN_OVER -> {
                // Another run wrote it.
            }
        }
    }

    private void forward() {
        targetForwards++;
        roundForward = true;
    }

    /// The target wrote a token or let one pass, so it ran, even when nothing told of the pass (a plain step, or
    /// [Observation#OFF]).
    private void drawn() {
        if (!roundForward)
            forward();
    }

    /// Steps count 0, 1, 2, ..., so one that comes with a higher number says that others went by without a token.
    private void openRound(int step) {
        closeRound();
        if (step > rounds)
            addRounds(0, step - rounds);
        rounds = step + 1;
        open = true;
        roundAccepted = 0;
        roundForward = false;
    }

    /// The round in progress is over, or there is none.
    void closeRound() {
        if (open)
            addRounds(Math.min(roundAccepted, LONGEST), 1);
        open = false;
    }

    private void addRounds(int bar, int count) {
        if (bar >= acceptedLengths.length)
            acceptedLengths = Arrays.copyOf(acceptedLengths, Math.max(bar + 1, acceptedLengths.length * 2));
        acceptedLengths[bar] += count;
        lengths = Math.max(lengths, bar + 1);
    }

    Map<Phase, Long> phaseNanos() {
        Map<Phase, Long> spent = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            if (phaseNanos[phase.ordinal()] != 0)
                spent.put(phase, phaseNanos[phase.ordinal()]);
        }
        return spent;
    }

    RunCounts counts() {
        long engine = Arrays.stream(phaseNanos).sum() - phaseNanos[Phase.PREFILL.ordinal()] - asideNanos;
        List<Integer> histogram = new ArrayList<>();
        for (int i = 0; i < lengths; i++)
            histogram.add(acceptedLengths[i]);
        return new RunCounts(drafted, judged, accepted, rejected, notReached, cut, corrected, bonus, plain,
                rounds - firstStep,
                targetForwards, passesTold ? draftPasses : draftedByModel, phaseNanos(), engine, histogram);
    }

    @Override
    public Tally clone() {
        try {
            Tally copy = (Tally) super.clone();
            copy.phaseNanos = phaseNanos.clone();
            copy.acceptedLengths = acceptedLengths.clone();
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
