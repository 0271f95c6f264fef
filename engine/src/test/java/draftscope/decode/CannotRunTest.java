package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/// Every request that cannot run is refused before it starts, in one sentence that says what is accepted.
class CannotRunTest {
    private static final ToyNetwork.Law LAW = ToyNetwork.hashed(1, 10, 1);
    private static final Participant TARGET = ToyParticipants.causal(LAW, 10, 20, ToyParticipants.NO_END);
    private static final Participant SMALL = ToyParticipants.causal(ToyNetwork.hashed(1, 5, 1), 5, 20,
            ToyParticipants.NO_END);
    private static final Participant DIFFUSION = ToyParticipants.diffusion(LAW, 10, 20, ToyParticipants.NO_END);

    private static AbstractThrowableAssert<?, ?> refusal(String method, Map<String, String> parameters, int prompt,
            int max, Participant target, Participant draft) {
        RunRequest request = new RunRequest(method, parameters, "", IntStream.range(0, prompt).map(i -> i % 5).boxed()
                .toList(), max, SamplingSettings.GREEDY, 1, Observation.LIGHT, 1);
        return assertThatThrownBy(() -> DecodingRun.prepare(request, target, Optional.ofNullable(draft), event -> {},
                Pacer.unthrottled())).isInstanceOf(CannotRunException.class);
    }

    @Test
    void namesTheKnownMethodsAndParameters() {
        refusal("magic", Map.of(), 1, 1, TARGET, null).hasMessageContaining("known: autoregressive, draft-chain");
        refusal("draft-chain", Map.of("speed", "9"), 1, 1, TARGET, TARGET).hasMessage(
                "method 'draft-chain' has no parameter 'speed'; known: confidence, gamma, length");
        refusal("autoregressive", Map.of("gamma", "9"), 1, 1, TARGET, null).hasMessageContaining("it has none");
        refusal("draft-chain", Map.of("gamma", "99"), 1, 1, TARGET, TARGET).hasMessageContaining("from 1 to 32");
        refusal("prompt-lookup", Map.of("min-ngram", "5"), 1, 1, TARGET, null).hasMessageContaining(
                "at most 'max-ngram', which is 3");
    }

    @Test
    void asksForTheModelThatIsMissing() {
        refusal("draft-chain", Map.of(), 1, 1, TARGET, null).hasMessageContaining("no draft model is given")
                .hasMessageContaining("tales-draft");
        refusal("draft-tree", Map.of(), 1, 1, TARGET, SMALL).hasMessageContaining("vocabulary 10 against 5");
        refusal("draft-tree", Map.of(), 1, 1, TARGET, DIFFUSION).hasMessageContaining("masked diffusion model");
        refusal("autoregressive", Map.of(), 1, 1, DIFFUSION, null).hasMessageContaining("causal target model");
        refusal("diffusion-threshold", Map.of(), 1, 1, TARGET, null).hasMessageContaining("is a causal model");
        Participant maskless = ToyParticipants.participant(new ToyNetwork(10, false, LAW), 10, 20, -1, 3);
        Participant broken = new Participant("x", withoutMask(maskless), maskless.lexicon(), maskless.scorer(), maskless
                .identity(), "toy");
        refusal("diffusion-threshold", Map.of(), 1, 1, broken, null).hasMessageContaining("no mask token");
    }

    @Test
    void keepsMethodsOfWholeCanvasesAndOfBlocksApart() {
        Participant blocks = ToyParticipants.withBlocks(DIFFUSION, 4, true);
        refusal("fast-dllm-v2", Map.of(), 1, 1, DIFFUSION, null)
                .hasMessageContaining("is a masked diffusion model; needs")
                .hasMessageContaining("choose one such as tales-block");
        refusal("block-diffusion", Map.of(), 1, 1, TARGET, null).hasMessageContaining("is a causal model");
        refusal("diffusion-threshold", Map.of(), 1, 1, blocks, null)
                .hasMessageContaining("is a block diffusion model; needs")
                .hasMessageContaining("choose one such as tales-diffusion");
        refusal("autoregressive", Map.of(), 1, 1, blocks, null).hasMessageContaining("is a block diffusion model");
    }

    private static draftscope.model.ModelConfig withoutMask(Participant p) {
        return ToyParticipants.config(p.config().vocabSize(), 20, false, -1);
    }

    @Test
    void asksForTheSourceTextThatIsMissing() {
        refusal("aggressive", Map.of(), 3, 1, TARGET, null).hasMessageContaining("there is no source text")
                .hasMessageContaining("set the parameter 'source'");
        refusal("aggressive", Map.of("source", "a".repeat(20_001)), 3, 1, TARGET, null).hasMessageContaining(
                "a text of at most 20000 characters");
    }

    @Test
    void saysWhatIsWrongWithACorpusFile() {
        refusal("aded", Map.of("corpus", "/no/such/file.txt"), 3, 1, TARGET, null).hasMessageContaining(
                "the corpus file /no/such/file.txt cannot be read")
                .hasMessageContaining("accepted: the name of a text");
    }

    @Test
    void givesTheNumbersWhenAPromptDoesNotFit() {
        refusal("autoregressive", Map.of(), 0, 1, TARGET, null).hasMessageContaining("the prompt is empty");
        refusal("autoregressive", Map.of(), 20, 1, TARGET, null).hasMessageContaining("has 20 tokens")
                .hasMessageContaining("context of 20").hasMessageContaining("at most 19");
        refusal("diffusion-threshold", Map.of("length", "16"), 5, 50, DIFFUSION, null).hasMessageContaining("16 masks")
                .hasMessageContaining("at most 4");
        refusal("autoregressive", Map.of(), 1, 0, TARGET, null).hasMessageContaining("1 or more");
        RunRequest outside = new RunRequest("autoregressive", Map.of(), "", List.of(1, 10), 1, SamplingSettings.GREEDY,
                1, Observation.LIGHT, 1);
        assertThatThrownBy(() -> DecodingRun.prepare(outside, TARGET, Optional.empty(), event -> {}, Pacer
                .unthrottled())).hasMessage("the prompt holds token id 10; accepted: 0 to 9");
    }

    @Test
    void tokenisesThePromptWhenNoIdsAreGiven() {
        RunRequest request = new RunRequest("autoregressive", Map.of(), "bad", List.of(), 4, SamplingSettings.GREEDY, 1,
                Observation.LIGHT, 1);
        DecodingRun run = DecodingRun.prepare(request, TARGET, Optional.empty(), event -> {}, Pacer.unthrottled());
        assertThat(run.promptIds()).containsExactly(1, 0, 3);
        run.run();
        assertThat(run.text()).hasSize(4);
    }

    @Test
    void leavesADraftModelAloneThatTheMethodDoesNotNeed() {
        RunRequest request = new RunRequest("autoregressive", Map.of(), "b", List.of(), 4, SamplingSettings.GREEDY, 1,
                Observation.LIGHT, 1);
        assertThat(DecodingRun.prepare(request, TARGET, Optional.of(SMALL), event -> {}, Pacer.unthrottled()).run()
                .emitted()).isEqualTo(4);
    }
}
