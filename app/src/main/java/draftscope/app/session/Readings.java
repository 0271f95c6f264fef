package draftscope.app.session;

import draftscope.trace.Trace;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;

/// Reads one recording at a time, ours or that of another engine, and shows it as it comes.
final class Readings {
    private final Recordings recordings;
    private final ObjectProperty<Problem> problem;
    private final BiConsumer<Trace, Path> show;
    private final ReadOnlyDoubleWrapper share = new ReadOnlyDoubleWrapper(Double.NaN);
    private Reading reading; // null when none is being read
    private boolean shown;

    /// @param problem takes what was lost or did not work
    /// @param show    called once, when the beginning of a recording can be shown
    Readings(Recordings recordings, ObjectProperty<Problem> problem, BiConsumer<Trace, Path> show) {
        this.recordings = recordings;
        this.problem = problem;
        this.show = show;
    }

    /// The share of the recording that was read, 0 to 1; `NaN` when none is being read.
    ReadOnlyDoubleProperty shareProperty() {
        return share.getReadOnlyProperty();
    }

    boolean busy() {
        return reading != null;
    }

    void begin(Path recording) {
        stop();
        reading = new Reading(recording);
        shown = false;
        share.set(0);
    }

    void stop() {
        if (reading != null)
            reading.cancel();
        reading = null;
        share.set(Double.NaN);
    }

    /// Takes in what was read meanwhile, for a part of a frame.
    ///
    /// @return whether the recording came to its end just now
    boolean takeIn() {
        if (reading == null)
            return false;
        Reading mine = reading;
        boolean over = mine.takeIn();
        share.set(mine.share());
        if (mine.begun() && !shown) {
            shown = true;
            show.accept(mine.trace(), mine.file());
        }
        if (!over)
            return false;
        mine.problem().ifPresent(problem::set);
        if (mine.begun())
            recordings.remember(mine.file());
        stop();
        return true;
    }
}
