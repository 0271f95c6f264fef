package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkRetrievalTest {
    // A first token, five parts of three tokens, a question of two.
    private static final int[] PROMPT = {9, 1, 1, 1, 2, 3, 4, 5, 5, 5, 3, 3, 1, 6, 6, 6, 3, 7};

    @Test
    void keepsThePartsThatShareTokensWithTheQuestionInTheOrderOfTheText() {
        List<ChunkRetrieval.Chunk> chosen = new ChunkRetrieval(3, 2, 2).chosen(PROMPT);
        assertThat(chosen).extracting(ChunkRetrieval.Chunk::from).containsExactly(4, 10);
        assertThat(chosen.get(1).score()).as("two of them against one").isGreaterThan(chosen.get(0).score());
        assertThat(new ChunkRetrieval(3, 2, 2).shortened(PROMPT, chosen)).containsExactly(9, 2, 3, 4, 3, 3, 1, 3, 7);
        assertThat(new ChunkRetrieval(3, 1, 2).chosen(PROMPT)).extracting(ChunkRetrieval.Chunk::from).containsExactly(
                10);
        assertThat(new ChunkRetrieval(3, 4, 2).chosen(PROMPT)).as("no part without a shared token").hasSize(2);
    }

    @Test
    void scoresByBm25() {
        // 5 parts of 3 tokens; token 3 lies in 2 of them: idf ln(1 + 3.5 / 2.5); tf 1 of mean length: times 2.2 / 2.2.
        assertThat(new ChunkRetrieval(3, 2, 2).chosen(PROMPT).getFirst().score()).isCloseTo(Math.log(1 + 3.5 / 2.5),
                within(1e-12));
    }

    @Test
    void keepsEverythingThatFits() {
        ChunkRetrieval roomy = new ChunkRetrieval(8, 2, 2);
        assertThat(roomy.shortened(PROMPT, roomy.chosen(PROMPT))).isEqualTo(PROMPT);
    }

    @Test
    void everyShortenedPromptBeginsAndEndsAsThePromptDoes() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            int[] prompt = random.ints(1 + random.nextInt(60), 0, 8).toArray();
            ChunkRetrieval retrieval = new ChunkRetrieval(1 + random.nextInt(9), 1 + random.nextInt(5), 1 + random
                    .nextInt(9));
            int[] shorter = retrieval.shortened(prompt, retrieval.chosen(prompt));
            int tail = Math.min(retrieval.query(), prompt.length - 1);
            assertThat(shorter[0]).isEqualTo(prompt[0]);
            assertThat(Arrays.copyOfRange(shorter, shorter.length - tail, shorter.length)).isEqualTo(Arrays
                    .copyOfRange(prompt, prompt.length - tail, prompt.length));
            assertThat(shorter.length).isLessThanOrEqualTo(Math.max(1 + tail, 1 + retrieval.kept() * retrieval.chunk()
                    + tail));
        }
    }
}
