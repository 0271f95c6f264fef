package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.BlockSpan;
import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What holds for every unmask policy.
abstract class UnmaskPolicyContract {
    abstract UnmaskPolicy policy();

    /// What the policy ranks by.
    Order order() {
        return Order.CONFIDENCE;
    }

    static BlockProgress progress(int block, int blocks, int masks, int step) {
        return new BlockProgress(block, blocks, new BlockSpan(100, 100 + masks), step);
    }

    /// The surer, the farther ahead and the less spread.
    static Proposal proposal(int position, int token, double confidence) {
        return new Proposal(position, token, confidence, confidence / 2, 3 * (1 - confidence), confidence, 0.5);
    }

    static List<Proposal> proposals(double... confidences) {
        return IntStream.range(0, confidences.length).mapToObj(i -> proposal(i, i + 50, confidences[i])).toList();
    }

    static List<Integer> positions(UnmaskPolicy policy, BlockProgress progress, List<Proposal> eligible) {
        return policy.choose(progress, eligible).stream().map(UnmaskChoice::position).sorted().toList();
    }

    @Test
    void takesAtLeastOneEligiblePositionOnceEachWithItsProposedToken() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int masks = 1 + random.nextInt(12);
            List<Proposal> eligible = new ArrayList<>();
            for (int i = 0; i < masks; i++) {
                if (i == 0 || random.nextBoolean()) {
                    eligible.add(proposal(100 + i, random.nextInt(9), random.nextInt(5) / 4.0));
                }
            }
            List<UnmaskChoice> choices = policy().choose(progress(random.nextInt(2), 2, masks, random.nextInt(
                    20)), eligible);
            assertThat(choices).as("seed " + seed).isNotEmpty();
            assertThat(new HashSet<>(choices.stream().map(UnmaskChoice::position).toList())).hasSameSizeAs(choices);
            List<Proposal> ranked = order().ranked(eligible);
            for (UnmaskChoice choice : choices) {
                Proposal proposal = ranked.get(choice.rank());
                assertThat(choice.position()).isEqualTo(proposal.position());
                assertThat(choice.token()).isEqualTo(proposal.token());
                assertThat(choice.score()).isEqualTo(order().of(proposal));
                assertThat(choice.scored()).isEqualTo(order().score());
            }
        }
    }

    @Test
    void prefersTheLowestPositionOnATie() {
        assertThat(policy().choose(progress(0, 1, 3, 0), proposals(.5, .7, .7)).getFirst().position())
                .isEqualTo(1);
    }
}
