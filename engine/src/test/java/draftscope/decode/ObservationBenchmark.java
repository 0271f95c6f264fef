package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it costs to watch: the time of a token observed lightly or fully against unobserved, with 2,048 pieces. The levels take turns, so that a busy machine
/// slows all alike. Processor time: alone the best of many turns, beside a model the median of what each turn gives, since single
/// turns scatter by more than what is measured.
///
/// Run with `-Dtest=ObservationBenchmark -Dtests.excluded=none`.
@Tag("benchmark")
@Tag("thorough")
class ObservationBenchmark {
    @TempDir
    static Path folder;

    @Test
    void printsTheShareOfWatchingInTheTimeOfATokenOfTheSampleTarget() {
        try (LanguageModel model = LanguageModel.open(new SampleModels(folder).locate("tales-target"), 1)) {
            Participant real = Participant.of(model);
            for (double temperature : new double[]{0, 1, .8}) {
                double[][] turns = turns(real, temperature, 480, 24);
                System.out.printf(
                        "%s, %s, temperature %.1f: off %.0f us a token; light / off %.4f, full / off %.4f%n",
                        model.name(), real.engine(), temperature, median(turns[0]), ratio(turns, Observation.LIGHT),
                        ratio(turns, Observation.FULL));
            }
        }
    }

    /// The same with a network that costs next to nothing, which leaves the watching alone: robust on a busy machine.
    @Test
    void watchingLightlyCostsLessThanTwoHundredthsOfAMillisecondAToken() {
        Random random = new Random(1);
        float[][] rows = new float[64][2048];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (3 * random.nextGaussian());
            }
        }
        TokenScorer scorer = new TokenScorer() {
            @Override
            public int vocabSize() {
                return 2048;
            }

            @Override
            public KvCache newCache(int capacity) {
                return new KvCache(1, capacity, 1);
            }

            @Override
            public Scores forward(Batch batch, KvCache cache) {
                return (row, into) -> System.arraycopy(rows[batch.positions()[row] % rows.length], 0, into, 0, 2048);
            }
        };
        Participant model = ToyParticipants.participant(scorer, 2048, 5000, ToyParticipants.NO_END, -1);
        for (double temperature : new double[]{0, 1, .8}) {
            double[] micros = micros(model, temperature, 1000, 100);
            System.out.printf("no network, temperature %.1f: off %.1f us a token, light + %.1f us, full + %.1f us%n",
                    temperature, micros[0], micros[1] - micros[0], micros[2] - micros[0]);
            assertThat(micros[1] - micros[0]).as("2 %% of a token of 1 ms").isLessThan(20);
        }
    }

    /// Of this thread alone, which carries out the run: other work on the machine must not count.
    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// Best time of a token for each level.
    private static double[] micros(Participant model, double temperature, int tokens, int turns) {
        return Arrays.stream(turns(model, temperature, tokens, turns))
                .mapToDouble(times -> Arrays.stream(times).min().orElseThrow()).toArray();
    }

    /// Time of a token in us, by level and turn. What the compiler still works on is run before.
    private static double[][] turns(Participant model, double temperature, int tokens, int turns) {
        Observation[] levels = Observation.values();
        double[][] times = new double[levels.length][turns];
        int warmUp = turns / 4;
        for (int turn = -warmUp; turn < turns; turn++) {
            // Each level comes first, second and third as often as the others.
            for (int i = 0; i < levels.length; i++) {
                Observation level = levels[Math.floorMod(i + turn, levels.length)];
                RunRequest request = new RunRequest("autoregressive", Map.of(), "", List.of(1), tokens,
                        new SamplingSettings(temperature, 0, 1, 0), 3, level, 1);
                DecodingRun run = DecodingRun.prepare(request, model, Optional.empty(), event -> {}, Pacer
                        .unthrottled());
                long from = processorNanos();
                int emitted = run.run().emitted();
                times[level.ordinal()][Math.max(0, turn)] = (processorNanos() - from) / 1e3 / emitted;
            }
        }
        return times;
    }

    private static double ratio(double[][] turns, Observation level) {
        double[] ratios = new double[turns[0].length];
        Arrays.setAll(ratios, turn -> turns[level.ordinal()][turn] / turns[Observation.OFF.ordinal()][turn]);
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
