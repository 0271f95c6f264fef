package draftscope.app.window;

import draftscope.app.marks.ExactView;
import draftscope.app.marks.MarkFile;
import draftscope.app.marks.Marks;
import draftscope.app.marks.Marks.Bookmark;
import draftscope.app.marks.Marks.Note;
import draftscope.app.session.Problem;
import draftscope.app.session.Session;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/// The marks of the run that is shown: makes them, leads from one to the next, takes changes back, and keeps them in the
/// recording as soon as the run is over.
final class MarkDesk {
    private static final int REMEMBERED = 200;

    private final Session session;
    private final MainWindow window;
    private final ReadOnlyObjectWrapper<Marks> marks = new ReadOnlyObjectWrapper<>(Marks.NONE);
    private final BooleanProperty undoable = new SimpleBooleanProperty();
    private final BooleanProperty redoable = new SimpleBooleanProperty();
    private final ObjectProperty<String> arrowFrom = new SimpleObjectProperty<>("");
    private final Deque<Marks> before = new ArrayDeque<>();
    private final Deque<Marks> after = new ArrayDeque<>();
    private CompletableFuture<Void> saving = CompletableFuture.completedFuture(null);
    private Trace of;
    private Trace arrived; // whose reading is over
    private boolean changed;
    private Marks arrowsOf = Marks.NONE; // the marks that the next are of
    private List<Between> arrows = List.of();
    private String asked = ""; // what a link wants to be seen once it was read

    MarkDesk(Session session, MainWindow window) {
        this.session = session;
        this.window = window;
        session.copies().setCompanion(events -> marks.get().withScreen(screen()).on(events));
        session.traceProperty().subscribe(this::follow);
        session.readingShareProperty().subscribe(share -> arrive());
        session.activityProperty().subscribe(activity -> keep());
        session.fileProperty().subscribe(file -> keep());
    }

    ReadOnlyObjectProperty<Marks> marksProperty() {
        return marks.getReadOnlyProperty();
    }

    BooleanBinding any() {
        return Bindings.createBooleanBinding(() -> !marks.get().bookmarks().isEmpty(), marks);
    }

    BooleanProperty undoable() {
        return undoable;
    }

    BooleanProperty redoable() {
        return redoable;
    }

    /// Where an arrow that is being made begins; empty when none is.
    ObjectProperty<String> arrowFromProperty() {
        return arrowFrom;
    }

    /// What is to be seen of the recording that is opened next.
    void openAt(String fragment) {
        asked = fragment;
    }

    private void follow(Trace next) {
        if (next == of)
            return;
        of = next;
        before.clear();
        after.clear();
        changed = false;
        arrowFrom.set("");
        set(Marks.NONE);
    }

    /// When a recording was read to its end, its marks are known, and it is seen as its sender saw it.
    void arrive() {
        Trace trace = session.traceProperty().get();
        if (session.reading())
            return;
        if (trace == null || trace == arrived || !session.recorded()) {
            asked = ""; // the link's file could not be read
            return;
        }
        arrived = trace;
        if (!changed)
            set(Marks.of(trace));
        String wanted = asked.isEmpty() ? marks.get().screen() : asked;
        asked = "";
        if (!wanted.isEmpty())
            go(wanted);
    }

    private void set(Marks next) {
        marks.set(next);
        undoable.set(!before.isEmpty());
        redoable.set(!after.isEmpty());
    }

    private void change(Marks next) {
        before.push(marks.get());
        while (before.size() > REMEMBERED)
            before.removeLast();
        after.clear();
        changed = true;
        set(next);
        keep();
    }

    void undo() {
        if (before.isEmpty())
            return;
        after.push(marks.get());
        changed = true;
        set(before.pop());
        keep();
    }

    void redo() {
        if (after.isEmpty())
            return;
        before.push(marks.get());
        changed = true;
        set(after.pop());
        keep();
    }

    /// What is seen now, as a link says it.
    String screen() {
        TraceState state = session.shownProperty().get();
        if (state == null)
            return "";
        return new ExactView(state.position(), Words.lower(window.viewProperty().get().name()),
                Words.lower(window.overlayProperty().get().name()), window.tableProperty().get(),
                window.selectionProperty().get()).fragment(state.trace());
    }

    /// Marks this moment, under a name that says where it is.
    void mark() {
        change(marks.get().with(new Bookmark(place(screen()), screen())));
        session.copies().doneProperty().set("Marked: " + place(screen()) + ". Ctrl+Z takes it back.");
    }

    void rename(Bookmark bookmark, String name) {
        if (!name.isBlank() && !name.equals(bookmark.name()))
            change(marks.get().renamed(bookmark, name.strip()));
    }

    void remove(Bookmark bookmark) {
        change(marks.get().without(bookmark));
    }

    void remove(Note note) {
        change(marks.get().without(note));
    }

    /// Puts words on what is selected, or on the moment where nothing is; where an arrow was begun, they stand on the arrow.
    void note(String text) {
        if (text.isBlank())
            return;
        boolean arrow = !arrowFrom.get().isEmpty();
        change(marks.get().with(new Note(text.strip(), arrow ? arrowFrom.get() : screen(), arrow ? screen() : "")));
        arrowFrom.set("");
    }

    /// The next arrow leads from what is selected now.
    void beginArrow() {
        arrowFrom.set(screen());
    }

    /// The next or the previous bookmark in the order of time.
    void nextInTime(boolean forward) {
        int here = session.positionProperty().get();
        List<Bookmark> all = marks.get().bookmarks();
        IntStream places = IntStream.range(0, all.size());
        Optional<Bookmark> next = forward
                ? places.filter(i -> position(all.get(i)) > here).boxed()
                        .min((a, b) -> Integer.compare(position(all.get(a)), position(all.get(b)))).map(all::get)
                : places.filter(i -> position(all.get(i)) < here).boxed()
                        .max((a, b) -> Integer.compare(position(all.get(a)), position(all.get(b)))).map(all::get);
        next.ifPresent(this::go);
    }

    private int position(Bookmark bookmark) {
        return seen(bookmark.view()).map(ExactView::position).orElse(-1);
    }

    /// The next or the previous stop of the tour, which has the order in which the bookmarks were made.
    void nextStop(boolean forward) {
        List<Bookmark> all = marks.get().bookmarks();
        String here = screen();
        int at = IntStream.range(0, all.size()).filter(i -> all.get(i).view().equals(here)).findFirst()
                .orElse(forward ? -1 : all.size());
        int next = at + (forward ? 1 : -1);
        if (next >= 0 && next < all.size())
            go(all.get(next));
    }

    void go(Bookmark bookmark) {
        go(bookmark.view());
        session.copies().doneProperty().set(bookmark.name());
    }

    /// Shows what a link says; what it says wrong is told in the banner.
    void go(String fragment) {
        Trace trace = session.traceProperty().get();
        if (trace == null)
            return;
        try {
            window.show(ExactView.parse(fragment, trace));
        } catch (IllegalArgumentException wrong) {
            session.problemProperty().set(Problem.of("This view cannot be shown", wrong));
        }
    }

    private Optional<ExactView> seen(String fragment) {
        try {
            return Optional.of(ExactView.parse(fragment, session.traceProperty().get()));
        } catch (IllegalArgumentException notOfThisRun) {
            return Optional.empty();
        }
    }

    /// A place in words: `round 12, node 3`.
    String place(String fragment) {
        Trace trace = session.traceProperty().get();
        Optional<ExactView> found = trace == null ? Optional.empty() : seen(fragment);
        if (found.isEmpty())
            return fragment;
        ExactView view = found.get();
        int step = trace.at(view.position() < 0 ? trace.length() : view.position()).step();
        String moment = step < 0 ? "before the first " + Words.turn(trace) : Words.turn(trace) + " " + (step + 1);
        return moment + switch (view.selection()) {
            case Selection.None() -> "";
            case Selection.Node(int _, int node) -> node == Selection.Node.DRAW
                    ? ", the target's own token"
                    : node == Selection.Node.ROOT ? ", the root" : ", node " + node;
            case Selection.Token(int index) -> ", token " + (index + 1);
            case Selection.PromptToken(int index) -> ", prompt token " + (index + 1);
            case Selection.Tokens(int from, int to) -> ", positions " + from + " to " + to;
            case Selection.Lane(int lane) -> ", lane " + lane;
            case Selection.Cell(var owner, int slot) -> ", " + Words.lower(owner.name()) + " slot " + slot;
            case Selection.CanvasPosition(int row, int position) -> ", position " + position + " in row " + (row + 1);
            case Selection.Step(int of) -> ", the whole " + Words.turn(trace) + " " + (of + 1);
            case Selection.Steps(int from, int to) -> ", " + Words.turn(trace) + "s " + (from + 1) + " to " + (to + 1);
        };
    }

    /// Notes on what is shown: on the selection, and on the moment as such.
    List<Note> here() {
        Trace trace = session.traceProperty().get();
        TraceState state = session.shownProperty().get();
        if (trace == null || state == null)
            return List.of();
        return marks.get().notes().stream().filter(note -> touches(note.on(), state) || touches(note.to(), state))
                .toList();
    }

    /// A note on an arrow, with what the arrow leads from and to.
    record Between(Note note, Selection from, Selection to) {}

    /// The arrows of the run that is shown, between things that can be selected.
    List<Between> arrows() {
        Marks now = marks.get();
        if (now != arrowsOf) {
            arrowsOf = now;
            arrows = now.notes().stream().filter(note -> !note.to().isEmpty())
                    .flatMap(note -> seen(note.on())
                            .flatMap(from -> seen(note.to())
                                    .map(to -> new Between(note, from.selection(), to.selection())))
                            .stream())
                    .filter(between -> !(between.from() instanceof Selection.None)
                            && !(between.to() instanceof Selection.None))
                    .toList();
        }
        return arrows;
    }

    private boolean touches(String fragment, TraceState state) {
        if (fragment.isEmpty())
            return false;
        Selection now = window.selectionProperty().get();
        return seen(fragment).filter(view -> view.selection() instanceof Selection.None
                ? state.trace().at(view.position() < 0 ? state.trace().length() : view.position()).step() == state
                        .step()
                : view.selection().equals(now)).isPresent();
    }

    /// Puts the way to what is seen onto the clipboard.
    void copyLink() {
        String link = session.fileProperty().get() + "#" + screen();
        copy(link);
        session.copies().doneProperty().set("Copied: " + link + " It shows this view to whoever has the file.");
    }

    static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    /// Writes the marks into the recording once the run is over; one write at a time, the last change last.
    private void keep() {
        Path file = session.fileProperty().get();
        if (!changed || file == null || session.activity().live() || session.reading())
            return;
        changed = false;
        Marks kept = marks.get().withScreen(screen());
        saving = saving.thenRunAsync(() -> {
            try {
                MarkFile.append(file, kept).ifPresent(this::tell);
            } catch (IOException failure) {
                tell("The marks could not be added to " + file + ": " + failure.getMessage() + ".");
            }
        });
    }

    private void tell(String sentence) {
        Platform.runLater(() -> session.problemProperty().set(new Problem(sentence)));
    }

    /// Whether everything that was changed is in the recording. For tests.
    boolean kept() {
        return !changed && saving.isDone();
    }
}
