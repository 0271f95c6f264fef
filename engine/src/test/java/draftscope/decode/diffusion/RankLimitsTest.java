package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.UnmaskChoice;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankLimitsTest extends UnmaskPolicyContract {
    private static final List<Proposal> ELIGIBLE = proposals(.97, .62, .91, .81, .78, .40, .93, .20);

    @Override
    UnmaskPolicy policy() {
        return RankLimits.ofFactor(1);
    }

    @Test
    void theFactorSetsALimitForEachRank() {
        assertThat(positions(RankLimits.ofFactor(.5), progress(0, 1, 8, 0), ELIGIBLE)).containsExactly(0, 2, 6);
        assertThat(positions(RankLimits.ofFactor(1), progress(0, 1, 8, 0), ELIGIBLE)).containsExactly(0, 2, 3, 6);
        assertThat(positions(RankLimits.ofFactor(2), progress(0, 1, 8, 0), ELIGIBLE)).containsExactly(0, 2, 3, 4, 6);
    }

    @Test
    void doubtsAddUp() {
        assertThat(positions(RankLimits.ofSum(), progress(0, 1, 8, 0), ELIGIBLE)).containsExactly(0, 2, 3, 4, 6);
        // Doubts of .21 each: n of them and one more stay below 1 for n up to 3.
        assertThat(positions(RankLimits.ofSum(), progress(0, 1, 4, 0), proposals(.79, .79, .79, .79))).hasSize(3);
    }

    @Test
    void oneOfTwoThatAreUnsureIsTakenNotBoth() {
        List<UnmaskChoice> choices = RankLimits.ofFactor(1).choose(progress(0, 1, 2, 0), proposals(.3, .2));
        assertThat(choices).hasSize(1);
        assertThat(choices.getFirst().reason()).isEqualTo(UnmaskChoice.Reason.FORCED);
    }

    /// With laws that come from one joint law, what the rules take together is its likeliest tuple.
    @Test
    void whatIsTakenIsTheJointlyLikeliest() {
        int several = 0;
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            double[] joint = joint(random, 3, 3);
            double[][] marginals = marginals(joint, 3, 3);
            List<Proposal> eligible = IntStream.range(0, 3).mapToObj(i -> proposal(i, mode(marginals[i]),
                    marginals[i][mode(marginals[i])])).toList();
            for (UnmaskPolicy rule : List.of(RankLimits.ofFactor(1), RankLimits.ofSum())) {
                List<UnmaskChoice> taken = rule.choose(progress(0, 1, 3, 0), eligible);
                if (taken.stream().noneMatch(choice -> choice.reason() == UnmaskChoice.Reason.FORCED)) {
                    several += taken.size() > 1 ? 1 : 0;
                    assertThat(likeliest(joint, taken)).as("seed " + seed).isTrue();
                }
            }
        }
        assertThat(several).as("rules that took several").isGreaterThan(300);
    }

    private static double[] joint(Random random, int places, int tokens) {
        double[] joint = new double[(int) Math.pow(tokens, places)];
        double sharpness = 1 + 12 * random.nextDouble();
        double sum = 0;
        for (int i = 0; i < joint.length; i++) {
            joint[i] = Math.pow(random.nextDouble(), sharpness);
            sum += joint[i];
        }
        for (int i = 0; i < joint.length; i++) {
            joint[i] /= sum;
        }
        return joint;
    }

    private static int digit(int index, int place) {
        return index / (int) Math.pow(3, place) % 3;
    }

    private static double[][] marginals(double[] joint, int places, int tokens) {
        double[][] out = new double[places][tokens];
        for (int i = 0; i < joint.length; i++) {
            for (int place = 0; place < places; place++) {
                out[place][digit(i, place)] += joint[i];
            }
        }
        return out;
    }

    private static int mode(double[] law) {
        return IntStream.range(0, law.length).reduce((a, b) -> law[b] > law[a] ? b : a).orElseThrow();
    }

    /// Whether no other tuple of tokens at the places taken has more of the joint law.
    private static boolean likeliest(double[] joint, List<UnmaskChoice> taken) {
        double[] mass = new double[(int) Math.pow(3, taken.size())];
        int ours = 0;
        for (int t = 0; t < taken.size(); t++) {
            ours += taken.get(t).token() * (int) Math.pow(3, t);
        }
        for (int i = 0; i < joint.length; i++) {
            int tuple = 0;
            for (int t = 0; t < taken.size(); t++) {
                tuple += digit(i, taken.get(t).position()) * (int) Math.pow(3, t);
            }
            mass[tuple] += joint[i];
        }
        return mode(mass) == ours;
    }
}
