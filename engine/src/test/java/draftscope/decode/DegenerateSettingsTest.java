package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.TraceEvent;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Settings that leave nothing of a method leave plain decoding, and what a method learns is what makes it draft.
class DegenerateSettingsTest {
    private static final int VOCAB = 8;

    private static Recording run(String method, Map<String, String> parameters, long seed) {
        int[] prompt = new Random(seed).ints(12, 0, VOCAB).toArray();
        Participant target = ToyParticipants.causal(ToyNetwork.hashed(2, VOCAB, 3), VOCAB, 400, ToyParticipants.NO_END);
        return Recording.of(Recording.request(method, parameters, prompt, 80, Recording.SAMPLED, seed), target, null);
    }

    @Test
    void lookingUpNothingIsPlainDecoding() {
        assertPlain("prompt-lookup", Map.of("max-ngram", "0"));
    }

    @Test
    void lookaheadWithoutAPoolIsPlainDecoding() {
        assertPlain("lookahead", Map.of("pool", "0"));
    }

    /// The same draws too, so the same tokens above temperature 0.
    private static void assertPlain(String method, Map<String, String> parameters) {
        for (long seed = 0; seed < 10; seed++) {
            Recording plain = run("autoregressive", Map.of(), seed);
            Recording other = run(method, parameters, seed);
            assertThat(other.output()).containsExactly(plain.output());
            assertThat(other.stats().targetForwards()).isEqualTo(plain.stats().targetForwards());
            assertThat(other.stats().drafted()).isZero();
            assertThat(other.all(TraceEvent.Noted.class)).isEmpty();
        }
    }

    @Test
    void theWindowRowsRideInTheForwardsThatThereAreAnyway() {
        Recording lookahead = run("lookahead", Map.of(), 1);
        assertThat(lookahead.stats().targetForwards()).isEqualTo(lookahead.stats().rounds());
        assertThat(lookahead.all(TraceEvent.Noted.class)).flatMap(TraceEvent.Noted::notes).extracting(
                note -> note.topic()).contains("window", "pool");
        List<Integer> rows = lookahead.all(TraceEvent.Verified.class).stream().map(e -> e.rows().size()).toList();
        List<Integer> nodes = lookahead.all(TraceEvent.StepStarted.class).stream().map(step -> 1 + lookahead.all(
                TraceEvent.Drafted.class).stream().filter(e -> e.step() == step.step()).mapToInt(e -> e.nodes().size())
                .sum()).toList();
        assertThat(rows).as("probes are no nodes and are not told as such").isEqualTo(nodes);
    }

    @Test
    void whatIsLearnedOnTheWayIsWhatDrafts() {
        int frozen = 0;
        int adapting = 0;
        int cold = 0;
        int warm = 0;
        for (long seed = 0; seed < 10; seed++) {
            frozen += run("aded", Map.of("boost", "0"), seed).stats().accepted();
            adapting += run("aded", Map.of(), seed).stats().accepted();
            cold += run("token-recycling", Map.of("prompt", "no"), seed).stats().accepted();
            warm += run("token-recycling", Map.of(), seed).stats().accepted();
        }
        assertThat(adapting).as("triples of the output").isGreaterThan(frozen);
        assertThat(warm).as("rows of the prompt").isGreaterThan(cold);
    }
}
