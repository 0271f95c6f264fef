package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.BatchState;
import draftscope.trace.BatchState.Lane;
import draftscope.trace.StopReason;
import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import draftscope.views.Tales;
import draftscope.views.Toolkit;
import draftscope.views.Why;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    /// Letters as tokens, `|` for one that is no text.
    private static final Trace LETTERS = Trace.of(List.of(new TraceEvent.TokensNamed(0, 0,
            IntStream.range(0, 128).mapToObj(id -> new TokenPiece(id, String.valueOf((char) id), String.valueOf(
                    (char) id).getBytes(StandardCharsets.UTF_8), id == '|')).toList())));

    private static List<Integer> ids(String text) {
        return text.chars().boxed().toList();
    }

    private static Lane lane(String prompt, String output, int cached, int rows, int accepted,
            Optional<StopReason> end) {
        return new Lane(2, ids(prompt), ids(output), cached, 3, rows, accepted, 0, 0, end);
    }

    private static List<String> lines(Lane lane, int columns, int most) {
        return LaneText.of(LETTERS, lane, columns, most).lines().stream().map(line -> line.stream().map(
                span -> span.text() + "/" + span.kind().name().charAt(0)).collect(Collectors.joining(" "))).toList();
    }

    @Test
    void showsPromptWrittenAndFreshTextAsSuch() {
        assertThat(lines(lane("a b", " cdef", 5, 3, 1, Optional.empty()), 40, 2)).containsExactly("a b/P  cd/W ef/F");
        assertThat(lines(lane("a b", " cd|", 5, 0, Lane.NOT_JUDGED, Optional.empty()), 40, 2))
                .containsExactly("a b/P  cd/W");
        assertThat(lines(lane(" a\nb", "", 3, 0, Lane.NOT_JUDGED, Optional.empty()), 40, 2))
                .containsExactly("a↵b/P");
    }

    @Test
    void breaksAtSpacesAndSaysThatTheBeginningIsLeftOut() {
        Lane lane = lane("one two three four five", "", 22, 0, Lane.NOT_JUDGED, Optional.empty());
        assertThat(lines(lane, 10, 3)).containsExactly("one two/P", "three four/P", "five/P");
        assertThat(lines(lane, 10, 2)).containsExactly("… /P three/P", "four five/P");
        assertThat(lines(lane, 11, 1)).containsExactly("… /P four five/P");
        assertThat(lines(lane("abcdefghij", "", 9, 0, Lane.NOT_JUDGED, Optional.empty()), 4, 3))
                .containsExactly("abcd/P", "efgh/P", "ij/P");
    }

    @Test
    void noLineIsWiderThanAskedForWhateverTheText() {
        TraceState state = Toolkit.after(Tales.batch(6, 5), 5);
        for (Lane lane : state.batch().orElseThrow().lanes()) {
            for (int columns = 4; columns < 70; columns++) {
                LaneText text = LaneText.of(state.trace(), lane, columns, 2);
                assertThat(text.lines().size()).isBetween(1, 2);
                for (List<LaneText.Span> line : text.lines())
                    assertThat(line.stream().mapToInt(span -> span.text().length()).sum()).isBetween(1, columns);
            }
        }
    }

    @Test
    void saysWhatALaneCameTo() {
        assertThat(LanesWords.facts(lane("abc", "", 2, 0, Lane.NOT_JUDGED, Optional.empty()))).isEqualTo("2 cached");
        assertThat(LanesWords.facts(lane("abc", "", 2, 8, Lane.NOT_JUDGED, Optional.empty())))
                .isEqualTo("2 cached · 8 rows, 7 of them drafted");
        assertThat(LanesWords.facts(lane("abc", "defg", 2, 8, 3, Optional.of(StopReason.CONTEXT_FULL))))
                .isEqualTo("2 cached · 8 rows · 3 of 7 drafted accepted · over: the context is full");
        assertThat(LanesWords.facts(lane("abc", "d", 2, 1, 0, Optional.empty()))).isEqualTo("2 cached · 1 row");
    }

    @Test
    void saysWhatAPaddedBatchWouldHaveReadAndThatItIsWorkedOut() {
        List<TraceEvent> batch = Tales.batch(6, 5);
        TraceState state = Toolkit.after(batch, 3);
        BatchState lanes = state.batch().orElseThrow();
        assertThat(LanesWords.round(state, lanes)).isEqualTo("Round 4 read " + lanes.rows()
                + " rows for 5 lanes, laid end to end. A padded batch would have read "
                + (lanes.paddedRows() - lanes.rows()) + " rows more.");
        assertThat(lanes.paddedRows()).isEqualTo(5 * 8);
        assertThat(LanesWords.soFar(lanes)).contains("Worked out from these counts, not run")
                .contains(lanes.inputPadding() + " rows more").contains(lanes.cachePadding() + " slots");
        assertThat(LanesWords.narration(state)).contains("Lane 5: ").contains("worked out".substring(1));
        assertThat(LanesWords.narration(Toolkit.end(Tales.plain(3)))).isEqualTo("This run decodes one text.");
    }

    @Test
    void explainsASelectedLane() {
        TraceState state = Toolkit.after(Tales.batch(6, 5), 3);
        Why.Explanation why = Why.explain(state, new Selection.Lane(1));
        assertThat(why.title()).isEqualTo("Lane 1");
        assertThat(why.sentence()).contains("timeline and metrics show this lane");
        assertThat(Why.explain(state, new Selection.Lane(6)).sentence()).isEqualTo("This run has no lane 6.");
        assertThat(Why.explain(Toolkit.end(Tales.plain(3)), new Selection.Lane(1)).sentence())
                .isEqualTo("This run has no lane 1.");
    }

    @Test
    void findsLanesByHeightAndKeepsColumnsInsideTheWidth() {
        BatchState batch = Toolkit.after(Tales.batch(6, 5), 3).batch().orElseThrow();
        for (double width = 300; width < 1500; width += 37) {
            LanesLayout layout = LanesLayout.of(batch, width, 1);
            List<Integer> found = new ArrayList<>();
            for (int lane = 1; lane <= 5; lane++)
                found.add(layout.lane(layout.y(lane) + 1));
            assertThat(found).containsExactly(1, 2, 3, 4, 5);
            assertThat(layout.lane(layout.top() - 1)).isZero();
            assertThat(layout.lane(layout.height() + 1)).isZero();
            assertThat(layout.textLeft() + layout.textWidth()).isLessThanOrEqualTo(width);
            assertThat(layout.cellLeft() + 8 * layout.cell()).isLessThanOrEqualTo(width);
            long longest = batch.lanes().stream().mapToLong(lane -> lane.cached() + lane.cachePadding()).max()
                    .orElseThrow();
            assertThat(longest * layout.slotWidth()).isLessThanOrEqualTo(layout.barWidth() + 1e-9);
        }
    }
}
