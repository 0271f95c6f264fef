package draftscope.app.window;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.trace.TraceState;
import draftscope.views.TraceView;
import java.util.List;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;

/// Gives the moment to the views that can be seen, once a frame while there is something to read.
///
/// While the engine runs flat out, or a person drags through the run, they take turns from frame to frame: none is then more than
/// three frames old, and no frame pays for all of them. As soon as it stands still all show the same moment.
final class Turns extends AnimationTimer {
    /// Frames after which every view has had its turn: the view twice, the text with the timeline once, the inspector once.
    private static final int TURNS = 4;
    /// Moments that follow each other faster are a drag.
    private static final long DRAG_NANOS = 50_000_000;

    private final Session session;
    private final Supplier<TraceView> view;
    private final List<TraceView> texts;
    private final TraceView inspector;
    private int turn;
    private boolean dragging;
    private boolean behind; // a drag left some views at an older moment
    private long dragged; // when a drag moved last

    /// @param view  the one that is shown below the text
    /// @param texts the running text and the timeline
    Turns(Session session, Supplier<TraceView> view, List<TraceView> texts, TraceView inspector) {
        this.session = session;
        this.view = view;
        this.texts = texts;
        this.inspector = inspector;
        session.shownProperty().subscribe(state -> {
            if (!dragging && !flatOut())
                show(state, false);
        });
    }

    /// A person drags through the run.
    void drag(int position) {
        long now = System.nanoTime();
        boolean goesOn = now - dragged < DRAG_NANOS;
        dragged = now;
        dragging = true;
        try {
            session.seek(position);
        } finally {
            dragging = false;
        }
        turn = (turn + 1) % TURNS;
        show(session.shownProperty().get(), goesOn);
        behind = goesOn;
        start();
    }

    @Override
    public void handle(long now) {
        boolean more = session.frame(now);
        if (behind && System.nanoTime() - dragged < DRAG_NANOS)
            return;
        behind = false;
        turn = (turn + 1) % TURNS;
        show(session.shownProperty().get(), more && flatOut());
        if (!more)
            stop();
    }

    /// Whether the engine tells more than a person could follow.
    private boolean flatOut() {
        return session.activity() == Activity.RUNNING && !session.pastProperty().get()
                && !session.paceProperty().get().paced();
    }

    private void show(TraceState state, boolean inTurns) {
        if (!inTurns || turn % 2 == 0)
            view.get().setState(state);
        if (!inTurns || turn == 1)
            texts.forEach(text -> text.setState(state));
        if (!inTurns || turn == 3)
            inspector.setState(state);
    }
}
