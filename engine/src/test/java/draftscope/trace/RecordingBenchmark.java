package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.format.QuantFormat;
import draftscope.format.RandomModel;
import draftscope.model.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long a recording takes to open, what it weighs, and how long a jump to anywhere in it takes. Recorded is a real run at
/// `light`: models of random weights are small, but what is told of a round is what any model's round tells.
@Tag("benchmark")
class RecordingBenchmark {
    private static final int SEEKS = 2_000;
    private static final int OPENINGS = 4;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} {1} rounds, {2}")
    @CsvSource({"draft-chain,2000,run.dscope", "draft-chain,2000,run.dscope.gz", "rsd-c,2000,run.dscope",
            "rsd-c,2000,run.dscope.gz", "draft-chain,40000,run.dscope.gz"})
    void opensAndSeeks(String method, int rounds, String name) throws IOException {
        Path file = folder.resolve(name);
        record(method, rounds, file);
        for (int opening = 1; opening <= OPENINGS; opening++) {
            long before = used();
            long begun = System.nanoTime();
            TraceLog log = new TraceLog();
            long[] first = new long[1];
            Recording.read(file, event -> {
                log.accept(event);
                if (event instanceof TraceEvent.StepStarted step && step.step() == 1)
                    first[0] = System.nanoTime();
            }, share -> true);
            long read = System.nanoTime();
            Trace trace = Trace.of(log);
            long indexed = System.nanoTime();
            System.out.printf(
                    "%s: %,d rounds, %,d tokens, %,d events, %.1f MB; opening %d: first round after %.0f ms, whole in %.0f ms"
                            + " (read %.0f, indexed %.0f), %.0f MB in memory%n",
                    name + " " + method, trace.steps().size(), trace.committed().size(), trace.length(),
                    Files.size(file) / 1e6, opening, (first[0] - begun) / 1e6, (indexed - begun) / 1e6,
                    (read - begun) / 1e6, (indexed - read) / 1e6, (used() - before) / 1e6);
            if (opening == OPENINGS)
                seek(trace);
            assertThat(trace.steps()).hasSizeGreaterThanOrEqualTo(rounds);
        }
    }

    private static void seek(Trace trace) {
        Random random = new Random(1);
        long[] nanos = new long[SEEKS];
        for (int i = 0; i < SEEKS; i++) {
            int to = random.nextInt(trace.length() + 1);
            long begun = System.nanoTime();
            assertThat(trace.at(to).position()).isEqualTo(to);
            nanos[i] = System.nanoTime() - begun;
        }
        java.util.Arrays.sort(nanos);
        System.out.printf("  %,d seeks: median %.2f ms, 99 %% below %.2f ms, longest %.2f ms%n", SEEKS,
                nanos[SEEKS / 2] / 1e6, nanos[SEEKS * 99 / 100] / 1e6, nanos[SEEKS - 1] / 1e6);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Runs one after the other in one file, as rounds of one run: the models' own end of text would come too early.
    private void record(String method, int rounds, Path file) throws IOException {
        Path target = folder.resolve("target.gguf");
        Path draft = folder.resolve("draft.gguf");
        new RandomModel(3, 2048, 32, 1, 2, 1, 64, 4096, QuantFormat.F32).write(target);
        new RandomModel(3, 2048, 32, 1, 2, 1, 32, 4096, QuantFormat.F32).write(draft);
        try (LanguageModel large = LanguageModel.open(target, 1);
                LanguageModel small = LanguageModel.open(draft, 1);
                TraceRecorder recorder = new TraceRecorder(file, failure -> {
                    throw new IllegalStateException(failure);
                })) {
            Chained chained = new Chained(recorder, rounds);
            for (long seed = 1; !chained.full(); seed++) {
                Pacer pacer = Pacer.unthrottled();
                chained.begin(pacer);
                DecodingRun.prepare(new RunRequest(method, Map.of(), "abc", List.of(), 2_000,
                        new SamplingSettings(0.8, 100, 1, 0), seed, Observation.LIGHT, 1),
                        new Models(large, Optional.of(small)), chained, pacer).run();
            }
            chained.end();
        }
    }

    /// Counts events and steps on over several runs, and tells the beginning of the first and the end of the last only.
    private static final class Chained implements TraceSink {
        private final TraceSink sink;
        private final int rounds;
        private Pacer pacer;
        private long seq;
        private long nanos;
        private long began;
        private int steps;
        private int firstStep;
        private TraceEvent end;

        Chained(TraceSink sink, int rounds) {
            this.sink = sink;
            this.rounds = rounds;
        }

        void begin(Pacer of) {
            pacer = of;
            began = nanos;
            firstStep = steps;
        }

        boolean full() {
            return steps >= rounds;
        }

        void end() {
            sink.accept(renumbered(end));
        }

        @Override
        public void accept(TraceEvent event) {
            boolean opening = event instanceof TraceEvent.RunStarted || event instanceof TraceEvent.PromptIngested;
            boolean beforeSteps = steps == firstStep && firstStep > 0 && !(event instanceof TraceEvent.StepStarted);
            if (event instanceof TraceEvent.RunFinished) {
                end = event;
            } else if (!(firstStep > 0 && opening) && !(beforeSteps && !(event instanceof TraceEvent.TokensNamed))) {
                if (event instanceof TraceEvent.StepStarted && ++steps > rounds)
                    pacer.cancel();
                sink.accept(renumbered(event));
            }
        }

        private TraceEvent renumbered(TraceEvent event) {
            nanos = Math.max(nanos, began + event.nanos());
            RecordShape shape = RecordShape.of(event.getClass());
            Object[] values = shape.fields().stream().map(field -> field.of(event)).toArray();
            values[0] = seq++;
            values[1] = nanos;
            for (int i = 0; i < values.length; i++) {
                if (shape.fields().get(i).name().equals("step"))
                    values[i] = (int) values[i] + firstStep;
            }
            return (TraceEvent) shape.create(values);
        }
    }
}
