package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.Provenance;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Tales;
import org.junit.jupiter.api.Test;

/// Each step in words.
class NarrationTest {
    private static final Trace TREES = Trace.of(Tales.trees(7));

    private static TraceState after(Trace trace, int step) {
        return trace.at(trace.endOfStep(step));
    }

    @Test
    void saysWhatWasAcceptedAndWhatTheTargetWroteInsteadOfWhat() {
        int corrected = 0;
        for (StepSummary step : TREES.steps()) {
            TraceState state = after(TREES, step.step());
            String brief = Narration.brief(state);
            String full = Narration.full(state);
            assertThat(brief).startsWith("Round " + (step.step() + 1) + ": accepted " + step.accepted() + " of "
                    + step.drafted() + ", the target wrote ").endsWith(".");
            assertThat(full).startsWith("Round " + (step.step() + 1) + " of " + TREES.steps().size() + ": drafted "
                    + step.drafted() + ", accepted " + step.accepted() + ", rejected " + step.rejected())
                    .contains("mean entropy ").endsWith("bits.");
            assertThat(brief.length()).isLessThan(full.length());
            boolean correction = state.tree().draw().orElseThrow().provenance() == Provenance.CORRECTION;
            assertThat(full.contains(" instead of “")).as("round %d", step.step()).isEqualTo(correction);
            corrected += correction ? 1 : 0;
        }
        assertThat(corrected).as("rounds with a correction in the fixture").isPositive();
    }

    @Test
    void tellsPlainRunsAndCanvasesAndWhatWasNotCaptured() {
        Trace plain = Trace.of(Tales.plain(4));
        assertThat(Narration.brief(after(plain, 1))).contains("2: the target wrote ").doesNotContain("accepted");
        Trace canvas = Trace.of(Tales.diffusion(5));
        assertThat(Narration.brief(after(canvas, 2))).startsWith("Step 3: unmasked ");
        Trace blocks = Trace.of(Tales.blocks(5));
        assertThat(Narration.canvas(blocks.at(blocks.length())))
                .contains(" positions, prompt included, are in the cache.");
        assertThat(Narration.brief(after(blocks, 0))).endsWith(" of finished text into the cache.");
        assertThat(Narration.brief(after(blocks, 1))).startsWith("Step 2: unmasked ").doesNotContain("cache");
        Trace unobserved = Trace.of(Tales.unobserved(3));
        assertThat(Narration.full(unobserved.at(unobserved.length())))
                .isEqualTo(unobserved.committed().size()
                        + " tokens written; the steps of this run were not captured.");
    }

    @Test
    void saysSomethingBeforeTheFirstStepAndWithoutARun() {
        assertThat(Narration.brief(null)).isEqualTo(Narration.NOTHING);
        assertThat(Narration.full(null)).isEqualTo(Narration.NOTHING);
        assertThat(Narration.full(TREES.at(0))).isEqualTo("Before the first step.");
    }
}
