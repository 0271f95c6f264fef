package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.views.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javafx.animation.AnimationTimer;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// A recording of more than 2,000 rounds in the real window: how long it takes to open, what a leap to any moment costs, what a frame
/// costs while a person drags the scrubber through it (forwards, backwards and in leaps), and what it takes of the memory.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class ScrubbingBenchmark {
    private static final int ROUNDS = 2_000;
    private static final int LEAPS = 1_000;
    /// Frames of each kind of dragging.
    private static final int FRAMES = 400;
    private static final int WARM_UP = 100;
    private static final double MOST_OPENING_MILLIS = 1_000;

    @TempDir
    private static Path folder;

    @TempDir
    private Path home;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void models() {
        ToyModel.target().withContext(4096).write(folder);
        ToyModel.draft().withContext(4096).write(folder);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.recordingSession(home);
        window = ToyWindow.window(session);
        ToyWindow.prepare(session, folder, "draft-chain", Map.of("max-tokens", "4000", "temperature", "1.5"));
        ToyWindow.show(stage, window);
    }

    @Test
    void twoThousandRoundsOpenWithinASecondAndAnyMomentIsShownWithinASixtiethOfASecond() throws Exception {
        ToyWindow.awaitModels(session);
        onFx(session::generate);
        until("two thousand rounds are there",
                () -> session.traceProperty().get() != null && session.traceProperty().get().steps().size() > ROUNDS
                        || session.activity() == Activity.FINISHED);
        onFx(session::cancel);
        until("the run ends", () -> session.activity() == Activity.FINISHED && session.fileProperty().get() != null);
        Path file = session.fileProperty().get();
        until("its recording is whole", () -> Recording.open(file).loss().isEmpty());
        int rounds = session.traceProperty().get().steps().size();
        assertThat(rounds).isGreaterThanOrEqualTo(ROUNDS);

        double opening = Double.POSITIVE_INFINITY;
        long before = used();
        for (int i = 0; i < 2; i++) // the first time pays for the loading of classes
            opening = Math.min(opening, open(file));
        // Two copies are open, and the live run.
        double megabytes = (used() - before) / 2 / 1e6;
        double[] leaps = leaps(session.traceProperty().get());
        Frames frames = drag();
        System.out.printf(Locale.ROOT,
                "%,d rounds, observation light, %.1f MB packed: opens in %.0f ms, %.0f MB in memory; seek 99 %% below %.1f ms,"
                        + " longest %.1f ms; frame while scrubbing p95 %.1f ms%n",
                rounds, Files.size(file) / 1e6, opening, megabytes, leaps[LEAPS * 99 / 100], leaps[LEAPS - 1],
                frames.percentile(0.95));
        frames.report("scrubbing");
        assertThat(opening).as("ms to open").isLessThan(MOST_OPENING_MILLIS);
        assertThat(leaps[LEAPS * 99 / 100]).as("ms of 99 % of the seeks").isLessThan(Frames.BUDGET_MILLIS);
        assertThat(frames.percentile(0.95)).as("p95 of frames in ms").isLessThan(Frames.BUDGET_MILLIS);
        onFx(session::close);
    }

    /// Milliseconds until all of it can be scrubbed.
    private double open(Path file) {
        Trace shown = session.traceProperty().get();
        long[] times = new long[2];
        onFx(() -> {
            times[0] = System.nanoTime();
            session.openRecording(file);
            session.readingShareProperty().subscribe(share -> {
                if (Double.isNaN(share.doubleValue()) && times[1] == 0 && session.traceProperty().get() != shown)
                    times[1] = System.nanoTime();
            });
        });
        until("it is open", () -> times[1] != 0);
        return (times[1] - times[0]) / 1e6;
    }

    /// Milliseconds of each leap, in rising order.
    private double[] leaps(Trace trace) {
        double[] millis = new double[LEAPS];
        Random random = new Random(1);
        onFx(() -> {
            for (int i = 0; i < LEAPS; i++) {
                int to = random.nextInt(trace.length() + 1);
                long begun = System.nanoTime();
                session.seek(to);
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
        });
        Arrays.sort(millis);
        return millis;
    }

    private Frames drag() {
        Frames frames = new Frames(WARM_UP);
        Timeline timeline = (Timeline) window.lookup("#timeline");
        AnimationTimer hand = new AnimationTimer() {
            private int frame;

            @Override
            public void handle(long now) {
                int at = frame % FRAMES;
                int step = switch (frame++ / FRAMES) {
                    case 0 -> at;
                    case 1 -> ROUNDS - at;
                    default -> (int) ((at * 611L) % ROUNDS);
                };
                timeline.getOnSeek().accept(session.traceProperty().get().endOfStep(step));
            }
        };
        onFx(() -> {
            hand.start();
            frames.start();
        });
        until("every frame is counted", () -> frames.count() >= 3 * FRAMES - WARM_UP);
        onFx(() -> {
            hand.stop();
            frames.stop();
        });
        return frames;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
