package draftscope.app.export;

import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.TraceView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.image.Image;

/// Makes files of a run, on any thread but that of JavaFX; what has to be drawn is drawn there, piece by piece, so that a window
/// stays awake. It reads a trace of its own, so the run may go on meanwhile.
public final class Export {
    /// Picture pixels for each of the screen, for a sharp print.
    private static final double SHARP = 2;
    private static final int MOST_FRAMES = 300;

    private final Trace trace;
    private final RunPage.Progress progress;

    private Export(List<TraceEvent> events, RunPage.Progress progress) {
        trace = Trace.of(events);
        this.progress = progress;
    }

    /// Starts the toolkit on its headless platform, where none runs yet.
    public static void startWithoutDisplay() {
        // Read by the toolkit when it starts.
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        try {
            Platform.startup(() -> {});
        } catch (IllegalStateException running) {
            // A toolkit that runs will do.
        }
        Platform.setImplicitExit(false);
    }

    /// The content of the file that was ordered.
    ///
    /// @param events   of the run, see [Trace#events()]
    /// @param progress may stop the work
    /// @throws IllegalArgumentException one sentence: what cannot be made of this run, and why
    /// @throws CancellationException    when `progress` says so
    public static byte[] make(Order order, List<TraceEvent> events, RunPage.Progress progress) {
        return new Export(events, progress).make(order);
    }

    private byte[] make(Order order) {
        TraceState state = trace.at(Math.min(order.position(), trace.length()));
        return switch (order.format()) {
            case PNG -> {
                Image image = drawn(() -> figure(order, state, SHARP).image());
                yield png(image);
            }
            case SVG -> drawn(() -> figure(order, state, 1).svg());
            case PDF -> drawn(() -> figure(order, state, 1).pdf());
            case GIF -> gif(order, state);
            case CSV -> utf8(table(order, state).csv());
            case JSONL -> utf8(table(order, state).jsonLines());
            case JSON -> utf8(switch (order.exhibit()) {
                case TREE -> TreeFile.json(state);
                case TIMELINE -> ChromeTrace.json(trace);
                default -> table(order, state).json();
            });
            case DOT -> {
                if (order.exhibit() != Exhibit.TREE)
                    throw new IllegalArgumentException("Only a draft tree can be written as a DOT graph.");
                yield utf8(TreeFile.dot(state));
            }
            case HTML -> utf8(RunPage.html(trace, progress));
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] png(Image image) {
        try {
            return Picture.png(image);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static TraceView view(Order order, TraceState state) {
        TraceView view = order.exhibit().newView();
        view.setLive(false);
        view.setState(state);
        view.setSelection(order.selection());
        order.dress().accept(view);
        return view;
    }

    private static Figure figure(Order order, TraceState state, double zoom) {
        return new Figure(view(order, state), order.exhibit().label(), order.caption(), order.theme(), order.width(),
                order.height(), zoom);
    }

    private static Table table(Order order, TraceState state) {
        return drawn(() -> Table.of(view(order, state))).orElseThrow(() -> new IllegalArgumentException(
                "The view " + order.exhibit().label() + " has no table to write."));
    }

    private byte[] gif(Order order, TraceState last) {
        int from = Math.max(0, order.fromStep());
        int to = Math.max(from, last.step());
        if (to - from >= MOST_FRAMES)
            throw new IllegalArgumentException(
                    "A moving picture of " + (to - from + 1) + " steps is too long; accepted: "
                            + MOST_FRAMES + " steps at most.");
        Gif gif = null;
        for (int step = from; step <= to; step++) {
            if (!progress.goOn((double) (step - from) / (to - from + 1)))
                throw new CancellationException();
            TraceState state = step == to ? last : trace.at(trace.endOfStep(step));
            Image image = drawn(() -> figure(order, state, 1).image());
            if (gif == null)
                gif = new Gif((int) image.getWidth(), (int) image.getHeight());
            gif.add(image);
        }
        return gif.finish();
    }

    /// Carries something out on the JavaFX thread and waits for it.
    private static <T> T drawn(Supplier<T> drawing) {
        Callable<T> call = drawing::get;
        FutureTask<T> task = new FutureTask<>(call);
        Platform.runLater(task);
        try {
            return task.get();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException because)
                throw because;
            throw new IllegalStateException(failed.getCause());
        }
    }
}
