package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.model.LanguageModel;
import draftscope.model.ToyModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same promises with real transformers in real files, by the way that the window and the command line go.
class RealModelTest {
    @TempDir
    static Path folder;

    private static LanguageModel target;
    private static LanguageModel draft;
    private static LanguageModel tiny;
    private static LanguageModel diffusion;

    @BeforeAll
    static void open() {
        target = ToyModels.causal(1).open(folder, 1);
        draft = ToyModels.causal(2).open(folder, 1);
        tiny = ToyModels.tiny(3, 12).open(folder, 1);
        diffusion = ToyModels.bidirectional(4).open(folder, 1);
    }

    @AfterAll
    static void close() {
        List.of(target, draft, tiny, diffusion).forEach(LanguageModel::close);
    }

    private static RunRequest request(String method, Map<String, String> parameters, String prompt, int max,
            double temperature) {
        return new RunRequest(method, parameters, prompt, List.of(), max, new SamplingSettings(temperature, 0, 1, 0), 7,
                Observation.LIGHT, 1);
    }

    private static Recording run(RunRequest request, LanguageModel model, LanguageModel helper) {
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = DecodingRun.prepare(request, new Models(model, Optional.ofNullable(helper)), events::add,
                Pacer.unthrottled());
        Recording recording = new Recording(run, run.run(), events);
        assertThat(run.failure()).isEmpty();
        return recording;
    }

    @Test
    void everyExactMethodWritesTheTokensOfPlainDecodingToTheEndOfTheContext() {
        Recording plain = run(request("autoregressive", Map.of(), "the cat saw", 1000, 0), target, null);
        assertThat(plain.stopReason()).isIn(StopReason.CONTEXT_FULL, StopReason.END_OF_TEXT);
        for (DecodingMethod method : MethodCatalog.all()) {
            if (!method.exact() || method.composition() instanceof DiffusionComposition) {
                continue;
            }
            for (LanguageModel helper : List.of(draft, target)) {
                Recording other = run(request(method.id(), Variant.needed(method), "the cat saw", 1000, 0), target,
                        helper);
                assertThat(other.output()).as(method.id()).containsExactly(plain.output());
                assertThat(other.stopReason()).isEqualTo(plain.stopReason());
                if (helper == target && method.id().equals("draft-chain")) {
                    assertThat(other.stats().acceptanceRate()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void aDraftLikeTheTargetIsAcceptedAlsoWhenItSamples() {
        Recording recording = run(request("draft-chain", Map.of("gamma", "4"), "a dog", 100, 1), target, target);
        assertThat(recording.stats().drafted()).isPositive();
        assertThat(recording.stats().acceptanceRate()).isEqualTo(1);
    }

    @Test
    void recordsWhatIsNeededToRepeatARun() {
        Recording recording = run(request("draft-chain", Map.of("gamma", "3"), "a dog", 5, 1), target, draft);
        var settings = ((TraceEvent.RunStarted) recording.events().getFirst()).settings();
        assertThat(settings.target().parameters()).isEqualTo(target.parameterCount());
        assertThat(settings.target().fingerprint()).matches("[0-9a-f]{64}");
        assertThat(settings.draft().orElseThrow().fingerprint()).isNotEqualTo(settings.target().fingerprint());
        assertThat(settings.target().bytesPerSlot()).isEqualTo(2L * 2 * 2 * 8 * 4); // sides, layers, heads, width, float
        assertThat(settings.parameters()).containsEntry("gamma", "3");
        assertThat(settings.seed()).isEqualTo(7);
        assertThat(settings.engine()).contains(target.transformer().kernels());
    }

    @Test
    void writesTextThatContinuesThePrompt() {
        Recording recording = run(request("autoregressive", Map.of(), "the cat", 12, 0), target, null);
        List<Integer> all = new ArrayList<>(recording.run().promptIds());
        for (int id : recording.output()) {
            all.add(id);
        }
        String whole = target.tokenizer().decode(all.stream().mapToInt(Integer::intValue).toArray());
        assertThat("the cat" + recording.run().text()).isEqualTo(whole);
    }

    @Test
    void fillsACanvasAndLeavesThePromptAlone() {
        for (String method : List.of("diffusion-low-confidence", "diffusion-threshold")) {
            for (double temperature : new double[]{0, 1}) {
                Recording recording = run(request(method, Map.of("length", "24", "block", "8"), "the cat", 24,
                        temperature), diffusion, null);
                assertThat(recording.output().length).isBetween(1, 24);
                assertThat(recording.output()).doesNotContain(ToyModels.MASK);
                assertThat(recording.stopReason()).isIn(StopReason.CANVAS_FILLED, StopReason.END_OF_TEXT);
            }
        }
    }

    @Test
    void refusesModelsThatDoNotFit() {
        assertThatThrownBy(() -> run(request("draft-chain", Map.of(), "a", 5, 0), target, tiny)).isInstanceOf(
                CannotRunException.class).hasMessageContaining("vocabulary 300 against 12");
        assertThatThrownBy(() -> run(request("draft-chain", Map.of(), "a", 5, 0), diffusion, null)).isInstanceOf(
                CannotRunException.class);
        assertThat(MethodCatalog.byId("draft-chain").missing(new Models(target, Optional.of(draft)))).isEmpty();
        assertThat(MethodCatalog.byId("draft-chain").missing(new Models(target, Optional.empty())).orElseThrow())
                .contains("no draft model");
    }
}
