package draftscope.views.layout;

import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.Arrays;

/// When the tokens of a run stood, on a clock that runs only while the engine works: waiting for a person, and the pace that one
/// chose, are left out. It begins when the prompt was read.
///
/// A token stands when the phase that committed it is over. Where a run tells of no phases, as at the observation level off, the times
/// are those of its events, waiting included.
public final class EngineClock {
    private final long[] nanos; // (tokens)
    private final boolean phases;

    private EngineClock(long[] nanos, boolean phases) {
        this.nanos = nanos;
        this.phases = phases;
    }

    public static EngineClock of(Trace trace) {
        int tokens = trace.committed().size();
        long[] worked = new long[tokens];
        long[] told = new long[tokens];
        long clock = 0;
        long begun = -1;
        int stood = 0;
        int written = 0;
        boolean phases = false;
        for (int i = 0; i < trace.length(); i++) {
            switch (trace.event(i)) {
                case TraceEvent.PhaseFinished e -> {
                    phases = true;
                    clock += e.aside() || e.phase() == draftscope.trace.Phase.PREFILL ? 0 : e.spentNanos();
                    Arrays.fill(worked, stood, written, clock);
                    stood = written;
                }
                case TraceEvent.PromptIngested e -> begun = e.nanos();
                case TraceEvent.Committed e -> {
                    if (written < tokens)
                        told[written++] = e.nanos() - Math.max(0, begun);
                }
                default -> {
                    // Takes no time of its own.
                }
            }
        }
        Arrays.fill(worked, stood, tokens, clock);
        return new EngineClock(phases ? worked : told, phases);
    }

    /// Whether waiting is left out.
    public boolean engineOnly() {
        return phases;
    }

    /// When token `index` of the output stood.
    public long nanos(int index) {
        return nanos[index];
    }

    /// When the last one stood; 0 with none.
    public long end() {
        return nanos.length == 0 ? 0 : nanos[nanos.length - 1];
    }

    /// How many tokens stood at a time.
    public int written(double atNanos) {
        int count = 0;
        while (count < nanos.length && nanos[count] <= atNanos)
            count++;
        return count;
    }
}
