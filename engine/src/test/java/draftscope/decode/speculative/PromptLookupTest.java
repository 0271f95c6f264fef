package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.trace.DraftNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptLookupTest extends ProposerContract {
    @Override
    Proposer proposer() {
        return new PromptLookup(1, 3, 5, false, false);
    }

    private static List<Integer> drafted(PromptLookup lookup, int... context) {
        return draft(lookup, context(new CommittedTokens(context), 0, 1), 20).nodes().stream().map(DraftNode::token)
                .toList();
    }

    @Test
    void copiesWhatFollowedTheLongestEndingThatOccurredBefore() {
        assertThat(drafted(new PromptLookup(2, 3, 4, false, false), 5, 6, 4, 5, 6)).containsExactly(4, 5, 6);
        assertThat(drafted(new PromptLookup(2, 3, 2, false, false), 5, 6, 4, 5, 6)).containsExactly(4, 5);
        assertThat(drafted(new PromptLookup(3, 3, 4, false, false), 5, 6, 4, 5, 6)).isEmpty();
    }

    @Test
    void prefersALongerMatchToAnEarlierOne() {
        assertThat(drafted(new PromptLookup(1, 3, 1, false, false), 2, 0, 1, 2, 3, 1, 2)).containsExactly(3);
        assertThat(drafted(new PromptLookup(1, 1, 1, false, false), 2, 0, 1, 2, 3, 1, 2)).containsExactly(0);
    }

    @Test
    void copiesTheFirstOrTheLatestMatch() {
        assertThat(drafted(new PromptLookup(1, 1, 1, false, false), 2, 0, 2, 1, 2)).containsExactly(0);
        assertThat(drafted(new PromptLookup(1, 1, 1, true, false), 2, 0, 2, 1, 2)).containsExactly(1);
    }

    @Test
    void neverMatchesTheEndingWithItself() {
        assertThat(drafted(new PromptLookup(1, 3, 4, false, false), 1, 2, 3)).isEmpty();
        assertThat(drafted(new PromptLookup(1, 3, 4, false, false), 1)).isEmpty();
        assertThat(drafted(new PromptLookup(1, 3, 4, false, false), 1, 1)).containsExactly(1);
    }

    @Test
    void stopsAtAnEndOfText() {
        assertThat(drafted(new PromptLookup(1, 1, 4, false, false), 2, END, 3, 2)).containsExactly(END);
    }

    @Test
    void namesWhereTheCopyComesFrom() {
        DraftTree tree = draft(new PromptLookup(2, 3, 4, false, false),
                context(new CommittedTokens(new int[]{5, 6, 4, 5, 6}),
                        0, 1),
                20);
        assertThat(tree.node(1).source()).isEqualTo("copy from 2");
        assertThat(tree.law(0)).isEmpty();
        assertThat(tree.node(3).probability()).isEqualTo(1);
    }

    @Test
    void refusesAShortestMatchAboveTheLongest() {
        assertThatThrownBy(() -> new PromptLookup(4, 3, 4, false, false)).hasMessageContaining("at most 'max-ngram'");
    }
}
