package draftscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.session.Filter.Verdict;
import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.TokenMeasures;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The filter without a window; the test's thread is the person's.
class FilterTest {
    private final BlockingQueue<Runnable> toDo = new LinkedBlockingQueue<>();
    private final Filter filter = new Filter(toDo::add);
    private final List<Matches> answers = new ArrayList<>();

    FilterTest() {
        filter.matchesProperty().subscribe(matches -> {
            if (matches != null)
                answers.add(matches);
        });
    }

    @AfterEach
    void close() {
        filter.close();
    }

    /// A token of the output; the run tells nothing else.
    private static TraceEvent token(int index, int token, int position) {
        return new TraceEvent.Committed(index, index, index, position, token, Provenance.TARGET, DraftNode.NONE,
                TokenMeasures.NOT_CAPTURED);
    }

    private void answer() throws InterruptedException {
        int before = answers.size();
        while (answers.size() == before) {
            Runnable task = toDo.poll(20, TimeUnit.SECONDS);
            assertThat(task).as("an answer within 20 seconds").isNotNull();
            task.run();
        }
    }

    private static List<Integer> tokens(Matches matches) {
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++)
            tokens.add(matches.get(i).token());
        return tokens;
    }

    @Test
    void onlyTheConditionThatWasWrittenLastIsAnswered() throws InterruptedException {
        List<TraceEvent> events = new ArrayList<>();
        for (int i = 0; i < 50_000; i++)
            events.add(token(i, i % 7, i));
        filter.follow(Trace.of(events));
        filter.openProperty().set(true);
        filter.textProperty().set("id == 1");
        filter.textProperty().set("id == 1 || id == 2");
        filter.textProperty().set("id == 3 && position < 20");
        answer();
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst().condition().text()).isEqualTo("id == 3 && position < 20");
        assertThat(answers.getFirst().size()).isEqualTo(3);
        assertThat(toDo).as("nobody else answers").isEmpty();
    }

    @Test
    void aMistakeTakesBackWhatWasFoundAndSaysWhy() throws InterruptedException {
        filter.follow(Trace.of(List.of(token(0, 5, 0))));
        filter.openProperty().set(true);
        assertThat(filter.verdictProperty().get()).isEqualTo(Verdict.EMPTY);
        filter.textProperty().set("id == 5");
        answer();
        filter.textProperty().set("id = 5");
        assertThat(filter.verdictProperty().get()).isEqualTo(Verdict.WRONG);
        assertThat(filter.wrong()).isEqualTo("At character 4: write == to compare.");
        assertThat(filter.matchesProperty().get()).isNull();
        filter.textProperty().set("id == 5");
        answer();
        filter.openProperty().set(false);
        assertThat(filter.matchesProperty().get()).as("a closed filter is not in force").isNull();
    }

    @Test
    void aRunThatGrowsIsAskedAgain() throws InterruptedException {
        TraceLog log = new TraceLog();
        Trace trace = Trace.of(log);
        filter.openProperty().set(true);
        filter.textProperty().set("id > 4");
        filter.follow(trace);
        answer();
        assertThat(answers.getLast().size()).isZero();
        log.accept(token(0, 5, 0));
        log.accept(token(1, 4, 1));
        trace.catchUp();
        filter.follow(trace);
        answer();
        assertThat(tokens(answers.getLast())).containsExactly(5);
        log.accept(token(2, 6, 2));
        trace.catchUp();
        filter.follow(trace);
        answer();
        assertThat(tokens(answers.getLast())).containsExactly(5, 6);
    }

    @Test
    void theWayThroughTheMatchesGoesRound() throws InterruptedException {
        filter.follow(
                Trace.of(List.of(token(0, 5, 0), token(1, 4, 1), token(2, 5, 2), token(3, 5, Integer.MAX_VALUE))));
        filter.openProperty().set(true);
        filter.textProperty().set("id == 5");
        answer();
        Matches found = answers.getLast();
        assertThat(found.beside(-1, true)).as("from before the first").isZero();
        assertThat(found.beside(0, true)).isEqualTo(1);
        assertThat(found.beside(1, true)).as("from what is no match").isEqualTo(1);
        assertThat(found.beside(3, true)).as("round").isZero();
        assertThat(found.beside(0, false)).as("round").isEqualTo(2);
        assertThat(found.beside(1, false)).isZero();
        assertThat(found.beside(Integer.MAX_VALUE, false)).isEqualTo(2);
        assertThat(found.number(1)).isEqualTo(-1);
        assertThat(found.number(2)).isEqualTo(1);
        assertThat(found.token(2)).isTrue();
        assertThat(found.token(1)).isFalse();
        assertThat(found.token(Integer.MAX_VALUE)).as("a position that no table is made for").isTrue();
    }
}
