package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.UnmaskChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntropyUnmaskTest extends UnmaskPolicyContract {
    private static final BlockProgress FIRST = progress(0, 1, 4, 0);
    private static final List<Proposal> ELIGIBLE = List.of(ofEntropy(0, 0.9), ofEntropy(1, 0.2), ofEntropy(2, 3),
            ofEntropy(3, 0.7));

    /// @param bits entropy of the law
    private static Proposal ofEntropy(int position, double bits) {
        return new Proposal(position, 50 + position, 0.5, 0.1, bits, 0, 0.5);
    }

    @Override
    UnmaskPolicy policy() {
        return new EntropyUnmask(.7);
    }

    @Override
    Order order() {
        return Order.ENTROPY;
    }

    @Test
    void takesEveryPositionOfAtMostThatEntropy() {
        // 0.5 nats are 0.72 bits
        assertThat(positions(new EntropyUnmask(.5), FIRST, ELIGIBLE)).containsExactly(1, 3);
        assertThat(positions(new EntropyUnmask(10), FIRST, ELIGIBLE)).hasSize(4);
        UnmaskChoice least = new EntropyUnmask(.5).choose(FIRST, ELIGIBLE).getFirst();
        assertThat(least.position()).isEqualTo(1);
        assertThat(least.limit()).isEqualTo(-.5 / Math.log(2));
        assertThat(least.scored()).isEqualTo(UnmaskChoice.Score.MINUS_ENTROPY);
    }

    @Test
    void takesTheLeastEntropyWhereNoneIsLittleEnough() {
        List<UnmaskChoice> choices = new EntropyUnmask(-1).choose(FIRST, ELIGIBLE);
        assertThat(choices).hasSize(1);
        assertThat(choices.getFirst().position()).isEqualTo(1);
        assertThat(choices.getFirst().reason()).isEqualTo(UnmaskChoice.Reason.FORCED);
    }
}
