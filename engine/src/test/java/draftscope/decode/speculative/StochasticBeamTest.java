package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.decode.ToyNetwork;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import draftscope.sampling.SamplerChain;
import draftscope.trace.DraftNode;
import draftscope.trace.SamplingSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StochasticBeamTest {
    private static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);
    private static final double[] Q = {.4, .3, .2, .1, 0, 0, 0, 0};

    private static ModelProposer proposer(Growth growth, ToyNetwork.Law law, SamplingSettings sampling) {
        return new ModelProposer(new ToyNetwork(ProposerContract.VOCAB, true, law), new SamplerChain(sampling), growth,
                200, 200);
    }

    private static ToyNetwork.Law hashed() {
        return ToyNetwork.hashed(1, ProposerContract.VOCAB, 1);
    }

    private static DraftTree draft(Growth growth, ToyNetwork.Law law, SamplingSettings sampling, long seed) {
        return ProposerContract.draft(proposer(growth, law, sampling), ProposerContract.context(new CommittedTokens(
                new int[]{1}), 0, seed), 50);
    }

    @Nested
    class Sampled extends ProposerContract {
        @Override
        Proposer proposer() {
            return StochasticBeamTest.proposer(new StochasticBeam(3, 4), hashed(), SAMPLED);
        }
    }

    @Nested
    class Greedy extends ProposerContract {
        @Override
        Proposer proposer() {
            return StochasticBeamTest.proposer(new StochasticBeam(3, 4), hashed(), SamplingSettings.GREEDY);
        }
    }

    @Test
    void drawsSequencesWithoutReplacementFromTheWholeTree() {
        // The two sequences of two tokens that are kept are draws without replacement from the law of all sequences:
        // P(s, t) = q(s) q(t) / (1 - q(s)). 40,000 drafts, standard error at most .002, so .01 is five of them.
        int n = 40_000;
        ToyNetwork.Law law = ToyNetwork.constant(Q);
        double[][] seen = new double[16][16];
        for (long seed = 0; seed < n; seed++) {
            List<DraftNode> kept = draft(new StochasticBeam(2, 2), law, SAMPLED, seed).level(2);
            DraftTree tree = draft(new StochasticBeam(2, 2), law, SAMPLED, seed);
            int[] ids = kept.stream().sorted(Comparator.comparingDouble(node -> -node.value())).mapToInt(
                    node -> tree.token(node.parent()) * 4 + node.token()).toArray();
            seen[ids[0]][ids[1]] += 1.0 / n;
        }
        for (int s = 0; s < 16; s++) {
            for (int t = 0; t < 16; t++) {
                double one = Q[s / 4] * Q[s % 4];
                double other = Q[t / 4] * Q[t % 4];
                assertThat(seen[s][t]).as(s + ", " + t).isCloseTo(s == t ? 0 : one * other / (1 - one), within(.01));
            }
        }
    }

    @Test
    void givesTheFirstChildItsParentsValueAndOrdersSiblingsByTheirs() {
        for (long seed = 0; seed < 100; seed++) {
            DraftTree tree = draft(new StochasticBeam(4, 4), hashed(), SAMPLED, seed);
            for (int node = 0; node <= tree.size(); node++) {
                List<Integer> children = tree.children(node);
                if (!children.isEmpty()) {
                    double parent = node == 0 ? 0 : tree.node(node).value();
                    assertThat(tree.node(children.getFirst()).value()).isEqualTo(parent);
                    assertThat(children).isSortedAccordingTo(Comparator.comparingDouble(child -> -tree.node(child)
                            .value()));
                }
            }
        }
    }

    @Test
    void keepsTheBestOfEachLevel() {
        for (long seed = 0; seed < 50; seed++) {
            DraftTree tree = draft(new StochasticBeam(3, 3), hashed(), SAMPLED, seed);
            assertThat(tree.level(1)).hasSize(3);
            assertThat(tree.level(2).size()).isLessThanOrEqualTo(3);
        }
        DraftTree greedy = draft(new StochasticBeam(3, 2), hashed(), SamplingSettings.GREEDY, 1);
        List<Double> kept = new ArrayList<>(greedy.level(2).stream().map(DraftNode::pathProbability).toList());
        assertThat(kept).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(greedy.node(1).value()).isCloseTo(Math.log(greedy.node(1).probability()), within(1e-12));
    }

    @Test
    void aWidthOfOneIsAChain() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(draft(new StochasticBeam(1, 5), hashed(), SAMPLED, seed).nodes()).extracting(DraftNode::token)
                    .isEqualTo(draft(new LevelByLevel(new FixedChain(5), Siblings.DISTINCT), hashed(), SAMPLED, seed)
                            .nodes().stream().map(DraftNode::token).toList());
        }
    }

    @Test
    void isTheWholeTreeWhereTheWidthAllowsIt() {
        DraftTree tree = draft(new StochasticBeam(16, 2), ToyNetwork.constant(Q), SAMPLED, 1);
        assertThat(tree.level(1)).hasSize(4);
        assertThat(tree.level(2)).hasSize(16);
    }
}
