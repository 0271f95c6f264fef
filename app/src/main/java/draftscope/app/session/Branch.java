package draftscope.app.session;

import draftscope.trace.Fork;
import draftscope.trace.ModelIdentity;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// A run among those of this session, with the moment of it that was shown last.
public final class Branch {
    private final int number;
    private final Trace trace;
    private final Optional<Branch> parent;
    private final LiveRun run; // null for a recording
    private final Playhead head;
    private final StringProperty name;
    private Path file; // null where none is known

    Branch(int number, String name, Trace trace, Optional<Branch> parent, LiveRun run, Path file) {
        this.number = number;
        this.trace = trace;
        this.parent = parent;
        this.run = run;
        this.file = file;
        this.name = new SimpleStringProperty(name);
        head = new Playhead(trace);
    }

    /// 1, 2, 3, ... in the order in which runs came; its colour and its shape follow from it.
    public int number() {
        return number;
    }

    public Trace trace() {
        return trace;
    }

    /// The run that it left; empty for one that began with a prompt of its own.
    public Optional<Branch> parent() {
        return parent;
    }

    public StringProperty nameProperty() {
        return name;
    }

    public String name() {
        return name.get();
    }

    /// Where it left its parent.
    public Optional<Fork> fork() {
        return trace.settings().flatMap(RunSettings::fork);
    }

    /// Whether it was read from a file.
    public boolean recorded() {
        return run == null;
    }

    /// Whether its engine has something left to do.
    public boolean live() {
        return run != null && !run.ended();
    }

    /// The count of events up to the moment that was shown last.
    public int position() {
        return head.position();
    }

    /// What the runs that leave it call it in their recordings.
    String source() {
        return file() == null ? name() : String.valueOf(file().getFileName());
    }

    /// What a person who lacks a model to go on from it needs, and what needs none.
    String needs() {
        String models = trace.settings().map(settings -> Stream
                .concat(Stream.of(settings.target()), settings.draft().stream())
                .map(ModelIdentity::name).filter(name -> !name.isEmpty()).collect(Collectors.joining(" and ")))
                .orElse("");
        return (models.isEmpty()
                ? "A branch goes on with a model that has the vocabulary of this run; open it in the library (M)"
                : "This run was made with " + models + "; open what you have of them in the library (M)")
                + " and fork again. Looking at the run, marking it and sending it need no model.";
    }

    LiveRun run() {
        return run;
    }

    Playhead head() {
        return head;
    }

    /// The file that holds it; `null` while none is known.
    Path file() {
        if (file == null && run != null)
            file = run.file().orElse(null);
        return file;
    }
}
