package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.sampling.RawLaw;
import draftscope.sampling.SampledLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The funnel and the what-if, held against the engine's own sampler chain over many seeds and settings.
class FunnelTest {
    private static final int VOCAB = 400;
    private static final int EVERYTHING = VOCAB;
    private static final double[] TEMPERATURES = {0, .3, .8, 1, 1, 1.7};
    private static final int[] TOP_K = {0, 0, 1, 5, 8, 40, 399, 500};
    private static final double[] TOP_P = {1, 1, .99, .9, .5, .02};
    private static final double[] MIN_P = {0, 0, .001, .05, .5};
    private static final Trace UNNAMED = Trace.of(List.of());

    private static SamplingSettings anySettings(Random random) {
        return new SamplingSettings(TEMPERATURES[random.nextInt(TEMPERATURES.length)],
                TOP_K[random.nextInt(TOP_K.length)], TOP_P[random.nextInt(TOP_P.length)],
                MIN_P[random.nextInt(MIN_P.length)]);
    }

    /// A case as the engine tells it: what it captured of a law, and what it drew.
    private record Case(RawLaw raw, TokenDistribution law, SamplingSettings settings, double draw, LawPlace place) {
        static Case of(long seed, int captured) {
            Random random = new Random(seed);
            SamplingSettings settings = anySettings(random);
            float[] scores = new float[VOCAB];
            float spread = 1 + random.nextInt(6);
            for (int i = 0; i < VOCAB; i++)
                scores[i] = spread * (float) random.nextGaussian();
            RawLaw raw = new RawLaw(scores);
            SamplerChain chain = new SamplerChain(settings);
            SampledLaw sampled = chain.sample(raw);
            double draw = random.nextDouble();
            LawPlace place = new LawPlace("here", sampled.law().draw(draw), raw.top(captured),
                    chain.top(raw, sampled.law(), captured), TopTokens.NOT_CAPTURED, sampled.stages(captured, false),
                    LawPlace.Choice.DRAWN, draw);
            return new Case(raw, sampled.law(), settings, draw, place);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, EVERYTHING})
    void everyColumnSumsToOneAndTheLastIsTheLawThatTheEngineDrewFrom(int captured) {
        for (long seed = 0; seed < 1500; seed++) {
            Case c = Case.of(seed, captured);
            Funnel funnel = Funnel.of(c.place);
            assertThat(funnel.note()).isEmpty();
            int last = funnel.columns().size() - 1;
            for (int column = 0; column <= last; column++)
                assertThat(funnel.sum(column)).as("seed %d, %s, %s", seed, c.settings, funnel.columns().get(column))
                        .isCloseTo(1, within(1e-6));
            for (Funnel.Row row : funnel.rows()) {
                assertThat(row.shares().get(last)).isCloseTo(c.law.probability(row.token()), within(1e-9));
                // What is left in may still weigh nothing at a low temperature.
                boolean weighs = row.cutAt() < 0 && row.shares().get(Math.min(1, last)) > 0;
                assertThat(weighs).isEqualTo(c.law.probability(row.token()) > 0);
                assertThat(row.rank()).isEqualTo(c.raw.rank(row.token()));
            }
        }
    }

    @Test
    void withTheRunsOwnSettingsTheWhatIfPicksWhatTheEnginePicked() {
        for (long seed = 0; seed < 3000; seed++) {
            Case c = Case.of(seed, EVERYTHING);
            assertThat(WhatIf.of(c.place, c.settings, VOCAB, UNNAMED).pick()).as("seed %d, %s", seed, c.settings)
                    .isEqualTo(c.law.draw(c.draw));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, EVERYTHING})
    void withOtherSettingsItGivesWhatTheEngineWouldGiveOrSaysThatItCannotBeKnown(int captured) {
        int known = 0;
        for (long seed = 0; seed < 3000; seed++) {
            Case c = Case.of(seed, captured);
            SamplingSettings other = anySettings(new Random(~seed));
            TokenDistribution would = new SamplerChain(other).law(c.raw);
            int vocabulary = seed % 3 == 0 ? 0 : VOCAB; // also where nobody knows how many tokens there are
            WhatIf answer = WhatIf.of(c.place, other, vocabulary, UNNAMED);
            for (int i = 0; i < answer.shares().size(); i++) {
                double truth = would.probability(c.place.raw().tokens().get(i).token());
                assertThat(truth).as("seed %d, %s", seed, other).isBetween(answer.shares().get(i).low() - 1e-9,
                        answer.shares().get(i).high() + 1e-9);
            }
            if (answer.pick() >= 0) {
                known++;
                assertThat(answer.pick()).as("seed %d, %s", seed, other).isEqualTo(would.draw(c.draw));
                assertThat(answer.sentence()).contains(answer.pick() == c.place.token() ? "still" : "was");
            } else {
                assertThat(captured).isLessThan(EVERYTHING);
                assertThat(answer.sentence()).contains("cannot be known");
            }
        }
        assertThat(known).isGreaterThan(captured == EVERYTHING ? 2999 : 1500);
    }

    @Test
    void aTokenThatWasCutSaysByWhatAndStaysInItsPlace() {
        float[] scores = {(float) Math.log(.3), (float) Math.log(.5), (float) Math.log(.05), (float) Math.log(.15)};
        RawLaw raw = new RawLaw(scores);
        SamplerChain chain = new SamplerChain(new SamplingSettings(1, 3, .7, 0));
        SampledLaw sampled = chain.sample(raw);
        Funnel funnel = Funnel.of(new LawPlace("here", 1, raw.top(4), chain.top(raw, sampled.law(), 4),
                TopTokens.NOT_CAPTURED, sampled.stages(4, false), LawPlace.Choice.DRAWN, .2));
        assertThat(funnel.columns()).extracting(Funnel.Column::name).containsExactly("raw", "top-k 3", "top-p 0.7",
                "final");
        assertThat(funnel.rows()).extracting(Funnel.Row::token).containsExactly(1, 0, 3, 2);
        assertThat(funnel.rows().stream().map(funnel::cut)).containsExactly("", "",
                "cut by top-p (cumulative 0.842)", "cut by top-k (cumulative 0.950)");
        assertThat(funnel.rows().get(2).shares().get(1)).isCloseTo(.15 / .95, within(1e-6));
        assertThat(funnel.rows().get(2).shares().get(2)).isZero();
    }

    @Test
    void whatAnOlderRecordingDoesNotTellIsSaid() {
        Case c = Case.of(7, Observation.LIGHT.top());
        LawPlace old = new LawPlace("here", 1, c.place.raw(), c.place.last(), TopTokens.NOT_CAPTURED, List.of(),
                LawPlace.Choice.DRAWN, .5);
        assertThat(Funnel.of(old).columns()).extracting(Funnel.Column::name).containsExactly("raw", "final");
        assertThat(Funnel.of(old).note()).contains("not captured");
    }

    @Test
    void aTokenThatWasNotDrawnFromTheLawGetsNoPick() {
        LawPlace drawn = Case.of(3, EVERYTHING).place;
        for (LawPlace.Choice choice : List.of(LawPlace.Choice.DRAFTED, LawPlace.Choice.LEFT_OVER,
                LawPlace.Choice.NOISE, LawPlace.Choice.FIRST)) {
            LawPlace place = new LawPlace("here", drawn.token(), drawn.raw(), drawn.last(), drawn.residual(),
                    drawn.stages(), choice, Double.NaN);
            assertThat(WhatIf.of(place, new SamplingSettings(1.3, 0, 1, 0), VOCAB, UNNAMED).pick()).isEqualTo(-1);
        }
    }
}
