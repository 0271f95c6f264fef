package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.views.ComparedRun;
import draftscope.views.Tales;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareLayoutTest {
    private static final TextMeasure LETTERS = (text, size) -> text.length() * 8;

    private final ComparedRun plain = new ComparedRun(1, "plain", Trace.of(Tales.plain(4)));
    private final ComparedRun chain = new ComparedRun(2, "chain", Trace.of(Tales.chains(4)));
    private final ComparedRun diffusion = new ComparedRun(3, "diffusion", Trace.of(Tales.diffusion(5)));

    private static CompareLayout layout(ComparedRun... runs) {
        return CompareLayout.of(List.of(runs), LETTERS, 13, 1);
    }

    @Test
    void columnsStandBesideEachOtherAndAreAsWideAsTheirWidestToken() {
        CompareLayout layout = layout(plain, chain, diffusion);
        for (int column = 0; column < layout.alignment().size(); column++) {
            assertThat(layout.columnAt((layout.left(column) + layout.right(column)) / 2)).isEqualTo(column);
            for (int run = 0; run < 3; run++)
                if (layout.alignment().place(column, run) >= 0)
                    assertThat(layout.right(column) - layout.left(column))
                            .isGreaterThanOrEqualTo(layout.token(run, column).length() * 8);
        }
        assertThat(layout.columnAt(layout.width() + 1)).isNegative();
        assertThat(layout.fits(List.of(plain, chain, diffusion))).isTrue();
        assertThat(layout.fits(List.of(plain, chain))).isFalse();
    }

    @Test
    void aRunBesideItselfDoesNotDiffer() {
        CompareLayout layout = layout(plain, new ComparedRun(2, "again", plain.trace()));
        assertThat(layout.alignment().firstDifference()).isNegative();
        assertThat(layout.dump().lines().toList().getLast()).matches("=+");
        assertThat(CompareWords.guard(List.of(plain, new ComparedRun(2, "again", plain.trace()))))
                .isEqualTo("Same seed 42. All else is the same.");
        RunFigures figures = RunFigures.of(plain);
        assertThat(CompareWords.numbers(List.of(figures, figures), layout.alignment()).get(1).getLast())
                .isEqualTo("the same");
    }

    @Test
    void whatRunsCameToIsCountedFromTheirRounds() {
        RunFigures figures = RunFigures.of(chain);
        List<StepSummary> rounds = chain.trace().steps().stream().filter(step -> step.drafted() > 0).toList();
        assertThat(figures.accepted()).isNotEmpty();
        for (int depth = 0; depth < figures.accepted().size(); depth++) {
            int least = depth + 1;
            assertThat(figures.accepted().get(depth)).isEqualTo(
                    rounds.stream().filter(step -> step.accepted() >= least).count() / (double) rounds.size());
        }
        assertThat(figures.tokensAPass())
                .isEqualTo(chain.trace().committed().size() / (double) figures.counts().targetForwards());
        assertThat(RunFigures.of(plain).accepted()).isEmpty();
        assertThat(CompareWords.depths(List.of(RunFigures.of(plain), figures)).getFirst())
                .startsWith("accepted to depth 1", "–").hasSize(3);
    }

    @Test
    void theGuardSaysWhatElseDiffers() {
        assertThat(CompareWords.guard(List.of(plain, chain)))
                .startsWith("Same seed 42. What else differs: method (Autoregressive, Draft chain); ")
                .contains("draft model (none, tales-draft)");
    }

    @Test
    void momentsGoTogetherByTokenOrByTime() {
        CompareLayout layout = layout(plain, new ComparedRun(2, "again", plain.trace()), chain);
        Trace trace = plain.trace();
        int[] whole = layout.linked(0, trace.at(trace.length()), false);
        assertThat(whole).containsExactly(trace.committed().size(), trace.committed().size(),
                chain.trace().committed().size());
        var middle = trace.at(trace.endOfStep(6));
        int written = middle.committed().size();
        assertThat(layout.linked(0, middle, false)[1]).isEqualTo(written);
        assertThat(layout.linked(0, middle, true)[1]).isEqualTo(written);
        int byTime = layout.linked(0, middle, true)[2];
        long time = layout.clock(0).nanos(written - 1);
        assertThat(layout.clock(2).nanos(byTime - 1)).isLessThanOrEqualTo(time);
        assertThat(layout.clock(2).nanos(byTime)).isGreaterThan(time);
        assertThat(layout.linked(0, trace.at(0), false)[1]).isZero();
        assertThat(layout.linked(0, trace.at(0), true)[2]).isZero();
    }

    @Test
    void theClockRunsWithTheEngineAndEndsWithTheLastToken() {
        EngineClock clock = EngineClock.of(chain.trace());
        long before = 0;
        for (int i = 0; i < chain.trace().committed().size(); i++) {
            assertThat(clock.nanos(i)).isGreaterThanOrEqualTo(before);
            before = clock.nanos(i);
        }
        assertThat(clock.engineOnly()).isTrue();
        assertThat(clock.end()).isEqualTo(before)
                .isEqualTo(chain.trace().at(chain.trace().length()).counts().engineNanos());
        assertThat(clock.written(before)).isEqualTo(chain.trace().committed().size());
        assertThat(clock.written(-1)).isZero();
        EngineClock unobserved = EngineClock.of(Trace.of(Tales.unobserved(4)));
        assertThat(unobserved.engineOnly()).isFalse();
    }

    @Test
    void aPassEndsWithItsLastToken() {
        CompareLayout layout = layout(plain, chain);
        long ends = 0;
        for (int column = 0; column < layout.alignment().size(); column++)
            if (layout.alignment().place(column, 1) >= 0 && layout.endsPass(1, column))
                ends++;
        assertThat(ends).isEqualTo(chain.trace().committed().stream().map(token -> token.step()).distinct().count());
    }
}
