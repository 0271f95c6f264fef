package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.decode.ToyNetwork;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// What a growth rule drafts keeps the target's law, and small changes to it afterwards break it: a statistic that passes the
/// one and fails the others has teeth.
///
/// The first two tokens of 15,000 texts over a vocabulary of three, against the exact law: 9 outcomes, 8 degrees of freedom.
/// The limit 36 is passed by a legal draft once in 50,000 choices of seeds; the illegal ones miss it by far.
class IllegalDraftsTest {
    private static final int VOCAB = 3;
    private static final int ROUNDS = 15_000;
    private static final double LIMIT = 36;
    private static final SamplerChain CHAIN = new SamplerChain(new SamplingSettings(1, 0, 1, 0));
    private static final ToyNetwork.Law TARGET = ToyNetwork.hashed(17, VOCAB, 1);
    private static final ToyNetwork.Law DRAFT = ToyNetwork.near(TARGET, 23, VOCAB, 1);

    private static TokenDistribution target(List<Integer> context) {
        return CHAIN.law(new RawLaw(TARGET.scores(context.stream().mapToInt(Integer::intValue).toArray())));
    }

    /// Chi-square of the first two tokens, where `change` is made to each tree after it was drafted.
    private static double chiSquare(Supplier<Growth> growth, Verifier verifier, Function<DraftTree, DraftTree> change) {
        int[] seen = new int[VOCAB * VOCAB];
        for (long seed = 0; seed < ROUNDS; seed++) {
            List<Integer> text = new ArrayList<>(List.of(0));
            for (int step = 0; text.size() < 3; step++) {
                CommittedTokens committed = new CommittedTokens(text.stream().mapToInt(Integer::intValue).toArray());
                DraftContext context = ProposerContract.context(committed, step, seed);
                ModelProposer proposer = new ModelProposer(new ToyNetwork(VOCAB, true, DRAFT), CHAIN, growth.get(), 50,
                        50);
                proposer.begin(context);
                DraftTree tree = new DraftTree(committed.last(), VOCAB, Math.min(3, proposer.maxDepth()), new DraftStop(
                        "deep", 3, 3), token -> false);
                while (proposer.full(tree).isEmpty()) {
                    proposer.extend(tree, context);
                }
                DraftTree changed = change.apply(tree);
                List<Integer> before = List.copyOf(text);
                Walk walk = Walk.down(changed, node -> target(behind(before, changed, node)), verifier, context
                        .randomness(), step);
                walk.accepted().forEach(node -> text.add(changed.token(node)));
                text.add(walk.end(changed, node -> target(behind(before, changed, node)), context.randomness(), step)
                        .token());
            }
            seen[text.get(1) * VOCAB + text.get(2)]++;
        }
        double sum = 0;
        for (int i = 0; i < seen.length; i++) {
            double expected = ROUNDS * target(List.of(0)).probability(i / VOCAB) * target(List.of(0, i / VOCAB))
                    .probability(i % VOCAB);
            sum += (seen[i] - expected) * (seen[i] - expected) / expected;
        }
        return sum;
    }

    private static List<Integer> behind(List<Integer> text, DraftTree tree, int node) {
        List<Integer> all = new ArrayList<>(text);
        tree.path(node).forEach(at -> all.add(tree.token(at)));
        return all;
    }

    /// The same tree with siblings in the order of their ids.
    private static DraftTree sorted(DraftTree tree) {
        return rebuilt(tree, node -> true, Comparator.comparingInt(DraftNode::token));
    }

    /// The tree without tokens that the draft gave little.
    private static DraftTree pruned(DraftTree tree) {
        return rebuilt(tree, node -> node.probability() >= .25, Comparator.comparingInt(DraftNode::rank));
    }

    private static DraftTree rebuilt(DraftTree tree, Function<DraftNode, Boolean> kept, Comparator<DraftNode> order) {
        DraftTree copy = new DraftTree(tree.token(0), VOCAB, tree.maxDepth(), new DraftStop("deep", 3, 3),
                token -> false);
        Map<Integer, Integer> copies = new HashMap<>(Map.of(0, 0));
        for (int parent = 0; parent <= tree.size(); parent++) {
            if (copies.containsKey(parent)) {
                int to = copies.get(parent);
                tree.law(parent).ifPresent(law -> copy.drawFrom(to, law));
                tree.children(parent).stream().map(tree::node).filter(kept::apply).sorted(order).forEach(
                        node -> copies.put(node.index(), copy.add(to, node.token(), node.probability(), node
                                .drawProbability(), "test", Double.NaN, TopTokens.NOT_CAPTURED).index()));
            }
        }
        return copy;
    }

    @Test
    void stochasticBeamsKeepTheLawAndSortedSiblingsBreakIt() {
        Supplier<Growth> beam = () -> new StochasticBeam(2, 3);
        assertThat(chiSquare(beam, new RecursiveWithoutReplacement(), tree -> tree)).isLessThan(LIMIT);
        assertThat(chiSquare(beam, new RecursiveWithoutReplacement(), IllegalDraftsTest::sorted)).isGreaterThan(10
                * LIMIT);
    }

    @Test
    void dynamicTreesKeepTheLawAndPrunedOnesBreakIt() {
        Supplier<Growth> dynamic = () -> new DySpec(5);
        assertThat(chiSquare(dynamic, new RecursiveWithoutReplacement(), tree -> tree)).isLessThan(LIMIT);
        assertThat(chiSquare(dynamic, new RecursiveWithoutReplacement(), IllegalDraftsTest::pruned)).isGreaterThan(10
                * LIMIT);
    }

    @Test
    void anUnsureTokenMayEndAChainButNotBeDroppedFromIt() {
        Supplier<Growth> chain = () -> new LevelByLevel(new ConfidenceStop(3, .4, false),
                LevelByLevel.Siblings.DISTINCT);
        assertThat(chiSquare(chain, new RatioTest(), tree -> tree)).isLessThan(LIMIT);
        assertThat(chiSquare(chain, new RatioTest(), IllegalDraftsTest::pruned)).isGreaterThan(10 * LIMIT);
    }

    @Test
    void independentSequencesKeepTheLawAndOneDrawForEachNodeBreaksIt() {
        // A tree that forgets how often a node was drawn is judged with a rho that is too small.
        Supplier<Growth> sequences = () -> new SpecTr(3, 2);
        assertThat(chiSquare(sequences, new KSeq(), tree -> tree)).isLessThan(LIMIT);
        assertThat(chiSquare(sequences, new KSeq(), tree -> rebuilt(tree, node -> true, Comparator.comparingInt(
                DraftNode::rank)))).isGreaterThan(LIMIT);
    }
}
