package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.decode.ToyNetwork;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import draftscope.sampling.SamplerChain;
import draftscope.trace.DraftNode;
import draftscope.trace.SamplingSettings;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Drafts whose siblings are drawn with replacement: SpecTr's sequences and SpecInfer's tree.
class SpecTrTest {
    private static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);

    private static ModelProposer proposer(Growth growth, SamplingSettings sampling) {
        return new ModelProposer(new ToyNetwork(ProposerContract.VOCAB, true, ToyNetwork.hashed(1,
                ProposerContract.VOCAB, 1.5)), new SamplerChain(sampling), growth, 200, 200);
    }

    private static DraftTree draft(Growth growth, SamplingSettings sampling, long seed) {
        return ProposerContract.draft(proposer(growth, sampling), ProposerContract.context(new CommittedTokens(
                new int[]{1}), 0, seed), 50);
    }

    @Nested
    class Sequences extends ProposerContract {
        @Override
        Proposer proposer() {
            return SpecTrTest.proposer(new SpecTr(4, 3), SAMPLED);
        }
    }

    @Nested
    class Expansion extends ProposerContract {
        @Override
        Proposer proposer() {
            return SpecTrTest.proposer(new LevelByLevel(new FixedWidths(List.of(2, 3)), Siblings.INDEPENDENT), SAMPLED);
        }
    }

    @Test
    void drawsAtANodeOncePerSequenceThatPassesThroughIt() {
        for (long seed = 0; seed < 100; seed++) {
            DraftTree tree = draft(new SpecTr(5, 4), SAMPLED, seed);
            assertThat(tree.drawn(0)).hasSize(5);
            for (DraftNode node : tree.nodes()) {
                int below = tree.drawn(node.index()).size();
                assertThat(below).isEqualTo(tree.ends(node.index()) || node.depth() == 4 ? 0 : node.draws().size());
            }
        }
    }

    @Test
    void expandsAMergedNodeOnce() {
        for (long seed = 0; seed < 100; seed++) {
            DraftTree tree = draft(new LevelByLevel(new FixedWidths(List.of(3, 2)), Siblings.INDEPENDENT), SAMPLED,
                    seed);
            assertThat(tree.drawn(0)).hasSize(3);
            for (DraftNode node : tree.level(1)) {
                assertThat(tree.drawn(node.index())).hasSize(tree.ends(node.index()) ? 0 : 2);
            }
        }
    }

    @Test
    void isAChainAtTemperatureZeroAndWithOneSequence() {
        assertThat(draft(new SpecTr(5, 4), SamplingSettings.GREEDY, 1).nodes()).extracting(DraftNode::depth)
                .containsExactly(1, 2, 3, 4);
        for (long seed = 0; seed < 30; seed++) {
            assertThat(draft(new SpecTr(1, 4), SAMPLED, seed).nodes()).extracting(DraftNode::token).isEqualTo(
                    draft(new LevelByLevel(new FixedChain(4), Siblings.DISTINCT), SAMPLED, seed).nodes().stream().map(
                            DraftNode::token).toList());
        }
    }
}
