package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"run.dscope", "run.dscope.gz"})
    void aWholeRunMissesNothing(String name) throws IOException {
        for (List<TraceEvent> events : TraceTest.runs()) {
            List<TraceEvent> ended = events.getLast() instanceof TraceEvent.RunFinished ? events : ended(events);
            Path file = folder.resolve(name);
            TraceRecorder.write(ended, file);
            Recording recording = Recording.open(file);
            assertThat(recording.loss()).isEmpty();
            assertThat(recording.trace().length()).isEqualTo(ended.size());
            assertThat(StateText.of(recording.trace().at(ended.size())))
                    .isEqualTo(StateText.of(Trace.of(ended).at(ended.size())));
        }
    }

    /// The last frame is what was handed over last: the last step's. Every cut loses some of it and nothing before it.
    @ParameterizedTest
    @ValueSource(strings = {"run.dscope", "run.dscope.gz"})
    void cutAtEveryByteOfItsLastFrameItLosesTheRoundInProgressAtMostAndSaysSo(String name) throws IOException {
        List<TraceEvent> events = TraceFixtures.synthetic(12, 5);
        Trace whole = Trace.of(events);
        int lastRound = whole.steps().size() - 1;
        Path file = folder.resolve(name);
        TraceRecorder.write(events.subList(0, whole.startOfStep(lastRound) + 1), file);
        // The end of a gzip stream is rewritten when it goes on: it takes ten bytes.
        int before = (int) Files.size(file) - (name.endsWith(".gz") ? 10 : 0);
        TraceRecorder.write(events, file);
        byte[] bytes = Files.readAllBytes(file);
        for (int size = before; size <= bytes.length; size++) {
            Files.write(file, Arrays.copyOf(bytes, size));
            Recording cut = Recording.open(file);
            assertThat(cut.trace().length()).as("cut at %d", size).isGreaterThanOrEqualTo(whole.startOfStep(lastRound));
            for (int i = 0; i < cut.trace().length(); i++)
                assertThat(cut.trace().event(i)).isEqualTo(events.get(i));
            assertThat(cut.loss()).as("cut at %d", size).get().asString()
                    .isEqualTo("This recording breaks off in round " + cut.trace().steps().size() + ", after "
                            + cut.trace().committed().size()
                            + " tokens: the rest of that round and what followed it were never written.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.dscope", "run.dscope.gz"})
    void cutAnywhereItIsReadAsFarAsItGoesOrRefusedInASentence(String name) throws IOException {
        List<TraceEvent> events = TraceFixtures.diffusion();
        Path file = folder.resolve(name);
        TraceRecorder.write(events, file);
        byte[] bytes = Files.readAllBytes(file);
        int last = 0;
        for (int size = 0; size <= bytes.length; size += 13) {
            Files.write(file, Arrays.copyOf(bytes, size));
            List<TraceEvent> read = new ArrayList<>();
            try {
                Recording.read(file, read::add, share -> true);
            } catch (TraceFormatException refused) {
                assertThat(read).isEmpty();
                assertThat(refused)
                        .hasMessageStartingWith("The file " + name + " is empty, or breaks off in its first line");
            }
            assertThat(read).isEqualTo(events.subList(0, read.size())).hasSizeGreaterThanOrEqualTo(last);
            last = read.size();
        }
    }

    @Test
    void aLastLineWithoutAnEndIsWholeWhenItCanBeRead() throws IOException {
        String text = lines(TraceFixtures.speculative());
        assertThat(Recording.open(file(text.stripTrailing())).loss()).isEmpty();
        assertThat(Recording.open(file(text.substring(0, text.length() - 20))).trace().length())
                .isEqualTo(TraceFixtures.speculative().size() - 1);
    }

    @Test
    void aRunThatToldOfNoStepsIsCountedInTokens() throws IOException {
        String text = """
                {"event":"RunStarted"}
                {"event":"Committed","step":0,"position":0,"token":1,"provenance":"PROMPT"}
                {"event":"Committed","step":0,"position":1,"token":2,"provenance":"TARGET"}
                """;
        assertThat(Recording.open(file(text)).loss())
                .contains("This recording breaks off after 1 token: what followed was never written.");
    }

    @Test
    void aLineThatCannotBeReadEndsWhatIsShownAndIsNamed() throws IOException {
        List<TraceEvent> events = TraceFixtures.speculative();
        int broken = Trace.of(events).endOfStep(1) + 3;
        List<String> lines = new ArrayList<>(lines(events).lines().toList());
        lines.set(broken, "{\"event\":\"StepStarted\"}");
        Recording recording = Recording.open(file(String.join("\n", lines)));
        assertThat(recording.trace().length()).isEqualTo(broken);
        assertThat(recording.loss()).contains("Line " + (broken + 1) + " of this recording cannot be read ("
                + "StepStarted.step is missing; accepted: a whole number), and what is shown ends before it, in round 3,"
                + " after 5 tokens.");
    }

    @Test
    void damageInCompressedBytesEndsWhatIsShown() throws IOException {
        List<TraceEvent> events = TraceFixtures.synthetic(200, 8);
        Path file = folder.resolve("run.dscope.gz");
        TraceRecorder.write(events, file);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 40, (byte) 0xff);
        Files.write(file, bytes);
        Recording recording = Recording.open(file);
        assertThat(recording.trace().length()).isBetween(events.size() / 4, events.size() * 3 / 4);
        assertThat(recording.loss()).get().asString().startsWith("Line ").contains("cannot be read (")
                .contains("and what is shown ends before it, in round ");
    }

    @Test
    void anEventThatContradictsThoseBeforeItEndsWhatIsShown() throws IOException {
        String text = """
                {"event":"RunStarted"}
                {"event":"StepStarted","step":0}
                {"event":"Cut","step":0,"nodes":[4]}
                {"event":"RunFinished","reason":"MAX_TOKENS"}
                """;
        Recording recording = Recording.open(file(text));
        assertThat(recording.trace().length()).isEqualTo(2);
        assertThat(recording.loss()).get().asString()
                .startsWith("This recording contradicts itself, and what is shown ends there: event 2 (Cut, step 0): ")
                .endsWith(".");
    }

    @Test
    void sequenceNumbersThatDoNotCountAreALineThatCannotBeRead() throws IOException {
        String text = """
                {"event":"RunStarted","seq":0}
                {"event":"StepStarted","seq":1,"step":0}
                {"event":"StepStarted","seq":3,"step":1}
                """;
        assertThat(Recording.open(file(text)).loss()).get().asString()
                .contains("Line 3 of this recording cannot be read (has seq 3; accepted: seq counts 0, 1, 2, ...");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                  | is empty, or breaks off in its first line
            {"eve                               | is empty, or breaks off in its first line
            GGUF                                | is no recording; accepted: a recording of Draftscope, events
            {"name":"draftscope"}               | is no recording; accepted:
            [1,2]                               | is no recording; accepted:
            {"event":"RunStarted",} {"event":1} | cannot be shown: line 1 is not JSON at column 23
            {"event":5}                         | cannot be shown: line 1 has no text "event"; accepted:
            """)
    void whatHoldsNothingToShowIsRefusedInOneSentence(String text, String sentence) throws IOException {
        Path file = file(text + (text.contains("}") ? "\n\n" : ""));
        assertThatThrownBy(() -> Recording.open(file)).isInstanceOf(TraceFormatException.class)
                .hasMessageStartingWith("The file " + file.getFileName() + " " + sentence)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(400));
    }

    @Test
    void aKeyBeforeTheKindIsNoObstacle() throws IOException {
        Path file = file("{\"seq\":0,\"event\":\"RunStarted\"}\n{\"step\":0,\"event\":\"StepStarted\"}\n");
        assertThat(Recording.open(file).trace().steps()).hasSize(1);
        assertThat(Recording.looksLike(file)).isTrue();
    }

    @Test
    void aModelDoesNotLookLikeARecording() throws IOException {
        assertThat(Recording.looksLike(file("GGUF\u0003"))).isFalse();
        assertThat(Recording.looksLike(file("\u0008\0\0\0\0\0\0\0{\"a\":{}}"))).isFalse();
        assertThat(Recording.looksLike(folder.resolve("none"))).isFalse();
        assertThatThrownBy(() -> Recording.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws IOException {
        Path file = folder.resolve("endless.dscope.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"event\":\"RunStarted\",\"settings\":{\"prompt\":\"".getBytes(StandardCharsets.UTF_8));
            byte[] letters = new byte[1 << 20];
            Arrays.fill(letters, (byte) 'a');
            for (int i = 0; i < 70; i++)
                out.write(letters);
        }
        assertThatThrownBy(() -> Recording.open(file)).isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("line 1 is longer than 67108864 bytes; accepted: one event a line");
    }

    /// Found by damaging files at random: these flags announce a name, and the method is none that there is.
    @ParameterizedTest
    @ValueSource(strings = {"1f8b0808000000000000", "1f8b08", "1f8b0908000000000000"})
    void aDamagedBeginningOfACompressedFileIsSaid(String bytes) throws IOException {
        Path file = folder.resolve("damaged.dscope.gz");
        Files.write(file, HexFormat.of().parseHex(bytes));
        assertThatThrownBy(() -> Recording.open(file)).isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("damaged.dscope.gz begins like a compressed file")
                .hasMessageContaining("accepted:");
        assertThat(Recording.looksLike(file)).isFalse();
    }

    @Test
    void readingTellsHowFarItIsAndStopsWhenAsked() throws IOException {
        Path file = file(lines(TraceFixtures.synthetic(300, 6)));
        List<Double> shares = new ArrayList<>();
        Recording.read(file, event -> {}, shares::add);
        assertThat(shares).isSorted().hasSizeGreaterThan(3).last()
                .satisfies(share -> assertThat(share).isGreaterThan(.8));
        List<TraceEvent> read = new ArrayList<>();
        assertThatThrownBy(() -> Recording.read(file, read::add, share -> false))
                .isInstanceOf(CancellationException.class);
        assertThat(read).hasSize(256);
    }

    @Test
    void bytesBehindAByteOrderMarkAreRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[]{(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
        bytes.writeBytes(lines(TraceFixtures.speculative()).getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("windows.dscope"), bytes.toByteArray());
        assertThat(Recording.open(file).loss()).isEmpty();
    }

    private static List<TraceEvent> ended(List<TraceEvent> events) {
        List<TraceEvent> ended = new ArrayList<>(events);
        ended.add(new TraceEvent.RunFinished(events.size(), events.getLast().nanos(), StopReason.MAX_TOKENS, "",
                new RunStats(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), java.util.Map.of(), 0)));
        return ended;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "run", ".dscope"), text, StandardCharsets.UTF_8);
    }

    private static String lines(List<TraceEvent> events) {
        return events.stream().map(event -> TraceCodec.write(event) + "\n").collect(Collectors.joining());
    }
}
