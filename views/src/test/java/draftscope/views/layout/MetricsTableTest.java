package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import draftscope.views.Tales;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
    private static final Trace TRACE = Trace.of(Tales.trees(7));

    private static String dump(MetricsTable table) {
        return table.scopes().stream().map(scope -> scope.name() + ", " + scope.rounds())
                .collect(Collectors.joining(" | ", "", "\n"))
                + table.rows().stream().map(row -> row.name() + ": " + row.cells().stream()
                        .map(MetricsTable.Cell::value).collect(Collectors.joining(" | ")) + "\n")
                        .collect(Collectors.joining());
    }

    @Test
    void listsEveryMetricForEveryScope() {
        TraceState state = TRACE.at(TRACE.endOfStep(9));
        assertThat(dump(MetricsTable.of(state, new Selection.Steps(2, 5)))).isEqualTo("""
                Whole run, rounds 1 – 10 | Last 32, rounds 1 – 10 | Selection, rounds 3 – 6
                Drafted: 222 | 222 | 91
                Cut: 20 | 20 | 11
                Sent to verify: 202 | 202 | 80
                Judged: 62 | 62 | 21
                Passed: 43 | 43 | 15
                Rejected: 19 | 19 | 6
                Ignored: 140 | 140 | 59
                Accepted: 43 | 43 | 15
                Corrected: 7 | 7 | 2
                Bonus: 3 | 3 | 2
                Plain: 0 | 0 | 0
                Emitted: 53 | 53 | 19
                Mean accepted length, without bonus: 4.30 | 4.30 | 3.75
                Mean accepted length, with bonus: 5.30 | 5.30 | 4.75
                Acceptance rate: 19.37 % | 19.37 % | 16.48 %
                Block efficiency: 5.30 | 5.30 | 4.75
                """);
        assertThat(MetricsTable.of(state, Selection.none()).scopes()).hasSize(2);
        assertThat(MetricsTable.of(state, new Selection.Steps(12, 14)).scopes()).as("not begun yet").hasSize(2);
    }

    @Test
    void everyRateShowsTheCountsThatItIsMadeOf() {
        MetricsTable table = MetricsTable.of(TRACE.at(TRACE.length()), Selection.none());
        for (MetricsTable.Row row : table.rows()) {
            String formula = row.cells().getFirst().formula();
            if (!formula.contains("÷"))
                continue;
            String[] sides = formula.substring(formula.lastIndexOf("= ") + 2).split(" ÷ ");
            double value = Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
            String shown = row.cells().getFirst().value();
            assertThat(shown).as(row.name()).isIn(Numbers.fixed(value, 2), Numbers.percent(value));
        }
    }

    @Test
    void givesTheNamesOfVllmTheirMeaning() {
        var metrics = MetricsTable.of(TRACE.at(TRACE.length()), Selection.none()).scopes().getFirst().metrics();
        long drafts = TRACE.steps().stream().filter(step -> step.drafted() > 0).count();
        int passed = TRACE.steps().stream().mapToInt(step -> step.judged() - step.rejected()).sum();
        assertThat(MetricsTable.json(metrics)).startsWith("{\n  \"num_spec_tokens\": 8,\n  \"num_drafts\": " + drafts
                + ",\n  \"num_draft_tokens\": " + metrics.sent() + ",\n  \"num_accepted_tokens\": " + passed
                + ",\n  \"num_accepted_tokens_per_pos\": [").endsWith("\n}\n").doesNotContain("NaN");
    }

    @Test
    void saysWhatWasNotCaptured() {
        // Tokens alone, as a run tells that is not observed.
        Trace silent = Trace.of(Tales.unobserved(7));
        MetricsTable table = MetricsTable.of(silent.at(silent.length()), Selection.none());
        assertThat(table.rows().getFirst().cells().getFirst().value()).isEqualTo(Numbers.NOT_CAPTURED);
        assertThat(table.rows().stream().filter(row -> row.name().equals("Emitted")).findFirst().orElseThrow().cells()
                .getFirst().value())
                .isEqualTo(Long.toString(Tales.unobserved(7).stream()
                        .filter(TraceEvent.Committed.class::isInstance).count()));
        assertThat(MetricsTable.json(table.scopes().getFirst().metrics())).doesNotContain("num_drafts");
    }
}
