package draftscope.app.window;

import draftscope.app.session.ColourRules;
import draftscope.app.session.Filter;
import draftscope.app.session.Matches;
import draftscope.app.session.Problem;
import draftscope.app.session.Session;
import draftscope.query.Condition;
import draftscope.query.Item;
import draftscope.trace.DraftNode;
import draftscope.trace.TraceState;
import draftscope.views.Emphasis;
import draftscope.views.Selection;
import java.util.OptionalInt;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/// Opens and closes the filter, walks through what it found, and lets the views set that apart.
final class Search {
    private final Session session;
    private final MainWindow window;
    private final Filter filter;
    private final ReadOnlyObjectWrapper<Emphasis> emphasis = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper current = new ReadOnlyIntegerWrapper(-1);
    private final BooleanProperty helping = new SimpleBooleanProperty();
    private Runnable onOpen = () -> {};
    /// What was selected to show a match of a diffusion run, whose canvas says nothing of the output's order.
    private Selection shownAs = Selection.none();
    private int shownItem = -1;

    Search(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        filter = session.filter();
        filter.matchesProperty().subscribe(matches -> {
            emphasis.set(matches == null ? null : emphasis(matches));
            locate();
        });
        window.selectionProperty().subscribe(this::locate);
    }

    private static Emphasis emphasis(Matches matches) {
        return new Emphasis() {
            @Override
            public boolean token(int position) {
                return matches.token(position);
            }

            @Override
            public boolean node(int step, int node) {
                return matches.node(step, told(node));
            }
        };
    }

    private static int told(int node) {
        return node == Selection.Node.DRAW ? DraftNode.NONE : node;
    }

    Filter filter() {
        return filter;
    }

    /// What the views set apart; `null` for no filter.
    ReadOnlyObjectProperty<Emphasis> emphasisProperty() {
        return emphasis.getReadOnlyProperty();
    }

    /// The number of the match that is selected, -1 when none is.
    ReadOnlyIntegerProperty currentProperty() {
        return current.getReadOnlyProperty();
    }

    /// Whether what could be written next is shown.
    BooleanProperty helpingProperty() {
        return helping;
    }

    /// Whether there is a match to go to.
    BooleanBinding found() {
        return Bindings.createBooleanBinding(() -> size() > 0, filter.matchesProperty());
    }

    /// Whether the filter holds a condition.
    BooleanBinding valid() {
        return filter.verdictProperty().isEqualTo(Filter.Verdict.VALID).and(filter.openProperty());
    }

    /// Keeps the filter's condition beside a sign.
    void saveRule() {
        if (!session.filter().rules().add(Condition.parse(filter.textProperty().get().strip())))
            session.problemProperty().set(new Problem("There are " + ColourRules.LOOKS
                    + " colour rules already, one for each sign; delete one first."));
    }

    int size() {
        Matches matches = filter.matchesProperty().get();
        return matches == null ? 0 : matches.size();
    }

    /// Called when a person wants to write.
    void setOnOpen(Runnable handler) {
        onOpen = handler;
    }

    void open() {
        filter.openProperty().set(true);
        onOpen.run();
    }

    /// First what could be written next goes away, then the filter.
    void close() {
        if (helping.get()) {
            helping.set(false);
            return;
        }
        filter.openProperty().set(false);
        window.requestFocus();
    }

    /// To the match behind what is selected, or before it; with nothing selected, from the moment shown.
    void next(boolean forward) {
        if (size() == 0)
            return;
        Matches matches = filter.matchesProperty().get();
        OptionalInt item = selectedItem(matches);
        TraceState state = session.shownProperty().get();
        int from = item.isPresent()
                ? item.getAsInt()
                : session.pastProperty().get()
                        ? forward ? matches.itemOfStep(state.step()) - 1 : matches.itemOfStep(state.step() + 1)
                        : forward ? -1 : Integer.MAX_VALUE;
        show(matches.beside(from, forward));
    }

    /// Goes to a match: to the end of its step, where all that came of it is known.
    void show(int match) {
        Matches matches = filter.matchesProperty().get();
        Item item = matches.get(match);
        session.seek(session.traceProperty().get().endOfStep(item.facts().step()));
        TraceState state = session.shownProperty().get();
        Selection selection = item.output() < 0
                ? new Selection.Node(item.facts().step(), item.node())
                : state.canvas().isPresent()
                        ? new Selection.CanvasPosition(state.canvas().get().rows() - 1, item.position())
                        : new Selection.Token(item.output());
        shownAs = selection;
        shownItem = matches.item(match);
        if (item.output() < 0)
            window.viewProperty().set(View.TREE);
        window.selectionProperty().set(selection);
        locate();
    }

    private OptionalInt selectedItem(Matches matches) {
        Selection selection = window.selectionProperty().get();
        return switch (selection) {
            case Selection.Token(int index) -> matches.itemOfOutput(index);
            case Selection.Node(int step, int node) -> matches.itemOfNode(step, told(node));
            case Selection.CanvasPosition position when position.equals(shownAs) -> OptionalInt.of(shownItem);
            default -> OptionalInt.empty();
        };
    }

    private void locate() {
        Matches matches = filter.matchesProperty().get();
        OptionalInt item = matches == null ? OptionalInt.empty() : selectedItem(matches);
        current.set(item.isEmpty() ? -1 : matches.number(item.getAsInt()));
    }
}
