package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.Provenance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggressiveTest extends ProposerContract {
    private static final int[] SOURCE = {1, 2, 3, 1, 4, 2, 5, 6};
    private static final int[] PROMPT = {0, 1, 2, 3, 1, 4, 2, 5, 6, 0};

    @Override
    Proposer proposer() {
        return new Aggressive(SOURCE, new int[0], 3, 5);
    }

    private static DraftTree drafted(int maxNgram, int... output) {
        return drafted(maxNgram, new ArrayList<>(), output);
    }

    private static DraftTree drafted(int maxNgram, List<Note> notes, int... output) {
        CommittedTokens text = new CommittedTokens(PROMPT);
        for (int token : output) {
            text.add(token, Provenance.TARGET);
        }
        DraftContext context = new DraftContext(text, 0, context(text, 0, 1).randomness(), 3, () -> {}, notes::add);
        return draft(new Aggressive(SOURCE, PROMPT, maxNgram, 100), context, 200);
    }

    private static List<Integer> tokens(DraftTree tree) {
        return tree.nodes().stream().map(DraftNode::token).toList();
    }

    @Test
    void beginsWithTheWholeSource() {
        assertThat(tokens(drafted(3))).containsExactly(1, 2, 3, 1, 4, 2, 5, 6);
    }

    @Test
    void goesOnAfterAnEndingThatOccursOnce() {
        assertThat(tokens(drafted(3, 7, 3))).containsExactly(1, 4, 2, 5, 6);
        assertThat(tokens(drafted(3, 7, 4, 2))).as("2 occurs twice, 4 2 once").containsExactly(5, 6);
    }

    @Test
    void draftsNothingWhereThePlaceIsInDoubt() {
        assertThat(tokens(drafted(1, 4, 2))).as("2 occurs twice").isEmpty();
        assertThat(tokens(drafted(3, 7, 2))).as("7 2 does not occur").isEmpty();
        assertThat(tokens(drafted(3, 7))).as("7 does not occur").isEmpty();
        assertThat(tokens(drafted(3, 1))).as("1 occurs twice and the output holds no more").isEmpty();
    }

    @Test
    void draftsNothingBehindTheSource() {
        assertThat(tokens(drafted(3, 5, 6))).isEmpty();
    }

    @Test
    void looksInTheOutputAndNotInThePrompt() {
        assertThat(tokens(drafted(3, 0, 0, 0, 5))).containsExactly(6);
    }

    @Test
    void saysWhereTheCopyComesFrom() {
        List<Note> notes = new ArrayList<>();
        DraftTree tree = drafted(3, notes, 7, 4, 2);
        assertThat(tree.node(1).source()).isEqualTo("copy of source token 6");
        assertThat(tree.law(0)).isEmpty();
        Note note = notes.getFirst();
        assertThat(note.topic()).isEqualTo("source");
        assertThat(note.tokens()).containsExactly(5, 6);
        assertThat(note.position()).as("the source begins at 1 in the prompt").isEqualTo(7);
        assertThat(note.value()).as("tokens of the ending that showed the place").isEqualTo(2);
    }
}
