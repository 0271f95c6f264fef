package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.Metrics;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every entry of the catalog.
@ParameterizedClass
@MethodSource("draftscope.decode.MethodCatalog#all")
record MethodContractTest(DecodingMethod method) {
    private static final int VOCAB = 12;

    private Recording run(SamplingSettings sampling, long seed, int[] prompt, int max, Observation level) {
        ToyNetwork.Law law = ToyNetwork.hashed(seed, VOCAB, 1);
        Participant target = ToyParticipants.suiting(method, law, VOCAB, 300, 0);
        Participant draft = method.needs().contains(Need.DRAFT_MODEL)
                ? ToyParticipants.causal(ToyNetwork.near(law, 1, VOCAB, .5), VOCAB, 300, 0)
                : null;
        return Recording.of(
                Recording.observed(Recording.request(method.id(), Variant.needed(method), prompt, max, sampling, seed),
                        level),
                target, draft);
    }

    @Test
    void isDescribedInFull() {
        assertThat(method.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(method.name()).isNotBlank();
        assertThat(method.idea()).isNotBlank().doesNotContain("\n");
        assertThat(method.paper().year()).isBetween(1990, 2030);
        assertThat(method.paper().arxivId()).matches("(\\d{4}\\.\\d{4,5})?");
        assertThat(method.needs()).isNotEmpty();
        assertThat(method.exact()).isEqualTo(method.lossyReason().isEmpty());
        for (Parameter parameter : method.parameters()) {
            assertThat(parameter.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(parameter.label()).isNotBlank();
            assertThat(parameter.help()).endsWith(".");
            assertThat(parameter.check(parameter.standard())).isEqualTo(parameter.standard());
        }
        assertThat(method.parameters().stream().map(Parameter::name).distinct()).hasSameSizeAs(method.parameters());
    }

    @Test
    void runsWithItsStandardParametersAndRecordsThem() {
        for (SamplingSettings sampling : List.of(SamplingSettings.GREEDY, Recording.SAMPLED, new SamplingSettings(.6,
                4, .9, .05))) {
            for (int prompt : new int[]{1, 2, 40}) {
                int[] ids = new int[prompt];
                java.util.Arrays.setAll(ids, i -> 1 + i % (VOCAB - 2));
                Recording recording = run(sampling, prompt, ids, 30, Observation.LIGHT);
                assertThat(recording.output().length).isBetween(1, 30);
                assertThat(recording.stats().emitted()).isEqualTo(recording.output().length);
                assertThat(recording.stopReason()).isIn(StopReason.MAX_TOKENS, StopReason.END_OF_TEXT,
                        StopReason.CANVAS_FILLED, StopReason.STEPS_DONE);
                TraceEvent.RunStarted started = (TraceEvent.RunStarted) recording.events().getFirst();
                Map<String, String> standard = new HashMap<>();
                method.parameters().forEach(p -> standard.put(p.name(), p.standard()));
                standard.putAll(Variant.needed(method));
                assertThat(started.settings().parameters()).isEqualTo(standard);
                assertThat(started.settings().methodId()).isEqualTo(method.id());
            }
        }
    }

    @Test
    void itsMetricsReconcileAtEveryLevelOfObservation() {
        for (Observation level : Observation.values()) {
            for (SamplingSettings sampling : List.of(SamplingSettings.GREEDY, Recording.SAMPLED)) {
                Recording recording = run(sampling, 11, new int[]{1, 2, 3, 1, 2}, 40, level);
                Trace trace = Trace.of(recording.events());
                Metrics all = Metrics.of(trace, trace.length());
                assertThat(all.counts().emitted()).isEqualTo(recording.output().length)
                        .isEqualTo(all.counts().accepted() + all.counts().corrected() + all.counts().bonus()
                                + all.counts().plain());
                assertThat(all.captured()).isEqualTo(level != Observation.OFF);
                if (!all.captured())
                    continue;
                assertReconciles(all);
                Metrics sum = null;
                int emitted = 0;
                int drafting = 0;
                for (int step = 0; step < trace.steps().size(); step++) {
                    Metrics one = Metrics.of(trace, step, step, trace.length());
                    assertReconciles(one);
                    emitted += one.counts().emitted();
                    drafting += one.draftingRounds();
                    sum = one;
                }
                assertThat(sum).isNotNull();
                assertThat(emitted).isEqualTo(all.counts().emitted());
                assertThat(drafting).isEqualTo(all.draftingRounds());
                assertThat(all.counts().drafted()).isEqualTo(recording.stats().drafted());
                assertThat(all.counts().judged()).isEqualTo(recording.stats().judged());
            }
        }
    }

    private static void assertReconciles(Metrics m) {
        assertThat(m.counts().drafted()).isEqualTo(m.counts().cut() + m.sent());
        assertThat(m.sent()).isEqualTo(m.counts().judged() + m.ignored());
        assertThat(m.counts().judged()).isEqualTo(m.passed() + m.counts().rejected());
        assertThat(m.counts().accepted()).isLessThanOrEqualTo(m.passed());
        assertThat(m.depths().stream().mapToInt(Metrics.Depth::accepted).sum()).isEqualTo(m.passed());
        assertThat(m.ranks().stream().mapToInt(Metrics.Rank::sent).sum()).isEqualTo(m.sent());
        assertThat(m.ranks().stream().mapToInt(Metrics.Rank::judged).sum()).isEqualTo(m.counts().judged());
        assertThat(m.counts().acceptedLengths().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(m.counts().rounds());
    }

    @Test
    void numbersItsEventsAndEndsThem() {
        Recording recording = run(Recording.SAMPLED, 3, new int[]{1, 2, 3}, 30, Observation.FULL);
        for (int i = 0; i < recording.events().size(); i++) {
            TraceEvent event = recording.events().get(i);
            assertThat(event.seq()).isEqualTo(i);
            assertThat(event instanceof TraceEvent.RunFinished).isEqualTo(i == recording.events().size() - 1);
            assertThat(i == 0 || event.nanos() >= recording.events().get(i - 1).nanos()).isTrue();
        }
    }

    @Test
    void repeatsUnderOneSeedAndDiffersUnderAnother() {
        List<String> once = Facts.of(run(Recording.SAMPLED, 5, new int[]{1, 2, 3}, 40, Observation.LIGHT).events(),
                event -> true);
        List<String> again = Facts.of(run(Recording.SAMPLED, 5, new int[]{1, 2, 3}, 40, Observation.LIGHT).events(),
                event -> true);
        assertThat(Facts.firstDifference(once, again)).isEmpty();
        assertThat(run(Recording.SAMPLED, 6, new int[]{1, 2, 3}, 40, Observation.LIGHT).output()).isNotEqualTo(run(
                Recording.SAMPLED, 5, new int[]{1, 2, 3}, 40, Observation.LIGHT).output());
    }
}
