package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.lists.ListPrompt;
import draftscope.lists.ListTask;
import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The perfect model of list tasks, run by the driver like any other.
class ListOracleTest {
    private static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);

    /// What makes each method write one position a step. Two have no such setting: running confidence (rcr) keeps the surest of all
    /// that it filled at once, and Dream's steps of time fill two in the last. Under a grammar no list can be written.
    private static final Map<String, Map<String, String>> ONE_A_STEP = Map.ofEntries(
            Map.entry("diffusion-low-confidence", Map.of("steps", "64")),
            Map.entry("diffusion-threshold", Map.of("threshold", "1.1")),
            Map.entry("fast-dllm", Map.of("threshold", "1.1")),
            Map.entry("adablock", Map.of("threshold", "1.1")),
            Map.entry("localleap", Map.of("anchor", "1.1", "relaxed", "1.1")),
            Map.entry("credit", Map.of("threshold", "1.1")),
            Map.entry("prophet", Map.of("early", "1000", "middle", "1000", "late", "1000")),
            Map.entry("freedave", Map.of()),
            Map.entry("learn2pd", Map.of("threshold", "1")),
            Map.entry("dparallel", Map.of("entropy", "-1")),
            Map.entry("remdm", Map.of("steps", "64", "reopen", "1")),
            Map.entry("second-look", Map.of("rounds", "4096")));

    @TempDir
    private static Path cache;
    private static LanguageModel oracle;

    @BeforeAll
    static void open() {
        oracle = LanguageModel.open(new SampleModels(cache).locate("list-oracle"), 1);
    }

    @AfterAll
    static void close() {
        oracle.close();
    }

    private static ListPrompt prompt(ListTask task, int items) {
        return new ListPrompt(task, task.usualArguments(), List.of("dbfaecgh".substring(0, items).split("")));
    }

    private static DecodingRun run(String method, Map<String, String> parameters, String prompt, int length,
            SamplingSettings sampling, long seed, List<TraceEvent> events) {
        DecodingRun run = DecodingRun.prepare(new RunRequest(method, parameters, prompt, List.of(), length, sampling,
                seed, Observation.OFF, 1), new Models(oracle, Optional.empty()), events::add, Pacer.unthrottled());
        run.run();
        return run;
    }

    private static DecodingRun run(String method, Map<String, String> parameters, ListPrompt prompt,
            SamplingSettings sampling, long seed) {
        return run(method, parameters, prompt.text(), prompt.answers().getFirst().size(), sampling, seed,
                new ArrayList<>());
    }

    private static double right(ListTask task, int items, int steps, int runs) {
        ListPrompt prompt = prompt(task, items);
        int right = 0;
        for (int seed = 0; seed < runs; seed++) {
            DecodingRun run = run("diffusion-low-confidence", Map.of("order", "chance", "steps", "" + steps), prompt,
                    SAMPLED, seed);
            right += prompt.accepts(run.text()) ? 1 : 0;
        }
        return (double) right / runs;
    }

    /// Within three standard errors: a right implementation fails 1 of these 13 comparisons in about 29 seeds, so the seeds are fixed.
    private static void assertRight(ListTask task, int items, int steps, double expected) {
        int runs = task == ListTask.LATIN_SQUARE ? 100 : 250;
        assertThat(right(task, items, steps, runs)).as(task.word() + " of " + items + " in " + steps + " steps")
                .isCloseTo(expected, within(3 * Math.sqrt(expected * (1 - expected) / runs)));
    }

    @Test
    void samplingInARandomOrderIsRightAsOftenAsTheClosedFormsSay() {
        assertRight(ListTask.COPY, 6, 1, 1);
        assertRight(ListTask.SHUFFLE, 6, 6, 1);
        assertRight(ListTask.SHUFFLE, 6, 3, .3125);
        assertRight(ListTask.SHUFFLE, 6, 2, .1235);
        assertRight(ListTask.SHUFFLE, 6, 1, .0154);
        assertRight(ListTask.REPLACE_RANDOM, 4, 1, .4219);
        assertRight(ListTask.REPLACE_RANDOM, 4, 2, .6562);
        assertRight(ListTask.REPLACE_RANDOM, 6, 3, .7335);
        assertRight(ListTask.REPLACE_RANDOM, 8, 4, .7803);
        assertRight(ListTask.INSERT_RANDOM, 4, 1, .1229);
        assertRight(ListTask.REMOVE_RANDOM, 6, 1, .4938);
        assertRight(ListTask.LATIN_SQUARE, 4, 8, .60);
        assertRight(ListTask.LATIN_SQUARE, 4, 4, .22);
    }

    @Test
    void everyMethodIsRightAtOneTokenAStep() {
        for (DecodingMethod method : MethodCatalog.all()) {
            if (!method.needs().contains(Need.MASKED_DIFFUSION_MODEL)
                    || List.of("rcr", "dream", "diffusion-grammar").contains(method.id())) {
                continue;
            }
            assertThat(ONE_A_STEP).as("how it writes one a step").containsKey(method.id());
            for (ListTask task : ListTask.values()) {
                for (SamplingSettings sampling : List.of(SamplingSettings.GREEDY, SAMPLED)) {
                    ListPrompt prompt = prompt(task, 4);
                    String answer = run(method.id(), ONE_A_STEP.get(method.id()), prompt, sampling, 7).text();
                    assertThat(prompt.accepts(answer)).as(method.id() + ", " + prompt.text() + answer).isTrue();
                }
            }
        }
    }

    @Test
    void allAtOnceGreedilyNothingIsReplacedAndOneFavouriteIsRepeated() {
        Map<String, String> atOnce = Map.of("steps", "1");
        assertThat(run("diffusion-low-confidence", atOnce, prompt(ListTask.REPLACE_RANDOM, 4), SamplingSettings.GREEDY,
                1).text()).isEqualTo(" d b f a");
        assertThat(run("diffusion-low-confidence", atOnce, prompt(ListTask.SHUFFLE, 4), SamplingSettings.GREEDY, 1)
                .text()).isEqualTo(" a a a a");
    }

    @Test
    void aThresholdSolvesTheLatinSquareInFewerStepsBecauseCertainCellsComeInGroups() {
        ListPrompt prompt = prompt(ListTask.LATIN_SQUARE, 4);
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = run("diffusion-threshold", Map.of("threshold", "0.9"), prompt.text(), 16,
                SamplingSettings.GREEDY, 1, events);
        assertThat(prompt.accepts(run.text())).isTrue();
        assertThat(((TraceEvent.RunFinished) events.getLast()).stats().rounds()).isBetween(10, 13);
        assertThat(prompt.accepts(run("diffusion-threshold", Map.of("threshold", "0.3"), prompt,
                SamplingSettings.GREEDY, 1).text())).isFalse();
    }

    @Test
    void readingAheadWritesTheSameFromFewerForwards() {
        for (ListTask task : ListTask.values()) {
            for (long seed = 0; seed < 5; seed++) {
                ListPrompt prompt = prompt(task, 4);
                assertThat(run("freedave", Map.of(), prompt, SAMPLED, seed).text()).as(task.word()).isEqualTo(
                        run("diffusion-low-confidence", Map.of("steps", "64"), prompt, SAMPLED, seed).text());
            }
        }
    }

    @Test
    void aCanvasLongerThanTheAnswerEndsWithTheEndOfText() {
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = run("diffusion-threshold", Map.of("length", "20"), "reverse: a b c =", 20,
                SamplingSettings.GREEDY, 1, events);
        assertThat(run.text()).isEqualTo(" c b a");
        assertThat(((TraceEvent.RunFinished) events.getLast()).reason()).isEqualTo(StopReason.END_OF_TEXT);
    }

    @Test
    void whatIsNoListTaskOrHasNoRoomFailsInASentence() {
        Map<String, String> refused = new HashMap<>();
        refused.put("tell me a tale", "is no list task; accepted:");
        refused.put("shuffle: a b", "is no list task; accepted:");
        refused.put("shuffle: a β =", "is no item of a list here; accepted: letters and digits");
        refused.put("copy: a b c d e =", "the answer has 5 tokens and the canvas room for 4");
        refused.forEach((prompt, why) -> {
            List<TraceEvent> events = new ArrayList<>();
            run("diffusion-threshold", Map.of(), prompt, 4, SamplingSettings.GREEDY, 1, events);
            TraceEvent.RunFinished end = (TraceEvent.RunFinished) events.getLast();
            assertThat(end.reason()).isEqualTo(StopReason.FAILED);
            assertThat(end.message()).contains(why);
        });
    }
}
