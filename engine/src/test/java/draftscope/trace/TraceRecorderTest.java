package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(TraceFixtures.read(file)).isEqualTo(events);
        assertThat(recorder.bytes()).isEqualTo(Files.size(file));
    }

    @Test
    void packsAFileThatIsNamedSo() throws IOException {
        List<TraceEvent> events = TraceFixtures.synthetic(200, 1);
        Path plain = folder.resolve("run.dscope");
        Path packed = folder.resolve("run.dscope.gz");
        TraceRecorder.write(events, plain);
        TraceRecorder.write(events, packed);
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(plain));
        }
        assertThat(Files.size(packed)).isLessThan(Files.size(plain) / 4);
        assertThat(TraceFixtures.read(packed)).isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.dscope", "run.dscope.gz"})
    void losesAtMostTheStepInProgressWhenTheProcessStops(String name) throws Exception {
        List<TraceEvent> events = TraceFixtures.speculative();
        int told = Trace.of(events).endOfStep(2) + 2;
        Path file = folder.resolve(name);
        TraceRecorder recorder = new TraceRecorder(file, failure -> {});
        events.subList(0, told).forEach(recorder::accept);
        // A process that is killed leaves what its writes have handed over, so what can be read now is what would be left.
        // The recorder is not closed; the wait is for its thread to get a processor.
        Path left = folder.resolve("left.dscope");
        List<TraceEvent> read = List.of();
        while (Trace.of(read).steps().stream().filter(StepSummary::complete).count() < 3) {
            Thread.sleep(5);
            Files.deleteIfExists(left);
            if (Files.exists(file) && Files.size(file) > 20)
                read = TraceFixtures.read(Files.copy(file, left));
        }
        assertThat(read).isEqualTo(events.subList(0, read.size()));
        recorder.close();
    }

    @Test
    void losesAtMostTheTokenInProgressWhereNoStepsAreTold() throws Exception {
        Path file = folder.resolve("run.dscope.gz");
        TraceRecorder recorder = new TraceRecorder(file, failure -> {});
        RunScript run = new RunScript().start(RunScript.settings("plain", "Plain", 64, false)).prompt(1, 2);
        for (int token = 0; token < 5; token++) {
            int position = 2 + token;
            run.add((s, n) -> new TraceEvent.Committed(s, n, 0, position, 9, Provenance.TARGET, DraftNode.NONE,
                    TokenMeasures.NOT_CAPTURED));
        }
        run.events().forEach(recorder::accept);
        while (!Files.exists(file) || Files.size(file) < 20 || TraceFixtures.read(file).size() < run.events().size())
            Thread.sleep(5);
        recorder.close();
    }

    @Test
    void tellsOfAFileThatCannotBeWrittenOnceAndNeverThrows() {
        List<RecordingException> failures = new ArrayList<>();
        Path file = folder.resolve("no such folder").resolve("run.dscope");
        TraceRecorder recorder = new TraceRecorder(file, failures::add);
        TraceFixtures.speculative().forEach(recorder::accept);
        recorder.close();
        assertThat(failures).singleElement().isSameAs(recorder.failure().orElseThrow());
        assertThat(failures.getFirst()).hasMessage(
                "The recording " + file + " cannot be written: there is no folder " + file.getParent() + ".");
    }

    @Test
    void tellsOfADiskWithoutAnyRoom() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        assertThatThrownBy(() -> TraceRecorder.write(TraceFixtures.synthetic(50, 2), full))
                .isInstanceOf(RecordingException.class)
                .hasMessageStartingWith("The recording /dev/full cannot be written: ")
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.dscope", "run.dscope.gz"})
    void keepsWhatFitsOnADiskThatFillsUp(String name) throws IOException {
        List<TraceEvent> events = TraceFixtures.synthetic(50, 2);
        Path file = folder.resolve(name);
        TraceRecorder.write(events, file);
        long whole = Files.size(file);
        for (long room : new long[]{whole / 3, whole / 2, whole - 1}) {
            List<RecordingException> failures = new ArrayList<>();
            try (TraceRecorder recorder = new TraceRecorder(file, () -> new SmallDisk(file, room), failures::add)) {
                events.forEach(recorder::accept);
            }
            assertThat(failures).singleElement().extracting(Throwable::getMessage)
                    .isEqualTo("The recording " + file + " breaks off: No space left on device.");
            assertThat(Files.size(file)).isEqualTo(room);
            Recording kept = Recording.open(file);
            assertThat(kept.trace().length()).isPositive();
            for (int i = 0; i < kept.trace().length(); i++)
                assertThat(kept.trace().event(i)).isEqualTo(events.get(i));
            assertThat(kept.loss()).isPresent();
        }
    }

    @Test
    void tellsOfAFileThatWasRemovedUnderIt() throws Exception {
        Path vanishing = Files.createDirectory(folder.resolve("vanishing"));
        Path file = vanishing.resolve("run.dscope");
        AtomicReference<RecordingException> failure = new AtomicReference<>();
        List<TraceEvent> events = TraceFixtures.speculative();
        try (TraceRecorder recorder = new TraceRecorder(file, failure::set)) {
            events.subList(0, 20).forEach(recorder::accept);
            while (recorder.bytes() == 0)
                Thread.sleep(5);
            Files.delete(file);
            Files.delete(vanishing);
            events.subList(20, events.size()).forEach(recorder::accept);
        }
        assertThat(failure.get()).hasMessage("The recording " + file + " breaks off: the file was removed.");
    }

    @Test
    void tellsOfAnEventBehindTheEnd() {
        AtomicReference<RecordingException> failure = new AtomicReference<>();
        Path file = folder.resolve("run.dscope");
        TraceRecorder recorder = new TraceRecorder(file, failure::set);
        recorder.close();
        recorder.accept(new TraceEvent.StepStarted(0, 0, 0, 0));
        assertThat(failure.get()).hasMessage("Event 0 came after the recording " + file + " was closed.");
        assertThat(file).isEmptyFile();
    }

    /// Takes so many bytes and no more.
    private static final class SmallDisk extends OutputStream {
        private final OutputStream file;
        private long room;

        SmallDisk(Path path, long room) throws IOException {
            file = Files.newOutputStream(path);
            this.room = room;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[]{(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            int fits = (int) Math.min(room, length);
            file.write(from, offset, fits);
            room -= fits;
            if (fits < length)
                throw new IOException("No space left on device");
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
