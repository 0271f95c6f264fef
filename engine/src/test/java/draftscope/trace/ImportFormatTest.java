package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `docs/import/hf_generate.py` wrote, with transformers 5.18 and two tiny models of random weights, is a run.
class ImportFormatTest {
    @ParameterizedTest
    @CsvSource({"hf-greedy.dscope,GREEDY_MATCH", "hf-sampled.dscope,RATIO"})
    void assistedGenerationOfTransformersIsARunWithItsDraftsAndVerdicts(String name, Rule rule) throws Exception {
        Recording recording = open(name);
        assertThat(recording.loss()).isEmpty();
        Trace trace = recording.trace();
        assertThat(trace.settings().orElseThrow().draft().orElseThrow().name()).isEqualTo("kit");
        assertThat(trace.prompt()).hasSize(4);
        TraceState end = trace.at(trace.length());
        RunCounts counts = end.counts();
        assertThat(counts.targetForwards()).isEqualTo(trace.steps().size());
        assertThat(counts.emitted()).isEqualTo(end.committed().size())
                .isEqualTo(counts.accepted() + counts.corrected() + counts.bonus() + counts.plain());
        assertThat(counts.corrected()).isPositive();
        int judged = 0;
        for (StepSummary step : trace.steps()) {
            TraceState state = trace.at(trace.endOfStep(step.step()));
            for (TreeNode node : state.tree().nodes()) {
                Verdict verdict = node.verdict().orElseThrow();
                assertThat(verdict.rule()).isEqualTo(rule);
                assertThat(node.node().probability()).as("captured when sampling").satisfies(
                        p -> assertThat(rule == Rule.RATIO ? p > 0 && p <= 1 : true).isTrue());
                assertThat(verdict.draw()).as("stays inside of generate").isNaN();
                judged += verdict.outcome() == Verdict.Outcome.NOT_REACHED ? 0 : 1;
            }
        }
        assertThat(judged).isEqualTo(counts.judged()).isPositive();
        assertThat(trace.committed().getFirst().measures().entropyBits()).as("not captured").isNaN();
    }

    @Test
    void wordsKeepTheSpaceThatTheyBeginWith() throws Exception {
        Trace trace = open("hf-sampled.dscope").trace();
        StringBuilder text = new StringBuilder();
        trace.committed().forEach(token -> text.append(new String(trace.piece(token.token()).bytes())));
        assertThat(text.toString()).startsWith(" once gave gave time");
    }

    private static Recording open(String name) throws IOException, URISyntaxException {
        return Recording.open(Path.of(ImportFormatTest.class.getResource(name).toURI()));
    }
}
