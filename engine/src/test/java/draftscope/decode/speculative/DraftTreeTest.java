package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.DraftNode;
import draftscope.trace.TopTokens;
import java.util.List;
import org.junit.jupiter.api.Test;

class DraftTreeTest {
    private static final DraftStop DEEP = new DraftStop("deep", 3, 3);
    private static final int END = 9;

    private final DraftTree tree = new DraftTree(5, 10, 3, DEEP, token -> token == END);

    private DraftNode add(int parent, int token, double probability) {
        return tree.add(parent, token, probability, probability, "test", Double.NaN, TopTokens.NOT_CAPTURED);
    }

    @Test
    void numbersNodesAndRanksSiblingsInTheOrderInWhichTheyCome() {
        add(0, 3, .5);
        add(0, 1, .25);
        DraftNode third = add(2, 3, .5);
        assertThat(third.index()).isEqualTo(3);
        assertThat(third.depth()).isEqualTo(2);
        assertThat(third.rank()).isZero();
        assertThat(third.pathProbability()).isCloseTo(.125, within(1e-15));
        assertThat(tree.children(0)).containsExactly(1, 2);
        assertThat(tree.parentRows()).containsExactly(-1, 0, 0, 2);
        assertThat(tree.path(3)).containsExactly(2, 3);
        assertThat(tree.level(1)).extracting(DraftNode::token).containsExactly(3, 1);
        assertThat(tree.token(0)).isEqualTo(5);
    }

    @Test
    void neverGrowsPastAnEndOfText() {
        add(0, END, .5);
        assertThat(tree.frontier()).isEmpty();
        assertThat(tree.full()).map(DraftStop::reason).contains("end of text");
        assertThatThrownBy(() -> add(1, 2, .5)).hasMessageContaining("ends the text");
    }

    @Test
    void continuesARootThatIsItselfAnEndOfText() {
        DraftTree after = new DraftTree(END, 10, 3, DEEP, token -> token == END);
        assertThat(after.ends(0)).isFalse();
        assertThat(after.frontier()).isEqualTo(List.of(0));
        assertThat(after.full()).isEmpty();
    }

    @Test
    void saysWhenItsGreatestDepthIsReached() {
        add(0, 1, 1);
        add(1, 2, 1);
        assertThat(tree.full()).isEmpty();
        add(2, 3, 1);
        assertThat(tree.full()).contains(DEEP);
        assertThatThrownBy(() -> add(3, 4, 1)).hasMessageContaining("at most 3");
    }

    @Test
    void whatComesAfterItWasSentIsNotReadAndHasNoChildren() {
        add(0, 1, 1);
        add(1, 2, 1);
        add(2, 3, 1);
        assertThat(tree.closed(3)).isFalse();
        tree.send();
        add(3, 4, 1); // one below the greatest depth: behind it the target adds nothing
        assertThat(tree.read()).isEqualTo(3);
        assertThat(tree.size()).isEqualTo(4);
        assertThat(tree.unread(4)).isTrue();
        assertThat(tree.closed(4)).isTrue();
        assertThat(tree.unread(3)).isFalse();
        assertThat(tree.unread(DraftNode.ROOT)).isFalse();
        assertThatThrownBy(() -> add(4, 5, 1)).hasMessageContaining("is not read");
    }

    @Test
    void growsAtAnyDepthAsLongAsParentsComeBeforeChildren() {
        add(0, 1, .5);
        add(1, 2, .5);
        add(0, 3, .5);
        assertThat(tree.levels()).isEqualTo(2);
        assertThat(tree.children(0)).containsExactly(1, 3);
        assertThat(tree.parentRows()).containsExactly(-1, 0, 1, 0);
        assertThat(tree.frontier()).containsExactly(2);
    }

    @Test
    void givesDrawsInTheirOrderWithThoseThatCameUpAgain() {
        tree.add(0, 4, .5, .5, "test", Double.NaN, TopTokens.NOT_CAPTURED, List.of(0, 2), Double.NaN);
        tree.add(0, 2, .5, .5, "test", Double.NaN, TopTokens.NOT_CAPTURED, List.of(1), Double.NaN);
        assertThat(tree.drawn(0)).containsExactly(1, 2, 1);
        assertThat(tree.children(0)).containsExactly(1, 2);
    }

    @Test
    void refusesWhatNoVerifierCouldJudge() {
        add(0, 1, .5);
        assertThatThrownBy(() -> add(0, 1, .5)).hasMessageContaining("drafted twice");
        assertThatThrownBy(() -> add(0, 10, .5)).hasMessageContaining("outside the target's vocabulary of 10");
        assertThatThrownBy(() -> add(2, 3, .5)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
