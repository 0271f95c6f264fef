package draftscope.app.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;

/// Takes what frames cost: once a frame it reads the clocks of the JavaFX thread and of the render thread. They work on different
/// frames at the same time, so that the larger of the two is what a frame takes.
///
/// Processor time and not wall time, because other work on the machine must not count.
final class Frames extends AnimationTimer {
    static final double BUDGET_MILLIS = 1000.0 / 60;

    private final Path fxClock;
    private final Path renderClock;
    private final List<double[]> times = new ArrayList<>();
    private long began;
    private long fxBefore;
    private long renderBefore;
    private final int warmUp;
    private int seen;

    /// @param warmUp frames that are not counted
    Frames(int warmUp) {
        this.warmUp = warmUp;
        fxClock = clock("JavaFX Applicat");
        renderClock = clock("QuantumRenderer");
    }

    @Override
    public void handle(long now) {
        long fx = nanos(fxClock);
        long painted = nanos(renderClock);
        if (++seen > warmUp)
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

    void report(String what) {
        double seconds = (System.nanoTime() - began) / 1e9;
        double[] fx = sorted(time -> time[0]);
        double[] painted = sorted(time -> time[1]);
        int middle = times.size() / 2;
        int high = (int) (0.95 * (times.size() - 1));
        System.out.printf(
                "%-24s p50 %.1f ms, p95 %.1f ms a frame (JavaFX thread %.1f / %.1f, render thread %.1f / %.1f), %.0f pulses/s%n",
                what, percentile(0.5), percentile(0.95), fx[middle], fx[high], painted[middle], painted[high],
                times.size() / seconds);
    }

    private double[] sorted(ToDoubleFunction<double[]> of) {
        return times.stream().mapToDouble(of).sorted().toArray();
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
