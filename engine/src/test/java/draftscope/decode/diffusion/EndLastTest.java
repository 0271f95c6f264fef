package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndLastTest extends UnmaskPolicyContract {
    private static final int END = 99;

    @Override
    UnmaskPolicy policy() {
        return new EndLast(new ThresholdUnmask(.7), token -> token == END);
    }

    @Test
    void theEndWaitsForEverythingElse() {
        UnmaskPolicy policy = new EndLast(new QuotaUnmask(2, Order.CONFIDENCE), token -> token == END);
        List<Proposal> mixed = List.of(proposal(0, END, .99), proposal(1, 5, .2), proposal(2, END, .98),
                proposal(3, 6, .1));
        assertThat(positions(policy, progress(0, 1, 4, 0), mixed)).containsExactly(1, 3);
        List<Proposal> ends = List.of(proposal(0, END, .99), proposal(2, END, .98));
        assertThat(positions(policy, progress(0, 1, 4, 1), ends)).containsExactly(0, 2);
    }
}
