package draftscope.findings;

import draftscope.trace.Metrics;
import draftscope.trace.StepSummary;
import draftscope.trace.TimeLedger;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import java.util.List;

/// What rules look at: a trace up to a position. What several rules need is made once. Not thread-safe, as the trace is not.
public final class Evidence {
    private final Trace trace;
    private final int position;
    private Metrics metrics; // lazily
    private TimeLedger ledger; // lazily
    private TraceState state; // lazily

    public Evidence(Trace trace, int position) {
        this.trace = trace;
        this.position = position;
    }

    public Trace trace() {
        return trace;
    }

    public Metrics metrics() {
        if (metrics == null) {
            metrics = Metrics.of(trace, position);
        }
        return metrics;
    }

    public TimeLedger ledger() {
        if (ledger == null) {
            ledger = TimeLedger.of(trace, 0, Math.max(0, trace.steps().size() - 1), position);
        }
        return ledger;
    }

    public TraceState state() {
        if (state == null) {
            state = trace.at(position);
        }
        return state;
    }

    /// Steps that were over at the position.
    public List<StepSummary> steps() {
        List<StepSummary> all = trace.steps();
        int count = all.size();
        while (count > 0 && !(all.get(count - 1).complete() && all.get(count - 1).endEvent() <= position)) {
            count--;
        }
        return all.subList(0, count);
    }
}
