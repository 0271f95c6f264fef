package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.Randomness;
import draftscope.trace.DraftNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What holds for every proposer.
abstract class ProposerContract {
    static final int VOCAB = 8;
    static final int END = 7;

    /// A new proposer, ready for a run.
    abstract Proposer proposer();

    /// One round's draft with at most `maxDepth` levels.
    static DraftTree draft(Proposer proposer, DraftContext context, int maxDepth) {
        if (proposer instanceof ModelProposer model && model.cache().isEmpty()) {
            model.begin(context);
        }
        int deepest = Math.min(maxDepth, proposer.maxDepth());
        DraftTree tree = new DraftTree(context.committed().last(), VOCAB, deepest, new DraftStop("deep", deepest,
                deepest), token -> token == END);
        Optional<DraftStop> stop = proposer.full(tree);
        while (stop.isEmpty()) {
            int before = tree.size();
            stop = proposer.extend(tree, context).or(() -> proposer.full(tree));
            assertThat(tree.size() > before || stop.isPresent()).as("a node, or a reason").isTrue();
        }
        return tree;
    }

    static DraftContext context(CommittedTokens committed, int step, long seed) {
        return new DraftContext(committed, step, new Randomness(seed), 3, () -> {});
    }

    static int[] prompt(Random random) {
        return random.ints(1 + random.nextInt(20), 0, VOCAB).toArray();
    }

    /// The nodes of several rounds, where each round accepts a random part of a random path.
    private List<DraftNode> rounds(long seed) {
        Random random = new Random(seed);
        Proposer proposer = proposer();
        CommittedTokens committed = new CommittedTokens(prompt(random));
        proposer.begin(context(committed, 0, seed));
        List<DraftNode> all = new ArrayList<>();
        for (int step = 0; step < 6; step++) {
            int maxDepth = 1 + random.nextInt(8);
            DraftTree tree = draft(proposer, context(committed, step, seed), maxDepth);
            assertThat(tree.levels()).isLessThanOrEqualTo(maxDepth);
            assertThat(tree.size()).isLessThanOrEqualTo(proposer.maxNodes());
            all.addAll(tree.nodes());
            if (tree.size() > 0) {
                List<Integer> path = tree.path(1 + random.nextInt(tree.size()));
                path = path.subList(0, random.nextInt(path.size() + 1));
                path.forEach(node -> committed.add(tree.token(node), draftscope.trace.Provenance.ACCEPTED_DRAFT));
                committed.add(random.nextInt(VOCAB - 1), draftscope.trace.Provenance.CORRECTION);
                proposer.observe(new Acceptance(tree, path, tree.size()));
                proposer.cache().ifPresent(cache -> assertThat(committed.size() - 1 - cache.length())
                        .as("level with the target's cache, or one behind").isBetween(0, 1));
            }
        }
        return all;
    }

    @Test
    void draftsWellFormedTreesWithinItsLimits() {
        for (long seed = 0; seed < 50; seed++) {
            for (DraftNode node : rounds(seed)) {
                assertThat(node.parent()).isLessThan(node.index());
                assertThat(node.token()).isBetween(0, VOCAB - 1);
                assertThat(node.probability()).isBetween(0.0, 1.0);
                assertThat(node.drawProbability()).isBetween(node.probability(), 1.0);
                assertThat(node.source()).isNotBlank();
            }
        }
    }

    @Test
    void repeatsUnderOneSeed() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(rounds(seed)).as("seed " + seed).isEqualTo(rounds(seed));
        }
    }

    @Test
    void neverDraftsASiblingTwice() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Proposer proposer = proposer();
            CommittedTokens committed = new CommittedTokens(prompt(random));
            proposer.begin(context(committed, 0, seed));
            Set<List<Integer>> seen = new HashSet<>();
            for (DraftNode node : draft(proposer, context(committed, 0, seed), 8).nodes()) {
                assertThat(seen.add(List.of(node.parent(), node.token()))).isTrue();
            }
        }
    }
}
