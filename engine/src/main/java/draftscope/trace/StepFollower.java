package draftscope.trace;

import java.util.Optional;

/// Sums up the step in progress of a run that is followed event by event: what [Trace#steps()] tells of it, without keeping the
/// run. For one thread, which may be the run's own.
public final class StepFollower {
    private final KvMap.Builder target = new KvMap.Builder();
    private StepTally current; // null before the first step
    private int events;

    public void accept(TraceEvent event) {
        if (event instanceof TraceEvent.StepStarted started) {
            current = new StepTally(started, events);
            target.begin(started.step());
        }
        if (event instanceof TraceEvent.KvChanged changed && changed.owner() == KvOwner.TARGET)
            target.apply(changed);
        events++;
        if (current != null) {
            current.apply(event);
            current.kv(target.length(), target.used());
        }
    }

    /// The last step begun, as far as it was told of; empty before the first.
    public Optional<StepSummary> summary() {
        return current == null ? Optional.empty() : Optional.of(current.summary(events));
    }
}
