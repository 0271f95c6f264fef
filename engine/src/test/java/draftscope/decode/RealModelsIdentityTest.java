package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.model.ReferenceFolder;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// With real models, at temperature 0: the tokens of every exact method are those of plain decoding. A thousand of each in
/// every build, with the shipped pair; ten thousand with every pair when asked to be thorough.
class RealModelsIdentityTest {
    private static final List<String> PROMPTS = List.of("Once upon a time there was a", "The fox", "One morning, Lily",
            "A", "Correct this sentence: the dog have a red ball.");
    private static final int CONTEXT_FULL = 100_000; // more than any of the models can hold

    /// A target, and a draft with the same vocabulary.
    enum Pair {
        TALES("tales-target", "tales-draft"), TALES_TURNED("tales-draft", "tales-target"), STORIES260K(
                "stories260K/stories260K-F32.gguf",
                "stories260K/stories260K-Q8_0.gguf"), STORY4M("story4m", "tinystories-656k"), STORY4M_MIXED(
                        "story4m-gguf/story4m-MIXED.gguf",
                        "tinystories-656k-gguf/tinystories-656k-Q4_0.gguf"), TINYSTORIES("tinystories-656k",
                                "tinystories-656k-gguf/tinystories-656k-Q4_0.gguf"), LLAMA3(
                                        "random-init/llama-rope-llama3",
                                        "random-init/llama-rope-llama3"), LLAMA_BIAS("random-init/llama-mha-bias",
                                                "random-init/llama-mha-bias"), MISTRAL("random-init/mistral-window8",
                                                        "random-init/mistral-window8"), QWEN2("random-init/qwen2",
                                                                "random-init/qwen2"), QWEN3("random-init/qwen3",
                                                                        "random-init/qwen3"), GPT2("random-init/gpt2",
                                                                                "random-init/gpt2");

        private final String target;
        private final String draft;

        Pair(String target, String draft) {
            this.target = target;
            this.draft = draft;
        }

        private Models open() {
            return new Models(open(target), Optional.of(open(draft)));
        }

        private static LanguageModel open(String name) {
            return LanguageModel.open(name.startsWith("tales-")
                    ? new SampleModels(folder).locate(name)
                    : ReferenceFolder.file("weights/" + name), 1);
        }
    }

    @TempDir
    static Path folder;

    private static final Map<Pair, Models> MODELS = new EnumMap<>(Pair.class);
    private static final Map<List<Object>, Recorded> PLAIN = new HashMap<>(); // by pair and prompt

    private record Recorded(int[] output, StopReason reason) {}

    @AfterAll
    static void close() {
        MODELS.values().forEach(models -> {
            models.target().close();
            models.draft().orElseThrow().close();
        });
    }

    static List<Variant> standard() {
        return Variant.ofEachExactCausalMethod().filter(
                variant -> variant.method().family() != Family.PLAIN).toList();
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(Pair.values())
                .flatMap(pair -> standard().stream().map(variant -> Arguments.of(pair, variant)));
    }

    @ParameterizedTest
    @MethodSource("standard")
    void writesHundredsOfTokensOfPlainDecoding(Variant variant) {
        assertSame(Pair.TALES, variant, 500);
    }

    /// Full contexts, ends of texts inside a draft and prompts of one token all come about; cancelled runs wrote a beginning.
    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("everywhere")
    void writesTenThousandTokensOfPlainDecoding(Pair pair, Variant variant) {
        assertSame(pair, variant, 10_000);
    }

    /// What the texts above must hold for the comparison to mean something.
    @Tag("thorough")
    @ParameterizedTest
    @EnumSource(names = {"TALES", "STORY4M"})
    void theTextsEndByThemselvesAndAtFullContexts(Pair pair) {
        Random random = new Random(1);
        List<StopReason> reasons = IntStream.range(0, 40).mapToObj(i -> plain(pair, prompt(pair, i, random)).reason())
                .toList();
        assertThat(reasons).contains(StopReason.END_OF_TEXT, StopReason.CONTEXT_FULL);
    }

    private static void assertSame(Pair pair, Variant variant, int least) {
        Random random = new Random(1);
        for (int i = 0, compared = 0; compared < least; i++) {
            int[] prompt = prompt(pair, i, random);
            Recorded plain = plain(pair, prompt);
            Variant fitted = fitted(pair, variant, plain);
            Recorded other = write(pair, fitted, prompt, Integer.MAX_VALUE);
            assertThat(other.output()).as(variant + " after " + Arrays.toString(prompt))
                    .containsExactly(plain.output());
            assertThat(other.reason()).isEqualTo(plain.reason());
            assertBeginning(pair, fitted, prompt, plain.output(), 1 + i * 7 % 60);
            compared += plain.output().length;
        }
    }

    private static int[] prompt(Pair pair, int number, Random random) {
        LanguageModel target = models(pair).target();
        return number % 4 == 3
                ? new int[]{random.nextInt(target.config().vocabSize())}
                : target.tokenizer().encode(PROMPTS.get(number % PROMPTS.size()) + " ".repeat(number / PROMPTS.size()),
                        true);
    }

    /// A method that copies gets something to copy: the right output, with gaps.
    private static Variant fitted(Pair pair, Variant variant, Recorded plain) {
        Map<String, String> parameters = new TreeMap<>(variant.parameters());
        String source = models(pair).target().tokenizer().decode(IntStream.range(0, plain.output().length)
                .filter(i -> i % 40 != 7).map(i -> plain.output()[i]).toArray());
        // An output of nothing but its end has no text to copy, and a source must have some.
        parameters.replace("source", source.isBlank() ? "A fox." : source);
        return new Variant(variant.method(), parameters);
    }

    private static void assertBeginning(Pair pair, Variant variant, int[] prompt, int[] plain, int cancelAfter) {
        Recorded cancelled = write(pair, variant, prompt, cancelAfter);
        assertThat(plain).startsWith(cancelled.output());
        if (cancelled.reason() != StopReason.CANCELLED) {
            assertThat(cancelled.output()).hasSameSizeAs(plain);
        }
    }

    private static Models models(Pair pair) {
        return MODELS.computeIfAbsent(pair, Pair::open);
    }

    private static Recorded plain(Pair pair, int[] prompt) {
        return PLAIN.computeIfAbsent(List.of(pair, Arrays.stream(prompt).boxed().toList()),
                key -> write(pair, new Variant(MethodCatalog.byId("autoregressive"), Map.of()), prompt,
                        Integer.MAX_VALUE));
    }

    private static Recorded write(Pair pair, Variant variant, int[] prompt, int cancelAfter) {
        Pacer pacer = Pacer.unthrottled();
        StopReason[] reason = new StopReason[1];
        int[] committed = new int[1];
        List<Integer> ids = new ArrayList<>(Arrays.stream(prompt).boxed().toList());
        DecodingRun run = DecodingRun.prepare(new RunRequest(variant.method().id(), variant.parameters(), "", ids,
                CONTEXT_FULL, SamplingSettings.GREEDY, 1, Observation.OFF, 1), models(pair),
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
