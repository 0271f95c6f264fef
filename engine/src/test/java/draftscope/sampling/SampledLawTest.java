package draftscope.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.Sampler;
import draftscope.trace.SamplerStage;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampledLawTest {
    private static final int VOCAB = 300;

    private static final double[] TEMPERATURES = {0, .3, .8, 1, 1.7};
    private static final int[] TOP_K = {0, 1, 7, 40, 299, 300, 1000};
    private static final double[] TOP_P = {1, .99, .9, .5, .01};
    private static final double[] MIN_P = {0, .001, .05, .5, .99};

    private static SamplingSettings settings(Random random) {
        return new SamplingSettings(TEMPERATURES[random.nextInt(TEMPERATURES.length)],
                TOP_K[random.nextInt(TOP_K.length)], TOP_P[random.nextInt(TOP_P.length)],
                MIN_P[random.nextInt(MIN_P.length)]);
    }

    private static float[] scores(Random random) {
        float[] scores = new float[VOCAB];
        float spread = 1 + random.nextInt(5);
        for (int i = 0; i < VOCAB; i++)
            scores[i] = random.nextInt(40) == 0 ? Float.NEGATIVE_INFINITY : spread * (float) random.nextGaussian();
        scores[random.nextInt(VOCAB)] = scores[random.nextInt(VOCAB)] + 1; // sometimes a clear first, sometimes ties of -infinity
        scores[0] = 1;
        return scores;
    }

    @Test
    void whatTheSamplersToldLeadsFromTheRawLawToTheOneDrawnFromWhateverTheSettings() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            SamplingSettings settings = settings(random);
            RawLaw raw = new RawLaw(scores(random));
            SamplerChain chain = new SamplerChain(settings);
            SampledLaw sampled = chain.sample(raw);
            List<TokenProbability> law = raw.top(VOCAB).tokens();
            double u = random.nextDouble();
            for (SamplerStage stage : sampled.stages(VOCAB, true)) {
                List<TokenProbability> after = new ArrayList<>();
                double sum = 0;
                double held = 0;
                for (int i = 0; i < law.size() && i < stage.kept(); i++) {
                    TokenProbability before = law.get(i);
                    held += before.probability();
                    double probability = stage.law().tokens().isEmpty()
                            ? before.probability() / stage.mass()
                            : stage.law().probability(before.token());
                    after.add(new TokenProbability(before.token(), probability));
                    sum += probability;
                }
                assertThat(sum).as("%s, seed %d", stage, seed).isCloseTo(1, within(1e-6));
                assertThat(held).as("%s, seed %d", stage, seed).isCloseTo(stage.mass(), within(1e-9));
                law = after;
            }
            for (TokenProbability token : law)
                assertThat(token.probability()).isCloseTo(sampled.law().probability(token.token()), within(1e-12));
            double[] drawnFrom = new double[VOCAB];
            law.forEach(token -> drawnFrom[token.token()] = token.probability());
            assertThat(pick(drawnFrom, u)).as("seed %d, %s", seed, settings).isEqualTo(sampled.law().draw(u));
            assertThat(sampled.law()).isEqualTo(chain.law(raw));
        }
    }

    /// The ranking of the scores serves again; where rounding makes tokens equally likely that score differently, the law's own
    /// order counts.
    @Test
    void itsLikeliestTokensAreThoseOfTheLawItselfToTheBit() {
        int tied = 0;
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            SamplingSettings settings = settings(random);
            float[] scores = scores(random);
            scores[1] = 12; // beside it the next few round to one weight
            for (int i = 0; i < 20; i++)
                scores[random.nextInt(2, VOCAB)] = random.nextInt(1, 4) * 1e-20f;
            SampledLaw sampled = new SamplerChain(settings).sample(new RawLaw(scores));
            for (int count : new int[]{1, 10, 100, VOCAB, VOCAB + 1})
                assertThat(sampled.top(count)).as("%s, seed %d, %d", settings, seed, count)
                        .isEqualTo(sampled.law().top(count));
            tied += IntStream.range(2, VOCAB).anyMatch(i -> sampled.law().probability(i) > 0 && IntStream.range(2, i)
                    .anyMatch(j -> scores[i] > scores[j]
                            && sampled.law().probability(i) == sampled.law().probability(j))) ? 1 : 0;
        }
        assertThat(tied).as("laws whose order is not that of the scores").isPositive();
    }

    private static int pick(double[] law, double u) {
        double sum = 0;
        int last = -1;
        for (int i = 0; i < law.length; i++) {
            if (law[i] > 0) {
                sum += law[i];
                last = i;
                if (u < sum)
                    return i;
            }
        }
        return last;
    }

    @Test
    void tellsEachSamplerInItsPlaceWithTheCumulativeProbabilityAtItsCut() {
        float[] scores = {(float) Math.log(.3), (float) Math.log(.5), (float) Math.log(.05), (float) Math.log(.15)};
        List<SamplerStage> stages = new SamplerChain(new SamplingSettings(1, 3, .7, .7)).sample(new RawLaw(scores))
                .stages(4, true);
        assertThat(stages).extracting(SamplerStage::sampler).containsExactly(Sampler.TEMPERATURE, Sampler.TOP_K,
                Sampler.TOP_P, Sampler.MIN_P);
        assertThat(stages).extracting(SamplerStage::kept).containsExactly(4, 3, 2, 1);
        assertThat(stages.get(1).mass()).isCloseTo(.95, within(1e-6));
        assertThat(stages.get(2).mass()).isCloseTo(.8 / .95, within(1e-6));
        assertThat(stages.get(3).mass()).isCloseTo(.5 / .8, within(1e-6));
        assertThat(stages).extracting(SamplerStage::setting).containsExactly(1.0, 3.0, .7, .7);
    }

    @Test
    void theLawAfterATemperatureIsTheVeryOneThatTheCutsWereGiven() {
        RawLaw raw = new RawLaw(scores(new Random(5)));
        TokenDistribution uncut = new SamplerChain(new SamplingSettings(.7, 0, 1, 0)).law(raw);
        SampledLaw cut = new SamplerChain(new SamplingSettings(.7, 20, 1, 0)).sample(raw);
        TopTokens told = cut.stages(10, false).getFirst().law();
        assertThat(told.tokens()).hasSize(10)
                .allSatisfy(token -> assertThat(token.probability()).isEqualTo(uncut.probability(token.token())));
        assertThat(new SamplerChain(new SamplingSettings(.7, 0, 1, 0)).sample(raw).stages(10, false).getFirst().law())
                .isEqualTo(TopTokens.NOT_CAPTURED);
    }

    @Test
    void atTemperatureZeroOnlyTheFirstChoiceStays() {
        RawLaw raw = new RawLaw(new float[]{1, 3, 2});
        assertThat(new SamplerChain(SamplingSettings.GREEDY).sample(raw).stages(10, false)).containsExactly(
                new SamplerStage(Sampler.TEMPERATURE, 0, 1, raw.probability(1), TopTokens.NOT_CAPTURED));
    }
}
