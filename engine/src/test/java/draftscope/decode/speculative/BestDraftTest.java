package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.Randomness;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.TopTokens;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestDraftTest {
    private final DraftTree tree = new DraftTree(0, 9, 3, new DraftStop("deep", 3, 3), token -> false);

    private int add(int parent, int token, double score) {
        return tree.add(parent, token, .5, .5, "test", Double.NaN, TopTokens.NOT_CAPTURED, List.of(), score).index();
    }

    private Walk walk() {
        return Walk.down(tree, node -> {
            throw new AssertionError("nobody is judged, so no law is asked for");
        }, new BestDraft(), new Randomness(1), 0);
    }

    @Test
    void takesThePathToTheBestLeafOfTheDeepestLevel() {
        int early = add(0, 1, -.1);
        int late = add(0, 2, -.2);
        add(early, 3, -2);
        int leaf = add(late, 4, -.9);
        Walk walk = walk();
        assertThat(walk.accepted()).as("the first token of the worse draft scored higher").containsExactly(late, leaf);
        assertThat(walk.judgements().get(DraftNode.ROOT).acceptedChild()).isEqualTo(1);
    }

    @Test
    void passesOverEverybodyElse() {
        add(0, 1, -.1);
        add(0, 2, -.3);
        add(0, 3, -.2);
        int child = add(2, 4, -.5);
        add(1, 4, -.6);
        Walk walk = walk();
        assertThat(walk.accepted()).containsExactly(2, child);
        assertThat(walk.judged()).as("what was taken, and no sibling").isEqualTo(2);
    }

    @Test
    void leavesAShorterDraftThatScoresHigher() {
        add(0, 1, -.1);
        int other = add(0, 2, -3);
        int deep = add(other, 3, -4);
        assertThat(walk().accepted()).containsExactly(other, deep);
    }

    @Test
    void takesTheFirstOfEquals() {
        add(0, 1, -1);
        add(0, 2, -1);
        assertThat(walk().accepted()).containsExactly(1);
    }

    @Test
    void theTargetAddsItsOwnTokenBehindTheDraft() {
        add(0, 1, -1);
        Walk.Ending ending = walk().end(tree, node -> TokenDistribution.point(9, 7), new Randomness(1), 0);
        assertThat(ending.token()).isEqualTo(7);
        assertThat(ending.provenance()).isEqualTo(Provenance.BONUS);
    }
}
