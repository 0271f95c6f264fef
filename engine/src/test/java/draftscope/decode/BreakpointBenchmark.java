package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.query.Breakpoint;
import draftscope.query.Condition;
import draftscope.query.Watch;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceLog;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it costs to ask breakpoints that do not fire: each condition that they are promised to know, of runs of the sample pair.
/// With and without take turns, so that a busy machine slows both alike; the best of many turns counts.
///
/// Run with `-Dtest=BreakpointBenchmark -Dtests.excluded=none`.
@Tag("benchmark")
@Tag("thorough")
class BreakpointBenchmark {
    private static final List<String> LISTED = List.of("entropy > 40", "accepted == 400", "accepted < 0 for 5 steps",
            "token ~ /\\bnotaword\\b/", "id == 128009", "draftTop1 != targetTop1 && p(target) > 2", "kv.used > 2",
            "rollback > 800", "flip", "repeat(n=64)", "stop in draft && step < 0");
    private static final int TOKENS = 120;
    private static final int TURNS = 30;
    private static final double MOST_SHARE = 0.01;

    @TempDir
    static Path folder;

    @Test
    void aConditionThatDoesNotHoldCostsLessThanAHundredthOfDecoding() {
        SampleModels samples = new SampleModels(folder);
        try (LanguageModel target = LanguageModel.open(samples.locate("tales-target"), 1);
                LanguageModel draft = LanguageModel.open(samples.locate("tales-draft"), 1)) {
            for (String method : List.of("autoregressive", "draft-chain", "draft-tree")) {
                double[] best = new double[LISTED.size() + 1]; // the last one without
                Arrays.fill(best, Double.POSITIVE_INFINITY);
                for (int turn = 0; turn < TURNS; turn++) {
                    for (int i = 0; i < best.length; i++)
                        best[i] = Math.min(best[i], micros(method, Participant.of(target), Participant.of(draft),
                                i < LISTED.size() ? LISTED.get(i) : null));
                }
                double without = best[LISTED.size()];
                for (int i = 0; i < LISTED.size(); i++) {
                    System.out.printf("%-15s %-45s %.0f us a token, without %.0f us: %+.2f %%%n", method,
                            LISTED.get(i), best[i], without, 100 * (best[i] / without - 1));
                    assertThat(best[i] / without - 1).as(method + ", " + LISTED.get(i)).isLessThan(MOST_SHARE);
                }
            }
        }
    }

    private static double micros(String method, Participant target, Participant draft, String condition) {
        Watch watch = condition == null
                ? null
                : new Watch(List.of(Breakpoint.stop(1, Condition.parse(condition))));
        Pacer pacer = Pacer.unthrottled();
        TraceLog log = new TraceLog();
        RunRequest request = new RunRequest(method, Map.of(), "", List.of(1), TOKENS,
                new SamplingSettings(.8, 0, 1, 0), 3, Observation.LIGHT, 1);
        DecodingRun run = DecodingRun.prepare(request, target, Optional.of(draft), event -> {
            log.accept(event);
            if (watch != null && !watch.accept(event).isEmpty())
                pacer.pause();
        }, pacer);
        long from = System.nanoTime();
        int emitted = run.run().emitted();
        return (System.nanoTime() - from) / 1e3 / emitted;
    }
}
