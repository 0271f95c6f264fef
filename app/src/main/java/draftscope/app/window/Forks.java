package draftscope.app.window;

import draftscope.app.session.Activity;
import draftscope.app.session.Departure;
import draftscope.app.session.Session;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.util.Objects;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// Where a branch would leave the run that is shown, and with which token: what is selected says the place, and the person
/// goes through the candidates.
final class Forks {
    /// A place, and the index of the candidate that would stand there.
    record Offer(ForkPoint point, int candidate) {
        int token() {
            return point.candidates().get(candidate).token();
        }
    }

    private final Session session;
    private final MainWindow window;
    private final ReadOnlyObjectWrapper<Offer> offer = new ReadOnlyObjectWrapper<>();

    Forks(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        Runnable look = this::look;
        window.selectionProperty().subscribe(look);
        session.shownProperty().subscribe(look);
        session.activityProperty().subscribe(look);
    }

    /// `null` where no branch can begin.
    ReadOnlyObjectProperty<Offer> offerProperty() {
        return offer.getReadOnlyProperty();
    }

    BooleanBinding possible() {
        return offer.isNotNull().and(session.activityProperty().isNotEqualTo(Activity.LOADING));
    }

    /// Whether the run can be taken up at the moment that is shown.
    BooleanBinding resumable() {
        return Bindings.createBooleanBinding(
                () -> session.pastProperty().get() && session.activity() != Activity.LOADING
                        && session.shownProperty().get() != null && !session.traceProperty().get().numbered()
                        && !session.traceProperty().get().prompt().isEmpty()
                        // A canvas that is half unmasked cannot be taken over.
                        && session.shownProperty().get().canvas().isEmpty(),
                session.pastProperty(), session.activityProperty(), session.shownProperty());
    }

    private void look() {
        TraceState state = session.shownProperty().get();
        // While tokens come and go the newest one is no place to stop at, and looking for it would cost every frame.
        boolean running = session.activity() == Activity.RUNNING
                && window.selectionProperty().get() instanceof Selection.None;
        ForkPoint found = running ? null : ForkPoint.of(state, window.selectionProperty().get()).orElse(null);
        if (!Objects.equals(found, offer.get() == null ? null : offer.get().point()))
            offer.set(found == null ? null : new Offer(found, found.first()));
    }

    /// To another candidate, round and round.
    void next(boolean forward) {
        int count = offer.get().point().candidates().size();
        choose(Math.floorMod(offer.get().candidate() + (forward ? 1 : -1), count));
    }

    void choose(int index) {
        offer.set(new Offer(offer.get().point(), index));
    }

    /// Takes a token as the candidate, also one that was not among those that the target held likeliest.
    void take(int token) {
        if (offer.get() == null)
            return;
        ForkPoint point = offer.get().point().including(token);
        for (int i = 0; i < point.candidates().size(); i++) {
            if (point.candidates().get(i).token() == token)
                offer.set(new Offer(point, i));
        }
    }

    /// Begins the branch with the chosen candidate.
    void fork() {
        session.fork(offer.get().point().departure(offer.get().candidate()));
    }

    /// Goes on from the moment that is shown.
    void resume() {
        session.fork(Departure.from(session.shownProperty().get()));
    }
}
