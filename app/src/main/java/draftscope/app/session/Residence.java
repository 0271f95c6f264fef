package draftscope.app.session;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;

/// How much of each open model lies in memory, as last measured.
public final class Residence {
    private final ObservableMap<Path, Long> bytes = FXCollections.observableHashMap();
    private final ModelShelf shelf;
    private final BooleanSupplier busy;
    private final Executor person;

    /// @param busy   whether a run is on, which nothing may slow down
    /// @param person runs a task on the person's thread
    Residence(ModelShelf shelf, BooleanSupplier busy, Executor person) {
        this.shelf = shelf;
        this.busy = busy;
        this.person = person;
    }

    /// Bytes of each open model's files that lie in memory, by where it lies. A model that is not here was not measured: it is not
    /// open, or this system does not tell.
    public ObservableMap<Path, Long> bytes() {
        return FXCollections.unmodifiableObservableMap(bytes);
    }

    /// Measures anew, in the background. It happens by itself when a model was opened and when a run ends.
    public void measure() {
        if (!busy.getAsBoolean())
            shelf.measure().thenAcceptAsync(bytes::putAll, person);
    }
}
