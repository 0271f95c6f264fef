package draftscope.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.SamplingSettings;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplerChainTest {
    private static final float[] SCORES = {(float) Math.log(.3), (float) Math.log(.5), (float) Math.log(.05),
            (float) Math.log(.15)};

    private static double[] law(double temperature, int topK, double topP, double minP) {
        return new SamplerChain(new SamplingSettings(temperature, topK, topP, minP)).law(new RawLaw(SCORES)).toArray();
    }

    private static void assertLaw(double[] law, double... expected) {
        assertThat(law).usingComparatorWithPrecision(1e-7).containsExactly(expected); // the scores are float32
    }

    @Test
    void givesTheSoftmaxWhenEverythingIsOff() {
        assertLaw(law(1, 0, 1, 0), .3, .5, .05, .15);
    }

    @Test
    void sharpensByTemperature() {
        double sum = .09 + .25 + .0025 + .0225;
        assertLaw(law(.5, 0, 1, 0), .09 / sum, .25 / sum, .0025 / sum, .0225 / sum);
    }

    @Test
    void takesTheLowestIdOnATieAtTemperatureZero() {
        TokenDistribution law = new SamplerChain(SamplingSettings.GREEDY).law(new RawLaw(new float[]{1, 3, 3}));
        assertThat(law.isPoint()).isTrue();
        assertThat(law.mode()).isEqualTo(1);
    }

    @Test
    void keepsTheKLikeliestAndTheLowestIdsOnATie() {
        assertLaw(law(1, 2, 1, 0), .375, .625, 0, 0);
        TokenDistribution tied = new SamplerChain(new SamplingSettings(1, 2, 1, 0))
                .law(new RawLaw(new float[]{0, 1, 1, 1}));
        assertThat(tied.toArray()).containsExactly(0, .5, .5, 0);
    }

    @Test
    void keepsTheFewestTokensThatHoldP() {
        assertLaw(law(1, 0, .7, 0), .375, .625, 0, 0);
        assertLaw(law(1, 0, .85, 0), .3 / .95, .5 / .95, 0, .15 / .95);
        assertLaw(law(1, 0, 1e-9, 0), 0, 1, 0, 0);
    }

    @Test
    void appliesTopPToWhatTopKLeft() {
        // Of (.375, .625) the first alone holds .6; of the whole law it would take two.
        assertLaw(law(1, 2, .6, 0), 0, 1, 0, 0);
    }

    @Test
    void keepsTokensWithinAFactorOfTheLikeliest() {
        assertLaw(law(1, 0, 1, .2), .3 / .95, .5 / .95, 0, .15 / .95);
        assertLaw(law(1, 0, 1, .5), .375, .625, 0, 0);
    }

    @Test
    void neverGivesMassToATokenThatCannotOccur() {
        float[] scores = {1, Float.NEGATIVE_INFINITY, 2};
        TokenDistribution law = new SamplerChain(new SamplingSettings(100, 0, 1, 0)).law(new RawLaw(scores));
        assertThat(law.probability(1)).isZero();
        assertThat(law.probability(0) + law.probability(2)).isCloseTo(1, within(1e-15));
    }

    @Test
    void reusedRankingsAndEntropiesEqualThoseOfTheLawItself() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            float[] scores = new float[50];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) (3 * random.nextGaussian());
            }
            SamplerChain chain = new SamplerChain(new SamplingSettings(random.nextBoolean()
                    ? 1
                    : .1 + random
                            .nextDouble() * 2,
                    random.nextInt(3) * 10, random.nextBoolean() ? 1 : .5 + random.nextDouble() / 2,
                    random.nextBoolean() ? 0 : .1));
            RawLaw raw = new RawLaw(scores);
            TokenDistribution law = chain.law(raw);
            TokenDistribution plain = TokenDistribution.of(law.toArray());
            assertThat(chain.top(raw, law, 10).tokens()).as("seed " + seed + " " + chain)
                    .isEqualTo(plain.top(10).tokens());
            assertThat(chain.top(raw, law, 10).tailMass()).isCloseTo(plain.top(10).tailMass(), within(1e-12));
            assertThat(law.entropyBits()).isCloseTo(plain.entropyBits(), within(1e-10));
        }
    }
}
