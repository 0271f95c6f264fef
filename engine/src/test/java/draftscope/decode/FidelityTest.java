package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Note;
import draftscope.trace.Observation;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TargetRow;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Observation that lowers itself.
class FidelityTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void staysFullWhileTellingCostsLittle() {
        Fidelity fidelity = new Fidelity(Observation.AUTO);
        assertThat(fidelity.level()).isEqualTo(Observation.FULL);
        fidelity.add(SECOND, SECOND / 10);
        assertThat(fidelity.settle()).isEmpty();
        assertThat(fidelity.level()).isEqualTo(Observation.FULL);
    }

    @Test
    void isLoweredOnceAndSaysByHowMuchTellingCost() {
        Fidelity fidelity = new Fidelity(Observation.AUTO);
        fidelity.add(SECOND, SECOND / 5);
        assertThat(fidelity.settle().map(Note::text)).hasValue(
                "lowered from full to light: telling took 20 % of the engine's time, more than 10 %");
        assertThat(fidelity.level()).isEqualTo(Observation.LIGHT);
        fidelity.add(SECOND, SECOND);
        assertThat(fidelity.settle()).isEmpty();
    }

    @Test
    void doesNotJudgeByTheFirstMoments() {
        Fidelity fidelity = new Fidelity(Observation.AUTO);
        fidelity.add(Fidelity.LEAST_NANOS - 1, Fidelity.LEAST_NANOS - 1);
        assertThat(fidelity.settle()).isEmpty();
    }

    @Test
    void leavesALevelThatAPersonChoseAlone() {
        for (Observation chosen : List.of(Observation.OFF, Observation.LIGHT, Observation.FULL)) {
            Fidelity fidelity = new Fidelity(chosen);
            fidelity.add(SECOND, SECOND);
            assertThat(fidelity.settle()).isEmpty();
            assertThat(fidelity.level()).isEqualTo(chosen);
        }
    }

    /// A reader of events that is slow makes telling dear.
    @Test
    void aRunGoesOnWithFewerNumbersAndTheSameTokensAndTellsWhereAndWhy(@TempDir Path folder) {
        SampleModels samples = new SampleModels(folder);
        try (LanguageModel target = LanguageModel.open(samples.locate("tales-target"), 1);
                LanguageModel draft = LanguageModel.open(samples.locate("tales-draft"), 1)) {
            Models models = new Models(target, Optional.of(draft));
            List<TraceEvent> events = new ArrayList<>();
            DecodingRun slow = DecodingRun.prepare(request(Observation.AUTO), models, event -> {
                if (event instanceof TraceEvent.Verified || event instanceof TraceEvent.Judged)
                    LockSupport.parkNanos(30_000_000);
                events.add(event);
            }, Pacer.unthrottled());
            slow.run();
            DecodingRun full = DecodingRun.prepare(request(Observation.FULL), models, event -> {},
                    Pacer.unthrottled());
            full.run();
            assertThat(slow.outputIds()).isEqualTo(full.outputIds());

            Trace trace = Trace.of(events);
            assertThat(trace.settings().map(RunSettings::observation)).hasValue(Observation.AUTO);
            List<TraceEvent.Noted> told = events.stream().filter(TraceEvent.Noted.class::isInstance)
                    .map(TraceEvent.Noted.class::cast)
                    .filter(noted -> noted.notes().stream().anyMatch(note -> note.topic().equals("observation")))
                    .toList();
            assertThat(told).hasSize(1);
            int lowered = told.getFirst().step();
            assertThat(lowered).isPositive();
            for (TraceEvent event : events) {
                if (event instanceof TraceEvent.Verified verified)
                    for (TargetRow row : verified.rows())
                        assertThat(row.raw().tokens()).hasSize(verified.step() < lowered ? 100 : 10);
            }
        }
    }

    private static RunRequest request(Observation level) {
        return new RunRequest("draft-chain", Map.of(), "Once upon a time there was a", List.of(), 60,
                new SamplingSettings(1, 0, 1, 0), 3, level, 1);
    }
}
