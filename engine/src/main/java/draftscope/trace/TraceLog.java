package draftscope.trace;

import java.util.Arrays;

/// The events of one run, growing. One thread writes; any number of threads read without waiting.
///
/// The array is filled before the length is published, and a reader takes the length first, so every event below
/// [#length()] is completely visible to it.
public final class TraceLog implements TraceSink {
    private volatile TraceEvent[] events = new TraceEvent[1024];
    private volatile int length;

    /// Appends one event. Only the thread of the run may call this.
    @Override
    public void accept(TraceEvent event) {
        int at = length;
        if (event.seq() != at)
            throw new IllegalStateException("event " + event.seq() + " does not follow " + (at - 1));
        TraceEvent[] array = events;
        if (at == array.length) {
            array = Arrays.copyOf(array, at * 2);
            array[at] = event;
            events = array;
        } else {
            array[at] = event;
        }
        length = at + 1;
    }

    /// How many events can be read.
    public int length() {
        return length;
    }

    /// The event with sequence number `index`, 0 to [#length()] - 1.
    public TraceEvent get(int index) {
        if (index >= length)
            throw new IndexOutOfBoundsException("event " + index + " of " + length);
        return events[index];
    }
}
