package draftscope.app.session;

import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import draftscope.decode.Parameter;
import draftscope.trace.RecordingException;
import draftscope.trace.Scrubbing;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// Writes the run that is shown to another file: as it is, or without its text. The writing happens elsewhere.
public final class Copies {
    private final ReadOnlyObjectProperty<Trace> trace;
    private final ObjectProperty<Path> file;
    private final ReadOnlyObjectProperty<Activity> activity;
    private final Recordings recordings;
    private final Executor person;
    private final Consumer<Problem> problems;
    private UnaryOperator<List<TraceEvent>> companion = UnaryOperator.identity();
    private final StringProperty done = new SimpleStringProperty("");

    /// @param trace    the run that is shown
    /// @param file     the file that holds it; `null` when none does
    /// @param problems takes one sentence when something cannot be written
    Copies(ReadOnlyObjectProperty<Trace> trace, ObjectProperty<Path> file, ReadOnlyObjectProperty<Activity> activity,
            Recordings recordings, Executor person, Consumer<Problem> problems) {
        this.trace = trace;
        this.file = file;
        this.activity = activity;
        this.recordings = recordings;
        this.person = person;
        this.problems = problems;
    }

    /// What was written last, in one sentence; empty when there is nothing to say, or the person has read it.
    public StringProperty doneProperty() {
        return done;
    }

    /// What takes the text out of a run. Parameters of our methods stay, unless they hold what a person wrote.
    public static Scrubbing scrubbing() {
        return new Scrubbing((method, name) -> MethodCatalog.all().stream().filter(known -> known.id().equals(method))
                .map(DecodingMethod::parameters).flatMap(List::stream)
                .anyMatch(parameter -> parameter.name().equals(name) && !(parameter instanceof Parameter.Text)));
    }

    /// What goes into a saved run beside its events; a scrubbed one has nothing else.
    public void setCompanion(UnaryOperator<List<TraceEvent>> with) {
        companion = with;
    }

    /// Writes the run to a file of its own, which holds it from then on, unless it is still recorded in another.
    public void save(Path to) {
        Trace saved = trace.get();
        write(companion.apply(events()), to, "Saved as ", () -> {
            recordings.remember(to);
            if (trace.get() == saved && !activity.get().live())
                file.set(to);
        });
    }

    /// Writes the run to a file that can be given to others.
    public void scrub(Path to) {
        write(scrubbing().apply(events()), to, "Saved without its text as ", () -> {});
    }

    private void write(List<TraceEvent> events, Path to, String what, Runnable written) {
        if (file.get() != null && isSame(file.get(), to)) {
            problems.accept(new Problem("This run is in " + to + " already; choose another name."));
            return;
        }
        CompletableFuture.supplyAsync(() -> {
            try {
                TraceRecorder.write(events, to);
                return Optional.<Problem>empty();
            } catch (RecordingException e) {
                return Optional.of(new Problem(e.getMessage()));
            }
        }).thenAcceptAsync(failure -> {
            if (failure.isPresent()) {
                problems.accept(failure.get());
            } else {
                done.set(what + to + ".");
                written.run();
            }
        }, person);
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException oneIsNotThere) {
            return false;
        }
    }

    /// Events are values; the list can be written while the trace goes on.
    private List<TraceEvent> events() {
        Trace run = trace.get();
        return IntStream.range(0, run.length()).mapToObj(run::event).toList();
    }
}
