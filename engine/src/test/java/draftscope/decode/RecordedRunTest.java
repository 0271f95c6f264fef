package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.model.ToyModels;
import draftscope.trace.KvMap;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Observation;
import draftscope.trace.RunCounts;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Scrubbing;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceFixtures;
import draftscope.trace.TraceLog;
import draftscope.trace.TraceRecorder;
import draftscope.trace.TraceState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The writing side and the reading side of the trace, held against each other: what the engine counted is what a reader of
/// its events counts, and what was recorded reads back as what was told.
class RecordedRunTest {
    private static final int TOKENS = 40;

    @TempDir
    Path folder;

    static Stream<Arguments> runs() {
        return MethodCatalog.all().stream().flatMap(method -> Stream.of(Observation.values())
                .flatMap(level -> Stream.of(0.0, 1.0).map(temperature -> Arguments.of(method, level, temperature))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("runs")
    void readersCountWhatTheEngineCountedAndTheFileHoldsWhatWasTold(DecodingMethod method, Observation level,
            double temperature) throws IOException {
        Path file = folder.resolve("run.jsonl");
        TraceLog log = new TraceLog();
        RunStats stats;
        try (LanguageModel target = target(method);
                LanguageModel draft = ToyModels.causal(6).open(folder, 1);
                TraceRecorder recorder = new TraceRecorder(file, failure -> {})) {
            RunRequest request = new RunRequest(method.id(), Variant.needed(method), "",
                    List.of(ToyModels.BOS, 40, 41, 40), TOKENS,
                    new SamplingSettings(temperature, 0, 1, 0), 11, level, 1);
            stats = DecodingRun.prepare(request, new Models(target, Optional.of(draft)), event -> {
                log.accept(event);
                recorder.accept(event);
            }, Pacer.unthrottled()).run();
        }
        List<TraceEvent> told = new ArrayList<>();
        for (int i = 0; i < log.length(); i++)
            told.add(log.get(i));
        assertThat(TraceFixtures.read(file)).isEqualTo(told);
        Trace scrubbed = Trace.of(new Scrubbing((id, parameter) -> false).apply(told));
        assertThat(scrubbed.at(scrubbed.length()).counts()).isEqualTo(Trace.of(log).at(log.length()).counts());

        Trace trace = Trace.of(log);
        TraceState end = trace.at(trace.length());
        assertThat(end.committed()).hasSize(stats.emitted());
        if (level == Observation.OFF)
            return;
        RunCounts counts = end.counts();
        assertThat(
                List.of(counts.rounds(), counts.targetForwards(), counts.draftForwards(), counts.drafted(),
                        counts.judged(), counts.accepted(),
                        counts.corrected(), counts.bonus(), counts.plain(), counts.emitted()))
                .isEqualTo(List.of(stats.rounds(), stats.targetForwards(), stats.draftForwards(), stats.drafted(),
                        stats.judged(),
                        stats.accepted(), stats.corrected(), stats.bonus(), stats.plain(), stats.emitted()));
        for (int step = 0; step < trace.steps().size(); step++) {
            KvMap map = trace.at(trace.endOfStep(step)).kv(KvOwner.TARGET);
            int held = map.count(KvState.PROMPT) + map.count(KvState.GENERATED) + map.count(KvState.TARGET);
            assertThat(held).as("cells that hold committed tokens after step " + step).isEqualTo(map.length());
        }
    }

    private LanguageModel target(DecodingMethod method) {
        if (method.needs().contains(Need.BLOCK_DIFFUSION_MODEL)) {
            return ToyModels.openBlocks(5, folder);
        }
        ToyModels shape = method.needs().contains(Need.MASKED_DIFFUSION_MODEL)
                ? ToyModels.bidirectional(5)
                : ToyModels.causal(5);
        return shape.open(folder, 1);
    }
}
