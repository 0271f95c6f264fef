package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import draftscope.sampling.TokenDistribution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The shifted ratio test is lossy, and lossy by exactly as much as its closed form says.
class ShiftedRatioTestTest {
    /// softmax(2, 1, 0, -1), as in the method dossier's golden vectors.
    private static final TokenDistribution TARGET = softmax(2, 1, 0, -1);
    private static final TokenDistribution DRAFT = TokenDistribution.of(.1, .6, .2, .1);

    private static TokenDistribution softmax(double... scores) {
        double sum = 0;
        double[] weights = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            weights[i] = Math.exp(scores[i]);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return TokenDistribution.of(weights);
    }

    private static double[] emitted(TokenDistribution target, TokenDistribution draft, SiblingVerifier verifier) {
        Map<List<Integer>, Double> law = ExactLaw.speculative(context -> target, ExactLaw.drawn(context -> draft),
                verifier, List.of(1), 1);
        double[] array = new double[target.size()];
        law.forEach((tokens, probability) -> array[tokens.getFirst()] = probability);
        return array;
    }

    /// min(q, p') + (1 - sum min(q, p')) norm(max(0, p - min(q, p'))).
    private static double[] closedForm(TokenDistribution target, TokenDistribution draft, double[] shifted) {
        double accepted = 0;
        double left = 0;
        for (int i = 0; i < shifted.length; i++) {
            double kept = Math.min(draft.probability(i), shifted[i]);
            accepted += kept;
            left += Math.max(0, target.probability(i) - kept);
        }
        double[] law = new double[shifted.length];
        for (int i = 0; i < law.length; i++) {
            double kept = Math.min(draft.probability(i), shifted[i]);
            law[i] = kept + (1 - accepted) * Math.max(0, target.probability(i) - kept) / left;
        }
        return law;
    }

    private static double acceptance(double eta) {
        double[] shifted = new ShiftedRatioTest(eta).shift(TARGET, DRAFT);
        double sum = 0;
        for (int i = 0; i < shifted.length; i++) {
            sum += Math.min(DRAFT.probability(i), shifted[i]);
        }
        return sum;
    }

    @Test
    void emitsTheGoldenLaws() {
        assertThat(new ShiftedRatioTest(10).shift(TARGET, DRAFT)).usingComparatorWithPrecision(1e-6).containsExactly(
                .000301, .963853, .029030, .006815);
        assertThat(acceptance(10)).isCloseTo(.636147, within(1e-6));
        assertThat(emitted(TARGET, DRAFT, new ShiftedRatioTest(10))).usingComparatorWithPrecision(1e-6)
                .containsExactly(.322434, .6, .058117, .019450);
        double[] two = new ShiftedRatioTest(2).shift(TARGET, DRAFT);
        assertThat(two).usingComparatorWithPrecision(1e-6).containsExactly(.254474, .574362, .128091, .043074);
        assertThat(acceptance(2)).isCloseTo(.845526, within(1e-6));
        assertThat(emitted(TARGET, DRAFT, new ShiftedRatioTest(2))).usingComparatorWithPrecision(1e-12)
                .containsExactly(two);
    }

    @Test
    void emitsItsClosedFormForAnyLaws() {
        double farthest = 0;
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            TokenDistribution target = VerifierContract.random(5, random.nextLong(), List.of());
            TokenDistribution draft = VerifierContract.random(5, random.nextLong(), List.of());
            double eta = 20 * random.nextDouble();
            double[] law = closedForm(target, draft, new ShiftedRatioTest(eta).shift(target, draft));
            assertThat(emitted(target, draft, new ShiftedRatioTest(eta))).as("seed " + seed)
                    .usingComparatorWithPrecision(1e-12).containsExactly(law);
            for (int i = 0; i < law.length; i++) {
                farthest = Math.max(farthest, Math.abs(law[i] - target.probability(i)));
            }
        }
        assertThat(farthest).as("it is lossy").isGreaterThan(.1);
    }

    @Test
    void withoutAShiftItIsTheRatioTest() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            TokenDistribution target = VerifierContract.random(5, random.nextLong(), List.of());
            TokenDistribution draft = VerifierContract.random(5, random.nextLong(), List.of());
            assertThat(emitted(target, draft, new ShiftedRatioTest(0))).as("seed " + seed)
                    .usingComparatorWithPrecision(1e-12).containsExactly(target.toArray());
        }
    }

    @Test
    void aSmallShiftAcceptsMoreAndALargeOneOvershoots() {
        assertThat(acceptance(2)).isGreaterThan(acceptance(0));
        assertThat(acceptance(20)).isLessThan(acceptance(2));
    }

    @Test
    void shiftsNothingThatTheDraftHoldsImplausible() {
        TokenDistribution target = TokenDistribution.of(.4, .4, .2);
        TokenDistribution draft = TokenDistribution.of(.6, .35, .05);
        double[] shifted = new ShiftedRatioTest(3).shift(target, draft);
        double[] weights = {.4 * Math.exp(3 * .2), .4 * Math.exp(-3 * .05), .2};
        double sum = weights[0] + weights[1] + weights[2];
        assertThat(shifted).usingComparatorWithPrecision(1e-15).containsExactly(weights[0] / sum, weights[1] / sum,
                .2 / sum);
    }

    @Test
    void leavesAPointWhereItIs() {
        Judgement judgement = new ShiftedRatioTest(50).judge(TokenDistribution.point(3, 1), Optional.of(
                TokenDistribution.of(.9, .05, .05)), List.of(0), i -> 0);
        assertThat(judgement.acceptedChild()).isNegative();
        assertThat(judgement.remaining().toArray()).containsExactly(0, 1, 0);
    }

    @Test
    void refusesSiblingsAndCopies() {
        TokenDistribution law = TokenDistribution.of(.5, .5);
        assertThatThrownBy(() -> new ShiftedRatioTest(1).judge(law, Optional.of(law), List.of(0, 1), i -> 0))
                .hasMessageContaining("2 siblings");
        assertThatThrownBy(() -> new ShiftedRatioTest(1).judge(law, Optional.empty(), List.of(0), i -> 0))
                .hasMessageContaining("match rule");
    }
}
