package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.UnmaskChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdUnmaskTest extends UnmaskPolicyContract {
    private static final BlockProgress FIRST = progress(0, 1, 8, 0);
    private static final List<Proposal> ELIGIBLE = proposals(.97, .62, .91, .81, .78, .40, .93, .20);

    @Override
    UnmaskPolicy policy() {
        return new ThresholdUnmask(.7);
    }

    @Test
    void takesEveryPositionAtOrAboveTheThreshold() {
        assertThat(positions(new ThresholdUnmask(.9), FIRST, ELIGIBLE)).containsExactly(0, 2, 6);
        assertThat(positions(new ThresholdUnmask(.91), FIRST, ELIGIBLE)).as("equal counts").containsExactly(0, 2, 6);
        assertThat(positions(new ThresholdUnmask(0), FIRST, ELIGIBLE)).hasSize(8);
    }

    @Test
    void mayAskForMoreThanTheThreshold() {
        assertThat(positions(new ThresholdUnmask(.91, true), FIRST, ELIGIBLE)).containsExactly(0, 6);
        assertThat(positions(new ThresholdUnmask(.9, true), FIRST, ELIGIBLE)).containsExactly(0, 2, 6);
        assertThat(new ThresholdUnmask(.97, true).choose(FIRST, ELIGIBLE).getFirst().reason()).isEqualTo(
                UnmaskChoice.Reason.FORCED);
    }

    @Test
    void takesTheBestWhereNoneReachesItAndSaysSo() {
        List<UnmaskChoice> choices = new ThresholdUnmask(.99).choose(FIRST, ELIGIBLE);
        assertThat(choices).containsExactly(new UnmaskChoice(0, 50, UnmaskChoice.Reason.FORCED, .97, .99, 0));
        assertThat(new ThresholdUnmask(.97).choose(FIRST, ELIGIBLE).getFirst().reason()).isEqualTo(
                UnmaskChoice.Reason.THRESHOLD);
    }

    @Test
    void takesFewerAsTheThresholdGrows() {
        int before = Integer.MAX_VALUE;
        for (double threshold = 0; threshold <= 1.1; threshold += .01) {
            int taken = new ThresholdUnmask(threshold).choose(FIRST, ELIGIBLE).size();
            assertThat(taken).isLessThanOrEqualTo(before);
            before = taken;
        }
    }
}
