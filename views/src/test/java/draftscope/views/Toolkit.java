package draftscope.views;

import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;

/// Starts the toolkit once and runs things on its thread. Views are shown in scenes that no window shows.
public final class Toolkit {
    private static boolean started;

    private Toolkit() {}

    public static synchronized <T> T on(Callable<T> action) {
        if (!started) {
            CountDownLatch up = new CountDownLatch(1);
            try {
                Platform.startup(up::countDown);
                up.await(20, TimeUnit.SECONDS);
            } catch (IllegalStateException runsAlready) {
                // TestFX was first.
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            Platform.setImplicitExit(false);
            Fonts.load();
            started = true;
        }
        if (Platform.isFxApplicationThread())
            return call(action);
        FutureTask<T> task = new FutureTask<>(action);
        Platform.runLater(task);
        try {
            return task.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error)
                throw error;
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public static void run(Runnable action) {
        on(() -> {
            action.run();
            return null;
        });
    }

    private static <T> T call(Callable<T> action) {
        try {
            return action.call();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// A scene with the view in a theme, laid out.
    public static Scene scene(TraceView view, Theme theme, double width, double height, double fontSize) {
        view.setTheme(theme);
        Pane root = new StackPane(view);
        root.setStyle("-fx-font-size: " + fontSize + "px;");
        Scene scene = new Scene(root, width, height);
        scene.getStylesheets().setAll(theme.stylesheets());
        pulse(scene);
        return scene;
    }

    /// What a pulse does for a scene in a window.
    public static void pulse(Scene scene) {
        for (int i = 0; i < 3; i++) {
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        }
    }

    public static TraceState end(List<TraceEvent> events) {
        Trace trace = Trace.of(events);
        return trace.at(trace.length());
    }

    /// The moment at which a step is over.
    public static TraceState after(List<TraceEvent> events, int step) {
        Trace trace = Trace.of(events);
        return trace.at(trace.endOfStep(step));
    }
}
