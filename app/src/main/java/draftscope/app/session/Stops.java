package draftscope.app.session;

import draftscope.query.Hit;
import draftscope.trace.Trace;
import java.util.Optional;
import java.util.function.Function;

/// Goes from one stop of the breakpoints to the next, and back: in the past through the trace, at its end by the engine.
public final class Stops {
    private final Session session;

    public Stops(Session session) {
        this.session = session;
    }

    /// On to where a breakpoint stops next. Where none does, to the end of the trace, and a run goes on from there; with no run
    /// yet, one begins.
    public void next() {
        if (session.activity() == Activity.NONE)
            session.generate();
        else if (session.pastProperty().get())
            go(hits -> hits.after(session.positionProperty().get()), () -> {
                session.toEnd();
                goOn();
            });
        else
            goOn();
    }

    /// Back to where a breakpoint stopped last; to the beginning where none did.
    public void previous() {
        go(hits -> hits.before(session.positionProperty().get()), session::toStart);
    }

    private void goOn() {
        if (session.activity() == Activity.PAUSED)
            session.toggle();
    }

    private void go(Function<Hits, Optional<Hit>> which, Runnable none) {
        Trace of = session.traceProperty().get();
        session.breakpoints().upToDate().thenAccept(hits -> {
            if (of == session.traceProperty().get())
                which.apply(hits).ifPresentOrElse(hit -> session.seek(hit.position()), none);
        });
    }
}
