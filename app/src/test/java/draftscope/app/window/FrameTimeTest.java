package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.FirstRun;
import draftscope.app.session.ModelShelf;
import draftscope.app.session.Pace;
import draftscope.app.session.Session;
import draftscope.decode.MethodCatalog;
import draftscope.styles.Fonts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// What a frame costs while the engine runs flat out: processor time of the JavaFX thread and of the render thread, which
/// work on different frames at the same time, so that the larger of the two is what a frame takes.
///
/// Processor time and not wall time, because other work on the machine must not count.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class FrameTimeTest {
    private static final double BUDGET_MILLIS = 1000.0 / 60;
    private static final int FRAMES = 600;
    private static final int WARM_UP = 300;

    private Session session;
    private MainWindow window;

    @Start
    private void open(Stage stage) {
        Fonts.load();
        session = new Session(ModelShelf.withSamples(), Platform::runLater);
        window = new MainWindow(session, owner -> Optional.empty(), address -> {});
        session.paceProperty().set(Pace.FULL);
        session.setup().promptProperty().set(FirstRun.PROMPT);
        session.setup().sampling().put("max-tokens", "400");
        // As high as fits into the frame buffer of the platform without a display.pixels, of which 1440 x 690 fit.
        stage.setScene(window.newScene(1440, 900));
        stage.show();
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void aFrameFitsIntoASixtiethOfASecond(View view) throws Exception {
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            session.shelf().named(FirstRun.TARGET).ifPresent(session.target()::choose);
            session.shelf().named(FirstRun.DRAFT).ifPresent(session.draft()::choose);
            session.choose(MethodCatalog.byId(view == View.UNMASKING ? "diffusion-threshold" : FirstRun.METHOD));
        });
        until(() -> session.target().model() != null && session.draft().model() != null && session.missing().isEmpty());
        Frames frames = new Frames(clock("JavaFX Applicat"), clock("QuantumRenderer"));
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            session.generate();
            frames.start();
        });
        until(() -> {
            // One run after the other until there are enough frames.
            if (session.activity() == Activity.FINISHED && session.traceProperty().get().finished().isPresent())
                session.generate();
            window.viewProperty().set(view);
            return frames.count() >= FRAMES;
        });
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            frames.stop();
            session.cancel();
        });
        frames.report(view);
        assertThat(frames.percentile(0.95)).as("p95 in ms").isLessThan(BUDGET_MILLIS);
        WaitForAsyncUtils.waitForAsyncFx(10_000, session::close);
    }

    /// Where Linux keeps a thread's processor time in nanoseconds. It cuts names after 15 letters.
    private static Path clock(String thread) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> read(task.resolve("comm")).strip().equals(thread)).findFirst().orElseThrow()
                    .resolve("schedstat");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }

    private static long nanos(Path clock) {
        return Long.parseLong(read(clock).split(" ")[0]);
    }

    /// Reads both clocks once a frame.
    private static final class Frames extends AnimationTimer {
        private final Path fxClock;
        private final Path renderClock;
        private final List<double[]> times = new ArrayList<>();
        private long began;
        private long fxBefore;
        private long renderBefore;
        private int seen;

        Frames(Path fxClock, Path renderClock) {
            this.fxClock = fxClock;
            this.renderClock = renderClock;
        }

        @Override
        public void handle(long now) {
            long fx = nanos(fxClock);
            long painted = nanos(renderClock);
            if (++seen > WARM_UP)
                times.add(new double[]{(fx - fxBefore) / 1e6, (painted - renderBefore) / 1e6});
            else
                began = System.nanoTime();
            fxBefore = fx;
            renderBefore = painted;
        }

        int count() {
            return times.size();
        }

        double percentile(double share) {
            return sorted(time -> Math.max(time[0], time[1]))[(int) (share * (times.size() - 1))];
        }

        void report(View view) {
            double seconds = (System.nanoTime() - began) / 1e9;
            double[] fx = sorted(time -> time[0]);
            double[] painted = sorted(time -> time[1]);
            int middle = times.size() / 2;
            int high = (int) (0.95 * (times.size() - 1));
            System.out.printf(
                    "%-10s p50 %.1f ms, p95 %.1f ms a frame (JavaFX thread %.1f / %.1f, render thread %.1f / %.1f), %.0f pulses/s%n",
                    view, percentile(0.5), percentile(0.95), fx[middle], fx[high], painted[middle], painted[high],
                    times.size() / seconds);
        }

        private double[] sorted(ToDoubleFunction<double[]> of) {
            return times.stream().mapToDouble(of).sorted().toArray();
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(120, TimeUnit.SECONDS,
                () -> WaitForAsyncUtils.waitForAsyncFx(10_000, condition));
    }
}
