package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalLeapTest extends UnmaskPolicyContract {
    private static final List<Proposal> ELIGIBLE = proposals(.97, .62, .91, .81, .78, .40, .93, .20);
    private static final BlockProgress FIRST = progress(0, 1, 8, 0);

    @Override
    UnmaskPolicy policy() {
        return new LocalLeap(.9, .75, 2);
    }

    @Test
    void lessIsEnoughNearAnAnchor() {
        assertThat(positions(new LocalLeap(.9, .75, 4), FIRST, ELIGIBLE)).containsExactly(0, 2, 3, 4, 6);
        assertThat(positions(new LocalLeap(.9, .75, 1), FIRST, ELIGIBLE)).containsExactly(0, 2, 3, 6);
        UnmaskChoice helped = new LocalLeap(.9, .75, 1).choose(FIRST, ELIGIBLE).stream().filter(
                choice -> choice.position() == 3).findFirst().orElseThrow();
        assertThat(helped.reason()).isEqualTo(Reason.RELAXED);
        assertThat(helped.anchor()).isEqualTo(2);
        assertThat(helped.limit()).isEqualTo(.75);
    }

    @Test
    void withoutReliefItIsTheThresholdRule() {
        List<Integer> threshold = positions(new ThresholdUnmask(.9), FIRST, ELIGIBLE);
        assertThat(positions(new LocalLeap(.9, .9, 4), FIRST, ELIGIBLE)).isEqualTo(threshold);
        assertThat(positions(new LocalLeap(.9, .75, 0), FIRST, ELIGIBLE)).isEqualTo(threshold);
    }

    @Test
    void withoutAnAnchorTheBestAloneIsTaken() {
        List<UnmaskChoice> choices = new LocalLeap(.99, .5, 8).choose(FIRST, ELIGIBLE);
        assertThat(choices).hasSize(1);
        assertThat(choices.getFirst().position()).isEqualTo(0);
        assertThat(choices.getFirst().reason()).isEqualTo(Reason.FORCED);
    }
}
