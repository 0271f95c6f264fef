package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaUnmaskTest extends UnmaskPolicyContract {
    @Override
    UnmaskPolicy policy() {
        return new QuotaUnmask(4, Order.CONFIDENCE);
    }

    private static List<Integer> schedule(int masks, int steps) {
        List<Integer> taken = new ArrayList<>();
        double[] confidences = new double[masks];
        java.util.Arrays.fill(confidences, .5);
        List<Proposal> left = new ArrayList<>(proposals(confidences));
        for (int step = 0; !left.isEmpty(); step++) {
            List<UnmaskChoice> choices = new QuotaUnmask(steps, Order.CONFIDENCE).choose(progress(0, 1, masks, step),
                    left);
            choices.forEach(choice -> left.removeIf(proposal -> proposal.position() == choice.position()));
            taken.add(choices.size());
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            10, 4, '3, 3, 2, 2'
            32, 5, '7, 7, 6, 6, 6'
            3,  8, '1, 1, 1'
            4,  1, '4'
            """)
    void sharesMasksOutOverStepsWithTheEarlierOnesTakingMore(int masks, int steps, String expected) {
        assertThat(schedule(masks, steps).toString()).isEqualTo("[" + expected + "]");
    }

    @Test
    void sharesStepsOutOverBlocks() {
        assertThat(QuotaUnmask.share(7, 3, 0)).isEqualTo(3);
        assertThat(QuotaUnmask.share(7, 3, 2)).isEqualTo(2);
        // 2 blocks of 4 masks in 4 steps: 2 steps each, 2 positions a step.
        assertThat(new QuotaUnmask(4, Order.CONFIDENCE).choose(progress(1, 2, 4, 0), proposals(.1, .2, .3, .4)))
                .hasSize(2);
        // Fewer steps than blocks: each block still takes one, and fills in it.
        assertThat(new QuotaUnmask(1, Order.CONFIDENCE).choose(progress(1, 2, 4, 0), proposals(.1, .2, .3, .4)))
                .hasSize(4);
    }

    @Test
    void takesTheMostConfident() {
        List<Proposal> eligible = proposals(.97, .62, .91, .81, .78, .40, .93, .20);
        assertThat(positions(new QuotaUnmask(8, Order.CONFIDENCE), progress(0, 1, 8, 0), eligible)).containsExactly(0);
        assertThat(positions(new QuotaUnmask(4, Order.CONFIDENCE), progress(0, 1, 8, 0), eligible)).containsExactly(0,
                6);
    }
}
