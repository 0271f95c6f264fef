package draftscope.app.window;

import draftscope.app.export.Export;
import draftscope.app.export.Order;
import draftscope.app.session.Problem;
import draftscope.app.session.Session;
import draftscope.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;

/// One export at a time, on a thread of its own; what came of it is said in the banner.
final class ExportWork {
    private final Session session;
    private final BooleanProperty working = new SimpleBooleanProperty();
    private final DoubleProperty share = new SimpleDoubleProperty();
    private volatile boolean cancelled;

    ExportWork(Session session) {
        this.session = session;
    }

    ReadOnlyBooleanProperty workingProperty() {
        return working;
    }

    /// 0 to 1 while it works.
    ReadOnlyDoubleProperty shareProperty() {
        return share;
    }

    void begin(Order order, Path file) {
        if (working.get())
            return;
        cancelled = false;
        share.set(0);
        working.set(true);
        List<TraceEvent> events = session.traceProperty().get().events();
        Thread.ofPlatform().daemon().name("export").start(() -> write(order, events, file));
    }

    /// Nothing is written then.
    void cancel() {
        cancelled = true;
    }

    private void write(Order order, List<TraceEvent> events, Path file) {
        try {
            byte[] content = Export.make(order, events, done -> {
                Platform.runLater(() -> share.set(done));
                return !cancelled;
            });
            if (cancelled)
                throw new CancellationException();
            Files.write(file, content);
            end(() -> session.copies().doneProperty().set("Written: " + file + "."));
        } catch (CancellationException byThePerson) {
            end(() -> session.copies().doneProperty().set("Nothing was written."));
        } catch (IOException | RuntimeException failure) {
            end(() -> session.problemProperty().set(Problem.of(file + " was not written", failure)));
        }
    }

    private void end(Runnable say) {
        Platform.runLater(() -> {
            working.set(false);
            say.run();
        });
    }
}
