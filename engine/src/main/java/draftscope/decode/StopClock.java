package draftscope.decode;

/// Divides the time of the run's thread among a few kinds of work. Every nanosecond belongs to one kind: what is inside
/// another kind is taken out of it.
///
/// Confined to the thread that runs; what another thread does meanwhile is not the run's own time.
final class StopClock {
    /// What the time went into. What is none of the others is [#OTHER].
    enum Part {
        OTHER, FORWARD, LAW, TELL
    }

    private final long[] nanos = new long[Part.values().length];
    private Thread owner;
    private Part now = Part.OTHER;
    private long since;

    /// Begins with nothing spent, for the calling thread.
    void begin() {
        owner = Thread.currentThread();
        java.util.Arrays.fill(nanos, 0);
        now = Part.OTHER;
        since = System.nanoTime();
    }

    /// From now on the time goes into `part`. Gives what it went into before, to be given back to this method.
    Part enter(Part part) {
        Part before = now;
        if (part != before && Thread.currentThread() == owner) {
            long at = System.nanoTime();
            nanos[before.ordinal()] += at - since;
            since = at;
            now = part;
        }
        return before;
    }

    /// Nanoseconds that went into a part since [#begin()].
    long spent(Part part) {
        return nanos[part.ordinal()] + (part == now ? System.nanoTime() - since : 0);
    }
}
