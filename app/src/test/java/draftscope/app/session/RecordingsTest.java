package draftscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.library.Places;
import draftscope.app.window.ToyModel;
import draftscope.decode.MethodCatalog;
import draftscope.trace.Recording;
import draftscope.trace.RecordingException;
import draftscope.trace.StepSummary;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs recorded by a session, and recordings opened in another that has no models. The test's thread is the person's.
class RecordingsTest {
    @TempDir
    private static Path models;

    @TempDir
    Path home;

    private final BlockingQueue<Runnable> person = new LinkedBlockingQueue<>();
    private Places places;
    private Session session;

    @BeforeAll
    static void models() {
        ToyModel.target().write(models);
        ToyModel.draft().write(models);
    }

    @BeforeEach
    void open() {
        places = new Places(home.resolve("cache"), home.resolve("settings"), home.resolve("data"));
        session = new Session(new ModelShelf(), Recordings.in(places), person::add);
        session.setup().promptProperty().set("once upon a time there was");
        session.setup().sampling().put("max-tokens", "40");
        session.setup().methodProperty().set(MethodCatalog.byId("draft-tree"));
        session.paceProperty().set(Pace.FULL);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void everyRunIsRecordedAndItsFileIsNamed() throws Exception {
        run();
        Path first = session.fileProperty().get();
        assertThat(first.getParent()).isEqualTo(home.resolve("data/recordings"));
        assertThat(first.getFileName().toString()).matches("\\d{4}-\\d\\d-\\d\\d-\\d{6}-draft-tree\\.dscope\\.gz");
        whole(first);
        run();
        assertThat(session.fileProperty().get()).isNotEqualTo(first);
        assertThat(session.recordings().recent()).hasSize(2).contains(first);
    }

    @Test
    void aRunThatIsCancelledOrClosedWithTheWindowIsRecordedToItsEnd() throws Exception {
        models(session);
        session.setup().sampling().put("max-tokens", "400");
        session.paceProperty().set(Pace.FOUR);
        session.generate();
        until(() -> session.traceProperty().get() != null && session.traceProperty().get().steps().size() > 1);
        until(() -> session.fileProperty().get() != null);
        Path file = session.fileProperty().get();
        session.close();
        Recording recording = Recording.open(file);
        assertThat(recording.loss()).isEmpty();
        assertThat(recording.trace().finished().orElseThrow().reason()).isEqualTo(StopReason.CANCELLED);
    }

    @Test
    void nothingIsRecordedWhenThePersonDoesNotWantItAlsoNextTime() throws Exception {
        session.recordings().automaticProperty().set(false);
        run();
        assertThat(session.fileProperty().get()).isNull();
        assertThat(home.resolve("data")).doesNotExist();
        assertThat(Recordings.in(places).automaticProperty().get()).isFalse();
    }

    @Test
    void aRunGoesOnWithoutItsRecordingAndThePersonIsTold() throws Exception {
        Files.writeString(Files.createDirectories(home.resolve("data")).resolve("recordings"), "a file in the way");
        run();
        assertThat(session.traceProperty().get().committed()).hasSize(40);
        assertThat(session.problemProperty().get().sentence())
                .startsWith("This run is not recorded: no file can be made in " + home.resolve("data/recordings"))
                .endsWith(").");
    }

    @Test
    void aRecordingOpensWithoutItsModelsAndGoesToItsEnd() throws Exception {
        run();
        Trace live = session.traceProperty().get();
        Path file = session.fileProperty().get();
        try (Session other = new Session(new ModelShelf(), person::add)) {
            other.openRecording(file);
            assertThat(other.reading()).isTrue();
            until(other, () -> !other.reading());
            assertThat(other.problemProperty().get()).isNull();
            assertThat(other.recorded()).isTrue();
            assertThat(other.fileProperty().get()).isEqualTo(file);
            assertThat(other.activity()).isEqualTo(Activity.FINISHED);
            assertThat(other.shownProperty().get().position()).isEqualTo(live.length());
            assertThat(other.target().model()).isNull();
            other.toStart();
            List<Integer> ends = new ArrayList<>();
            while (other.pastProperty().get()) {
                other.stepRound();
                ends.add(other.shownProperty().get().position());
            }
            assertThat(ends).endsWith(live.length()).containsAll(live.steps().stream()
                    .filter(StepSummary::complete).map(StepSummary::endEvent).toList());
            assertThat(other.shownProperty().get().committed()).isEqualTo(live.committed());
        }
    }

    @Test
    void aRecordingThatBreaksOffIsShownAndSaysSo() throws Exception {
        run();
        Path file = session.fileProperty().get();
        byte[] bytes = Files.readAllBytes(file);
        Path cut = Files.write(home.resolve("cut.dscope.gz"), Arrays.copyOf(bytes, bytes.length / 2));
        session.openRecording(cut);
        until(() -> !session.reading());
        assertThat(session.problemProperty().get().sentence()).startsWith("This recording breaks off in round ")
                .endsWith("the rest of that round and what followed it were never written.");
        assertThat(session.traceProperty().get().steps()).isNotEmpty();
        assertThat(session.recordings().recent()).contains(cut);
    }

    @Test
    void aFileThatIsNoRecordingLeavesTheRunBeforeItOnTheScreen() throws Exception {
        run();
        Trace before = session.traceProperty().get();
        for (Path file : List.of(Files.writeString(home.resolve("notes.txt"), "hello"), home.resolve("none.dscope"))) {
            session.openRecording(file);
            until(() -> !session.reading());
            assertThat(session.problemProperty().get().sentence()).contains(file.getFileName().toString())
                    .endsWith(".");
            assertThat(session.traceProperty().get()).isSameAs(before);
            assertThat(session.recorded()).isFalse();
        }
    }

    @Test
    void aRecordingThatContradictsItselfEndsWhereItDoes() throws Exception {
        Path file = Files.writeString(home.resolve("odd.jsonl"), """
                {"event":"RunStarted"}
                {"event":"StepStarted","step":0}
                {"event":"Cut","step":0,"nodes":[4]}
                {"event":"RunFinished","reason":"MAX_TOKENS"}
                """);
        session.openRecording(file);
        until(() -> !session.reading());
        assertThat(session.problemProperty().get().sentence())
                .startsWith("This recording contradicts itself, and what is shown ends there: event 2");
        assertThat(session.traceProperty().get().length()).isEqualTo(2);
    }

    @Test
    void generatingLeavesARecordingThatIsStillBeingRead() throws Exception {
        run();
        Path file = session.fileProperty().get();
        session.openRecording(file);
        session.generate();
        assertThat(session.reading()).isFalse();
        until(() -> session.activity() == Activity.FINISHED && !session.recorded()
                && session.fileProperty().get() != null);
        assertThat(session.fileProperty().get()).isNotEqualTo(file);
    }

    @Test
    void aRunIsSavedAndSharedWithoutItsText() throws Exception {
        session.recordings().automaticProperty().set(false);
        run();
        Path saved = home.resolve("mine.dscope");
        session.copies().save(saved);
        until(() -> !session.copies().doneProperty().get().isEmpty());
        assertThat(session.copies().doneProperty().get()).isEqualTo("Saved as " + saved + ".");
        assertThat(session.fileProperty().get()).isEqualTo(saved);
        whole(saved);
        assertThat(session.recordings().recent()).containsExactly(saved);

        Path shared = home.resolve("shared.dscope");
        session.copies().scrub(shared);
        until(() -> session.copies().doneProperty().get().contains("without its text"));
        assertThat(Files.readString(saved)).contains("once upon a time");
        assertThat(Files.readString(shared)).doesNotContain("once", "upon", "girl");
        session.copies().scrub(saved);
        assertThat(session.problemProperty().get().sentence()).contains("choose another name");
        session.copies().save(home.resolve("no such folder").resolve("x.dscope"));
        until(() -> session.problemProperty().get().sentence().contains("there is no folder"));
    }

    @Test
    void aScrubbedRunIsNotComparedWithTheTargetWhoseIdsItHides() throws Exception {
        run();
        Path shared = home.resolve("shared.dscope");
        session.copies().scrub(shared);
        until(() -> !session.copies().doneProperty().get().isEmpty());
        session.openRecording(shared);
        until(() -> !session.reading());
        assertThat(session.plainTiming().possible().get()).isFalse();
        session.compareWithTarget();
        until(() -> session.audit().outcomeProperty().get() != null);
        assertThat(session.audit().outcomeProperty().get().notCompared())
                .contains("This recording does not tell the target's own token ids.");
        assertThat(session.audit().outcomeProperty().get().report().findings()).isEmpty();
    }

    @Test
    void recentRecordingsAreTheNewestOfTheFolderAndWhatWasOpenedElsewhere() throws Exception {
        Path folder = Files.createDirectories(home.resolve("data/recordings"));
        for (int day = 1; day <= 14; day++)
            Files.setLastModifiedTime(
                    Files.writeString(folder.resolve("2026-01-%02d-120000-svip.dscope.gz".formatted(day)), ""),
                    FileTime.fromMillis(day * 1000L));
        Path elsewhere = Files.writeString(home.resolve("elsewhere.jsonl"), "");
        Files.setLastModifiedTime(elsewhere, FileTime.fromMillis(12_500));
        session.recordings().remember(elsewhere);
        session.recordings().remember(home.resolve("gone.dscope"));
        session.recordings().remember(folder.resolve("2026-01-03-120000-svip.dscope.gz"));
        List<Path> recent = Recordings.in(places).recent();
        assertThat(recent).hasSize(10).startsWith(folder.resolve("2026-01-14-120000-svip.dscope.gz"),
                folder.resolve("2026-01-13-120000-svip.dscope.gz"), elsewhere);
    }

    @Test
    void twoRunsWithinASecondDoNotShareAFile() throws Exception {
        Trace trace = trace();
        List<RecordingException> failures = new ArrayList<>();
        for (int i = 0; i < 3; i++)
            session.recordings().begin(trace.settings().orElseThrow(), failures::add).orElseThrow().close();
        assertThat(failures).isEmpty();
        try (Stream<Path> files = Files.list(home.resolve("data/recordings"))) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aDamagedListIsSetAsideAndSaid() throws IOException {
        Files.writeString(Files.createDirectories(home.resolve("settings")).resolve("recordings.json"),
                "{\"version\":1,\"automatic\":3}");
        Recordings recordings = Recordings.in(places);
        assertThat(recordings.problem()).get().asString().contains("recordings.json.damaged").endsWith(".");
        assertThat(recordings.automaticProperty().get()).isTrue();
        assertThat(recordings.recent()).isEmpty();
    }

    @Test
    void whereThereIsNoPlaceNothingIsKept() {
        Recordings nowhere = Recordings.nowhere();
        nowhere.automaticProperty().set(true);
        assertThat(nowhere.folder()).isEmpty();
        assertThat(nowhere.recent()).isEmpty();
        assertThat(nowhere.begin(null, failure -> {})).isEmpty();
    }

    private Trace trace() throws Exception {
        session.recordings().automaticProperty().set(false);
        run();
        session.recordings().automaticProperty().set(true);
        return session.traceProperty().get();
    }

    private void run() throws Exception {
        models(session);
        session.generate();
        until(() -> session.activity() == Activity.FINISHED && !session.recorded());
        // The file is closed a moment after the run's last event.
        Path file = session.fileProperty().get();
        while (file != null && Recording.open(file).loss().isPresent())
            Thread.sleep(5);
    }

    private void models(Session of) throws Exception {
        of.openFile(models.resolve("toy-target.gguf"), false);
        of.openFile(models.resolve("toy-draft.gguf"), true);
        until(of, () -> of.target().model() != null && of.draft().model() != null);
    }

    private void whole(Path file) throws IOException {
        Recording recording = Recording.open(file);
        Trace live = session.traceProperty().get();
        assertThat(recording.loss()).isEmpty();
        assertThat(recording.trace().length()).isEqualTo(live.length());
        for (int i = 0; i < live.length(); i++)
            assertThat(recording.trace().event(i)).isEqualTo(live.event(i));
    }

    private void until(BooleanSupplier condition) throws InterruptedException {
        until(session, condition);
    }

    /// Works as the person's thread does, frame after frame.
    private void until(Session of, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it happens within 30 seconds").isLessThan(end);
            Runnable task = person.poll(5, TimeUnit.MILLISECONDS);
            if (task != null)
                task.run();
            of.frame(System.nanoTime());
        }
    }
}
