package draftscope.app.session;

import draftscope.trace.TraceState;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// What the last move altered, from the two moments alone: a step or a phase on or back, a jump, or all that a run did since it
/// was let go. Nothing is told while the moment shown moves by itself.
///
/// On the person's thread.
public final class Changes {
    private final Session session;
    private final ReadOnlyObjectWrapper<List<String>> told = new ReadOnlyObjectWrapper<>(List.of());
    private TraceState from;
    private TraceState rest; // the moment shown when nothing moved last
    private int restEnd; // length of the trace then
    private boolean moved;

    public Changes(Session session) {
        this.session = session;
        session.shownProperty().subscribe(this::look);
        session.activityProperty().subscribe(this::look);
        session.pastProperty().subscribe(this::look);
        session.playingProperty().subscribe(this::look);
    }

    /// Short phrases such as `+4 tokens`, `-3 KV cells` or `entropy 1.2 -> 3.9 bits`; empty before the first move.
    public ReadOnlyObjectProperty<List<String>> toldProperty() {
        return told.getReadOnlyProperty();
    }

    private void look() {
        TraceState now = session.shownProperty().get();
        if (now == null || rest == null || now.trace() != rest.trace()) {
            from = now;
            rest = now;
            restEnd = now == null ? 0 : now.trace().length();
            moved = false;
            told.set(List.of());
            return;
        }
        boolean past = session.pastProperty().get();
        if (session.playingProperty().get() || !past && session.activity() == Activity.RUNNING) {
            moved = true;
            told.set(List.of());
            return;
        }
        if (now.position() == rest.position() && !moved)
            return;
        // The last events of a phase may come a frame after the engine has come to rest; they belong to the same move.
        boolean news = !moved && !past && rest.position() == restEnd && restEnd < now.trace().length();
        if (!news)
            from = rest;
        rest = now;
        restEnd = now.trace().length();
        moved = false;
        told.set(now.changesSince(from));
    }
}
