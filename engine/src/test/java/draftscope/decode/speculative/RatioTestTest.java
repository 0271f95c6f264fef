package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import draftscope.sampling.TokenDistribution;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RatioTestTest extends VerifierContract {
    @Override
    SiblingVerifier verifier() {
        return new RatioTest();
    }

    @Override
    ExactLaw.Drafting drafting(Function<List<Integer>, TokenDistribution> draft, Random random) {
        return ExactLaw.drawn(draft);
    }

    @Override
    boolean judgesTrees() {
        return false;
    }

    @Test
    void acceptsExactlyBelowTheRatio() {
        Optional<TokenDistribution> draft = Optional.of(TokenDistribution.of(.25, .75));
        TokenDistribution target = TokenDistribution.of(.625, .375); // ratio of token 1: one half
        assertThat(new RatioTest().judge(target, draft, List.of(1), i -> Math.nextDown(.5)).acceptedChild()).isZero();
        assertThat(new RatioTest().judge(target, draft, List.of(1), i -> .5).acceptedChild()).isNegative();
        assertThat(new RatioTest().judge(target, draft, List.of(0), i -> Math.nextDown(1.0)).acceptedChild()).isZero();
    }

    @Test
    void leavesTheExcessAfterARejection() {
        Judgement judgement = new RatioTest().judge(TokenDistribution.of(.5, .3, .2), Optional.of(TokenDistribution.of(
                .2, .3, .5)), List.of(2), i -> .4);
        assertThat(judgement.tests().getFirst().threshold()).isCloseTo(.4, within(1e-15));
        assertThat(judgement.tests().getFirst().leftMass()).isCloseTo(.3, within(1e-15)); // one less the acceptance, .7
        assertThat(judgement.remaining().toArray()).containsExactly(1, 0, 0);
    }

    @Test
    void acceptsWhenRoundingLeavesNothingToRejectFor() {
        TokenDistribution target = TokenDistribution.of(.3, .7);
        TokenDistribution draft = TokenDistribution.of(Math.nextUp(.3), Math.nextDown(.7));
        Judgement judgement = new RatioTest().judge(target, Optional.of(draft), List.of(0), i -> Math.nextDown(1.0));
        assertThat(judgement.tests().getFirst().threshold()).isLessThan(1);
        assertThat(judgement.acceptedChild()).isZero();
    }

    @Test
    void refusesSiblingsAndCopies() {
        TokenDistribution law = TokenDistribution.of(.5, .5);
        assertThatThrownBy(() -> new RatioTest().judge(law, Optional.of(law), List.of(0, 1), i -> 0))
                .hasMessageContaining("chain");
        assertThatThrownBy(() -> new RatioTest().judge(law, Optional.empty(), List.of(0), i -> 0))
                .hasMessageContaining("match rule");
    }
}
