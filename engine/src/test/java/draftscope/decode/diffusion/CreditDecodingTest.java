package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.sampling.RawLaw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreditDecodingTest {
    /// Two tokens, the first with this probability.
    private static float[] scores(double probability) {
        return new float[]{(float) Math.log(probability / (1 - probability)), 0};
    }

    /// The least raw confidence that reaches .9 after so many steps with the same first choice.
    private static double needed(int steps) {
        double low = .5;
        double high = 1 - 1e-9;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            CreditDecoding credit = new CreditDecoding(.7, .8, .2);
            float[] last = null;
            for (int step = 0; step < steps; step++) {
                last = scores(middle);
                credit.weigh(5, last, note -> {});
            }
            if (new RawLaw(last).probability(0) >= .9) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /// Values worked out by hand from the published rule, for the threshold .9.
    @Test
    void agreementLowersTheConfidenceThatIsNeeded() {
        assertThat(needed(1)).isCloseTo(.849, within(1e-3));
        assertThat(needed(2)).isCloseTo(.817, within(1.5e-3));
        assertThat(needed(3)).isCloseTo(.795, within(1.5e-3));
        assertThat(needed(5)).isCloseTo(.768, within(1.5e-3));
        assertThat(needed(10)).isCloseTo(.739, within(1.5e-3));
        assertThat(needed(200)).isGreaterThan(.72);
    }

    @Test
    void withoutWeightTheScoresStayAsTheyAre() {
        CreditDecoding credit = new CreditDecoding(0, .8, .2);
        float[] scores = scores(.7);
        credit.weigh(1, scores, note -> {});
        assertThat(scores).containsExactly(scores(.7));
    }

    @Test
    void positionsEarnTheirOwnCreditAndAFallenFavouriteLosesIt() {
        CreditDecoding credit = new CreditDecoding(.7, .5, 1);
        List<Double> told = new ArrayList<>();
        for (int step = 0; step < 4; step++) {
            credit.weigh(1, scores(.8), note -> told.add(note.value()));
        }
        credit.weigh(2, scores(.8), note -> told.add(note.value()));
        float[] flipped = scores(.3); // now the second token is first
        credit.weigh(1, flipped, note -> told.add(note.value()));
        double first = (float) .8;
        assertThat(told.get(0)).isCloseTo(first, within(1e-6));
        assertThat(told.get(1)).isCloseTo(first * 1.5, within(1e-6));
        assertThat(told.get(4)).as("another position").isCloseTo(first, within(1e-6));
        assertThat(told.get(5)).as("the new favourite").isCloseTo(.7, within(1e-6));
        assertThat(flipped[0]).as("the old one keeps half of what it had")
                .isCloseTo((float) (Math.log(.3 / .7) + .7 * Math.log1p(told.get(3) / 2)), within(1e-5f));
    }
}
