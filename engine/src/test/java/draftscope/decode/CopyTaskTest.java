package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the output nearly repeats the prompt, copies win: counted in tokens for each forward of the target.
class CopyTaskTest {
    private record Cost(int forwards, int tokens) {}

    private static final int VOCAB = 30;
    private static final int ASK = 27;
    private static final int ANSWER = 28;
    private static final int END = 29;
    private static final int[] SOURCE = {1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10, 11, 2, 12, 13, 14, 14, 15, 16, 17, 18};

    /// A target that corrects: it writes what stands between two marks without its doubled tokens, and ends.
    private static float[] correcting(int[] context) {
        int ask = IntStream.range(0, context.length).filter(i -> context[i] == ASK).findFirst().orElse(0);
        int answer = IntStream.range(ask, context.length).filter(i -> context[i] == ANSWER).findFirst().orElse(
                context.length);
        int[] right = IntStream.range(ask + 1, answer).filter(i -> context[i] != context[i - 1]).map(i -> context[i])
                .toArray();
        int written = context.length - 1 - answer;
        float[] scores = new float[VOCAB];
        scores[written >= 0 && written < right.length ? right[written] : END] = 20;
        return scores;
    }

    private static double blockEfficiency(String method) {
        int[] prompt = IntStream.concat(IntStream.concat(IntStream.of(0, ASK), Arrays.stream(SOURCE)), IntStream.of(
                ANSWER)).toArray();
        Participant target = ToyParticipants.causal(CopyTaskTest::correcting, VOCAB, 200, END);
        Map<String, String> parameters = method.equals("aggressive")
                ? Map.of("source", target.lexicon().decode(SOURCE))
                : Map.of();
        Recording recording = Recording.of(Recording.request(method, parameters, prompt, 60, SamplingSettings.GREEDY,
                1), target, null);
        assertThat(recording.stopReason()).isEqualTo(StopReason.END_OF_TEXT);
        assertThat(recording.output()).hasSize(20);
        return (double) recording.output().length / recording.stats().targetForwards();
    }

    @Test
    void copiesWinWithATargetThatCorrects() {
        assertThat(blockEfficiency("autoregressive")).isEqualTo(1);
        // The source as far as each of its two mistakes, then its rest and the end: three forwards for twenty tokens.
        assertThat(blockEfficiency("aggressive")).isEqualTo(20 / 3.0);
        // A match is only found once a token is written: at the begin, and after each correction.
        assertThat(blockEfficiency("prompt-lookup")).isGreaterThanOrEqualTo(3);
        assertThat(blockEfficiency("prompt-lookup")).isLessThan(blockEfficiency("aggressive"));
    }

    /// The shipped model knows the form of the task and seldom solves it, so most of its answers are no copies; where they are,
    /// copying shows.
    @Test
    void copiesSaveForwardsOfTheShippedTarget(@TempDir Path folder) {
        List<String> sentences = List.of("Lily picked up the the kite and smiled.",
                "One day, the boy were playing near the old bridge with his friends.",
                "the two friends went to the meadow with a spade and a lantern.");
        try (LanguageModel target = LanguageModel.open(new SampleModels(folder).locate("tales-target"), 1)) {
            Cost plain = answers(target, "autoregressive", sentences);
            Cost aggressive = answers(target, "aggressive", sentences);
            Cost lookup = answers(target, "prompt-lookup", sentences);
            assertThat(plain.forwards()).isEqualTo(plain.tokens());
            assertThat(aggressive.forwards()).isLessThan(plain.forwards());
            assertThat(lookup.forwards()).isLessThan(plain.forwards());
        }
    }

    /// Forwards and tokens of all answers together.
    private static Cost answers(LanguageModel target, String method, List<String> sentences) {
        int forwards = 0;
        int emitted = 0;
        for (String sentence : sentences) {
            RunStats stats = DecodingRun.prepare(new RunRequest(method, Map.of(), "Correct the sentence.\n" + sentence
                    + "\nAnswer:", List.of(), 60, SamplingSettings.GREEDY, 1, Observation.OFF, 1), new Models(target,
                            Optional.empty()),
                    event -> {}, Pacer.unthrottled()).run();
            forwards += stats.targetForwards();
            emitted += stats.emitted();
        }
        return new Cost(forwards, emitted);
    }
}
