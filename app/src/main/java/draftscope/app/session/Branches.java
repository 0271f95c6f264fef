package draftscope.app.session;

import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The runs of this session, as the tree that they make: each hangs from the run that it left.
///
/// Nothing is lost by going on elsewhere. Deleting and renaming can be undone and redone. Runs that leave the same text share
/// what their model has read of it, see [draftscope.decode.RunMemory].
public final class Branches {
    /// A branch and how far it is indented.
    public record Row(Branch branch, int depth) {}

    /// Something that a person did to the tree.
    private record Change(Runnable redo, Runnable undo) {}

    /// Most runs that are compared at once.
    public static final int MOST_COMPARED = 4;

    private final List<Branch> all = new ArrayList<>(); // in the order in which they came
    private final Set<Branch> deleted = new HashSet<>();
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final ObservableList<Branch> compared = FXCollections.observableArrayList();
    // Held, because a view that nobody holds loses its listeners.
    private final ObservableList<Row> rowsView = FXCollections.unmodifiableObservableList(rows);
    private final ObservableList<Branch> comparedView = FXCollections.unmodifiableObservableList(compared);
    private final ReadOnlyObjectWrapper<Branch> shown = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper undoable = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper redoable = new ReadOnlyBooleanWrapper();
    private final Deque<Change> done = new ArrayDeque<>();
    private final Deque<Change> undone = new ArrayDeque<>();
    private final Consumer<Branch> show;

    /// @param show brings another branch on screen, by [#show(Branch)] in the end
    Branches(Consumer<Branch> show) {
        this.show = show;
    }

    /// What is kept, a run before those that left it, siblings in the order in which they came.
    public ObservableList<Row> rows() {
        return rowsView;
    }

    /// The one that is shown; `null` before the first.
    public ReadOnlyObjectProperty<Branch> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    public Branch shown() {
        return shown.get();
    }

    public ReadOnlyBooleanProperty undoableProperty() {
        return undoable.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty redoableProperty() {
        return redoable.getReadOnlyProperty();
    }

    /// Those that a person chose to compare, in the order in which they were chosen; at most [#MOST_COMPARED].
    public ObservableList<Branch> compared() {
        return comparedView;
    }

    /// Takes a branch into the comparison, or out of it. Where there are enough, the one that was chosen first makes way.
    public void compare(Branch branch, boolean chosen) {
        List<Branch> next = new ArrayList<>(compared);
        next.remove(branch);
        if (chosen)
            next.add(branch);
        while (next.size() > MOST_COMPARED)
            next.removeFirst();
        compared.setAll(next);
    }

    /// What there is to compare, in the order of the rows: those that were chosen, or else the one shown and the one that it left, or its neighbour.
    public List<Branch> toCompare() {
        List<Branch> kept = rows.stream().map(Row::branch).filter(compared::contains).toList();
        if (kept.size() > 1 || shown.get() == null)
            return kept;
        Branch other = kept.isEmpty() || kept.getFirst() == shown.get()
                ? shown.get().parent().filter(parent -> !deleted.contains(parent)).or(() -> neighbour(false))
                        .or(() -> neighbour(true)).orElse(null)
                : kept.getFirst();
        return other == null ? List.of(shown.get()) : List.of(other, shown.get());
    }

    /// The one before (or after) the one shown, in the order of the rows; empty at the end of them.
    public Optional<Branch> neighbour(boolean next) {
        for (int i = 0; i < rows.size(); i++) {
            int to = i + (next ? 1 : -1);
            if (rows.get(i).branch() == shown.get() && to >= 0 && to < rows.size())
                return Optional.of(rows.get(to).branch());
        }
        return Optional.empty();
    }

    /// Adds a run and shows it.
    ///
    /// @param run  its engine; `null` for a recording
    /// @param file that holds it; `null` where none does
    Branch add(Trace trace, Optional<Branch> parent, LiveRun run, Path file) {
        int number = all.size() + 1;
        String method = run != null
                ? run.method()
                : trace.settings().map(RunSettings::methodName).filter(told -> !told.isEmpty()).orElse("Run");
        Branch branch = new Branch(number, file != null ? nameOf(file) : number + " " + method, trace, parent, run,
                file);
        all.add(branch);
        shown.set(branch);
        arrange();
        return branch;
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("(?i)(\\.dscope)?(\\.gz|\\.jsonl|\\.json)?$", "");
    }

    void show(Branch branch) {
        shown.set(branch);
    }

    /// The run whose engine has something left to do.
    Optional<Branch> live() {
        return all.stream().filter(Branch::live).findFirst();
    }

    /// Whether the branch can be deleted: something else must be left to be shown.
    public boolean deletable(Branch branch) {
        return rows.size() > 1 && rows.stream().anyMatch(row -> row.branch() == branch);
    }

    /// Takes a branch out of the tree; those that left it hang from its parent then. A run that goes on ends.
    public void delete(Branch branch) {
        if (!deletable(branch))
            return;
        if (branch.live())
            branch.run().pacer().cancel();
        change(() -> leave(branch), () -> deleted.remove(branch));
    }

    private void leave(Branch branch) {
        if (branch == shown.get())
            show.accept(instead(branch));
        deleted.add(branch);
    }

    /// What is shown when `branch` is no longer there: its parent, or its neighbour.
    private Branch instead(Branch branch) {
        for (Optional<Branch> at = branch.parent(); at.isPresent(); at = at.get().parent())
            if (!deleted.contains(at.get()))
                return at.get();
        return neighbour(false).or(() -> neighbour(true)).orElseThrow();
    }

    public void rename(Branch branch, String name) {
        String before = branch.name();
        String after = name.strip();
        if (!after.isEmpty() && !after.equals(before))
            change(() -> branch.nameProperty().set(after), () -> branch.nameProperty().set(before));
    }

    private void change(Runnable redo, Runnable undo) {
        undone.clear();
        done.push(new Change(redo, undo));
        redo.run();
        arrange();
    }

    /// Takes the last deletion or renaming back.
    public void undo() {
        if (!done.isEmpty()) {
            Change change = done.pop();
            undone.push(change);
            change.undo().run();
            arrange();
        }
    }

    /// Does again what was taken back.
    public void redo() {
        if (!undone.isEmpty()) {
            Change change = undone.pop();
            done.push(change);
            change.redo().run();
            arrange();
        }
    }

    private void arrange() {
        List<Row> arranged = new ArrayList<>();
        all.stream().filter(branch -> branch.parent().isEmpty()).forEach(root -> place(root, 0, arranged));
        rows.setAll(arranged);
        undoable.set(!done.isEmpty());
        redoable.set(!undone.isEmpty());
    }

    private void place(Branch branch, int depth, List<Row> into) {
        boolean kept = !deleted.contains(branch);
        if (kept)
            into.add(new Row(branch, depth));
        all.stream().filter(child -> child.parent().filter(parent -> parent == branch).isPresent())
                .forEach(child -> place(child, kept ? depth + 1 : depth, into));
    }
}
