package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.decode.ToyNetwork;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import draftscope.sampling.SamplerChain;
import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.SamplingSettings;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ModelProposerTest {
    private static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);
    private static final double[] Q = {.4, .3, .2, .1, 0, 0, 0, 0};

    private static ModelProposer proposer(ToyNetwork network, LengthPolicy length, SamplingSettings settings) {
        return new ModelProposer(network, new SamplerChain(settings), new LevelByLevel(length, Siblings.DISTINCT), 200,
                200);
    }

    private static ToyNetwork hashed() {
        return new ToyNetwork(ProposerContract.VOCAB, true, ToyNetwork.hashed(1, ProposerContract.VOCAB, 1));
    }

    @Nested
    class Chain extends ProposerContract {
        @Override
        Proposer proposer() {
            return ModelProposerTest.proposer(hashed(), new FixedChain(5), SAMPLED);
        }
    }

    @Nested
    class SampledTree extends ProposerContract {
        @Override
        Proposer proposer() {
            return ModelProposerTest.proposer(hashed(), new FixedWidths(List.of(3, 2, 1, 1)), SAMPLED);
        }
    }

    @Nested
    class GreedyTree extends ProposerContract {
        @Override
        Proposer proposer() {
            return ModelProposerTest.proposer(hashed(), new FixedWidths(List.of(3, 2, 2)), SamplingSettings.GREEDY);
        }
    }

    @Test
    void drawsSiblingsAsWithoutReplacement() {
        // P(i, j) = q(i) q(j) / (1 - q(i)); 20,000 drafts, standard error at most .003, so .015 is five of them.
        int n = 20_000;
        double[][] seen = new double[4][4];
        ToyNetwork network = new ToyNetwork(8, true, ToyNetwork.constant(Q));
        for (int seed = 0; seed < n; seed++) {
            ModelProposer proposer = proposer(network, new FixedWidths(List.of(2)), SAMPLED);
            List<DraftNode> nodes = ProposerContract.draft(proposer, ProposerContract.context(new CommittedTokens(
                    new int[]{1}), 0, seed), 1).nodes();
            seen[nodes.get(0).token()][nodes.get(1).token()] += 1.0 / n;
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double expected = i == j ? 0 : Q[i] * Q[j] / (1 - Q[i]);
                assertThat(seen[i][j]).as(i + ", " + j).isCloseTo(expected, within(.015));
            }
        }
    }

    @Test
    void drawsFewerSiblingsThanAskedForWhenTheLawHasFewer() {
        ModelProposer proposer = proposer(new ToyNetwork(8, true, ToyNetwork.constant(Q)), new FixedWidths(List.of(6)),
                SAMPLED);
        List<DraftNode> nodes = ProposerContract.draft(proposer, ProposerContract.context(new CommittedTokens(
                new int[]{1}), 0, 1), 1).nodes();
        assertThat(nodes).extracting(DraftNode::token).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(nodes.getLast().drawProbability()).isCloseTo(1, within(1e-12));
    }

    @Test
    void takesTheLikeliestTokensAtTemperatureZero() {
        ModelProposer proposer = proposer(new ToyNetwork(8, true, ToyNetwork.constant(Q)), new FixedWidths(List.of(3)),
                SamplingSettings.GREEDY);
        DraftTree tree = ProposerContract.draft(proposer, ProposerContract.context(new CommittedTokens(new int[]{1}), 0,
                1), 1);
        assertThat(tree.nodes()).extracting(DraftNode::token).containsExactly(0, 1, 2);
        assertThat(tree.node(2).probability()).isCloseTo(.3, within(1e-6));
        assertThat(tree.law(0)).as("no law that a ratio test could be misled by").isEmpty();
    }

    @Test
    void feedsLastDraftTokenWhenWholePathAccepted() {
        ToyNetwork network = hashed();
        ModelProposer proposer = proposer(network, new FixedChain(3), SAMPLED);
        CommittedTokens committed = new CommittedTokens(new int[]{1, 2, 3, 4});
        proposer.begin(ProposerContract.context(committed, 0, 1));
        assertThat(proposer.cache().orElseThrow().length()).isEqualTo(3);
        DraftTree tree = ProposerContract.draft(proposer, ProposerContract.context(committed, 0, 1), 3);
        List<Integer> all = List.of(1, 2, 3);
        all.forEach(node -> committed.add(tree.token(node), Provenance.ACCEPTED_DRAFT));
        committed.add(0, Provenance.BONUS);
        proposer.observe(new Acceptance(tree, all, 3));
        // Committed 8, root not cached: the target holds 7; the draft never read its own last token and holds 6.
        assertThat(proposer.cache().orElseThrow().length()).isEqualTo(6);
        int before = network.rows();
        ProposerContract.draft(proposer, ProposerContract.context(committed, 1, 1), 1);
        assertThat(network.rows() - before).as("the last draft token and the bonus").isEqualTo(2);
        assertThat(proposer.cache().orElseThrow().length()).isEqualTo(8);
    }

    @Test
    void costsOneForwardALevel() {
        ModelProposer proposer = proposer(hashed(), new FixedWidths(List.of(3, 2, 1)), SamplingSettings.GREEDY);
        CommittedTokens committed = new CommittedTokens(new int[]{1, 2});
        proposer.begin(ProposerContract.context(committed, 0, 1));
        int levels = ProposerContract.draft(proposer, ProposerContract.context(committed, 0, 1), 3).levels();
        assertThat(proposer.forwards()).isEqualTo(levels);
    }

    @Test
    void stopsWhereItsOwnContextEnds() {
        ModelProposer proposer = new ModelProposer(hashed(), new SamplerChain(SamplingSettings.GREEDY),
                new LevelByLevel(new FixedChain(5), Siblings.DISTINCT), 4, 100);
        CommittedTokens committed = new CommittedTokens(new int[]{1, 2, 3});
        proposer.begin(ProposerContract.context(committed, 0, 1));
        // Positions 2 and 3 can be read; what follows position 3 is the last token it can propose.
        assertThat(ProposerContract.draft(proposer, ProposerContract.context(committed, 0, 1), 5).size())
                .isLessThanOrEqualTo(2);
        CommittedTokens beyond = new CommittedTokens(new int[]{1, 2, 3, 4, 5, 6});
        assertThat(ProposerContract.draft(proposer, ProposerContract.context(beyond, 5, 1), 5).size()).isZero();
    }
}
