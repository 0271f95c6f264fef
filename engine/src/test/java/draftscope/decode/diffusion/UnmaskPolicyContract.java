package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

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

    static List<Proposal> proposals(double... confidences) {
        return IntStream.range(0, confidences.length).mapToObj(i -> new Proposal(i, i + 50, confidences[i])).toList();
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
                    eligible.add(new Proposal(100 + i, random.nextInt(9), random.nextInt(5) / 4.0));
                }
            }
            List<UnmaskChoice> choices = policy().choose(new BlockProgress(random.nextInt(2), 2, masks, random.nextInt(
                    20)), eligible);
            assertThat(choices).as("seed " + seed).isNotEmpty();
            assertThat(new HashSet<>(choices.stream().map(UnmaskChoice::position).toList())).hasSameSizeAs(choices);
            List<Proposal> ranked = Proposal.ranked(eligible);
            for (int rank = 0; rank < choices.size(); rank++) {
                assertThat(choices.get(rank).rank()).isEqualTo(rank);
                assertThat(choices.get(rank).position()).isEqualTo(ranked.get(rank).position());
                assertThat(choices.get(rank).token()).isEqualTo(ranked.get(rank).token());
                assertThat(choices.get(rank).score()).isEqualTo(ranked.get(rank).confidence());
            }
        }
    }

    @Test
    void prefersTheLowestPositionOnATie() {
        assertThat(policy().choose(new BlockProgress(0, 1, 3, 0), proposals(.5, .7, .7)).getFirst().position())
                .isEqualTo(1);
    }
}
