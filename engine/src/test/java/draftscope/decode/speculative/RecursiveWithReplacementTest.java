package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.sampling.TokenDistribution;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecursiveWithReplacementTest extends VerifierContract {
    @Override
    SiblingVerifier verifier() {
        return new RecursiveWithReplacement();
    }

    @Override
    ExactLaw.Drafting drafting(Function<List<Integer>, TokenDistribution> draft, Random random) {
        return ExactLaw.repeated(draft);
    }

    @Override
    boolean judgesTrees() {
        return true;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            .5 .3 .2,     .2 .3 .5,    1, .7
            .5 .3 .2,     .2 .3 .5,    2, .76
            .5 .3 .2,     .2 .3 .5,    3, .808
            .7 .2 .1,     .3 .3 .4,    2, .72
            .6 .25 .1 .05,.1 .2 .3 .4, 2, .555
            .6 .25 .1 .05,.1 .2 .3 .4, 3, .5995
            1 0,          .5 .5,       2, .75
            """)
    void acceptsAsOftenAsWorkedOutElsewhere(String target, String draft, int children, double acceptance) {
        assertThat(ExactLaw.acceptance(ExactLaw.law(target), ExactLaw.law(draft),
                ExactLaw.repeated(c -> ExactLaw.law(draft)), verifier(), children)).isCloseTo(acceptance, within(1e-6));
    }

    @Test
    void testsADrawThatCameUpAgainAndNeverAcceptsIt() {
        Judgement judgement = verifier().judge(TokenDistribution.of(.3, .7), Optional.of(TokenDistribution.of(.6, .4)),
                List.of(0, 0), i -> .9);
        assertThat(judgement.tests()).hasSize(2);
        assertThat(judgement.tests().get(1).threshold()).isZero();
        assertThat(judgement.tests().get(1).draft()).as("the draft's law stays what it is").isEqualTo(.6);
    }

    @Test
    void siblingsThatNeverRepeatWouldBreakItsLaw() {
        TokenDistribution target = TokenDistribution.of(.6, .25, .1, .05);
        TokenDistribution draft = TokenDistribution.of(.1, .2, .3, .4);
        assertThat(ExactLaw.distance(ExactLaw.plain(c -> target, 1), ExactLaw.speculative(c -> target,
                ExactLaw.drawn(c -> draft), verifier(), List.of(2), 1))).isGreaterThan(.001);
    }
}
