package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// With the shipped models, at temperature 0: the tokens of every exact method are those of plain decoding. Two hundred of
/// each in every build; ten thousand when asked to be thorough.
class SampleModelsIdentityTest {
    private static final List<String> PROMPTS = List.of("Once upon a time there was a", "The fox", "One morning, Lily",
            "A", "Correct this sentence: the dog have a red ball.");
    private static final int CONTEXT_FULL = 1000; // more than the models can hold

    @TempDir
    static Path folder;

    private static LanguageModel target;
    private static LanguageModel draft;
    private static Models models;
    private static final Map<List<Integer>, Recorded> PLAIN = new HashMap<>(); // by prompt and length

    private record Recorded(int[] output, StopReason reason) {}

    @BeforeAll
    static void open() {
        SampleModels samples = new SampleModels(folder);
        target = LanguageModel.open(samples.locate("tales-target"), 1);
        draft = LanguageModel.open(samples.locate("tales-draft"), 1);
        models = new Models(target, Optional.of(draft));
    }

    @AfterAll
    static void close() {
        List.of(target, draft).forEach(LanguageModel::close);
    }

    static List<Variant> standard() {
        return Variant.ofExactCausalMethods().filter(Variant::standard).filter(
                variant -> variant.method().family() != Family.PLAIN).toList();
    }

    @ParameterizedTest
    @MethodSource("standard")
    void writesTheTokensOfPlainDecoding(Variant variant) {
        int[] prompt = target.tokenizer().encode(PROMPTS.getFirst(), true);
        assertSame(variant, prompt, 200);
    }

    /// Full contexts, ends of texts inside a draft and prompts of one token all come about; cancelled runs wrote a beginning.
    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("standard")
    void writesTenThousandTokensOfPlainDecoding(Variant variant) {
        Random random = new Random(1);
        int compared = 0;
        int full = 0;
        for (int i = 0; compared < 10_000; i++) {
            int[] prompt = i % 4 == 3
                    ? new int[]{random.nextInt(target.config().vocabSize())}
                    : target.tokenizer().encode(PROMPTS.get(i % PROMPTS.size()) + " ".repeat(i / PROMPTS.size()), true);
            Recorded plain = assertSame(variant, prompt, CONTEXT_FULL);
            compared += plain.output().length;
            full += plain.reason() == StopReason.CONTEXT_FULL ? 1 : 0;
            assertBeginning(variant, prompt, plain.output(), 1 + random.nextInt(60));
        }
        assertThat(full).as("contexts that were filled").isPositive();
    }

    private static Recorded assertSame(Variant variant, int[] prompt, int max) {
        List<Integer> key = new ArrayList<>(Arrays.stream(prompt).boxed().toList());
        key.add(max);
        Recorded plain = PLAIN.computeIfAbsent(key,
                k -> write(new Variant(MethodCatalog.byId("autoregressive"), Map.of()), prompt, max,
                        Integer.MAX_VALUE));
        Recorded other = write(variant, prompt, max, Integer.MAX_VALUE);
        assertThat(other.output()).as(variant + " after " + Arrays.toString(prompt)).containsExactly(plain.output());
        assertThat(other.reason()).isEqualTo(plain.reason());
        return plain;
    }

    private static void assertBeginning(Variant variant, int[] prompt, int[] plain, int cancelAfter) {
        Recorded cancelled = write(variant, prompt, CONTEXT_FULL, cancelAfter);
        assertThat(plain).startsWith(cancelled.output());
        if (cancelled.reason() != StopReason.CANCELLED) {
            assertThat(cancelled.output()).hasSameSizeAs(plain);
        }
    }

    private static Recorded write(Variant variant, int[] prompt, int max, int cancelAfter) {
        Pacer pacer = Pacer.unthrottled();
        StopReason[] reason = new StopReason[1];
        int[] committed = new int[1];
        DecodingRun run = DecodingRun.prepare(new RunRequest(variant.method().id(), variant.parameters(), "", Arrays
                .stream(prompt).boxed().toList(), max, SamplingSettings.GREEDY, 1, Observation.OFF, 1), models,
                event -> {
                    switch (event) {
                        case TraceEvent.Committed _ -> {
                            if (++committed[0] == cancelAfter) {
                                pacer.cancel();
                            }
                        }
                        case TraceEvent.RunFinished finished -> reason[0] = finished.reason();
                        default -> {
                        }
                    }
                }, pacer);
        run.run();
        assertThat(run.failure()).isEmpty();
        return new Recorded(run.outputIds(), reason[0]);
    }
}
