package draftscope.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    @Test
    void agreesWithTheLibraryExponentialToOneInTenToTheTwelve() {
        Random random = new Random(1);
        for (double temperature : new double[]{0.1, 0.7, 1, 3}) {
            float[] scores = new float[5000];
            for (int i = 1; i < scores.length; i++) {
                scores[i] = (float) (-39.9 * temperature * random.nextDouble());
            }
            double[] weights = new double[scores.length];
            Softmax.Totals totals = Softmax.weigh(scores, 0, temperature, weights);
            double sum = 0;
            double dot = 0;
            for (int i = 0; i < scores.length; i++) {
                double expected = Math.exp(scores[i] / temperature);
                assertThat(weights[i] / expected).isCloseTo(1, within(1e-12));
                sum += expected;
                dot += expected * scores[i] / temperature;
            }
            assertThat(totals.sum()).isCloseTo(sum, within(1e-10));
            assertThat(totals.dot()).isCloseTo(dot, within(1e-10));
        }
    }

    @Test
    void givesNothingToWhatLiesBelowTheCut() {
        double[] weights = new double[4];
        Softmax.Totals totals = Softmax.weigh(new float[]{5, -35.5f, Float.NEGATIVE_INFINITY, 5}, 5, 1, weights);
        assertThat(weights).containsExactly(1, 0, 0, 1);
        assertThat(totals.sum()).isEqualTo(2);
        assertThat(totals.entropyBits()).isCloseTo(1, within(1e-15));
    }
}
