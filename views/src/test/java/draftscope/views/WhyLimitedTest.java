package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasToken;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.trace.TokenPiece;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.trace.UnmaskChoice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Why a position of a canvas is as it is where a person or a grammar had a say.
class WhyLimitedTest {
    /// One step over positions 1 to 7: 2 and 3 stood there, 4 is taken, 5 is given up, at 6 the first choice is barred.
    private static TraceState state() {
        List<TokenPiece> pieces = IntStream.range(0, 12).mapToObj(id -> new TokenPiece(id, "w" + id,
                ("w" + id).getBytes(StandardCharsets.UTF_8), false)).toList();
        List<TraceEvent> events = List.of(new TraceEvent.TokensNamed(0, 0, pieces),
                new TraceEvent.CanvasOpened(1, 0, List.of(1), 8, 11, List.of(new BlockSpan(1, 8)), 0,
                        List.of(StandingToken.forced(2, 7), StandingToken.takenOver(3, 8, 0.5).lock()), 0, 0),
                new TraceEvent.StepStarted(2, 0, 0, 1),
                new TraceEvent.Predicted(3, 0, 0, 0, List.of(guess(4, 0.9, Prediction.NOTHING),
                        guess(5, 0.8, Prediction.NOTHING), guess(6, 0.1, 9))),
                new TraceEvent.Chosen(4, 0, 0, List.of(new UnmaskChoice(4, 5, UnmaskChoice.Reason.THRESHOLD, 0.9, 0.7,
                        0))),
                new TraceEvent.Noted(5, 0, 0, List.of(new Note("grammar", "given up", List.of(5), 5, DraftNode.NONE,
                        0.8))),
                new TraceEvent.Unmasked(6, 0, 0, List.of(new CanvasToken(4, 5, 0.9))));
        Trace trace = Trace.of(events);
        return trace.at(trace.length());
    }

    private static Prediction guess(int position, double confidence, int barred) {
        return new Prediction(position, 5, confidence, 1, 0.1, TopTokens.NOT_CAPTURED, List.of(), 0.25, barred,
                barred < 0 ? Double.NaN : 0.75);
    }

    private static Why.Explanation why(int position) {
        return Why.explain(state(), new Selection.CanvasPosition(0, position));
    }

    @Test
    void aBarredFirstChoiceIsNamedWithItsProbabilityAndWhatIsLeft() {
        assertThat(why(6).sentence()).contains("first choice was “w9” with 0.75", "barred");
        assertThat(why(6).numbers()).contains(new Why.Line("left by the grammar", "0.2500"));
        assertThat(why(4).sentence()).doesNotContain("barred");
    }

    @Test
    void aChoiceThatCouldNotStandWithTheOthersIsNotSaidToBeBelowTheThreshold() {
        assertThat(why(5).sentence()).contains("The rule chose it, but").doesNotContain("threshold");
        assertThat(why(6).sentence()).contains("The threshold is");
    }

    @Test
    void whatStoodThereIsSaidToBeAPersonsOrTakenOver() {
        assertThat(why(2).sentence()).startsWith("A person put “w7” here");
        assertThat(why(3).sentence()).startsWith("“w8” stood here in the run that this one left")
                .endsWith("A person locked it: no step takes it back.");
        assertThat(why(3).title()).isEqualTo("It stood here already");
        assertThat(state().canvas().orElseThrow().standing(2)).get().extracting(StandingToken::provenance)
                .isEqualTo(Provenance.FORCED);
    }
}
