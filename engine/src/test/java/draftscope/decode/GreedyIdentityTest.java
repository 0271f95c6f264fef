package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// At temperature 0 every exact method of the catalog writes the tokens of plain decoding, every one, with its standard
/// parameters and with each of them at other values.
class GreedyIdentityTest {
    static Stream<Variant> variants() {
        return Variant.ofExactCausalMethods();
    }

    private static Recording greedy(String method, Map<String, String> parameters, int[] prompt, int max,
            Participant target, Participant draft) {
        return Recording.of(Recording.unobserved(Recording.request(method, parameters, prompt, max,
                SamplingSettings.GREEDY, 1)), target, draft);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void writesTheSameThousandTokens(Variant c) {
        int vocab = 40;
        // Depends on the last three tokens, so that the text does not run in circles too soon.
        ToyNetwork.Law law = ToyNetwork.near(ToyNetwork.hashed(3, vocab, 2), 4, vocab, 0);
        ToyNetwork.Law long3 = context -> law.scores(context.length < 3
                ? context
                : new int[]{context[context.length - 3] * 40 + context[context.length - 2],
                        context[context.length - 1]});
        Participant target = ToyParticipants.causal(long3, vocab, 2000, ToyParticipants.NO_END);
        Participant draft = ToyParticipants.causal(ToyNetwork.near(long3, 5, vocab, 0.7), vocab, 2000,
                ToyParticipants.NO_END);
        int[] plain = greedy("autoregressive", Map.of(), new int[]{1, 2, 3}, 1000, target, null).output();
        Map<String, String> parameters = new TreeMap<>(c.parameters());
        // A source that the output begins with, now and then leaves, and goes beyond.
        parameters.replace("source", target.lexicon().decode(IntStream.range(0, 500).filter(i -> i % 50 != 7).map(
                i -> plain[i]).toArray()));
        Recording other = greedy(c.method().id(), parameters, new int[]{1, 2, 3}, 1000, target, draft);
        assertThat(plain).hasSize(1000);
        assertThat(other.output()).containsExactly(plain);
        if (c.standard() && other.stats().drafted() > 0) {
            assertThat(other.stats().accepted()).as("some guesses must be right, else nothing is shown").isPositive();
            assertThat(other.stats().targetForwards()).isLessThan(1000);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void writesTheSameTokensThroughEndsBudgetsAndFullContexts(Variant c) {
        int vocab = 6;
        int ended = 0;
        int endedInsideADraft = 0;
        int full = 0;
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int end = random.nextInt(3) == 0 ? ToyParticipants.NO_END : vocab - 1;
            int context = 8 + random.nextInt(40);
            int draftContext = random.nextInt(4) == 0 ? 4 + random.nextInt(10) : context;
            ToyNetwork.Law law = ToyNetwork.hashed(seed, vocab, 1.5);
            Participant target = ToyParticipants.causal(law, vocab, context, end);
            Participant draft = ToyParticipants.causal(ToyNetwork.near(law, seed + 1, vocab, random.nextInt(3) * 0.5),
                    vocab, draftContext, end);
            int[] prompt = random.ints(1 + random.nextInt(6), 0, vocab).toArray();
            int max = 1 + random.nextInt(50);
            Recording plain = greedy("autoregressive", Map.of(), prompt, max, target, null);
            Recording other = greedy(c.method().id(), c.parameters(), prompt, max, target, draft);
            assertThat(other.output()).as("seed " + seed).containsExactly(plain.output());
            assertThat(other.stopReason()).as("seed " + seed).isEqualTo(plain.stopReason());
            assertThat(other.stats().emitted()).as("seed " + seed).isEqualTo(plain.output().length);
            ended += plain.stopReason() == StopReason.END_OF_TEXT ? 1 : 0;
            full += plain.stopReason() == StopReason.CONTEXT_FULL ? 1 : 0;
            // Only a round whose draft ended the text adds no token of the target's own.
            boolean byDraft = other.stats().rounds() > other.stats().corrected() + other.stats().bonus()
                    + other.stats().plain();
            endedInsideADraft += byDraft ? 1 : 0;
        }
        assertThat(ended).as("texts that ended").isGreaterThan(10);
        assertThat(full).as("contexts that were filled").isGreaterThan(10);
        // What a draft model guesses ends a text now and then; what is copied from a text that goes on hardly ever does.
        if (c.standard() && c.method().needs().contains(Need.DRAFT_MODEL)) {
            assertThat(endedInsideADraft).as("texts whose last token was drafted").isPositive();
        }
    }
}
