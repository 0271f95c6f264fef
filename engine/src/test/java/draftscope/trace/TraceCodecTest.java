package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceCodecTest {
    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasWrittenForEveryKindOfEvent() {
        for (long seed = 0; seed < 200; seed++) {
            for (TraceEvent event : new SampleEvents(seed).all()) {
                String line = TraceCodec.write(event);
                assertThat(TraceCodec.read(line)).as("seed %d: %s", seed, line).isEqualTo(event);
                assertThat(line).doesNotContain("\n", "\r").startsWith("{\"event\":");
            }
        }
    }

    @Test
    void givesBackWholeRunsFromAFile() throws IOException {
        for (List<TraceEvent> events : TraceTest.runs()) {
            Path file = file(lines(events));
            assertThat(TraceFixtures.read(file)).isEqualTo(events);
        }
    }

    @Test
    void beginsEveryLineWithTheKind() {
        TraceEvent event = new TraceEvent.StepStarted(7, 1_200, 2, 9);
        assertThat(TraceCodec.write(event))
                .isEqualTo("{\"event\":\"StepStarted\",\"seq\":7,\"nanos\":1200,\"step\":2,\"length\":9}");
    }

    @Test
    void saysItsFormatInTheFirstLine() {
        TraceEvent event = TraceFixtures.speculative().getFirst();
        assertThat(TraceCodec.write(event)).startsWith("{\"event\":\"RunStarted\",\"format\":1,\"seq\":0,");
    }

    @Test
    void writesNumbersThatWereNotCapturedAsNull() {
        TraceEvent event = new TraceEvent.DraftStopped(3, 4, 0, "depth", Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(TraceCodec.write(event)).endsWith("\"value\":null,\"limit\":\"Infinity\"}");
    }

    @Test
    void readsABareNotANumberAsPythonWritesIt() {
        assertThat(TraceCodec.read("{\"event\":\"DraftStopped\",\"step\":0,\"value\":NaN,\"limit\":-Infinity}"))
                .isEqualTo(new TraceEvent.DraftStopped(0, 0, 0, "", Double.NaN, Double.NEGATIVE_INFINITY));
    }

    @Test
    void keepsKindsThatItDoesNotKnow() {
        String line = "{ \"event\":\"Dreamed\", \"seq\":4, \"of\":[ 1.50, {\"sheep\":null} ] }";
        TraceEvent event = TraceCodec.read(line);
        assertThat(event).isEqualTo(new TraceEvent.Unrecognised(4, 0, "Dreamed", line));
        assertThat(TraceCodec.write(event)).isEqualTo(line);
    }

    @Test
    void writesAKindThatItDoesNotKnowOnOneLine() {
        TraceEvent event = TraceCodec.read("{\"event\":\"Dreamed\",\n\"seq\":4}");
        assertThat(TraceCodec.write(event)).doesNotContain("\n");
        assertThat(TraceCodec.read(TraceCodec.write(event))).isEqualTo(event);
    }

    @Test
    void skipsKeysThatItDoesNotKnow() {
        assertThat(TraceCodec.read("{\"event\":\"StepStarted\",\"mood\":\"fine\",\"step\":1,\"extra\":{\"a\":[]}}"))
                .isEqualTo(new TraceEvent.StepStarted(0, 0, 1, 0));
    }

    @Test
    void readsWhatIsLeftOutAsItsDefault() {
        TraceEvent.Committed committed = (TraceEvent.Committed) TraceCodec.read(
                "{\"event\":\"Committed\",\"step\":0,\"position\":5,\"token\":17,\"provenance\":\"TARGET\"}");
        assertThat(committed).isEqualTo(new TraceEvent.Committed(0, 0, 0, 5, 17, Provenance.TARGET, DraftNode.NONE,
                TokenMeasures.NOT_CAPTURED));
        TraceEvent.RunStarted started = (TraceEvent.RunStarted) TraceCodec.read("{\"event\":\"RunStarted\"}");
        assertThat(started.settings().sampling()).isEqualTo(SamplingSettings.GREEDY);
        assertThat(started.settings().draft()).isEmpty();
        assertThat(started.settings().capacity()).isZero();
        TraceEvent.Drafted drafted = (TraceEvent.Drafted) TraceCodec.read("{\"event\":\"Drafted\",\"step\":0,"
                + "\"nodes\":[{\"index\":1,\"depth\":1,\"token\":3}]}");
        assertThat(drafted.nodes().getFirst().probability()).isNaN();
        assertThat(drafted.nodes().getFirst().parent()).isEqualTo(DraftNode.ROOT);
        assertThat(drafted.nodes().getFirst().top()).isEqualTo(TopTokens.NOT_CAPTURED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nonsense                                                        | is not JSON at column
            {"event":"StepStarted","step":1                                 | is not JSON at column
            {"event":"StepStarted","step":1} {}                             | is not JSON at column
            [1,2]                                                           | is not a JSON object; accepted: one object a line
            null                                                            | is not a JSON object
            `  `                                                            | is empty; accepted: one JSON object
            {"seq":1}                                                       | has no text "event"; accepted: the kind of event
            {"event":5}                                                     | has no text "event"
            {"event":"StepStarted"}                                         | StepStarted.step is missing; accepted: a whole number
            {"event":"StepStarted","step":null}                             | StepStarted.step is missing
            {"event":"StepStarted","step":1.5}                              | StepStarted.step is 1.5; accepted: a whole number from -2147483648 to 2147483647
            {"event":"StepStarted","step":99999999999}                      | StepStarted.step is 99999999999; accepted
            {"event":"StepStarted","step":1e999999999}                      | StepStarted.step is
            {"event":"StepStarted","step":"one"}                            | StepStarted.step is "one"; accepted
            {"event":"StepStarted","seq":-3,"step":1}                       | seq is -3; accepted: a whole number from 0
            {"event":"PhaseFinished","step":0,"phase":"SLEEP"}              | PhaseFinished.phase is "SLEEP"; accepted: PREFILL, DRAFT, RANK
            {"event":"TokensNamed","pieces":[{"id":1,"bytes":"xyz"}]}       | TokenPiece.bytes is "xyz"; accepted: bytes in hex
            {"event":"TokensNamed","pieces":{"id":1}}                       | TokensNamed.pieces is {"id":1}; accepted: a list
            {"event":"TokensNamed","pieces":[null]}                         | TokenPiece is null; accepted: an object
            {"event":"Cut","step":0,"nodes":[1,"two"]}                      | Cut.nodes[1] is "two"; accepted: a whole number
            {"event":"Committed","step":0,"position":1,"token":2}           | Committed.provenance is missing; accepted: PROMPT, TARGET
            {"event":"RunStarted","settings":{"sampling":{"topP":7}}}       | SamplingSettings: top-p is 7.0; accepted: above 0
            {"event":"RunStarted","settings":{"parameters":{"a":1}}}        | RunSettings.parameters.a is 1; accepted: a text
            """)
    void saysInOneSentenceWhatIsWrongWithALineAndWhatIsAccepted(String line, String sentence) {
        assertThatThrownBy(() -> TraceCodec.read(line == null ? "" : line)).isInstanceOf(TraceFormatException.class)
                .hasMessageContaining(sentence).hasMessageContaining("accepted: ");
    }

    @Test
    void refusesADeeplyNestedLineInsteadOfOverflowing() {
        String line = "{\"event\":\"Dreamed\",\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatThrownBy(() -> TraceCodec.read(line)).isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("is not JSON");
    }

    @Test
    void showsOnlyTheBeginningOfALongWrongValue() {
        assertThatThrownBy(() -> TraceCodec.read("{\"event\":\"StepStarted\",\"step\":\"" + "x".repeat(9_999) + "\"}"))
                .isInstanceOf(TraceFormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }

    @Test
    void countsEventsWhereAFileDoesNot() throws IOException {
        Path file = file("{\"event\":\"RunStarted\"}\r\n{\"event\":\"PromptIngested\",\"nanos\":50,\"tokens\":[1]}\n"
                + "{\"event\":\"StepStarted\",\"step\":0}\n");
        List<TraceEvent> events = TraceFixtures.read(file);
        assertThat(events.get(2)).isEqualTo(new TraceEvent.StepStarted(2, 50, 0, 0));
        assertThat(Trace.of(events).at(3).step()).isZero();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "run", ".dscope"), text, StandardCharsets.UTF_8);
    }

    private static String lines(List<TraceEvent> events) {
        return events.stream().map(event -> TraceCodec.write(event) + "\n").collect(Collectors.joining());
    }
}
