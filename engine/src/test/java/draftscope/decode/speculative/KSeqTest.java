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

class KSeqTest extends VerifierContract {
    @Override
    SiblingVerifier verifier() {
        return new KSeq();
    }

    @Override
    ExactLaw.Drafting drafting(Function<List<Integer>, TokenDistribution> draft, Random random) {
        return ExactLaw.repeated(draft);
    }

    @Override
    boolean judgesTrees() {
        return true;
    }

    /// The number rho is worked out for every judgement.
    @Override
    int pairs() {
        return 2;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            .5 .3 .2,     .2 .3 .5,    1, 1,        .7
            .5 .3 .2,     .2 .3 .5,    2, 1.456776, .791355
            .5 .3 .2,     .2 .3 .5,    3, 1.792593, .858519
            .7 .2 .1,     .3 .3 .4,    2, 1.5,      .75
            .6 .25 .1 .05,.1 .2 .3 .4, 2, 1.658872, .565887
            .6 .25 .1 .05,.1 .2 .3 .4, 3, 2.242344, .624234
            """)
    void acceptsAsOftenAsWorkedOutElsewhere(String target, String draft, int children, double rho, double acceptance) {
        TokenDistribution p = ExactLaw.law(target);
        TokenDistribution q = ExactLaw.law(draft);
        assertThat(KSeq.rho(p, q, children)).isCloseTo(rho, within(1e-6));
        assertThat(ExactLaw.acceptance(p, q, ExactLaw.repeated(c -> q), verifier(), children)).isCloseTo(acceptance,
                within(1e-6));
    }

    @Test
    void leavesNothingNegativeAtItsRhoAndDoesAtOne() {
        TokenDistribution p = TokenDistribution.of(.7, .2, .1);
        TokenDistribution q = TokenDistribution.of(.3, .3, .4);
        assertThat(least(p, q, 1, 3)).isNegative();
        for (long seed = 0; seed < 500; seed++) {
            TokenDistribution target = random(6, seed, List.of());
            TokenDistribution draft = random(6, ~seed, List.of());
            for (int k = 1; k <= 4; k++) {
                assertThat(least(target, draft, KSeq.rho(target, draft, k), k)).as("seed " + seed + ", k " + k)
                        .isGreaterThan(-1e-12);
            }
        }
    }

    // The least of p - min(q, p / rho) (1 - (1 - beta)^k) / beta over all tokens.
    private static double least(TokenDistribution p, TokenDistribution q, double rho, int k) {
        double beta = KSeq.beta(p, q, rho);
        double share = beta == 0 ? 0 : (1 - Math.pow(1 - beta, k)) / beta;
        double least = 1;
        for (int token = 0; token < p.size(); token++) {
            least = Math.min(least, p.probability(token) - share * Math.min(q.probability(token), p.probability(token)
                    / rho));
        }
        return least;
    }

    @Test
    void isTheRatioTestForOneDraw() {
        for (long seed = 0; seed < 100; seed++) {
            TokenDistribution target = random(5, seed, List.of());
            TokenDistribution draft = random(5, ~seed, List.of());
            double u = new Random(seed).nextDouble();
            Judgement.Test one = verifier().judge(target, Optional.of(draft), List.of(draft.mode()), i -> u).tests()
                    .getFirst();
            Judgement.Test other = new RatioTest().judge(target, Optional.of(draft), List.of(draft.mode()), i -> u)
                    .tests().getFirst();
            assertThat(one.accepted()).isEqualTo(other.accepted());
            assertThat(one.threshold()).isEqualTo(other.threshold());
        }
    }

    @Test
    void testsEveryDrawAgainstTheSameNumberAndTellsTheChanceOfNone() {
        TokenDistribution p = TokenDistribution.of(.5, .3, .2);
        TokenDistribution q = TokenDistribution.of(.2, .3, .5);
        Judgement judgement = verifier().judge(p, Optional.of(q), List.of(2, 2), i -> .9);
        assertThat(judgement.tests()).hasSize(2);
        assertThat(judgement.tests().get(0).threshold()).isEqualTo(judgement.tests().get(1).threshold());
        assertThat(judgement.tests().get(0).leftMass()).isNaN();
        assertThat(judgement.tests().get(1).leftMass()).isCloseTo(1 - .791355, within(1e-6));
    }
}
