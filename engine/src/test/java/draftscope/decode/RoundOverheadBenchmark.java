package draftscope.decode;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a round with a tree of 64 nodes costs beside the models' own passes: drafting, building the tree, laws and
/// judging, copying the cache, and telling the trace. Of each round's parts against its passes, the median is printed.
///
/// Run with `-Dtest=RoundOverheadBenchmark -Dtests.excluded=none`.
@Tag("benchmark")
@Tag("thorough")
class RoundOverheadBenchmark {
    private static final int WARM_UP = 8;

    @TempDir
    static Path folder;

    /// Nanoseconds of one round.
    private record Round(long model, long laws, long telling, long rest) {
        private static Round of(List<TraceEvent.PhaseFinished> phases) {
            long spent = phases.stream().mapToLong(TraceEvent.PhaseFinished::spentNanos).sum();
            long model = phases.stream().mapToLong(TraceEvent.PhaseFinished::forwardNanos).sum();
            long laws = phases.stream().mapToLong(TraceEvent.PhaseFinished::lawNanos).sum();
            long telling = phases.stream().mapToLong(TraceEvent.PhaseFinished::tellNanos).sum();
            return new Round(model, laws, telling, spent - model - laws - telling);
        }
    }

    @Test
    void printsTheShareOfEverythingButTheModels() {
        SampleModels samples = new SampleModels(folder);
        try (LanguageModel target = LanguageModel.open(samples.locate("tales-target"), 1);
                LanguageModel draft = LanguageModel.open(samples.locate("tales-draft"), 1)) {
            Models models = new Models(target, Optional.of(draft));
            Map<String, Map<String, String>> methods = new TreeMap<>(Map.of("draft-tree", Map.of("widths", "4,2,2,2"),
                    "rsd-c", Map.of("widths", "4,2,2,2"), "dyspec", Map.of("nodes", "64"),
                    "rsd-s", Map.of("width", "16", "depth", "4")));
            for (double temperature : new double[]{0, 1}) {
                methods.forEach((method, parameters) -> print(method, temperature,
                        rounds(new RunRequest(method, parameters, "Once upon a time, there was a", List.of(), 120,
                                new SamplingSettings(temperature, 0, 1, 0), 1, Observation.LIGHT, 1), models)));
            }
        }
    }

    private static List<Round> rounds(RunRequest request, Models models) {
        List<Round> rounds = new ArrayList<>();
        for (int turn = 0; turn < 2 * WARM_UP; turn++) {
            Map<Integer, List<TraceEvent.PhaseFinished>> phases = new TreeMap<>();
            DecodingRun.prepare(request, models, event -> {
                if (event instanceof TraceEvent.PhaseFinished finished) {
                    phases.computeIfAbsent(finished.step(), step -> new ArrayList<>()).add(finished);
                }
            }, Pacer.unthrottled()).run();
            phases.remove(0); // the prompt's
            if (turn >= WARM_UP) {
                phases.values().forEach(of -> rounds.add(Round.of(of)));
            }
        }
        return rounds;
    }

    private static void print(String method, double temperature, List<Round> rounds) {
        System.out.printf("%-10s temperature %.0f, %d rounds: models %.2f ms; beside them %.1f %%"
                + " (laws %.1f, telling %.1f, all else %.1f)%n", method, temperature, rounds.size(),
                median(rounds, Round::model) / 1e6,
                100 * median(rounds, r -> (double) (r.laws + r.telling + r.rest) / r.model),
                100 * median(rounds, r -> (double) r.laws / r.model),
                100 * median(rounds, r -> (double) r.telling / r.model),
                100 * median(rounds, r -> (double) r.rest / r.model));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
        double[] sorted = rounds.stream().mapToDouble(of).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
