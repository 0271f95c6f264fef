package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TimeLedger;
import draftscope.trace.TimeSlice;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ledger of a real run with the shipped models.
class TimeLedgerRunTest {
    @Test
    void slicesSumToTheWallTimeWithinTwoPercent(@TempDir Path folder) {
        SampleModels samples = new SampleModels(folder);
        try (LanguageModel target = LanguageModel.open(samples.locate("tales-target"), 1);
                LanguageModel draft = LanguageModel.open(samples.locate("tales-draft"), 1)) {
            List<TraceEvent> events = new ArrayList<>();
            DecodingRun run = DecodingRun.prepare(
                    new RunRequest("draft-tree", Map.of(), "Once upon a time there was a", List.of(), 120,
                            new SamplingSettings(1, 0, 1, 0), 3, Observation.LIGHT, 1),
                    new Models(target, Optional.of(draft)), events::add, Pacer.unthrottled());
            run.run();
            Trace trace = Trace.of(events);
            TimeLedger ledger = TimeLedger.of(trace, 0, trace.steps().size() - 1, trace.length());
            long began = events.stream().filter(
                    e -> e instanceof TraceEvent.PhaseFinished p && p.phase() == Phase.PREFILL).findFirst()
                    .orElseThrow().nanos();
            double wall = events.getLast().nanos() - began;
            assertThat(ledger.totalNanos() / wall).isCloseTo(1, within(.02));
            assertThat(ledger.divided()).isTrue();
            assertThat(ledger.tokens()).isEqualTo(run.outputIds().length);
            assertThat(ledger.nanos(TimeSlice.TARGET_PASS)).isGreaterThan(ledger.nanos(TimeSlice.ACCEPT));
            assertThat(ledger.nanos(TimeSlice.DRAFT_PASS)).isPositive();
            assertThat(ledger.nanos(TimeSlice.CAPTURE)).isPositive();
        }
    }
}
