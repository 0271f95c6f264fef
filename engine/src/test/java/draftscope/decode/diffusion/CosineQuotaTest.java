package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineQuotaTest extends UnmaskPolicyContract {
    @Override
    UnmaskPolicy policy() {
        return new CosineQuota(4, Order.MARGIN);
    }

    @Override
    Order order() {
        return Order.MARGIN;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            8,  4,  '1, 3, 5, 8'
            32, 12, '1, 2, 3, 5, 7, 10, 13, 16, 20, 24, 28, 32'
            64, 12, '1, 3, 5, 9, 14, 19, 26, 32, 40, 48, 56, 64'
            2,  3,  '1, 1, 2'
            7,  1,  '7'
            """)
    void keepsAShareThatGrowsWithTheRounds(int masks, int rounds, String expected) {
        assertThat(kept(masks, rounds).toString()).isEqualTo("[" + expected + "]");
    }

    private static List<Integer> kept(int masks, int rounds) {
        CosineQuota quota = new CosineQuota(rounds, Order.CONFIDENCE);
        return IntStream.rangeClosed(1, rounds).mapToObj(round -> quota.kept(masks, round)).toList();
    }

    @Test
    void isTheLeastNumberThatIsNotBelowTheShareWhateverTheRounds() {
        for (int rounds = 1; rounds <= 100; rounds++) {
            for (int masks = 1; masks <= 100; masks++) {
                List<Integer> kept = kept(masks, rounds);
                assertThat(kept).isSorted().endsWith(masks);
                for (int round = 1; round <= rounds; round++) {
                    // Half the angle instead, so that the test does not round where the code does.
                    double half = Math.sin(Math.PI * round / (4.0 * rounds));
                    assertThat(kept.get(round - 1) - masks * 2 * half * half).as(masks + " masks, " + round + " of "
                            + rounds).isBetween(-1e-9, 1 - 1e-12);
                }
            }
        }
    }

    @Test
    void makesUpForWhatWasMaskedAgain() {
        // After round 2 of 4 three of eight are to stand. None stands now, so the round takes all three.
        assertThat(positions(new CosineQuota(4, Order.CONFIDENCE), progress(0, 1, 8, 1), proposals(.1, .9, .2, .3, .8,
                .4, .5, .7))).containsExactly(1, 4, 7);
        assertThat(new CosineQuota(4, Order.CONFIDENCE).choose(progress(0, 1, 8, 1), proposals(.1, .2, .3, .4, .5)))
                .as("three stand already, and a round takes one at least").hasSize(1);
    }

    @Test
    void theLastRoundTakesAllThatAreLeft() {
        for (int round : new int[]{3, 4, 9})
            assertThat(new CosineQuota(4, Order.CONFIDENCE).choose(progress(0, 1, 8, round), proposals(.1, .2, .3)))
                    .hasSize(3);
    }

    @Test
    void refusesABlockWithoutRounds() {
        assertThatThrownBy(() -> new CosineQuota(0, Order.CONFIDENCE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 round");
    }
}
