package draftscope.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.TokenMeasures;
import draftscope.trace.TokenProbability;
import org.junit.jupiter.api.Test;

class RawLawTest {
    private static final float[] SCORES = {(float) Math.log(.25), (float) Math.log(.5), (float) Math.log(.25)};

    @Test
    void measuresATokenByHand() {
        TokenMeasures measures = new RawLaw(SCORES).measures(2, 2);
        assertThat(measures.entropyBits()).isCloseTo(1.5, within(1e-6));
        assertThat(measures.surprisalBits()).isCloseTo(2, within(1e-6));
        assertThat(measures.probability()).isCloseTo(.25, within(1e-7));
        assertThat(measures.marginRaw()).isCloseTo(.25, within(1e-7));
        assertThat(measures.rank()).isEqualTo(2);
        assertThat(measures.top().tokens()).extracting(TokenProbability::token).containsExactly(1, 0);
        assertThat(measures.top().tailMass()).isCloseTo(.25, within(1e-7));
    }

    @Test
    void theVarentropyIsTheVarianceOfTheSurprisal() {
        java.util.Random random = new java.util.Random(3);
        for (int size : new int[]{1, 2, 7, 2048}) {
            float[] scores = new float[size];
            for (int i = 0; i < size; i++)
                scores[i] = i % 9 == 5 ? Float.NEGATIVE_INFINITY : 3 * (float) random.nextGaussian();
            double sum = 0;
            for (float score : scores)
                sum += Math.exp(score);
            double mean = 0;
            double squares = 0;
            for (float score : scores) {
                double p = Math.exp(score) / sum;
                if (p > 0) {
                    mean -= p * Math.log(p) / Math.log(2);
                    squares += p * Math.pow(Math.log(p) / Math.log(2), 2);
                }
            }
            assertThat(new RawLaw(scores).varentropy()).isCloseTo(squares - mean * mean, within(1e-8));
        }
        assertThat(new RawLaw(new float[]{1, 1, 1, 1}).varentropy()).isZero(); // uncertain, but evenly
    }

    @Test
    void ranksByFallingScoreWithTheLowestIdFirst() {
        RawLaw law = new RawLaw(SCORES);
        assertThat(law.rank(1)).isZero();
        assertThat(law.rank(0)).isEqualTo(1);
        assertThat(law.rank(2)).isEqualTo(2);
        law.best(2);
        assertThat(law.rank(0)).isEqualTo(1); // now from the ranking that is at hand
    }

    @Test
    void keepsTheSurprisalOfATokenTooUnlikelyToWeighAnything() {
        RawLaw law = new RawLaw(new float[]{0, -100});
        assertThat(law.probability(1)).isZero();
        assertThat(law.surprisalBits(1)).isCloseTo(100 / Math.log(2), within(1e-9));
    }

    @Test
    void hasAMarginOfOneWhenThereIsNoSecondChoice() {
        assertThat(new RawLaw(new float[]{3}).margin()).isEqualTo(1);
    }

    @Test
    void refusesScoresWithoutAFiniteNumber() {
        assertThatThrownBy(() -> new RawLaw(new float[]{Float.NaN, Float.NaN})).isInstanceOf(
                IllegalStateException.class);
        assertThatThrownBy(() -> new RawLaw(new float[]{Float.NEGATIVE_INFINITY})).isInstanceOf(
                IllegalStateException.class);
        assertThatThrownBy(() -> new RawLaw(new float[]{1, Float.NaN, 2}).entropyBits()).isInstanceOf(
                IllegalStateException.class);
    }
}
