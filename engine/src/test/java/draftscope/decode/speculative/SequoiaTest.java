package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.decode.ToyNetwork;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import draftscope.sampling.Randomness;
import draftscope.sampling.SamplerChain;
import draftscope.trace.Note;
import draftscope.trace.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequoiaTest {
    private static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);
    private static final double[] RATES = {.6, .2, .08};
    private static final int VOCAB = ProposerContract.VOCAB;

    private static PairMeasurement measurement(double noise, SamplingSettings sampling) {
        ToyNetwork.Law law = ToyNetwork.hashed(3, VOCAB, 1.5);
        return new PairMeasurement(new ToyNetwork(VOCAB, true, law), new ToyNetwork(VOCAB, true, noise == 0
                ? law
                : ToyNetwork.near(law, 4, VOCAB, noise)), new SamplerChain(sampling), 40, 1,
                token -> token == VOCAB - 1, "");
    }

    private static ModelProposer proposer(Sequoia sequoia, ToyNetwork.Law law, SamplingSettings sampling) {
        return new ModelProposer(new ToyNetwork(VOCAB, true, law), new SamplerChain(sampling), new LevelByLevel(sequoia,
                Siblings.DISTINCT_THEN_EVEN), 200, 200);
    }

    private static Sequoia given(int nodes, int depth) {
        return new Sequoia(nodes, depth, false, RATES, new double[0], null);
    }

    @Nested
    class Given extends ProposerContract {
        @Override
        Proposer proposer() {
            Sequoia sequoia = given(9, 4);
            sequoia.begin(context(new CommittedTokens(new int[]{1}), 0, 1));
            return SequoiaTest.proposer(sequoia, ToyNetwork.hashed(1, VOCAB, 1), SAMPLED);
        }
    }

    /// Counted with the root, as in the table that these values come from.
    @ParameterizedTest
    @CsvSource({"4,3,2.16", "4,4,2.176", "6,3,2.4", "6,4,2.496", "7,3,2.48", "7,4,2.616"})
    void plansWhatWasWorkedOutElsewhere(int nodes, int levels, double tokens) {
        assertThat(new TreePlans(RATES, 10, 6).tokens(nodes - 1, levels - 1)).isCloseTo(tokens, within(1e-9));
    }

    @Test
    void plansAsWellAsTheBestOfAllTrees() {
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            double[] rates = random.doubles(3, 0, .34).toArray();
            TreePlans plans = new TreePlans(rates, 6, 4);
            for (int nodes = 1; nodes <= 6; nodes++) {
                for (int levels = 1; levels <= 4; levels++) {
                    double best = best(rates, nodes + 1, levels + 1);
                    double planned = plans.tokens(nodes, levels);
                    assertThat(planned).isEqualTo(best, within(1e-12));
                    if (planned > 0) {
                        TreePlans.Shape shape = plans.shape(nodes, levels);
                        assertThat(shape.nodes()).isEqualTo(nodes);
                        assertThat(value(rates, shape, 0)).isCloseTo(planned, within(1e-12));
                    }
                }
            }
        }
    }

    // All ways to share n - 1 nodes among children, by trying every list of sizes.
    private static double best(double[] rates, int n, int levels) {
        return n == 1 ? 1 : levels == 1 ? Double.NEGATIVE_INFINITY : 1 + shared(rates, 0, n - 1, levels);
    }

    private static double shared(double[] rates, int rank, int left, int levels) {
        if (left == 0) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int size = 1; rank < rates.length && size <= left; size++) {
            best = Math.max(best, rates[rank] * best(rates, size, levels - 1) + shared(rates, rank + 1, left - size,
                    levels));
        }
        return best;
    }

    private static double value(double[] rates, TreePlans.Shape shape, int node) {
        double sum = 1;
        for (int rank = 0; rank < shape.children().get(node).size(); rank++) {
            sum += rates[rank] * value(rates, shape, shape.children().get(node).get(rank));
        }
        return sum;
    }

    @Test
    void draftsThePlannedShape() {
        Sequoia sequoia = given(6, 3);
        List<Note> notes = new ArrayList<>();
        CommittedTokens committed = new CommittedTokens(new int[]{1});
        sequoia.begin(new DraftContext(committed, 0, new Randomness(1), 3, () -> {}, notes::add));
        assertThat(notes).extracting(Note::topic).containsExactly("acceptance", "plan");
        assertThat(notes.getLast().value()).isCloseTo(2.616, within(1e-9));
        ToyNetwork.Law noEnd = ToyNetwork.constant(.3, .2, .2, .1, .1, .05, .05, 0);
        DraftTree tree = ProposerContract.draft(proposer(sequoia, noEnd, SAMPLED),
                ProposerContract.context(committed, 0,
                        1),
                9);
        TreePlans.Shape shape = new TreePlans(RATES, 6, 3).shape(6, 3);
        assertThat(tree.size()).isEqualTo(6);
        assertThat(tree.children(0)).hasSameSizeAs(shape.children().getFirst());
    }

    @Test
    void takesFewerNodesWhereSoFewChildrenAndLevelsHoldNoMore() {
        Sequoia sequoia = new Sequoia(100, 2, false, RATES, new double[0], null);
        sequoia.begin(ProposerContract.context(new CommittedTokens(new int[]{1}), 0, 1));
        DraftTree tree = ProposerContract.draft(proposer(sequoia, ToyNetwork.constant(.3, .2, .2, .1, .1, .05, .05, 0),
                SAMPLED), ProposerContract.context(new CommittedTokens(new int[]{1}), 0, 1), 9);
        assertThat(tree.size()).isEqualTo(3 + 9);
    }

    @Test
    void choosesTheSizeThatBringsTheMostForTheTime() {
        // With passes of the target that cost in proportion to their rows, few guesses are worth their rows; with free rows, all.
        assertThat(planned(new double[]{.01, 1, 2, 4, 8, 16})).isLessThan(4);
        assertThat(planned(new double[]{.01, 1, 1, 1, 1, 1})).isEqualTo(15);
    }

    private static int planned(double[] costs) {
        List<Note> notes = new ArrayList<>();
        new Sequoia(15, 6, true, RATES, costs, null).begin(new DraftContext(new CommittedTokens(new int[]{1}), 0,
                new Randomness(1), 3, () -> {}, notes::add));
        return Integer.parseInt(notes.getLast().text().split(" ")[0]);
    }

    @Test
    void readsCostsBetweenMeasuredRowsFromAStraightLine() {
        double[] costs = {9, 1, 2, 6};
        assertThat(Sequoia.target(costs, 1)).isEqualTo(1);
        assertThat(Sequoia.target(costs, 2)).isEqualTo(2);
        assertThat(Sequoia.target(costs, 3)).isEqualTo(4);
        assertThat(Sequoia.target(costs, 4)).isEqualTo(6);
        assertThat(Sequoia.target(costs, 8)).isEqualTo(12);
    }

    @Test
    void measuresSharesOfAllTrials() {
        for (SamplingSettings sampling : List.of(SAMPLED, SamplingSettings.GREEDY)) {
            double[] same = measurement(0, sampling).acceptance(() -> {});
            assertThat(same[0]).as("a draft like its target").isCloseTo(1, within(1e-12));
            double[] near = measurement(1, sampling).acceptance(() -> {});
            assertThat(java.util.Arrays.stream(near).sum()).isLessThanOrEqualTo(1 + 1e-12);
            assertThat(near[0]).isBetween(0.0, .99);
            assertThat(near).isEqualTo(measurement(1, sampling).acceptance(() -> {}));
        }
    }

    @Test
    void measuresAPassOfTheDraftThenOfTheTargetOverMoreAndMoreRows() {
        double[] costs = measurement(1, SAMPLED).costs(9, () -> {});
        assertThat(costs).hasSize(1 + 5); // 1, 2, 4, 8, 16 rows
        for (double cost : costs) {
            assertThat(cost).isPositive();
        }
    }

    @Test
    void drawsFromTheEvenLawWhereTheDraftHasNoMore() {
        Sequoia sequoia = new Sequoia(3, 1, false, new double[]{.5, .3, .2}, new double[0], null);
        CommittedTokens committed = new CommittedTokens(new int[]{1});
        sequoia.begin(ProposerContract.context(committed, 0, 1));
        DraftTree tree = ProposerContract.draft(proposer(sequoia, ToyNetwork.constant(0, 0, 1, 0, 0, 0, 0, 0), SAMPLED),
                ProposerContract.context(committed, 0, 1), 9);
        assertThat(tree.size()).isEqualTo(3);
        assertThat(tree.node(1).token()).isEqualTo(2);
        assertThat(tree.node(2).probability()).isZero();
        assertThat(tree.node(2).drawProbability()).isCloseTo(1 / 7.0, within(1e-12));
        assertThat(tree.node(3).drawProbability()).isCloseTo(1 / 6.0, within(1e-12));
    }
}
