package draftscope.app.window;

import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/// Traces with a fault planted in them.
public final class Faults {
    private Faults() {}

    /// A trace with its token number `count` (from 1) replaced by one that nobody verified.
    public static Trace unverified(Trace trace, int count) {
        List<TraceEvent> events = new ArrayList<>();
        int tokens = 0;
        for (int i = 0; i < trace.length(); i++) {
            TraceEvent event = trace.event(i);
            if (event instanceof TraceEvent.Committed c && ++tokens == count)
                event = new TraceEvent.Committed(c.seq(), c.nanos(), c.step(), c.position(),
                        c.token() == 300 ? 301 : 300, Provenance.BONUS, DraftNode.NONE, c.measures());
            events.add(event);
        }
        return Trace.of(events);
    }
}
