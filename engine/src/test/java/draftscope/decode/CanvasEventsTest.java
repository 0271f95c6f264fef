package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that can happen to a position of a canvas happens in recorded runs of the sample models, and is there when the
/// recordings are read again.
class CanvasEventsTest {
    @TempDir
    private Path folder;

    @Test
    void everyEventOfACanvasStandsInARecording() throws IOException {
        Set<CanvasEvent> seen = EnumSet.noneOf(CanvasEvent.class);
        seen.addAll(events(record("tales-diffusion", "rcr", Map.of("length", "24", "block", "12", "steps", "12"), 0)));
        seen.addAll(events(record("tales-diffusion", "diffusion-threshold",
                Map.of("length", "24", "block", "12", "threshold", "0.99"), 0)));
        assertThat(seen).doesNotContain(CanvasEvent.INSERTED, CanvasEvent.REPLACED, CanvasEvent.DELETED,
                CanvasEvent.GAP);
        Trace edited = record("tales-target", "cgmh", Map.of("steps", "60", "longest", "16", "candidates", "4"), 1);
        seen.addAll(events(edited));
        assertThat(seen).containsExactlyInAnyOrder(CanvasEvent.values());
        CanvasState canvas = edited.at(edited.length()).canvas().orElseThrow();
        Set<CanvasEdit.Kind> taken = EnumSet.noneOf(CanvasEdit.Kind.class);
        boolean refused = false;
        for (int row = 0; row < canvas.rows(); row++) {
            for (CanvasEdit edit : canvas.edits(row)) {
                if (edit.taken()) {
                    taken.add(edit.kind());
                }
                refused |= !edit.taken();
            }
        }
        assertThat(taken).containsExactlyInAnyOrder(CanvasEdit.Kind.values());
        assertThat(refused).isTrue();
    }

    private Trace record(String name, String method, Map<String, String> parameters, double temperature)
            throws IOException {
        Path file = folder.resolve(method + ".dscope");
        try (LanguageModel model = LanguageModel.open(new SampleModels(folder).locate(name), 1);
                TraceRecorder recorder = new TraceRecorder(file, failure -> {
                    throw new AssertionError(failure);
                })) {
            RunRequest request = new RunRequest(method, parameters, "Once upon a time there was a", List.of(),
                    24, new SamplingSettings(temperature, 0, 1, 0), 3, Observation.LIGHT, 1);
            DecodingRun run = DecodingRun.prepare(request, new Models(model, Optional.empty()), recorder, Pacer
                    .unthrottled());
            run.run();
            assertThat(run.failure()).isEmpty();
        }
        return draftscope.trace.Recording.open(file).trace();
    }

    private static Set<CanvasEvent> events(Trace trace) {
        CanvasState canvas = trace.at(trace.length()).canvas().orElseThrow();
        Set<CanvasEvent> seen = EnumSet.noneOf(CanvasEvent.class);
        for (int position = 0; position < canvas.length(); position++) {
            canvas.history(position).forEach(cell -> seen.add(cell.event()));
        }
        return seen;
    }
}
