package draftscope.app.session;

import draftscope.query.Breakpoint;
import draftscope.query.Hit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All hits of the breakpoints in one trace, in the order of the run. Immutable.
public final class Hits {
    static final Hits NONE = new Hits(List.of());

    private final List<Hit> all;
    private final List<Hit> stops;
    private final Map<Integer, Integer> counts = new HashMap<>(); // by breakpoint

    Hits(List<Hit> all) {
        this.all = List.copyOf(all);
        List<Hit> held = new ArrayList<>();
        for (Hit hit : all) {
            counts.put(hit.breakpoint().id(), hit.number());
            if (hit.stops())
                held.add(hit);
        }
        stops = List.copyOf(held);
    }

    /// How often a breakpoint's condition was true, the hits that passed by included.
    public int count(Breakpoint breakpoint) {
        return counts.getOrDefault(breakpoint.id(), 0);
    }

    /// What log points wrote.
    public List<Hit> log() {
        return counting().stream().filter(hit -> !hit.breakpoint().stops()).toList();
    }

    /// The breakpoints that hold the run at a position of the trace.
    public List<Hit> at(int position) {
        return stops.stream().filter(hit -> hit.position() == position).toList();
    }

    /// The first stop behind a position.
    public Optional<Hit> after(int position) {
        return stops.stream().filter(hit -> hit.position() > position).findFirst();
    }

    /// The last stop before a position.
    public Optional<Hit> before(int position) {
        return stops.reversed().stream().filter(hit -> hit.position() < position).findFirst();
    }

    /// All that count, those of log points too.
    public List<Hit> counting() {
        return all.stream().filter(Hit::counts).toList();
    }
}
