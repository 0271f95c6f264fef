package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the shipped models, at temperature 0: a thousand tokens of every exact method are those of plain decoding.
class SampleModelsIdentityTest {
    private static final int TOKENS = 1000;
    private static final List<String> PROMPTS = List.of("Once upon a time there was a", "The fox", "One morning, Lily");

    @Test
    void everyExactMethodWritesTheTokensOfPlainDecoding(@TempDir Path folder) {
        SampleModels samples = new SampleModels(folder);
        try (LanguageModel target = LanguageModel.open(samples.locate("tales-target"), 1);
                LanguageModel draft = LanguageModel.open(samples.locate("tales-draft"), 1)) {
            Models models = new Models(target, Optional.of(draft));
            Map<String, int[]> plainly = new HashMap<>(); // by prompt
            for (DecodingMethod method : MethodCatalog.all()) {
                if (method.exact() && method.missing(models).isEmpty() && method.family() != Family.PLAIN) {
                    int compared = 0;
                    for (int i = 0; compared < TOKENS; i++) {
                        String prompt = PROMPTS.get(i % PROMPTS.size()) + " ".repeat(i / PROMPTS.size());
                        int[] plain = plainly.computeIfAbsent(prompt, p -> write("autoregressive", p, models));
                        assertThat(write(method.id(), prompt, models)).as(method.id() + " after '" + prompt + "'")
                                .containsExactly(plain);
                        compared += plain.length;
                    }
                }
            }
        }
    }

    private static int[] write(String method, String prompt, Models models) {
        DecodingRun run = DecodingRun.prepare(new RunRequest(method, Map.of(), prompt, List.of(), 500,
                SamplingSettings.GREEDY, 1, Observation.OFF, 1), models, event -> {}, Pacer.unthrottled());
        run.run();
        assertThat(run.failure()).isEmpty();
        return run.outputIds();
    }
}
