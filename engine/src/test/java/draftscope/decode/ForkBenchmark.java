package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.format.QuantFormat;
import draftscope.format.RandomModel;
import draftscope.model.LanguageModel;
import draftscope.trace.Fork;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten branches of one long prompt. The model says nothing, but has the shape of one: 8 layers, 512 floats a slot and side, so
/// 4,096 slots are 134 MB.
@Tag("benchmark")
class ForkBenchmark {
    private static final int PROMPT = 4_000;
    private static final int OWN = 12;

    @Test
    void tenBranchesOfALongPromptShareItsCacheAndAreTakenUpInLessThanATenthOfASecond(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("long.gguf");
        new RandomModel(3, 2048, 512, 8, 8, 8, 512, 4_400, QuantFormat.F32).write(file);
        try (LanguageModel model = LanguageModel.open(file, 2)) {
            Models models = new Models(model, Optional.empty());
            RunMemory memory = new RunMemory();
            List<Integer> prompt = new Random(5).ints(PROMPT, 300, 2048).boxed().toList();
            long begun = System.nanoTime();
            run(request(prompt, Optional.empty()), models, memory);
            double first = (System.nanoTime() - begun) / 1e6;
            long one = memory.bytes();
            List<List<Integer>> branches = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Trace branch = run(request(prompt, Optional.of(new Fork("first", PROMPT, PROMPT, 400 + i, 0))), models,
                        memory);
                assertThat(reused(branch)).isEqualTo(PROMPT);
                List<Integer> all = new ArrayList<>(prompt);
                branch.committed().forEach(token -> all.add(token.token()));
                branches.add(all);
            }
            double most = 0;
            double mean = 0;
            for (int i = 0; i < 20; i++) {
                List<Integer> text = branches.get(i * 7 % 10);
                RunRequest on = request(text, Optional.of(new Fork("branch", text.size(), PROMPT, Fork.NOTHING, 0)));
                long from = System.nanoTime();
                DecodingRun ready = DecodingRun.prepare(on, models, memory, event -> {}, Pacer.unthrottled());
                double spent = (System.nanoTime() - from) / 1e6;
                most = Math.max(most, spent);
                mean += spent / 20;
                assertThat(ready.promptIds()).hasSize(text.size());
                assertThat(reused(run(on, models, memory))).isGreaterThanOrEqualTo(text.size() - 1);
            }
            System.out.printf("reading %,d tokens: %.0f ms; taking up one of ten branches: %.1f ms, at most %.1f ms; "
                    + "memory: %.1f MB for one run, %.1f MB for eleven%n", PROMPT, first, mean, most, one / 1e6,
                    memory.bytes() / 1e6);
            assertThat(most).isLessThan(100);
            assertThat(memory.bytes()).isLessThan(2 * one);
        }
    }

    private static int reused(Trace trace) {
        return trace.at(trace.startOfStep(0)).kv(KvOwner.TARGET).count(KvState.REUSED);
    }

    private static RunRequest request(List<Integer> ids, Optional<Fork> fork) {
        return new RunRequest("autoregressive", Map.of(), "", ids, OWN, SamplingSettings.GREEDY, 1, Observation.LIGHT,
                2, fork);
    }

    private static Trace run(RunRequest request, Models models, RunMemory memory) {
        TraceLog log = new TraceLog();
        DecodingRun run = DecodingRun.prepare(request, models, memory, log, Pacer.unthrottled());
        run.run();
        assertThat(run.failure()).isEmpty();
        return Trace.of(log);
    }
}
