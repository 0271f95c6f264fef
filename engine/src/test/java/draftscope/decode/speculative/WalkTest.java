package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.Randomness;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.Provenance;
import draftscope.trace.TopTokens;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class WalkTest {
    private final Randomness randomness = new Randomness(1);
    private final DraftTree tree = new DraftTree(0, 4, 3, new DraftStop("deep", 3, 3), token -> false);

    private void add(int parent, int token) {
        tree.add(parent, token, 1, 1, "test", Double.NaN, TopTokens.NOT_CAPTURED);
    }

    private static IntFunction<TokenDistribution> points(int... tokens) {
        return row -> TokenDistribution.point(4, tokens[row]);
    }

    @Test
    void keepsAPathFromTheRootAndCorrectsAfterIt() {
        add(0, 1);
        add(0, 2);
        add(1, 3);
        add(2, 3);
        IntFunction<TokenDistribution> laws = points(2, 0, 1, 0, 0);
        Walk walk = Walk.down(tree, laws, new GreedyMatch(), randomness, 0);
        assertThat(walk.accepted()).containsExactly(2);
        assertThat(walk.judged()).isEqualTo(3); // node 3 hangs from the rejected node 1
        Walk.Ending ending = walk.end(tree, laws, randomness, 0);
        assertThat(ending.token()).isEqualTo(1);
        assertThat(ending.after()).isEqualTo(2);
        assertThat(ending.provenance()).isEqualTo(Provenance.CORRECTION);
    }

    @Test
    void addsABonusFromTheTargetAfterAWholePath() {
        add(0, 1);
        IntFunction<TokenDistribution> laws = points(1, 3);
        Walk walk = Walk.down(tree, laws, new GreedyMatch(), randomness, 0);
        Walk.Ending ending = walk.end(tree, laws, randomness, 0);
        assertThat(walk.accepted()).containsExactly(1);
        assertThat(ending.token()).isEqualTo(3);
        assertThat(ending.provenance()).isEqualTo(Provenance.BONUS);
        assertThat(ending.draw()).isNaN();
    }

    @Test
    void isPlainWithoutADraft() {
        IntFunction<TokenDistribution> laws = row -> TokenDistribution.of(.5, .5, 0, 0);
        Walk walk = Walk.down(tree, laws, new RatioTest(), randomness, 7);
        Walk.Ending ending = walk.end(tree, laws, randomness, 7);
        assertThat(ending.provenance()).isEqualTo(Provenance.TARGET);
        assertThat(ending.draw()).isEqualTo(randomness.uniform(Randomness.Purpose.PLAIN, 7, 0));
    }
}
