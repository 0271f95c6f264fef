package draftscope.trace;

/// Where a driver tells what happens. One writer; the events arrive in the order of their `seq`.
@FunctionalInterface
public interface TraceSink {
    void accept(TraceEvent event);
}
