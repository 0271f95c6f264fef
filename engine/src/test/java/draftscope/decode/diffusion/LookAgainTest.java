package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.BlockSpan;
import draftscope.trace.SecondLook;
import draftscope.trace.SecondLook.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LookAgainTest {
    private static final int MASKS = 16;

    /// In round 3 of 5, with a limit of .5 and a drop of .25; numbers that binary fractions can say.
    private static List<SecondLook> looks(int worst, double[] written, double... now) {
        LookAgain policy = new LookAgain(5, true, 32, .25, .75, .25, worst, 2);
        List<Proposal> tentative = standing(written);
        BlockProgress progress = new BlockProgress(0, 1, new BlockSpan(0, MASKS), 2);
        assertThat(policy.doubts(progress, tentative)).hasSize(written.length);
        List<SecondLook> told = new ArrayList<>();
        List<Integer> again = policy.remask(progress, tentative, standing(now), told::add);
        assertThat(again).isEqualTo(told.stream().filter(SecondLook::takenBack).map(SecondLook::position).toList());
        return told;
    }

    private static List<Proposal> standing(double... scores) {
        return IntStream.range(0, scores.length).mapToObj(i -> Proposal.standing(i, 7, scores[i])).toList();
    }

    @Test
    void aTokenBelowTheLimitIsTakenBackAndOneAtTheLimitStays() {
        assertThat(looks(1, new double[]{.5, .5, .625}, .4375, .5, .625)).extracting(SecondLook::outcome)
                .containsExactly(Outcome.BELOW_LIMIT, Outcome.STAYS, Outcome.STAYS);
    }

    @Test
    void ofThoseThatFellTooFarTheWorstAreTakenBack() {
        double[] written = {1, 1, 1, .875, 1};
        double[] now = {.75, .625, .5, .5, .6875};
        assertThat(looks(1, written, now)).extracting(SecondLook::outcome).containsExactly(Outcome.STAYS,
                Outcome.SPARED, Outcome.DROPPED, Outcome.SPARED, Outcome.SPARED);
        assertThat(looks(2, written, now)).as("the first of two that fell equally far")
                .extracting(SecondLook::outcome).containsExactly(Outcome.STAYS, Outcome.DROPPED, Outcome.DROPPED,
                        Outcome.SPARED, Outcome.SPARED);
        assertThat(looks(0, written, now)).noneMatch(SecondLook::takenBack);
    }

    @Test
    void aTokenThatIsBelowTheLimitTakesNoPlaceAmongTheWorst() {
        assertThat(looks(1, new double[]{1, 1}, .25, .625)).extracting(SecondLook::outcome)
                .containsExactly(Outcome.BELOW_LIMIT, Outcome.DROPPED);
    }

    @Test
    void aTokenOfWhichNoConfidenceIsKnownIsHeldAgainstTheLimitAlone() {
        assertThat(looks(1, new double[]{Double.NaN, Double.NaN}, .5, .25)).extracting(SecondLook::outcome)
                .containsExactly(Outcome.STAYS, Outcome.BELOW_LIMIT);
    }

    @Test
    void theLimitMovesInEqualPartsFromTheFirstRoundToTheLast() {
        LookAgain policy = new LookAgain(5, true, 8, .3, .7, .2, 1, 2);
        double[] expected = {.3, .4, .5, .6, .7};
        for (int round = 1; round <= 5; round++)
            assertThat(policy.limit(round)).isEqualTo(expected[round - 1], Offset.offset(1e-12));
        assertThat(new LookAgain(1, true, 8, .3, .7, .2, 1, 2).limit(1)).isEqualTo(.7);
    }

    @Test
    void theLeastSureAreLookedAtAndNobodyInTheLastRound() {
        LookAgain policy = new LookAgain(4, true, 2, .3, .7, .2, 1, 2);
        List<Proposal> tentative = standing(.9, .2, .5, .2);
        assertThat(policy.doubts(new BlockProgress(0, 1, new BlockSpan(0, 4), 2), tentative)).containsExactly(1, 3);
        assertThat(policy.doubts(new BlockProgress(0, 1, new BlockSpan(0, 4), 3), tentative)).isEmpty();
        assertThat(policy.looks()).isEqualTo(2);
    }

    @Test
    void withoutAskingTheModelATokenIsJudgedByWhatItWasWrittenWith() {
        LookAgain policy = new LookAgain(5, false, 8, .25, .75, 0, 1, 2);
        assertThat(policy.looks()).isZero();
        BlockProgress progress = new BlockProgress(0, 1, new BlockSpan(0, 4), 2);
        assertThat(policy.doubts(progress, standing(.25, .5))).as("no canvas is read for them").isEmpty();
        List<SecondLook> told = new ArrayList<>();
        // The third was written in this very round, so it is not looked at.
        assertThat(policy.remask(progress, standing(.25, .5, .125), List.of(), told::add)).containsExactly(0);
        assertThat(told).extracting(SecondLook::outcome).containsExactly(Outcome.BELOW_LIMIT, Outcome.STAYS);
        assertThat(told).noneMatch(SecondLook::asked);
    }

    /// Whatever the model says, a block ends with its rounds, and no position is opened more often than it may be.
    @Test
    void aBlockEndsAndKeepsItsBudgets() {
        int taken = 0;
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int rounds = 1 + random.nextInt(14);
            int looks = random.nextInt(6);
            int worst = random.nextInt(3);
            int again = random.nextInt(3);
            LookAgain policy = new LookAgain(rounds, random.nextInt(4) > 0, looks, random.nextDouble(),
                    random.nextDouble(), random.nextDouble() / 2, worst, again);
            CosineQuota quota = new CosineQuota(rounds, Order.CONFIDENCE);
            TreeMap<Integer, Double> standing = new TreeMap<>();
            int[] opened = new int[MASKS];
            int step = 0;
            for (; standing.size() < MASKS; step++) {
                BlockProgress progress = new BlockProgress(0, 1, new BlockSpan(0, MASKS), step);
                List<Proposal> now = policy.doubts(progress, proposals(standing)).stream()
                        .map(position -> Proposal.standing(position, 7, random.nextDouble())).toList();
                assertThat(now.size()).isLessThanOrEqualTo(looks);
                List<Proposal> eligible = IntStream.range(0, MASKS).filter(position -> !standing.containsKey(position))
                        .mapToObj(position -> UnmaskPolicyContract.proposal(position, 7, random.nextDouble()))
                        .toList();
                quota.choose(progress, eligible).forEach(choice -> standing.put(choice.position(), choice.score()));
                assertThat(standing.size()).as("the schedule").isGreaterThanOrEqualTo(quota.kept(MASKS, step + 1));
                List<SecondLook> told = new ArrayList<>();
                policy.remask(progress, proposals(standing), now, told::add).forEach(position -> {
                    standing.remove(position);
                    opened[position]++;
                });
                assertThat(told.size()).isLessThanOrEqualTo(looks);
                assertThat(told.stream().filter(look -> look.outcome() == Outcome.DROPPED).count())
                        .isLessThanOrEqualTo(worst);
            }
            assertThat(step).as("seed " + seed).isLessThanOrEqualTo(rounds);
            for (int times : opened) {
                assertThat(times).isLessThanOrEqualTo(again);
                taken += times;
            }
        }
        assertThat(taken).as("positions that were opened").isGreaterThan(1000);
    }

    private static List<Proposal> proposals(TreeMap<Integer, Double> standing) {
        return standing.entrySet().stream().map(entry -> Proposal.standing(entry.getKey(), 7, entry.getValue()))
                .toList();
    }
}
