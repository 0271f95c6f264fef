package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.RawLaw;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenRecyclingTest extends ProposerContract {
    @Override
    TokenRecycling proposer() {
        TokenRecycling recycling = new TokenRecycling(RankTemplate.of(12, 3, 4), 3, true);
        // Every token was followed best by the next ones, and an end of text among them.
        int[] all = {0, 1, 2, 3, 4, 5, 6, 7};
        recycling.learn(new TargetReading(true, all, List.of(0, 1, 2, 3, 4, 5, 6, 7), 8, row -> likes(row + 1, row + 2,
                row + 3)), context(new CommittedTokens(all), 0, 1));
        return recycling;
    }

    /// A law with these first choices.
    private static RawLaw likes(int... tokens) {
        float[] scores = new float[VOCAB];
        for (int i = 0; i < tokens.length; i++) {
            scores[tokens[i] % VOCAB] = 9 - i;
        }
        return new RawLaw(scores);
    }

    private static DraftTree drafted(TokenRecycling recycling, int root, int step) {
        return draft(recycling, context(new CommittedTokens(new int[]{root}), step, 1), 20);
    }

    private static List<Integer> tokens(DraftTree tree) {
        return tree.nodes().stream().map(DraftNode::token).toList();
    }

    @Test
    void knowsNothingBeforeItHasLearned() {
        DraftTree tree = drafted(new TokenRecycling(RankTemplate.of(80, 8, 6), 8, false), 1, 0);
        assertThat(tree.size()).isZero();
    }

    @Test
    void unfoldsTheLatestSuccessorsIntoTheTemplate() {
        TokenRecycling recycling = new TokenRecycling(RankTemplate.of(5, 2, 3), 2, false); // 0, 1, 00, 01, 000
        recycling.learn(new TargetReading(false, new int[]{1, 2}, List.of(0, 1), 2, row -> row == 0
                ? likes(2, 3)
                : likes(1, 4)), context(new CommittedTokens(new int[]{1, 2, 5}), 4, 1));
        DraftTree tree = drafted(recycling, 1, 6);
        // After 1: 2 and 3. After 2: 1 and 4. After 2, 1: 2.
        assertThat(tokens(tree)).containsExactly(2, 3, 1, 4, 2);
        assertThat(tree.node(1).source()).isEqualTo("choice 1, learned 2 rounds ago");
        assertThat(tree.node(4).source()).isEqualTo("choice 2, learned 2 rounds ago");
    }

    @Test
    void learnsFromRowsInOrderAndFromThePathLast() {
        TokenRecycling recycling = new TokenRecycling(RankTemplate.of(2, 1, 2), 1, false);
        // Rows: root 1, node 1 (token 2, on the path), node 2 (token 2 again, not taken), node 3 (token 3, not taken), and 3 again.
        recycling.learn(new TargetReading(false, new int[]{1, 2, 2, 3, 3}, List.of(0, 1), 5, row -> likes(new int[]{2,
                4, 5, 6, 0}[row])), context(new CommittedTokens(new int[]{1, 2, 4}), 0, 1));
        assertThat(tokens(drafted(recycling, 2, 1))).as("the path wins").containsExactly(4);
        assertThat(tokens(drafted(recycling, 3, 1))).as("the later row wins").containsExactly(0);
        assertThat(drafted(recycling, 3, 1).node(1).source()).isEqualTo(
                "choice 1, learned 1 round ago in a branch not taken");
    }

    @Test
    void draftsNothingBehindAnEndOfText() {
        TokenRecycling recycling = new TokenRecycling(RankTemplate.of(12, 3, 4), 3, false);
        recycling.learn(new TargetReading(false, new int[]{1, END}, List.of(0, 1), 2, row -> likes(END, 2)), context(
                new CommittedTokens(new int[]{1, END}), 0, 1));
        DraftTree tree = drafted(recycling, 1, 1);
        assertThat(tree.node(1).token()).isEqualTo(END);
        assertThat(tree.children(1)).isEmpty();
    }

    @Test
    void tellsWhatItLearnedOnThePath() {
        List<Note> notes = new ArrayList<>();
        TokenRecycling recycling = new TokenRecycling(RankTemplate.of(2, 1, 2), 2, false);
        for (int step = 0; step < 3; step += 2) {
            recycling.learn(new TargetReading(false, new int[]{1, 2}, List.of(0), 2, row -> likes(3, 4)),
                    new DraftContext(new CommittedTokens(new int[]{1, 3}), step, context(new CommittedTokens(new int[]{
                            1}), 0, 1).randomness(), 3, () -> {}, notes::add));
        }
        assertThat(notes).extracting(Note::topic).containsExactly("learned", "learned");
        assertThat(notes.getFirst().tokens()).containsExactly(1, 3, 4);
        assertThat(notes.getFirst().value()).isNaN();
        assertThat(notes.getLast().value()).isEqualTo(2);
    }
}
