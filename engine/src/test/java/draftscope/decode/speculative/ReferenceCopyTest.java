package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceCopyTest extends ProposerContract {
    private static final int[] PROMPT = {5, 6, 4, 1, 2, 5, 6, 3, 0, 1};

    @Override
    Proposer proposer() {
        return new ReferenceCopy(PROMPT, 3);
    }

    private static DraftContext after(int[] prompt, int... written) {
        CommittedTokens committed = new CommittedTokens(prompt);
        IntStream.of(written).forEach(token -> committed.add(token, Provenance.TARGET));
        return context(committed, 0, 1);
    }

    private static List<Integer> drafted(int length, int maxDepth, int... written) {
        DraftTree tree = draft(new ReferenceCopy(PROMPT, length), after(PROMPT, written), maxDepth);
        assertThat(tree.nodes()).extracting(DraftNode::parent)
                .containsExactlyElementsOf(IntStream.range(0, tree.size()).boxed().toList());
        return tree.nodes().stream().map(DraftNode::token).toList();
    }

    @Test
    void copiesWhatFollowedTheLastTwoTokensWhereTheyStoodLast() {
        assertThat(drafted(3, 3, 4, 5, 6)).containsExactly(3, 0, 1);
        assertThat(drafted(2, 2, 1, 2)).containsExactly(5, 6);
    }

    @Test
    void aPlaceWithoutAWholeCopyBehindItDoesNotCount() {
        assertThat(drafted(4, 4, 4, 5, 6)).containsExactly(4, 1, 2, 5);
        assertThat(drafted(3, 3, 6, 3)).isEmpty();
    }

    @Test
    void whatTheTextHasOfItsOwnIsNotLookedUp() {
        assertThat(drafted(3, 3, 5, 6, 0, 5, 6)).containsExactly(3, 0, 1);
        assertThat(drafted(3, 3, 4, 4, 2, 4, 4)).isEmpty();
    }

    @Test
    void theCopyEndsWithATextsEndAndWhereNoMoreIsWanted() {
        assertThat(drafted(3, 1, 4, 5, 6)).containsExactly(3);
        int[] ending = {5, 6, 3, END, 1};
        assertThat(draft(new ReferenceCopy(ending, 3), after(ending, 5, 6), 3).nodes()).extracting(DraftNode::token)
                .containsExactly(3, END);
    }

    @Test
    void aTextOfOneTokenHasNothingToLookUp() {
        assertThat(draft(new ReferenceCopy(new int[]{5}, 3), after(new int[]{5}), 3).size()).isZero();
    }
}
