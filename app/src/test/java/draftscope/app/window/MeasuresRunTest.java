package draftscope.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.app.session.FirstRun;
import draftscope.decode.DecodingRun;
import draftscope.decode.Models;
import draftscope.decode.Pacer;
import draftscope.decode.RunRequest;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.Logits;
import draftscope.samples.SampleModels;
import draftscope.trace.CommittedToken;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TokenMeasures;
import draftscope.trace.Trace;
import draftscope.trace.TraceLog;
import draftscope.trace.TraceState;
import draftscope.views.Overlay;
import draftscope.views.Selection;
import draftscope.views.layout.Funnel;
import draftscope.views.layout.LawPlace;
import draftscope.views.layout.WhatIf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the views show of real runs, held against sums that share nothing with the engine but the scores.
class MeasuresRunTest {
    private static final int TOKENS = 40;
    private static final List<SamplingSettings> SETTINGS = List.of(SamplingSettings.GREEDY,
            new SamplingSettings(1, 0, 1, 0), new SamplingSettings(0.8, 0, 1, 0), new SamplingSettings(0.8, 40, 1, 0),
            new SamplingSettings(1.2, 0, 0.9, 0), new SamplingSettings(1, 0, 1, 0.05),
            new SamplingSettings(0.7, 50, 0.95, 0.02));

    @TempDir
    static Path folder;
    private static LanguageModel target;
    private static LanguageModel draft;

    @BeforeAll
    static void open() {
        SampleModels samples = new SampleModels(folder);
        target = LanguageModel.open(samples.locate("tales-target"), 1);
        draft = LanguageModel.open(samples.locate("tales-draft"), 1);
    }

    @AfterAll
    static void close() {
        target.close();
        draft.close();
    }

    private static TraceState run(String method, SamplingSettings sampling, long seed, Observation observation) {
        TraceLog log = new TraceLog();
        DecodingRun run = DecodingRun.prepare(new RunRequest(method, Map.of(), FirstRun.PROMPT, List.of(), TOKENS,
                sampling, seed, observation, 1), new Models(target, Optional.of(draft)), log, Pacer.unthrottled());
        run.run();
        assertThat(run.failure()).isEmpty();
        Trace trace = Trace.of(log);
        return trace.at(trace.length());
    }

    @Test
    void everyOverlayShowsWhatASumOverTheWholeVocabularyGives() {
        TraceState state = run("draft-chain", new SamplingSettings(1, 0, 1, 0), 5, Observation.FULL);
        List<Integer> text = new ArrayList<>(state.prompt());
        state.committed().forEach(token -> text.add(token.token()));
        int[] ids = text.stream().mapToInt(Integer::intValue).toArray();
        int[] places = IntStream.range(0, ids.length).toArray();
        Logits logits = target.transformer().forward(new Batch(ids, places, places,
                AttentionMask.causal(0, ids.length), null), target.transformer().newCache(ids.length));
        assertThat(state.trace().promptMeasures(0)).isEqualTo(TokenMeasures.NOT_CAPTURED);
        int drafted = 0;
        for (int at = 1; at < ids.length; at++) {
            float[] row = logits.row(at - 1);
            CommittedToken token = at < state.prompt().size()
                    ? null
                    : state.committed().get(at - state.prompt().size());
            check(row, ids[at], token == null ? state.trace().promptMeasures(at) : token.measures());
            if (token != null && token.node() > 0) {
                double q = state.trace().at(state.trace().endOfStep(token.step())).tree().node(token.node())
                        .orElseThrow().node().probability();
                double ratio = Overlay.LOG_RATIO.of(token.measures(), token.logRatio());
                assertThat(ratio).isCloseTo(Math.log(probability(row, ids[at]) / q) / Math.log(2), within(1e-4));
                drafted++;
            } else if (token != null) {
                assertThat(token.logRatio()).isNaN();
            }
        }
        assertThat(drafted).isPositive();
    }

    private static double probability(float[] row, int token) {
        double sum = 0;
        for (float score : row)
            sum += Math.exp(score);
        return Math.exp(row[token]) / sum;
    }

    private static void check(float[] row, int token, TokenMeasures told) {
        double entropy = 0;
        double squares = 0;
        double first = 0;
        double second = 0;
        int rank = 0;
        double sum = 0;
        for (float score : row)
            sum += Math.exp(score);
        for (int i = 0; i < row.length; i++) {
            double p = Math.exp(row[i]) / sum;
            double bits = -Math.log(p) / Math.log(2);
            entropy += p * bits;
            squares += p * bits * bits;
            rank += row[i] > row[token] || row[i] == row[token] && i < token ? 1 : 0;
            second = p > first ? first : Math.max(second, p);
            first = Math.max(first, p);
        }
        double own = Math.exp(row[token]) / sum;
        Map<Overlay, Double> expected = Map.of(Overlay.ENTROPY, entropy, Overlay.SURPRISAL,
                -Math.log(own) / Math.log(2), Overlay.PROBABILITY, own, Overlay.RANK, (double) rank, Overlay.MARGIN,
                first - second, Overlay.VARENTROPY, squares - entropy * entropy);
        expected.forEach((overlay, value) -> assertThat(overlay.of(told, Double.NaN)).as(overlay.label())
                .isCloseTo(value, within(1e-4)));
    }

    @Test
    void theFunnelOfEveryTokenSumsToOneAndPicksWhatTheRunPicked() {
        int picks = 0;
        int known = 0;
        for (SamplingSettings sampling : SETTINGS) {
            for (long seed = 1; seed <= 4; seed++) {
                Observation observation = seed % 2 == 0 ? Observation.FULL : Observation.LIGHT;
                TraceState state = run(seed > 2 ? "draft-chain" : "autoregressive", sampling, seed, observation);
                for (CommittedToken token : state.committed()) {
                    LawPlace place = LawPlace.of(state, new Selection.Token(token.index())).orElseThrow();
                    Funnel funnel = Funnel.of(place);
                    assertThat(funnel.note()).isEmpty();
                    for (int c = 0; c < funnel.columns().size(); c++)
                        assertThat(funnel.sum(c)).as("%s, %s", sampling, funnel.columns().get(c).name())
                                .isCloseTo(1, within(1e-6));
                    int last = place.residual().tokens().isEmpty()
                            ? funnel.columns().size() - 1
                            : funnel.columns().size() - 2;
                    for (Funnel.Row row : funnel.rows()) {
                        double told = place.last().probabilityOrNone(row.token());
                        if (!Double.isNaN(told) && row.rank() >= 0)
                            assertThat(row.shares().get(last)).isCloseTo(told, within(1e-9));
                    }
                    WhatIf same = WhatIf.of(place, sampling, target.config().vocabSize(), state.trace());
                    boolean picked = place.choice() == LawPlace.Choice.DRAWN
                            || place.choice() == LawPlace.Choice.FIRST;
                    picks += picked ? 1 : 0;
                    if (same.pick() >= 0) {
                        known++;
                        assertThat(same.pick()).as("%s, seed %d, token %d", sampling, seed, token.index())
                                .isEqualTo(token.token());
                    } else if (picked) {
                        assertThat(same.sentence()).contains("cannot be known");
                    }
                }
            }
        }
        System.out
                .printf("the what-if repeats %d of %d own picks of the target; the others fall among tokens that were "
                        + "not captured%n", known, picks);
        assertThat(known).isGreaterThan(picks * 3 / 4);
    }

    @Test
    void aDiffusionRunTellsWhatItsSamplersDid() {
        try (LanguageModel diffusion = LanguageModel.open(new SampleModels(folder).locate("tales-diffusion"), 1)) {
            TraceLog log = new TraceLog();
            DecodingRun.prepare(new RunRequest("diffusion-low-confidence", Map.of(), FirstRun.PROMPT, List.of(), 16,
                    new SamplingSettings(0.8, 5, 1, 0), 3, Observation.LIGHT, 1),
                    new Models(diffusion, Optional.empty()), log, Pacer.unthrottled()).run();
            Trace trace = Trace.of(log);
            TraceState state = trace.at(trace.length());
            for (CommittedToken token : state.committed()) {
                Funnel funnel = Funnel.of(LawPlace.of(state, new Selection.Token(token.index())).orElseThrow());
                assertThat(funnel.columns()).extracting(Funnel.Column::name).containsExactly("raw", "temperature 0.8",
                        "top-k 5", "final");
                for (int c = 0; c < 4; c++)
                    assertThat(funnel.sum(c)).isCloseTo(1, within(1e-6));
            }
            assertThat(state.committed()).isNotEmpty();
        }
    }
}
