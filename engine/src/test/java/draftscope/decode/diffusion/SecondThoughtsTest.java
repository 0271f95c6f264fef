package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.BlockSpan;
import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Policies that take tokens back, each played through on a block whose proposals are random.
class SecondThoughtsTest {
    private static final int MASKS = 16;

    /// Masks left after each step.
    private static List<Integer> play(UnmaskPolicy unmask, RemaskPolicy remask, long seed) {
        Random random = new Random(seed);
        TreeMap<Integer, Double> standing = new TreeMap<>();
        List<Integer> left = new ArrayList<>();
        for (int step = 0; standing.size() < MASKS; step++) {
            BlockProgress progress = new BlockProgress(0, 1, new BlockSpan(0, MASKS), step);
            List<Proposal> eligible = new ArrayList<>();
            for (int position = 0; position < MASKS; position++) {
                if (!standing.containsKey(position)) {
                    eligible.add(UnmaskPolicyContract.proposal(position, 7, random.nextDouble()));
                }
            }
            for (UnmaskChoice choice : unmask.choose(progress, eligible)) {
                standing.put(choice.position(), eligible.stream().filter(p -> p.position() == choice.position())
                        .findFirst().orElseThrow().confidence());
            }
            List<Integer> again = remask.remask(progress, standing.entrySet().stream()
                    .map(entry -> Proposal.standing(entry.getKey(), 7, entry.getValue())).toList(), List.of(),
                    look -> {});
            double worstKept = standing.entrySet().stream().filter(entry -> !again.contains(entry.getKey()))
                    .mapToDouble(entry -> entry.getValue()).min().orElse(1);
            assertThat(again).as("the least sure").allSatisfy(position -> assertThat(standing.get(position))
                    .isLessThanOrEqualTo(worstKept));
            again.forEach(standing::remove);
            left.add(MASKS - standing.size());
            assertThat(left.size()).isLessThan(100);
        }
        return left;
    }

    @Test
    void correctionsComeAfterSevenEighthsAndOpenAsManyAsTheyFill() {
        SecondThoughts both = new SecondThoughts(8, 3, 2);
        // Two a step; after seven steps two are opened again, three times over, then the last two follow.
        assertThat(play(both, both, 1)).containsExactly(14, 12, 10, 8, 6, 4, 4, 4, 4, 2, 0);
    }

    @Test
    void withoutCorrectionsItIsTheQuota() {
        SecondThoughts both = new SecondThoughts(5, 0, 2);
        assertThat(play(both, both, 2)).isEqualTo(play(new QuotaUnmask(5, Order.CONFIDENCE), new RemaskPolicy.Never(),
                2));
    }

    @Test
    void evenASingleStepCanBeCorrected() {
        SecondThoughts both = new SecondThoughts(1, 2, 4);
        assertThat(play(both, both, 3)).containsExactly(4, 4, 0);
    }

    @Test
    void runningConfidenceLeavesAsManyMasksAsTheScheduleWants() {
        RunningConfidence both = new RunningConfidence(5);
        assertThat(play(both, both, 4)).containsExactly(12, 9, 6, 3, 0);
        RunningConfidence all = new RunningConfidence(1);
        assertThat(play(all, all, 5)).containsExactly(0);
    }
}
