package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.decode.ToyNetwork;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import draftscope.sampling.SamplerChain;
import draftscope.trace.DraftNode;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Chains whose length is decided while they are drafted or from one round to the next.
class ChainLengthTest {
    private static final SamplingSettings SAMPLED = new SamplingSettings(1, 0, 1, 0);

    private static ModelProposer proposer(LengthPolicy length, ToyNetwork.Law law, SamplingSettings sampling) {
        return new ModelProposer(new ToyNetwork(ProposerContract.VOCAB, true, law), new SamplerChain(sampling),
                new LevelByLevel(length, Siblings.DISTINCT), 200, 200);
    }

    private static DraftTree draft(LengthPolicy length, ToyNetwork.Law law, long seed) {
        return ProposerContract.draft(proposer(length, law, SAMPLED), ProposerContract.context(new CommittedTokens(
                new int[]{1}), 0, seed), 50);
    }

    private static ToyNetwork.Law hashed() {
        return ToyNetwork.hashed(1, ProposerContract.VOCAB, 2);
    }

    @Nested
    class Entropy extends ProposerContract {
        @Override
        Proposer proposer() {
            return ChainLengthTest.proposer(new Svip(.15, .3, 9), hashed(), SAMPLED);
        }
    }

    @Nested
    class Confidence extends ProposerContract {
        @Override
        Proposer proposer() {
            return ChainLengthTest.proposer(new ConfidenceStop(9, .4, true), hashed(), SAMPLED);
        }
    }

    @Nested
    class Rounds extends ProposerContract {
        @Override
        Proposer proposer() {
            return ChainLengthTest.proposer(new GrowAndShrink(3, 9), hashed(), SAMPLED);
        }
    }

    @Test
    void measuresDoubtInNats() {
        double nat = 1 / Math.log(2);
        assertThat(Svip.doubt(.15, 1.029653 * nat)).isCloseTo(.392999, within(1e-6));
        assertThat(Svip.doubt(.15, .394398 * nat)).isCloseTo(.243228, within(1e-6));
    }

    @Test
    void sendsTheTokenThatItIsUnsureOf() {
        ToyNetwork.Law unsure = ToyNetwork.constant(.5, .3, .2, 0, 0, 0, 0, 0);
        ToyNetwork.Law sure = ToyNetwork.constant(.9, .05, .05, 0, 0, 0, 0, 0);
        for (long seed = 0; seed < 50; seed++) {
            assertThat(draft(new Svip(.15, .3, 20), unsure, seed).size()).isEqualTo(1);
            assertThat(draft(new Svip(.15, .3, 20), sure, seed).size()).isEqualTo(20);
            DraftTree tree = draft(new ConfidenceStop(20, .4, false), unsure, seed);
            for (DraftNode node : tree.nodes()) {
                boolean last = node.index() == tree.size();
                assertThat(node.probability() < .4).as("only the last was unsure").isEqualTo(last && tree.size() < 20);
            }
        }
    }

    @Test
    void entropyIsTakenBeforeTheSamplerChain() {
        // Top-k 1 leaves no entropy; the raw law is as unsure as before.
        ModelProposer proposer = proposer(new Svip(.15, .3, 20), ToyNetwork.constant(.5, .3, .2, 0, 0, 0, 0, 0),
                new SamplingSettings(1, 1, 1, 0));
        assertThat(
                ProposerContract.draft(proposer, ProposerContract.context(new CommittedTokens(new int[]{1}), 0, 1), 50)
                        .size())
                .isEqualTo(1);
    }

    @Test
    void aHigherLimitNeverDraftsLess() {
        for (long seed = 0; seed < 50; seed++) {
            int before = 0;
            for (double limit : new double[]{0, .2, .3, .4, .6, 3}) {
                int size = draft(new Svip(.15, limit, 20), hashed(), seed).size();
                assertThat(size).isGreaterThanOrEqualTo(Math.max(1, before));
                before = size;
            }
        }
    }

    @Test
    void saysWhatItComparedWithWhat() {
        ModelProposer proposer = proposer(new Svip(.15, .3, 20), ToyNetwork.constant(.5, .3, .2, 0, 0, 0, 0, 0),
                SAMPLED);
        DraftContext context = ProposerContract.context(new CommittedTokens(new int[]{1}), 0, 1);
        DraftTree tree = ProposerContract.draft(proposer, context, 50);
        DraftStop stop = proposer.full(tree).orElseThrow();
        assertThat(stop.value()).isCloseTo(.392999, within(1e-5));
        assertThat(stop.limit()).isEqualTo(.3);
    }

    @Test
    void growsByTwoAfterAWholeDraftAndShrinksByOneAfterAnyOther() {
        GrowAndShrink length = new GrowAndShrink(5, 32);
        List<Integer> lengths = new ArrayList<>();
        for (boolean whole : new boolean[]{true, true, true, false, false}) {
            DraftTree tree = chain(4, .5);
            length.observe(new Acceptance(tree, whole ? List.of(1, 2, 3, 4) : List.of(1), whole ? 4 : 2));
            lengths.add(limit(length));
        }
        assertThat(lengths).containsExactly(7, 9, 11, 10, 9);
        for (int i = 0; i < 40; i++) {
            length.observe(new Acceptance(chain(4, .5), List.of(), 1));
        }
        assertThat(limit(length)).isEqualTo(1);
    }

    private static int limit(LengthPolicy length) {
        return (int) length.stop(chain(32, .5), null).orElseThrow().limit();
    }

    @Test
    void learnsNoThresholdFromFiveTokensOrFromOneFateAlone() {
        ConfidenceStop length = new ConfidenceStop(20, .4, true);
        length.observe(new Acceptance(chain(5, .9), List.of(1, 2, 3, 4), 5));
        assertThat(length.threshold()).as("five tokens").isEqualTo(.4);
        ConfidenceStop other = new ConfidenceStop(20, .4, true);
        other.observe(new Acceptance(chain(9, .9), IntStream.rangeClosed(1, 9).boxed().toList(), 9));
        assertThat(other.threshold()).as("all accepted").isEqualTo(.4);
    }

    @Test
    void learnsTheThresholdOfTheLeastCost() {
        // Accepted at .9 six times, rejected at .2 twice: whatever lies above .2 and not above .9 costs nothing.
        ConfidenceStop length = new ConfidenceStop(20, .4, true);
        length.observe(new Acceptance(chain(6, .9), IntStream.rangeClosed(1, 6).boxed().toList(), 6));
        length.observe(new Acceptance(chain(1, .2), List.of(), 1));
        length.observe(new Acceptance(chain(1, .2), List.of(), 1));
        assertThat(length.threshold()).isEqualTo(.9);
    }

    private static DraftTree chain(int size, double probability) {
        DraftTree tree = new DraftTree(0, 8, 40, new DraftStop("deep", 40, 40), token -> false);
        for (int i = 0; i < size; i++) {
            tree.add(i, 1, probability, probability, "test", Double.NaN, TopTokens.NOT_CAPTURED);
        }
        return tree;
    }
}
