package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.RawLaw;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.Provenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookaheadTest extends ProposerContract {
    private static final int FAR = 1000;

    @Override
    Proposer proposer() {
        return lookahead(3, 3, 4, true, FAR);
    }

    private static Lookahead lookahead(int width, int ngram, int pool, boolean fromPrompt, int maxLength) {
        return new Lookahead(width, ngram, pool, fromPrompt, maxLength, token -> token == END);
    }

    private static DraftTree empty(CommittedTokens text) {
        return new DraftTree(text.last(), VOCAB, 8, new DraftStop("deep", 8, 8), token -> token == END);
    }

    private static RawLaw likes(int token) {
        float[] scores = new float[VOCAB];
        scores[token] = 9;
        return new RawLaw(scores);
    }

    /// A round in which the target's first choice after a probe is `next` of its token, and `committed` tokens become output.
    private static List<Probe> round(Lookahead lookahead, CommittedTokens text, int step, IntUnaryOperator next,
            int... committed) {
        DraftTree tree = empty(text);
        List<Probe> probes = lookahead.probes(tree, context(text, step, 1));
        int[] tokens = IntStream.concat(IntStream.range(0, committed.length), probes.stream().mapToInt(Probe::token))
                .toArray();
        for (int token : committed) {
            text.add(token, Provenance.ACCEPTED_DRAFT);
        }
        List<Integer> path = IntStream.range(0, committed.length).boxed().toList(); // the root and all but the last, the target's own
        lookahead.learn(new TargetReading(false, tokens, path, committed.length, row -> likes(next.applyAsInt(
                tokens[row]))), context(text, step, 1));
        return probes;
    }

    @Test
    void theWindowIsAChainWithABranchAtEachColumn() {
        Lookahead lookahead = lookahead(3, 4, 2, false, FAR);
        CommittedTokens text = new CommittedTokens(new int[]{1, 2, 3});
        lookahead.begin(context(text, 0, 1));
        assertThat(round(lookahead, text, 0, token -> 4, 4)).extracting(Probe::parent).containsExactly(0, 1, 2);
        assertThat(round(lookahead, text, 1, token -> 5, 5)).extracting(Probe::parent).containsExactly(0, 1, 2, 1, 2,
                3);
        assertThat(round(lookahead, text, 2, token -> 6, 6)).extracting(Probe::parent).containsExactly(0, 1, 2, 1, 2,
                3, 4, 5, 6);
        assertThat(round(lookahead, text, 3, token -> 6, 6)).as("a full window keeps its rows").hasSize(9);
    }

    @Test
    void harvestsWhatTheJacobiStepsWroteInAColumn() {
        // The target always counts on by one, so every column holds t, t + 1, t + 2 after two steps.
        Lookahead lookahead = lookahead(2, 3, 2, false, FAR);
        CommittedTokens text = new CommittedTokens(new int[]{1, 2});
        lookahead.begin(context(text, 0, 1));
        IntUnaryOperator counting = token -> (token + 1) % END;
        for (int step = 0; step < 6; step++) {
            round(lookahead, text, step, counting, counting.applyAsInt(text.last()));
        }
        boolean drafted = false;
        for (int root = 0; root < END; root++) {
            DraftTree tree = draft(lookahead, context(new CommittedTokens(new int[]{root}), 9, 1), 8);
            if (tree.size() > 0) {
                drafted = true;
                // A column that met another one's random token holds other n-grams; those that count on are there.
                assertThat(tree.nodes()).extracting(DraftNode::source).containsOnly("n-gram pool");
                assertThat(tree.size()).isLessThanOrEqualTo(4);
            }
        }
        assertThat(drafted).isTrue();
    }

    @Test
    void aWindowThatIsRightStaysRightWhateverIsAccepted() {
        // In a text that repeats 0 to 4 a window of true tokens moves along with the root.
        IntUnaryOperator counting = token -> (token + 1) % 5;
        for (int accepted = 1; accepted <= 3; accepted++) {
            Lookahead lookahead = lookahead(6, 3, 2, false, FAR);
            CommittedTokens text = new CommittedTokens(new int[]{0});
            lookahead.begin(context(text, 0, 1));
            List<Note> notes = new ArrayList<>();
            for (int step = 0; step < 12; step++) {
                int[] more = new int[accepted];
                Arrays.setAll(more, i -> (text.last() + 1 + i) % 5);
                round(lookahead, text, step, counting, more);
            }
            lookahead.probes(empty(text), new DraftContext(text, 20, context(text, 0, 1).randomness(), 3, () -> {},
                    notes::add));
            int last = text.last();
            // The newest row followed from the older one by the target's own choices, so it is one further in each column.
            List<Integer> older = notes.get(0).tokens();
            List<Integer> newer = notes.get(1).tokens();
            for (int column = 0; column + accepted < 6; column++) {
                assertThat(newer.get(column)).as(accepted + " accepted").isEqualTo(counting.applyAsInt(older.get(
                        column)));
            }
            assertThat(notes).extracting(Note::position).containsExactly(text.size(), text.size() + 1);
            assertThat(last).isBetween(0, 4);
        }
    }

    @Test
    void neverPutsAnEndOfTextIntoTheWindow() {
        Lookahead lookahead = lookahead(4, 3, 2, false, FAR);
        CommittedTokens text = new CommittedTokens(new int[]{END, 1, END});
        lookahead.begin(context(text, 0, 1));
        for (int step = 0; step < 5; step++) {
            assertThat(round(lookahead, text, step, token -> END, 1, 2)).extracting(Probe::token).doesNotContain(END);
        }
    }

    @Test
    void restsWhereTheWindowWouldReachBeyondTheEnd() {
        // A window of 3 columns and 1 row reaches 3 behind the root.
        CommittedTokens text = new CommittedTokens(new int[]{1, 2, 3});
        for (int maxLength : new int[]{5, 6}) {
            Lookahead lookahead = lookahead(3, 3, 2, false, maxLength);
            lookahead.begin(context(text, 0, 1));
            assertThat(lookahead.probes(empty(text), context(text, 0, 1))).hasSize(maxLength == 6 ? 3 : 0);
        }
    }

    @Test
    void beginsWithTheNgramsOfThePromptWhereAsked() {
        CommittedTokens text = new CommittedTokens(new int[]{1, 2, 3, 1, 2, 4, 1});
        Lookahead seeded = lookahead(2, 3, 5, true, FAR);
        seeded.begin(context(text, 0, 1));
        assertThat(draft(seeded, context(text, 0, 1), 8).nodes()).extracting(DraftNode::token).containsExactly(2, 4, 3);
        Lookahead bare = lookahead(2, 3, 5, false, FAR);
        bare.begin(context(text, 0, 1));
        assertThat(draft(bare, context(text, 0, 1), 8).size()).isZero();
    }

    @Test
    void withoutAPoolThereIsNeitherDraftNorWindow() {
        Lookahead none = lookahead(5, 5, 0, false, FAR);
        CommittedTokens text = new CommittedTokens(new int[]{1});
        none.begin(context(text, 0, 1));
        assertThat(List.of(none.maxDepth(), none.maxNodes(), none.maxProbes())).containsOnly(0);
        assertThat(none.probes(empty(text), context(text, 0, 1))).isEmpty();
    }
}
