package draftscope.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.TokenProbability;
import org.junit.jupiter.api.Test;

class TokenDistributionTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @Test
    void drawsByAddingUpFromTheLowestIdAndNeverGivesATokenWithoutMass() {
        TokenDistribution law = TokenDistribution.of(0, 0.5, 0, 0.5, 0);
        assertThat(law.draw(0)).isEqualTo(1);
        assertThat(law.draw(Math.nextDown(0.5))).isEqualTo(1);
        assertThat(law.draw(0.5)).isEqualTo(3);
        assertThat(law.draw(ALMOST_ONE)).isEqualTo(3);
    }

    @Test
    void drawsTheLastTokenWithMassWhenRoundingLeavesTheSumBelowOne() {
        TokenDistribution law = TokenDistribution.of(0.1, 0.2, 0.7 - 4e-10, 0);
        assertThat(law.draw(ALMOST_ONE)).isEqualTo(2);
    }

    @Test
    void leavesTheExcessOverAnotherLaw() {
        TokenDistribution target = TokenDistribution.of(.5, .3, .2);
        TokenDistribution.Residual left = target.minus(TokenDistribution.of(.2, .3, .5));
        assertThat(left.mass()).isCloseTo(.3, within(1e-15)); // acceptance .7
        assertThat(left.law().orElseThrow().toArray()).containsExactly(1, 0, 0);
        assertThat(target.minus(target).law()).isEmpty();
        assertThat(target.minus(target).mass()).isZero();
    }

    @Test
    void excludesATokenAndSaysWhenNothingIsLeft() {
        assertThat(TokenDistribution.of(.6, .3, .1).without(0).orElseThrow().toArray()).usingComparatorWithPrecision(
                1e-15).containsExactly(0, .75, .25);
        assertThat(TokenDistribution.point(3, 1).without(1)).isEmpty();
    }

    @Test
    void closesTheSumOfTheLikeliestWithTheTail() {
        var top = TokenDistribution.of(.1, .4, .4, .1).top(2);
        assertThat(top.tokens()).extracting(TokenProbability::token).containsExactly(1, 2);
        assertThat(top.tailMass()).isCloseTo(.2, within(1e-15));
        assertThat(TokenDistribution.point(4, 2).top(3).tokens()).containsExactly(new TokenProbability(2, 1));
        assertThat(TokenDistribution.of(0, .5, .5).top(3).tailMass()).isZero();
    }

    @Test
    void measuresEntropyInBits() {
        assertThat(TokenDistribution.of(.5, .3, .2).entropyBits()).isCloseTo(1.029653 / Math.log(2), within(1e-6));
        assertThat(TokenDistribution.of(.9, .05, .05).entropyBits()).isCloseTo(.394398 / Math.log(2), within(1e-6));
        assertThat(TokenDistribution.of(.25, .25, .25, .25).entropyBits()).isCloseTo(2, within(1e-15));
        assertThat(TokenDistribution.point(5, 0).entropyBits()).isZero();
    }

    @Test
    void refusesWhatIsNoLaw() {
        assertThatThrownBy(() -> TokenDistribution.of(.5, .4)).hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> TokenDistribution.of(1.5, -.5)).hasMessageContaining("at least 0");
        assertThatThrownBy(() -> TokenDistribution.point(3, 3)).hasMessageContaining("0 to 2");
    }
}
