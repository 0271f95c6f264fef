package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.styles.Theme;
import draftscope.trace.TraceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.event.Event;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// What a frame costs while a large draft tree is dragged about: processor time of the JavaFX thread and of the render thread,
/// which work on different frames at the same time, so that the larger of the two is what a frame takes. Processor time, because
/// other work on the machine must not count.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class TreeFrameTest {
    private static final int FRAMES = 240;
    private static final int WARM_UP = 120;

    private Stage stage;

    @Start
    private void open(Stage opened) {
        stage = opened;
    }

    @ParameterizedTest
    @CsvSource({"256,TIDY,false", "1000,TIDY,false", "1000,TIDY,true", "1000,ICICLE,false"})
    void pansAtSixtyFramesASecond(int nodes, DraftTreeView.Form form, boolean fitted) throws Exception {
        TraceState state = Toolkit.end(Tales.bush(3, nodes));
        List<double[]> times = new ArrayList<>();
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            DraftTreeView view = new DraftTreeView();
            view.setState(state);
            view.setLive(false);
            view.setForm(form);
            Scene scene = Toolkit.scene(view, Theme.DARK, 1280, 720, 13);
            stage.setScene(scene);
            stage.show();
            if (fitted)
                press(view, KeyCode.F);
            drag(view, times);
        });
        WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> times.size() >= FRAMES);
        double[] frame = times.subList(0, FRAMES).stream().mapToDouble(t -> Math.max(t[0], t[1])).sorted().toArray();
        double[] fx = times.stream().mapToDouble(t -> t[0]).sorted().toArray();
        double[] painted = times.stream().mapToDouble(t -> t[1]).sorted().toArray();
        System.out.printf("%d nodes, %s%s: p50 %.1f ms, p95 %.1f ms a frame (JavaFX thread %.1f, render thread %.1f)%n",
                state.tree().nodes().size(), form, fitted ? ", all in sight" : "", frame[FRAMES / 2],
                frame[FRAMES * 95 / 100], fx[fx.length / 2], painted[painted.length / 2]);
        assertThat(frame[FRAMES * 95 / 100]).as("p95 in ms").isLessThan(1000.0 / 60);
    }

    private static void press(DraftTreeView view, KeyCode code) {
        Event.fireEvent(view, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
    }

    /// Moves the picture once a frame and notes what the frame before cost.
    private static void drag(DraftTreeView view, List<double[]> times) {
        Path fxClock = clock("JavaFX Applicat");
        Path renderClock = clock("QuantumRenderer");
        new AnimationTimer() {
            private int seen;
            private long fxBefore;
            private long renderBefore;

            @Override
            public void handle(long now) {
                long fx = nanos(fxClock);
                long painted = nanos(renderClock);
                if (++seen > WARM_UP)
                    times.add(new double[]{(fx - fxBefore) / 1e6, (painted - renderBefore) / 1e6});
                fxBefore = fx;
                renderBefore = painted;
                press(view, seen / 8 % 2 == 0 ? KeyCode.A : KeyCode.D);
                if (times.size() >= FRAMES)
                    stop();
            }
        }.start();
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
