package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DreamTest extends UnmaskPolicyContract {
    @Override
    UnmaskPolicy policy() {
        return new Dream(8, Order.ENTROPY, 0);
    }

    @Override
    Order order() {
        return Order.ENTROPY;
    }

    /// The schedule of the published code, without its steps that take nothing.
    @ParameterizedTest
    @CsvSource(textBlock = """
            16, 16, '1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2'
            16, 8,  '1, 2, 2, 2, 2, 2, 2, 3'
            32, 8,  '3, 4, 4, 4, 4, 4, 4, 5'
            """)
    void takesWhatTheTimeWants(int masks, int steps, String expected) {
        assertThat(Dream.counts(masks, steps).toString()).isEqualTo("[" + expected + "]");
    }

    @Test
    void theOrderIsThatOfTheMeasure() {
        List<Proposal> eligible = List.of(new Proposal(0, 1, .6, .5, 2.0, 1, .5),
                new Proposal(1, 1, .7, .1, 1.5, 1, .5),
                new Proposal(2, 1, .5, .2, 0.5, 1, .5));
        assertThat(first(Order.CONFIDENCE, eligible)).isEqualTo(1);
        assertThat(first(Order.MARGIN, eligible)).isZero();
        assertThat(first(Order.ENTROPY, eligible)).isEqualTo(2);
    }

    private static int first(Order order, List<Proposal> eligible) {
        return new Dream(3, order, 0).choose(progress(0, 1, 3, 0), eligible).getFirst().position();
    }

    /// With luck, positions are drawn by the softmax of their scores: chi-square over 20,000 draws, false alarm below 1e-6.
    @Test
    void luckDrawsByTheSoftmaxOfTheScores() {
        Random random = new Random(7);
        double[] scores = {.9, .6, .3};
        double luck = .4;
        int[] counts = new int[3];
        int draws = 20_000;
        for (int n = 0; n < draws; n++) {
            List<Proposal> eligible = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                eligible.add(new Proposal(i, 1, scores[i], 0, 0, 0, random.nextDouble()));
            }
            counts[new Dream(3, Order.CONFIDENCE, luck).choose(progress(0, 1, 3, 0), eligible).getFirst()
                    .position()]++;
        }
        double total = 0;
        for (double score : scores) {
            total += Math.exp(score / luck);
        }
        double chi = 0;
        for (int i = 0; i < 3; i++) {
            double expected = draws * Math.exp(scores[i] / luck) / total;
            chi += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        assertThat(chi).as("2 degrees of freedom").isLessThan(27.6);
    }
}
