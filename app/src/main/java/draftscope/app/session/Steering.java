package draftscope.app.session;

import draftscope.decode.CanvasBeginning;
import draftscope.decode.Lexicon;
import draftscope.decode.Models;
import draftscope.trace.CanvasState;
import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.trace.TokenPiece;
import draftscope.trace.TraceState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/// What a person prepares to change on the canvas of a diffusion run before a branch goes on with it: tokens that stay, tokens of
/// their own, and stretches that become masks again.
///
/// Nothing happens to the run that is shown. What is prepared keeps to its positions while the person looks at other moments, and is
/// forgotten with the run.
public final class Steering {
    /// What is prepared for one position.
    public sealed interface Change {
        /// @param piece what the token stands for
        record Put(StandingToken token, TokenPiece piece) implements Change {
            /// Whether the token is the person's own.
            public boolean forced() {
                return token.provenance() == Provenance.FORCED;
            }
        }

        record Mask() implements Change {}
    }

    private final Supplier<TraceState> shown;
    private final Supplier<Optional<Lexicon>> lexicon;
    private final ReadOnlyObjectWrapper<SortedMap<Integer, Change>> changes = new ReadOnlyObjectWrapper<>(
            Collections.emptySortedMap());
    private final ReadOnlyStringWrapper said = new ReadOnlyStringWrapper("");

    public Steering(Session session) {
        shown = () -> session.shownProperty().get();
        lexicon = () -> Optional.ofNullable(session.target().model())
                .map(model -> new Models(model, Optional.empty()).lexicon());
        session.traceProperty().subscribe(trace -> clear());
    }

    /// By position of the canvas; a new map with each change.
    public ReadOnlyObjectProperty<SortedMap<Integer, Change>> changesProperty() {
        return changes.getReadOnlyProperty();
    }

    public SortedMap<Integer, Change> changes() {
        return changes.get();
    }

    /// What the last thing that was prepared comes to, in a sentence.
    public ReadOnlyStringProperty saidProperty() {
        return said.getReadOnlyProperty();
    }

    /// The canvas of the moment shown, where there is one whose tokens are known.
    public Optional<CanvasState> canvas() {
        return Optional.ofNullable(shown.get()).filter(state -> !state.trace().numbered())
                .flatMap(TraceState::canvas);
    }

    /// Keeps what stands at these positions, both ends included; where all of it is prepared to stay already, it no longer is.
    public void lock(int from, int to) {
        CanvasState canvas = canvas().orElseThrow();
        List<Integer> standing = behindPrompt(canvas, from, to).filter(canvas::stands)
                .filter(position -> !canvas.masked(position)).boxed()
                .toList();
        if (standing.isEmpty()) {
            say("There is only a mask here: nothing to keep. Put a token in, or lock one that stands.");
        } else if (standing.stream().allMatch(position -> changes().get(position) instanceof Change.Put put
                && !put.forced())) {
            set(next -> standing.forEach(next::remove));
            say("What was to stay is left to the method again.");
        } else {
            set(next -> standing.forEach(position -> {
                StandingToken there = canvas.standing(position).orElseGet(() -> StandingToken.takenOver(position,
                        canvas.token(position), canvas.confidence(position)));
                next.put(position, new Change.Put(there.lock(), shown.get().trace().piece(there.token())));
            }));
            say(standing.size() == 1
                    ? "This token stays in the branch; no step takes it back."
                    : standing.size() + " tokens stay in the branch; no step takes them back.");
        }
    }

    /// Puts a token that the run knows at a position.
    public void force(int position, int token) {
        put(position, token, shown.get().trace().piece(token));
        say("This token stands in the branch, as yours.");
    }

    /// Puts the tokens of a text there, one behind the other.
    public void type(int position, String text) {
        CanvasState canvas = canvas().orElseThrow();
        Optional<Lexicon> model = lexicon.get();
        if (model.isEmpty()) {
            say("No model is open that could cut the text into tokens.");
            return;
        }
        int[] tokens;
        try {
            tokens = model.get().encodeBehind(text);
        } catch (UnsupportedOperationException | IllegalArgumentException refused) {
            say(Problem.of("The text cannot be put in", refused).sentence());
            return;
        }
        List<Integer> places = canvas.text();
        int first = places.indexOf(position);
        int left = first < 0 ? 0 : places.size() - first;
        if (tokens.length == 0 || tokens.length > left) {
            say(tokens.length == 0
                    ? "There is no text to put in."
                    : "The text is %d tokens and %d positions are left from here.".formatted(tokens.length, left));
            return;
        }
        for (int i = 0; i < tokens.length; i++)
            put(places.get(first + i), tokens[i], model.get().piece(tokens[i]));
        say("The text is " + tokens.length + (tokens.length == 1 ? " token" : " tokens")
                + " and stands in the branch, as yours.");
    }

    private void put(int position, int token, TokenPiece piece) {
        set(next -> next.put(position, new Change.Put(StandingToken.forced(position, token), piece)));
    }

    /// Makes these positions masks again, both ends included; where all are prepared to be masks already, they no longer are.
    public void mask(int from, int to) {
        CanvasState canvas = canvas().orElseThrow();
        if (canvas.maskFree()) {
            say("This canvas has no masks. Put another token in, or lock what is to stay.");
            return;
        }
        List<Integer> taken = behindPrompt(canvas, from, to)
                .filter(position -> !canvas.masked(position) || changes().containsKey(position)).boxed().toList();
        if (taken.isEmpty()) {
            say("There are only masks here already.");
        } else if (taken.stream().allMatch(position -> changes().get(position) instanceof Change.Mask)) {
            set(next -> taken.forEach(next::remove));
            say("What was to be masked stays as it is.");
        } else {
            set(next -> taken.forEach(position -> {
                if (canvas.masked(position))
                    next.remove(position);
                else
                    next.put(position, new Change.Mask());
            }));
            say((taken.size() == 1 ? "One position becomes a mask" : taken.size() + " positions become masks")
                    + " again in the branch and will be predicted anew.");
        }
    }

    /// The positions that stand from the one on the left to the one on the right.
    private static IntStream behindPrompt(CanvasState canvas, int from, int to) {
        int last = canvas.length() - 1;
        return IntStream.rangeClosed(from < canvas.promptLength() ? 0 : canvas.column(Math.min(from, last)),
                to < canvas.promptLength() ? -1 : canvas.column(Math.min(to, last))).map(canvas::place);
    }

    /// Leaves these positions as they are.
    public void drop(List<Integer> positions) {
        set(next -> positions.forEach(next::remove));
    }

    /// Leaves everything as it is.
    public void clear() {
        set(SortedMap::clear);
        say("");
    }

    private void set(Consumer<SortedMap<Integer, Change>> how) {
        SortedMap<Integer, Change> next = new TreeMap<>(changes());
        how.accept(next);
        changes.set(Collections.unmodifiableSortedMap(next));
    }

    private void say(String sentence) {
        said.set(sentence);
    }

    /// The branch that goes on from the moment shown with all that is prepared.
    public Departure departure() {
        return Departure.onCanvas(shown.get(), this::changed);
    }

    private CanvasBeginning changed(CanvasBeginning canvas) {
        CanvasBeginning next = canvas;
        CanvasState left = canvas().orElseThrow();
        for (int position : new ArrayList<>(changes().keySet())) {
            // What came and went by this moment is not there to be changed.
            OptionalInt index = position < left.length() ? left.indexOf(position) : OptionalInt.empty();
            if (index.isEmpty())
                continue;
            next = switch (changes().get(position)) {
                case Change.Put put -> next.putting(put.token().at(index.getAsInt()));
                case Change.Mask _ -> next.masking(index.getAsInt());
            };
        }
        return next;
    }
}
