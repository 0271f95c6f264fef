package draftscope.app.window;

import draftscope.app.session.Activity;
import draftscope.app.session.Departure;
import draftscope.app.session.Session;
import draftscope.app.session.Steering;
import draftscope.trace.CanvasState;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final Steering steering;
    private final ReadOnlyObjectWrapper<Offer> offer = new ReadOnlyObjectWrapper<>();

    Forks(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        steering = new Steering(session);
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
                () -> (session.pastProperty().get() || !steering.changes().isEmpty())
                        && session.activity() != Activity.LOADING
                        && session.shownProperty().get() != null && !session.traceProperty().get().numbered()
                        && !session.traceProperty().get().prompt().isEmpty(),
                session.pastProperty(), session.activityProperty(), session.shownProperty(),
                steering.changesProperty());
    }

    /// What is prepared for the canvas of the run that is shown.
    Steering steering() {
        return steering;
    }

    /// Whether positions of a canvas are selected that could be changed.
    BooleanBinding steerable() {
        return Bindings.createBooleanBinding(
                () -> session.activity() != Activity.LOADING && stretch().isPresent(), window.selectionProperty(),
                session.shownProperty(), session.activityProperty());
    }

    /// Whether a candidate for the selected position of a canvas is offered.
    BooleanBinding forcible() {
        return Bindings.createBooleanBinding(
                () -> offer.get() != null && offer.get().point().onCanvas().isPresent()
                        && session.activity() != Activity.LOADING && steering.canvas().isPresent(),
                offer, session.activityProperty(), session.shownProperty());
    }

    /// The selected positions of the canvas, as their first and last.
    private Optional<Selection.Tokens> stretch() {
        Optional<CanvasState> canvas = steering.canvas();
        if (canvas.isEmpty())
            return Optional.empty();
        Selection.Tokens stretch = switch (window.selectionProperty().get()) {
            case Selection.CanvasPosition(int row, int position) -> new Selection.Tokens(position, position);
            case Selection.Tokens tokens -> tokens;
            case Selection.Token(int index) -> {
                OptionalInt place = canvas.get().placeAt(canvas.get().promptLength() + index);
                yield place.isEmpty() ? null : new Selection.Tokens(place.getAsInt(), place.getAsInt());
            }
            case Selection.None _,Selection.PromptToken _,Selection.Node _,Selection.Cell _,Selection.Lane _,Selection.Step _,Selection.Steps _ ->
                null;
        };
        return Optional.ofNullable(stretch).filter(selected -> selected.to() >= canvas.get().promptLength()
                && selected.from() < canvas.get().length());
    }

    /// Keeps what is selected.
    void lock() {
        stretch().ifPresent(selected -> steering.lock(selected.from(), selected.to()));
    }

    /// Makes what is selected masks again.
    void mask() {
        stretch().ifPresent(selected -> steering.mask(selected.from(), selected.to()));
    }

    /// Puts the chosen candidate on the canvas.
    void force() {
        steering.force(offer.get().point().position(), offer.get().token());
    }

    /// Puts a text of the person's own there, from the first selected position on.
    void type(String text) {
        stretch().ifPresent(selected -> steering.type(
                Math.max(selected.from(), steering.canvas().orElseThrow().promptLength()), text));
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

    /// Goes on from the moment that is shown, with what is prepared for its canvas.
    void resume() {
        session.fork(steering.changes().isEmpty()
                ? Departure.from(session.shownProperty().get())
                : steering.departure());
    }
}
