package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.TokenDistribution;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetSampleMatchTest extends VerifierContract {
    @Override
    SiblingVerifier verifier() {
        return new TargetSampleMatch();
    }

    /// The draft's likeliest tokens: a choice by identity, which this rule allows.
    @Override
    ExactLaw.Drafting drafting(Function<List<Integer>, TokenDistribution> draft, Random random) {
        return ExactLaw.copied(context -> IntStream.range(0, draft.apply(context).size()).boxed()
                .sorted((a, b) -> Double.compare(draft.apply(context).probability(b), draft.apply(context).probability(
                        a)))
                .toList());
    }

    @Override
    boolean judgesTrees() {
        return true;
    }

    @Test
    void drawsOnceForAllChildren() {
        TokenDistribution target = TokenDistribution.of(.5, .3, .2);
        Judgement judgement = new TargetSampleMatch().judge(target, Optional.empty(), List.of(2, 1), i -> .6);
        assertThat(judgement.drawnToken()).isEqualTo(1);
        assertThat(judgement.acceptedChild()).isEqualTo(1);
        assertThat(judgement.tests()).extracting(Judgement.Test::drawnToken).containsExactly(1, 1);
        assertThat(judgement.tests()).extracting(Judgement.Test::threshold).containsExactly(.2, .3);
    }

    @Test
    void emitsTheDrawWhenNoChildEqualsIt() {
        Judgement judgement = new TargetSampleMatch().judge(TokenDistribution.of(.5, .3, .2), Optional.empty(), List.of(
                2), i -> .1);
        assertThat(judgement.acceptedChild()).isNegative();
        assertThat(judgement.drawnToken()).isZero();
        assertThat(judgement.draw()).isEqualTo(.1);
    }
}
