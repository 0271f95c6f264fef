package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TraceRecorderTest {
    @TempDir
    Path folder;

    @Test
    void writesWhatItWasGiven() throws IOException {
        List<TraceEvent> events = TraceFixtures.synthetic(200, 1);
        Path file = folder.resolve("run.dscope");
        TraceRecorder recorder = new TraceRecorder(file, failure -> {});
        events.forEach(recorder::accept);
        recorder.close();
        recorder.close();
        assertThat(recorder.failure()).isEmpty();
        assertThat(TraceCodec.readAll(file)).isEqualTo(events);
    }

    @Test
    void losesAtMostTheStepInProgressWhenTheProcessStops() throws Exception {
        List<TraceEvent> events = TraceFixtures.speculative();
        int told = Trace.of(events).endOfStep(2) + 2;
        Path file = folder.resolve("run.dscope");
        TraceRecorder recorder = new TraceRecorder(file, failure -> {});
        events.subList(0, told).forEach(recorder::accept);
        // A process that is killed leaves what its writes have handed over, so what can be read now is what would be left.
        // The recorder is not closed; the wait is for its thread to get a processor.
        Path left = folder.resolve("left.dscope");
        List<TraceEvent> read = List.of();
        while (Trace.of(read).steps().stream().filter(StepSummary::complete).count() < 3) {
            Thread.sleep(5);
            Files.deleteIfExists(left);
            if (Files.exists(file))
                read = TraceCodec.readAll(Files.copy(file, left));
        }
        assertThat(read).isEqualTo(events.subList(0, read.size()));
        recorder.close();
    }

    @Test
    void leavesAReadableFileWhereverTheWriterWasCutOff() throws IOException {
        Path file = folder.resolve("run.dscope");
        List<TraceEvent> events = TraceFixtures.diffusion();
        try (TraceRecorder recorder = new TraceRecorder(file, failure -> {})) {
            events.forEach(recorder::accept);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int size = 0; size <= whole.length; size += 97) {
            Files.write(file, java.util.Arrays.copyOf(whole, size), StandardOpenOption.TRUNCATE_EXISTING);
            List<TraceEvent> read = TraceCodec.readAll(file);
            assertThat(read).isEqualTo(events.subList(0, read.size()));
            assertThat(Trace.of(read).length()).isEqualTo(read.size());
        }
    }

    @Test
    void tellsOfAFileThatCannotBeWrittenOnceAndNeverThrows() {
        List<IOException> failures = new ArrayList<>();
        TraceRecorder recorder = new TraceRecorder(folder.resolve("no such folder").resolve("run.dscope"),
                failures::add);
        TraceFixtures.speculative().forEach(recorder::accept);
        recorder.close();
        assertThat(recorder.failure()).isPresent();
        assertThat(failures).hasSize(1);
    }

    @Test
    void tellsOfAFullDisk() {
        Path full = Path.of("/dev/full");
        if (!Files.exists(full))
            full = folder; // A folder cannot be written either.
        TraceRecorder recorder = new TraceRecorder(full, failure -> {});
        TraceFixtures.synthetic(50, 2).forEach(recorder::accept);
        recorder.close();
        assertThat(recorder.failure()).isPresent();
    }

    @Test
    void tellsOfAnEventBehindTheEnd() throws IOException {
        AtomicReference<IOException> failure = new AtomicReference<>();
        Path file = folder.resolve("run.dscope");
        TraceRecorder recorder = new TraceRecorder(file, failure::set);
        recorder.close();
        recorder.accept(new TraceEvent.StepStarted(0, 0, 0, 0));
        assertThat(failure.get()).hasMessageContaining("event 0 came after").hasMessageContaining("was closed");
        assertThat(TraceCodec.readAll(file)).isEmpty();
    }
}
