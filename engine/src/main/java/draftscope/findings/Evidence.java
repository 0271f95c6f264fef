package draftscope.findings;

import draftscope.trace.Metrics;
import draftscope.trace.StepSummary;
import draftscope.trace.TimeLedger;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import java.util.List;

/// What rules look at: a trace up to a position. What several rules need is made once. Not thread-safe, as the trace is not.
public final class Evidence {
    /// Another text that this run was held against, of the same prompt.
    ///
    /// @param name  in words, as after "differs from"
    /// @param text  token ids, the prompt included, as far as they are known
    /// @param cause why the two part where they do; empty where nobody said
    public record Beside(String name, List<Integer> text, String cause) {
        public Beside {
            text = List.copyOf(text);
        }
    }

    private final Trace trace;
    private final int position;
    private final List<Beside> beside;
    private Metrics metrics; // lazily
    private TimeLedger ledger; // lazily
    private TraceState state; // lazily

    public Evidence(Trace trace, int position) {
        this(trace, position, List.of());
    }

    /// @param beside what the run was held against
    public Evidence(Trace trace, int position, List<Beside> beside) {
        this.trace = trace;
        this.position = position;
        this.beside = List.copyOf(beside);
    }

    /// What the run was held against.
    public List<Beside> beside() {
        return beside;
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
