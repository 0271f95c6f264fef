package draftscope.views;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import org.testfx.util.WaitForAsyncUtils;

/// What frames cost: processor time of the JavaFX thread and of the render thread, which work on different frames at the same
/// time, so that the larger of the two is what a frame takes. Processor time, because other work on the machine must not count.
///
/// The clocks are read once a pulse. The render thread may then still be at the frame before, whose rest goes into the next
/// reading: the median does not mind, and the slowest readings may hold more than a frame, never less.
final class FrameCost extends AnimationTimer {
    private static final int FRAMES = 512;
    private static final int WARM_UP = 256; // a renderer that is still being compiled is slower

    private final Path fxClock = clock("JavaFX Applicat");
    private final Path renderClock = clock("QuantumRenderer");
    private final List<double[]> times = new ArrayList<>();
    private final IntConsumer change;
    private int seen;
    private long fxBefore;
    private long renderBefore;

    /// To be started on the JavaFX thread.
    ///
    /// @param change what moves the picture once a frame; is told the number of the frame
    FrameCost(IntConsumer change) {
        this.change = change;
    }

    @Override
    public void handle(long now) {
        long fx = nanos(fxClock);
        long painted = nanos(renderClock);
        if (++seen > WARM_UP)
            times.add(new double[]{(fx - fxBefore) / 1e6, (painted - renderBefore) / 1e6});
        fxBefore = fx;
        renderBefore = painted;
        change.accept(seen);
        if (times.size() >= FRAMES)
            stop();
    }

    /// Waits for all frames and prints what they cost.
    ///
    /// @return the 95th percentile, in ms
    double report(String what) throws TimeoutException {
        WaitForAsyncUtils.waitFor(120, TimeUnit.SECONDS, () -> times.size() >= FRAMES);
        double[] frame = times.stream().mapToDouble(t -> Math.max(t[0], t[1])).sorted().toArray();
        double[] fx = times.stream().mapToDouble(t -> t[0]).sorted().toArray();
        double[] painted = times.stream().mapToDouble(t -> t[1]).sorted().toArray();
        double p95 = frame[FRAMES * 95 / 100];
        System.out.printf(Locale.ROOT,
                "%s: p50 %.1f ms, p95 %.1f ms a frame (JavaFX thread %.1f, render thread %.1f), %d of %d longer than a 60th%n",
                what, frame[FRAMES / 2], p95, fx[FRAMES / 2], painted[FRAMES / 2],
                times.stream().filter(t -> Math.max(t[0], t[1]) > 1000.0 / 60).count(), FRAMES);
        return p95;
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
}
