package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.model.ReferenceFolder;
import draftscope.samples.SampleModels;
import draftscope.trace.BatchState;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With real models: a lane of a batch writes, id for id, what its prompt gives alone.
class RaggedModelsTest {
    private static final List<String> PROMPTS = List.of("Once upon a time there was a",
            "The fox saw the red ball. The fox saw the red ball. The fox saw the red ball. The fox",
            "One morning, Lily",
            "A", "Correct this sentence: the dog have a red ball.\nAnswer:");

    @TempDir
    static Path folder;

    private static LanguageModel open(String name) {
        return LanguageModel.open(name.startsWith("tales-")
                ? new SampleModels(folder).locate(name)
                : ReferenceFolder.file("weights/" + name), 1);
    }

    private static Trace run(String method, List<String> prompts, double temperature, Models models) {
        TraceLog log = new TraceLog();
        DecodingRun run = DecodingRun.prepare(new RunRequest(method, Map.of(), String.join("\n---\n", prompts),
                List.of(), 80, new SamplingSettings(temperature, 0, 1, 0), 3, Observation.LIGHT, 1), models, log,
                Pacer.unthrottled());
        run.run();
        assertThat(run.failure()).isEmpty();
        return Trace.of(log);
    }

    private static List<BatchState.Lane> lanes(Trace trace) {
        return trace.at(trace.length()).batch().orElseThrow().lanes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tales-target", "stories260K/stories260K-F32.gguf",
            "stories260K/stories260K-Q8_0.gguf", "random-init/mistral-window8", "random-init/gpt2"})
    void everyLaneWritesTheIdsOfItsPromptAlone(String name) {
        try (LanguageModel model = open(name)) {
            Models models = new Models(model, Optional.empty());
            List<BatchState.Lane> greedy = lanes(run("ems-sd", PROMPTS, 0, models));
            List<BatchState.Lane> drawn = lanes(run("ems-sd", PROMPTS, 1, models));
            for (int i = 0; i < PROMPTS.size(); i++) {
                Trace plain = run("autoregressive", PROMPTS.subList(i, i + 1), 0, models);
                assertThat(greedy.get(i).output()).as(name + ", lane " + (i + 1)).isEqualTo(ids(plain));
                assertThat(greedy.get(i).end()).isEqualTo(plain.finished().map(f -> f.reason()));
                assertThat(drawn.get(i).output()).as(name + ", lane " + (i + 1) + ", temperature 1")
                        .isEqualTo(ids(run("ems-sd", PROMPTS.subList(i, i + 1), 1, models)));
            }
            List<String> turned = new ArrayList<>(PROMPTS);
            Collections.reverse(turned);
            assertThat(lanes(run("ems-sd", turned, 0, models)).reversed().stream().map(BatchState.Lane::output)
                    .toList()).isEqualTo(greedy.stream().map(BatchState.Lane::output).toList());
            assertThat(greedy).extracting(lane -> lane.end().orElseThrow()).isSubsetOf(
                    Arrays.asList(StopReason.values()));
        }
    }

    private static List<Integer> ids(Trace trace) {
        return trace.committed().stream().map(token -> token.token()).toList();
    }
}
