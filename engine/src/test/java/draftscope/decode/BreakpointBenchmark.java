package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.query.Breakpoint;
import draftscope.query.Condition;
import draftscope.query.Watch;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it costs to ask breakpoints that do not fire, each condition that they are promised to know.
///
/// The share of one condition is the time in which its events are asked, over the time in which they were decoded: the quickest
/// of many, so that a busy machine does not count. Beside it runs with all conditions at once and without any take turns.
///
/// Run with `-Dtest=BreakpointBenchmark -Dtests.excluded=none`.
@Tag("benchmark")
@Tag("thorough")
class BreakpointBenchmark {
    private static final List<String> LISTED = List.of("entropy > 40", "accepted == 400", "accepted < 0 for 5 steps",
            "token ~ /\\bnotaword\\b/", "id == 128009", "draftTop1 != targetTop1 && p(target) > 2", "kv.used > 2",
            "rollback > 800", "flip", "repeat(n=64)", "stop in draft && step < 0");
    private static final int TOKENS = 100;
    private static final int TURNS = 8;
    private static final int REPLAYS = 60;
    private static final double MOST_SHARE = 0.01;

    @TempDir
    static Path folder;

    @Test
    void aConditionThatDoesNotHoldCostsLessThanAHundredthOfDecoding() {
        SampleModels samples = new SampleModels(folder);
        try (LanguageModel target = LanguageModel.open(samples.locate("tales-target"), 1);
                LanguageModel draft = LanguageModel.open(samples.locate("tales-draft"), 1)) {
            for (String method : List.of("autoregressive", "draft-chain", "draft-tree")) {
                double without = Double.POSITIVE_INFINITY;
                double with = Double.POSITIVE_INFINITY;
                List<TraceEvent> events = List.of();
                int tokens = 0;
                for (int turn = 0; turn < TURNS; turn++) {
                    Timed plain = run(method, Participant.of(target), Participant.of(draft), List.of());
                    Timed asked = run(method, Participant.of(target), Participant.of(draft), LISTED);
                    without = Math.min(without, plain.micros);
                    with = Math.min(with, asked.micros);
                    events = plain.events;
                    tokens = plain.tokens;
                }
                System.out.printf("%-15s %.0f us a token; all %d conditions at once, in turns: %+.2f %%%n", method,
                        without, LISTED.size(), 100 * (with / without - 1));
                for (String condition : LISTED) {
                    double micros = asked(condition, events) / tokens;
                    System.out.printf("%-15s %-45s %6.2f us a token: %.3f %%%n", method, condition, micros,
                            100 * micros / without);
                    assertThat(micros / without).as(method + ", " + condition).isLessThan(MOST_SHARE);
                    assertThat(micros).as("1 %% of a token of 1 ms").isLessThan(10);
                }
            }
        }
    }

    /// The quickest of many times in which a run is asked, in microseconds.
    private static double asked(String condition, List<TraceEvent> events) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < REPLAYS; i++) {
            Watch watch = watch(List.of(condition));
            long from = System.nanoTime();
            for (TraceEvent event : events)
                watch.accept(event);
            best = Math.min(best, (System.nanoTime() - from) / 1e3);
        }
        return best;
    }

    private static Watch watch(List<String> conditions) {
        return new Watch(IntStream.range(0, conditions.size())
                .mapToObj(i -> Breakpoint.stop(i + 1, Condition.parse(conditions.get(i)))).toList());
    }

    private record Timed(double micros, int tokens, List<TraceEvent> events) {}

    private static Timed run(String method, Participant target, Participant draft, List<String> conditions) {
        Watch watch = watch(conditions);
        TraceLog log = new TraceLog();
        RunRequest request = new RunRequest(method, Map.of(), "", List.of(1), TOKENS,
                new SamplingSettings(.8, 0, 1, 0), 3, Observation.LIGHT, 1);
        DecodingRun run = DecodingRun.prepare(request, target, Optional.of(draft), event -> {
            log.accept(event);
            if (!conditions.isEmpty())
                watch.accept(event);
        }, Pacer.unthrottled());
        long from = System.nanoTime();
        int emitted = run.run().emitted();
        double micros = (System.nanoTime() - from) / 1e3 / emitted;
        return new Timed(micros, emitted, Trace.of(log).events());
    }
}
