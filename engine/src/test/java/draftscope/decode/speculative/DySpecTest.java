package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.decode.ToyNetwork;
import draftscope.sampling.SamplerChain;
import draftscope.trace.DraftNode;
import draftscope.trace.SamplingSettings;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DySpecTest {
    private static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);

    private static ModelProposer proposer(Growth growth, ToyNetwork network, SamplingSettings sampling) {
        return new ModelProposer(network, new SamplerChain(sampling), growth, 200, 200);
    }

    private static ToyNetwork hashed() {
        return new ToyNetwork(ProposerContract.VOCAB, true, ToyNetwork.hashed(1, ProposerContract.VOCAB, 1.5));
    }

    private static DraftTree draft(Growth growth, long seed, int maxDepth) {
        return ProposerContract.draft(proposer(growth, hashed(), SAMPLED), context(seed), maxDepth);
    }

    private static DraftContext context(long seed) {
        return ProposerContract.context(new CommittedTokens(new int[]{1, 2}), 0, seed);
    }

    @Nested
    class Budget extends ProposerContract {
        @Override
        Proposer proposer() {
            return DySpecTest.proposer(new DySpec(9), hashed(), SAMPLED);
        }
    }

    @Nested
    class GreedyBudget extends ProposerContract {
        @Override
        Proposer proposer() {
            return DySpecTest.proposer(new DySpec(9), hashed(), SamplingSettings.GREEDY);
        }
    }

    @Nested
    class Threshold extends ProposerContract {
        @Override
        Proposer proposer() {
            return DySpecTest.proposer(new AboveThreshold(.1, 30), hashed(), SAMPLED);
        }
    }

    @Test
    void opensTheSlotsOfTheWorkedExample() {
        ToyNetwork network = new ToyNetwork(8, true, ToyNetwork.constant(.6, .3, .1, 0, 0, 0, 0, 0));
        for (long seed = 0; seed < 40; seed++) {
            DraftTree tree = ProposerContract.draft(proposer(new DySpec(3), network, SAMPLED), context(seed), 9);
            if (tree.token(1) == 0) {
                assertThat(tree.node(2).parent()).as("the slot below is worth .6, the sibling's .4").isEqualTo(1);
                assertThat(tree.node(2).value()).isCloseTo(.6, within(1e-7));
            }
            for (DraftNode node : tree.nodes()) {
                if (node.parent() == 0 && node.rank() == 1 && tree.token(1) == 0) {
                    assertThat(node.value()).isCloseTo(.4, within(1e-7));
                    assertThat(node.drawProbability()).isCloseTo(node.token() == 1 ? .75 : .25, within(1e-7));
                }
            }
        }
    }

    @Test
    void fillsSlotsInFallingOrderOfAValueThatTheTraceTells() {
        for (long seed = 0; seed < 200; seed++) {
            DraftTree tree = draft(new DySpec(20), seed, 50);
            assertThat(tree.size()).isEqualTo(20);
            double before = 1;
            for (DraftNode node : tree.nodes()) {
                assertThat(node.value()).isLessThanOrEqualTo(before);
                double above = node.parent() == 0 ? 1 : tree.node(node.parent()).pathProbability();
                double taken = tree.children(node.parent()).stream().limit(node.rank()).mapToDouble(
                        sibling -> tree.node(sibling).probability()).sum();
                assertThat(node.value()).as("P(parent) x (1 - earlier siblings)").isCloseTo(above * (1 - taken),
                        within(1e-12));
                before = node.value();
            }
        }
    }

    @Test
    void theThresholdOfTheLastSlotGivesTheSameTree() {
        // At temperature 0 both take the likeliest tokens, so they fill every slot alike.
        for (int last = 0; last < 7; last++) {
            DraftContext context = ProposerContract.context(new CommittedTokens(new int[]{1, last}), 0, 1);
            DraftTree budget = ProposerContract.draft(proposer(new DySpec(12), hashed(), SamplingSettings.GREEDY),
                    context, 50);
            DraftTree threshold = ProposerContract.draft(proposer(new AboveThreshold(budget.node(12).value() - 1e-12,
                    50), hashed(), SamplingSettings.GREEDY), context, 50);
            assertThat(paths(threshold)).as("after " + last).isEqualTo(paths(budget));
        }
    }

    private static TreeSet<String> paths(DraftTree tree) {
        TreeSet<String> paths = new TreeSet<>();
        tree.nodes().forEach(node -> paths.add(tree.path(node.index()).stream().map(tree::token).toList().toString()));
        return paths;
    }

    @Test
    void readsOnlyNodesThatGetChildrenOnePassEach() {
        ToyNetwork network = hashed();
        ModelProposer proposer = proposer(new DySpec(15), network, SAMPLED);
        proposer.begin(context(3));
        DraftTree tree = ProposerContract.draft(proposer, context(3), 50);
        long parents = tree.nodes().stream().map(DraftNode::parent).distinct().count();
        assertThat(proposer.forwards()).isEqualTo((int) parents);
    }

    @Test
    void isAChainWhereTheDraftIsCertain() {
        ToyNetwork network = new ToyNetwork(8, true, ToyNetwork.constant(0, 0, 1, 0, 0, 0, 0, 0));
        DraftTree tree = ProposerContract.draft(proposer(new DySpec(6), network, SAMPLED), context(1), 50);
        assertThat(tree.nodes()).extracting(DraftNode::depth).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void goesOnInBreadthWhereNoMoreDepthIsWanted() {
        DraftTree tree = draft(new DySpec(20), 5, 2);
        assertThat(tree.levels()).isLessThanOrEqualTo(2);
        assertThat(tree.size()).isGreaterThan(2);
    }

    @Test
    void saysWhyItStopped() {
        ModelProposer proposer = proposer(new AboveThreshold(.3, 50), hashed(), SAMPLED);
        DraftTree tree = ProposerContract.draft(proposer, context(1), 50);
        DraftStop stop = proposer.full(tree).orElseThrow();
        assertThat(stop.value()).isLessThan(.3);
        assertThat(stop.limit()).isEqualTo(.3);
        ModelProposer budget = proposer(new DySpec(4), hashed(), SAMPLED);
        assertThat(budget.full(ProposerContract.draft(budget, context(1), 50))).contains(
                new DraftStop("all nodes are spent", 4, 4));
    }

    @Test
    void keepsChoosingSiblingsInTheOrderOfTheirDraws() {
        DraftTree tree = draft(new DySpec(20), 7, 50);
        for (int node = 0; node <= tree.size(); node++) {
            List<Integer> children = tree.children(node);
            assertThat(children).isSorted();
            assertThat(tree.drawn(node)).isEqualTo(children);
        }
    }
}
