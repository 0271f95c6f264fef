package draftscope.app.window;

import static draftscope.app.window.Waiting.onFx;
import static draftscope.app.window.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.trace.CommittedToken;
import draftscope.trace.Recording;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import draftscope.views.TraceView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// Thousands of tokens a second in the real window, which records them too: how old what is on screen is, what a frame costs,
/// whether anything is lost, and what the window costs the engine.
///
/// The engine is real and runs flat out, with models so small that it tells much more than any other would.
///
/// Run with `-Dtest=LiveDisplayBenchmark -Dtests.excluded=none`.
@Tag("benchmark")
@ExtendWith(ApplicationExtension.class)
class LiveDisplayBenchmark {
    private static final double LEAST_RATE = 2_000;
    /// Three turns of four frames, in which the text and the timeline come once.
    private static final double MOST_AGE_MILLIS = 200;
    private static final int TOKENS = 8_000;
    private static final int CONTEXT = 16_384;
    private static final int WINDOW = 40;
    private static final int WARM_UP = 6;

    @TempDir
    private static Path folder;

    @TempDir
    private Path home;

    private Session session;
    private MainWindow window;

    @BeforeAll
    static void models() {
        ToyModel.target().withContext(CONTEXT).writeWindowed(folder, WINDOW);
        ToyModel.draft().withContext(CONTEXT).writeWindowed(folder, WINDOW);
    }

    @Start
    private void open(Stage stage) {
        session = ToyWindow.recordingSession(home);
        window = ToyWindow.window(session);
        ToyWindow.show(stage, window);
    }

    @ParameterizedTest
    @EnumSource(value = View.class, names = {"DISTRIBUTIONS", "KV"})
    void whatIsOnScreenKeepsUpWithTwoThousandTokensASecond(View view) throws Exception {
        // The end of a text is never among the likeliest.
        onFx(() -> ToyWindow.prepare(session, folder, "autoregressive",
                Map.of("max-tokens", Integer.toString(TOKENS), "top-k", "40")));
        onFx(() -> window.viewProperty().set(view));
        ToyWindow.awaitModels(session);
        // Else a core goes to the compiler, which a run of some seconds never gets done with.
        for (int i = 0; i < WARM_UP; i++)
            run();
        rateAlone();
        assertNothingIsLost();

        double before = rateAlone();
        Ages ages = new Ages();
        Frames frames = new Frames(1);
        onFx(() -> {
            ages.begin();
            frames.start();
        });
        run();
        onFx(() -> {
            ages.end();
            frames.stop();
        });
        assertNothingIsLost();
        double watched = rate(session.traceProperty().get());
        frames.report("plain decoding");
        ages.report();
        System.out.printf(Locale.ROOT, "%-24s %,.0f tokens/s in the window; with nobody looking %,.0f before and %,.0f"
                + " after that%n", "", watched, before, rateAlone());
        assertThat(watched).as("tokens a second").isGreaterThan(LEAST_RATE);
        assertThat(ages.oldest(0.95)).as("ms that 95 % of what is on screen is at most old")
                .isLessThan(MOST_AGE_MILLIS);
        onFx(session::close);
    }

    private void run() {
        Trace before = session.traceProperty().get();
        onFx(session::generate);
        until("the run is over and read", () -> session.activity() == Activity.FINISHED
                && session.traceProperty().get() != before && session.fileProperty().get() != null);
    }

    /// Tokens a second of the same run with nobody looking.
    private double rateAlone() {
        RunRequest request = session.setup().request();
        TraceLog log = new TraceLog();
        DecodingRun.prepare(request, new Models(session.target().model(), Optional.of(session.draft().model())), log,
                Pacer.unthrottled()).run();
        return rate(Trace.of(log));
    }

    /// By the clock, from the first step to the end.
    private static double rate(Trace trace) {
        TraceEvent.RunFinished end = trace.finished().orElseThrow();
        long begun = trace.event(trace.steps().getFirst().firstEvent()).nanos();
        return end.stats().emitted() * 1e9 / (end.nanos() - begun);
    }

    /// All views are at the end, and all that the window read is in the recording, which another thread wrote.
    private void assertNothingIsLost() throws IOException {
        Trace read = session.traceProperty().get();
        until("every view shows the end", () -> shown().values().stream()
                .allMatch(view -> view.getState() != null && view.getState().trace() == read
                        && view.getState().position() == read.length()));
        assertThat(read.waiting()).isZero();
        Path file = session.fileProperty().get();
        until("the recording is whole", () -> Recording.open(file).loss().isEmpty());
        Trace recorded = Recording.open(file).trace();
        assertThat(recorded.events()).isEqualTo(read.events());
        assertThat(recorded.at(recorded.length()).counts()).isEqualTo(read.at(read.length()).counts());
        assertThat(read.committed().stream().map(CommittedToken::position).distinct()).hasSize(TOKENS);
    }

    private Map<String, TraceView> shown() {
        Map<String, TraceView> views = new LinkedHashMap<>();
        String view = "view-" + Words.lower(window.viewProperty().get().name());
        for (String id : List.of("output", view, "inspector", "timeline"))
            views.put(id, (TraceView) window.lookup("#" + id));
        return views;
    }

    /// How long ago the newest event that a view shows was told, at the moment when its picture gives way to that of the next frame.
    private final class Ages implements Runnable {
        private final Map<String, TraceView> views = shown();
        private final Trace old = session.traceProperty().get();
        private final Map<String, List<Long>> taken = new LinkedHashMap<>(); // by view: nanoseconds since the event's own time
        private final Map<String, Integer> shown = new LinkedHashMap<>(); // by view: position that it shows since the last frame
        private long zero = Long.MAX_VALUE; // the run's own zero on this clock, but for the least delay of all

        void begin() {
            window.getScene().addPostLayoutPulseListener(this);
        }

        void end() {
            window.getScene().removePostLayoutPulseListener(this);
        }

        @Override
        public void run() {
            Trace trace = session.traceProperty().get();
            if (trace == old || trace.length() == 0 || trace.finished().isPresent())
                return;
            long now = System.nanoTime();
            zero = Math.min(zero, now - trace.event(trace.length() - 1).nanos());
            views.forEach((name, view) -> {
                Integer position = shown.get(name);
                if (position != null)
                    taken.computeIfAbsent(name, _ -> new ArrayList<>()).add(now - trace.event(position - 1).nanos());
                if (view.getState() != null && view.getState().trace() == trace && view.getState().position() > 0)
                    shown.put(name, view.getState().position());
            });
        }

        /// Of the view that is furthest behind.
        double oldest(double share) {
            return taken.values().stream().mapToDouble(times -> percentile(times, share)).max().orElseThrow();
        }

        void report() {
            taken.forEach((name, times) -> System.out.printf(Locale.ROOT,
                    "%-24s is p50 %.0f ms, p95 %.0f ms, at most %.0f ms behind the engine in %d frames%n", name,
                    percentile(times, 0.5), percentile(times, 0.95), percentile(times, 1), times.size()));
        }

        private double percentile(List<Long> times, double share) {
            long[] sorted = times.stream().mapToLong(time -> time - zero).toArray();
            Arrays.sort(sorted);
            return sorted[(int) (share * (sorted.length - 1))] / 1e6;
        }
    }
}
