package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasToken;
import draftscope.trace.SecondLook;
import draftscope.trace.SecondLook.Outcome;
import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.layout.CanvasWords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is said of a token that a later step looked at again.
class WhySecondLookTest {
    /// Six tokens of the first step; the second looks at five: 1 stays, 2 is below the limit, 3 and 4 fell, 5 is judged by what
    /// it was written with.
    private static TraceState state() {
        List<TokenPiece> pieces = IntStream.range(0, 12).mapToObj(id -> new TokenPiece(id, "w" + id,
                ("w" + id).getBytes(StandardCharsets.UTF_8), false)).toList();
        List<SecondLook> looks = List.of(look(1, .9, .8, Outcome.STAYS), look(2, .6, .31, Outcome.BELOW_LIMIT),
                look(3, .95, .5, Outcome.DROPPED), look(4, .9, .6, Outcome.SPARED),
                look(5, .41, Double.NaN, Outcome.BELOW_LIMIT));
        List<CanvasToken> written = looks.stream().map(look -> new CanvasToken(look.position(), look.token(),
                look.written())).toList();
        List<TraceEvent> events = List.of(new TraceEvent.TokensNamed(0, 0, pieces),
                new TraceEvent.CanvasOpened(1, 0, List.of(1), 8, 11, List.of(new BlockSpan(1, 8))),
                new TraceEvent.StepStarted(2, 0, 0, 1), new TraceEvent.Unmasked(3, 0, 0, written),
                new TraceEvent.StepStarted(4, 0, 1, 1), new TraceEvent.LookedAgain(5, 0, 1, looks),
                new TraceEvent.Remasked(6, 0, 1, List.of(written.get(1), written.get(2), written.get(4))));
        Trace trace = Trace.of(events);
        return trace.at(trace.length());
    }

    private static SecondLook look(int position, double written, double now, Outcome outcome) {
        return new SecondLook(position, position + 2, written, now, .45, .2, outcome);
    }

    private static Why.Explanation why(int position) {
        return Why.explain(state(), new Selection.CanvasPosition(1, position));
    }

    @Test
    void aTokenBelowTheLimitIsSaidToBeTakenBackForThatWithItsNumbers() {
        assertThat(why(2).title()).isEqualTo("Masked again");
        assertThat(why(2).sentence()).isEqualTo("“w4” was looked at again: with a mask in its place the model gives it"
                + " 0.31, less than the limit of this step, 0.45, so it is taken back: the position is a mask again and"
                + " will be predicted anew.");
        assertThat(why(2).numbers()).containsExactly(new Why.Line("with a mask in its place", "0.3100"),
                new Why.Line("when it was written", "0.6000"), new Why.Line("limit of this step", "0.4500"),
                new Why.Line("fall that is allowed", "0.2000"));
        assertThat(why(5).sentence()).startsWith("“w7” was written with confidence 0.41, less than the limit of this"
                + " step, 0.45, so it is taken back");
    }

    @Test
    void aTokenThatFellIsSaidToHaveFallen() {
        assertThat(why(3).sentence()).startsWith("“w5” was looked at again: with a mask in its place the model gives it"
                + " 0.50, 0.45 below the 0.95 that it was written with, more than the 0.20 that is allowed and no less"
                + " than any that stays, so it is taken back");
        assertThat(why(4).title()).isEqualTo("Kept");
        assertThat(why(4).sentence()).contains("that is 0.30 below the 0.90 that it was written with",
                "but others fell further and a step takes back only so many, so it stays.");
    }

    @Test
    void aTokenThatPassesIsSaidToHavePassed() {
        assertThat(why(1).sentence()).endsWith("In this step it was looked at again: with a mask in its place the model"
                + " gives it 0.80, which reaches the limit of this step, 0.45, so it stays.");
        assertThat(Why.explain(state(), new Selection.CanvasPosition(0, 1)).sentence()).doesNotContain("looked at");
    }

    @Test
    void theStepSaysHowManyItLookedAt() {
        assertThat(Why.explain(state(), new Selection.Step(1)).sentence())
                .endsWith("It looked at 5 tokens again and took 3 of them back.");
        assertThat(Why.explain(state(), new Selection.Step(0)).sentence()).doesNotContain("looked");
        assertThat(IntStream.rangeClosed(1, 6).mapToObj(p -> CanvasWords.look(state().canvas().orElseThrow(), 1, p)
                .orElse("")).toList()).containsExactly("0.80, stays", "0.31, below 0.45", "0.50, fell from 0.95",
                        "0.60, fell, spared", "0.41, below 0.45", "");
    }
}
