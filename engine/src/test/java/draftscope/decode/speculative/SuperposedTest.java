package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.cache.KvCache;
import draftscope.decode.ToyNetwork;
import draftscope.sampling.Randomness;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SuperposedTest {
    private static final int VOCAB = ProposerContract.VOCAB;
    private static final int END = ProposerContract.END;

    private static Superposed superposed(int length, int drafts, int kept, double tau, double alpha, int... corpus) {
        return new Superposed(new Superposed.Settings(length, drafts, kept, tau, alpha, 200),
                corpus, token -> token == END);
    }

    private static DraftContext context(CommittedTokens text, ReadAhead ahead, List<Note> notes) {
        return new DraftContext(text, 0, new Randomness(1), 3, () -> {}, ahead, notes::add);
    }

    /// A network that reads ahead in a cache of its own, brought into line with the text whenever a round begins.
    private static ReadAhead over(ToyNetwork network, CommittedTokens text) {
        KvCache cache = network.newCache(200);
        return new ReadAhead() {
            @Override
            public int width() {
                return network.embeddingWidth();
            }

            @Override
            public void embedding(int token, float[] out) {
                network.embedding(token, out);
            }

            @Override
            public RawLaw read(int token, float[] embedding, int depth) {
                int root = text.size() - 1;
                if (cache.length() < root) {
                    network.forward(draftscope.model.Batch.next(cache.length(), text.range(cache.length(), root)),
                            cache);
                    cache.append(root - cache.length());
                }
                int[] place = {root + depth};
                float[] scores = new float[network.vocabSize()];
                network.forward(new draftscope.model.Batch(new int[]{token}, place, place,
                        draftscope.model.AttentionMask.causal(place[0], 1), null).withEmbeddings(embedding), cache)
                        .copyRow(0, scores);
                return new RawLaw(scores);
            }
        };
    }

    /// Scores by depth, whatever is read; keeps what was read.
    private static final class Script implements ReadAhead {
        private final float[][] table; // (vocab, width)
        private final float[][] scores; // (depth, vocab)
        private final List<float[]> read = new ArrayList<>();
        private final List<Integer> tokens = new ArrayList<>();

        Script(float[][] table, float[]... scores) {
            this.table = table;
            this.scores = scores;
        }

        @Override
        public int width() {
            return table[0].length;
        }

        @Override
        public void embedding(int token, float[] out) {
            System.arraycopy(table[token], 0, out, 0, out.length);
        }

        @Override
        public RawLaw read(int token, float[] embedding, int depth) {
            assertThat(depth).isEqualTo(read.size());
            read.add(embedding.clone());
            tokens.add(token);
            return new RawLaw(scores[depth]);
        }
    }

    @Nested
    class Standard extends ProposerContract {
        @Override
        Proposer proposer() {
            return reading(superposed(5, 3, 6, .5, .54));
        }
    }

    @Nested
    class WithoutNgrams extends ProposerContract {
        @Override
        Proposer proposer() {
            return reading(superposed(8, 2, 9, .06, 0));
        }
    }

    /// The contract's contexts have no target.
    private static Proposer reading(Superposed proposer) {
        ToyNetwork network = new ToyNetwork(VOCAB, true, ToyNetwork.hashed(1, VOCAB, 1));
        return new Proposer() {
            private ReadAhead ahead;

            @Override
            public void begin(DraftContext context) {
                ahead = over(network, context.committed());
            }

            @Override
            public int maxDepth() {
                return proposer.maxDepth();
            }

            @Override
            public int maxNodes() {
                return proposer.maxNodes();
            }

            @Override
            public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
                return proposer.extend(tree, new DraftContext(context.committed(), context.step(),
                        context.randomness(), context.captured(), context.checkpoint(), ahead, context.notes()));
            }
        };
    }

    /// Text `0 1 2 0 1`, k = 2, three kept tokens, tau .5, alpha .5, token 4 ends the text. Worked out by hand.
    ///
    /// Depth 1: log pi of 0, 1, 2 is 0, -2, -4 less ln(1 + e^-2 + e^-4) = .142932. No n-grams yet.
    /// Depth 2: log pi of 1, 2, 0 is 0, -1, -2 less ln(1 + e^-1 + e^-2) = .407606. In the text only 1 follows 0 and only 2
    /// follows 1, and neither `1 0` nor `1 1` occurs: n = .01 for one token of each draft.
    /// Depth 3: log pi of 3, 4, 0 is 0, -.5, -1 less ln(1 + e^-.5 + e^-1) = .680270. After 1 stood only 2, which is not kept: no
    /// overlap, less 200. After 2 and after `1 2` stood 0: n = .01 + .04.
    @Test
    void growsTheTreeWorkedOutByHand() {
        float[][] table = {{1, 0, 8}, {0, 1, 8}, {3, 5, 8}, {7, 7, 7}, {9, 9, 9}};
        Script target = new Script(table, new float[]{2, 1, 0, -1, -3}, new float[]{0, 1, .5f, -1, -2},
                new float[]{0, -3, -3, .5f, .25f});
        Superposed proposer = new Superposed(new Superposed.Settings(3, 2, 3, .5, .5, 200), new int[0],
                token -> token == 4);
        List<Note> notes = new ArrayList<>();
        DraftContext context = context(new CommittedTokens(new int[]{0, 1, 2, 0, 1}), target, notes);
        DraftTree tree = new DraftTree(1, 5, 3, new DraftStop("deep", 3, 3), token -> token == 4);
        while (tree.full().isEmpty()) {
            assertThat(proposer.extend(tree, context)).isEmpty();
        }

        assertThat(tree.nodes()).extracting(DraftNode::token).containsExactly(0, 1, 1, 2, 0, 3, 4);
        assertThat(tree.nodes()).extracting(DraftNode::parent).containsExactly(0, 0, 1, 2, 4, 3, 3);
        double[] scores = {-.142932, -2.142932, -2.649320, -5.149320, -7.487321, -202.989455, -203.239455};
        double[] pi = {.866813, .117310, .665241, .244729, .186324, .506480, .307196};
        for (int i = 0; i < scores.length; i++) {
            assertThat(tree.node(i + 1).value()).as("score of node " + (i + 1)).isCloseTo(scores[i], within(2e-6));
            assertThat(tree.node(i + 1).probability()).as("pi of node " + (i + 1)).isCloseTo(pi[i], within(2e-6));
        }
        assertThat(target.tokens).as("a mixture is no token").containsExactly(1, DraftNode.NONE, DraftNode.NONE);
        assertThat(target.read.get(0)).containsExactly(0, 1, 8);
        assertThat(target.read.get(1)).containsExactly(new float[]{.880797f, .119203f, 8}, within(2e-6f)); // sigmoid 2
        // Tokens 1 and 2 by 1 / (1 + e^-2.5) = .924142 and the rest.
        assertThat(target.read.get(2)).containsExactly(new float[]{.227575f, .924142f + 5 * .075858f, 8},
                within(1e-5f));
        assertThat(notes.stream().filter(note -> note.topic().equals("score")).map(Note::text)).containsExactly(
                "pi alone", "pi alone", "pi, and the n-grams gave 0.0100", "pi, and the n-grams gave 0.0100",
                "pi, and the n-grams gave 0.0500", "pi, no overlap with the n-grams",
                "pi, no overlap with the n-grams; ends the text");
        assertThat(notes.stream().filter(note -> note.topic().equals("weight")).map(Note::node)).containsExactly(1, 2,
                3,
                4, 5, 6);
    }

    @Test
    void keepsItsDraftsDistinctItsWeightsWholeAndItsScoresFalling() {
        for (long seed = 0; seed < 60; seed++) {
            for (int k = 1; k <= 5; k++) {
                ToyNetwork network = new ToyNetwork(VOCAB, true, ToyNetwork.hashed(seed, VOCAB, 1));
                int[] prompt = new java.util.Random(seed).ints(12, 0, VOCAB - 1).toArray();
                CommittedTokens text = new CommittedTokens(prompt);
                Superposed proposer = superposed(6, k, 5, .3, seed % 2 == 0 ? .54 : 0);
                ReadAhead ahead = over(network, text);
                DraftTree tree = new DraftTree(text.last(), VOCAB, 6, new DraftStop("deep", 6, 6), t -> t == END);
                Optional<DraftStop> stop = Optional.empty();
                while (stop.isEmpty() && tree.full().isEmpty()) {
                    List<Note> notes = new ArrayList<>();
                    stop = proposer.extend(tree, context(text, ahead, notes));
                    double[] weights = notes.stream().filter(note -> note.topic().equals("weight"))
                            .mapToDouble(Note::value).toArray();
                    assertThat(weights.length).isLessThanOrEqualTo(k);
                    assertThat(weights.length == 0 ? 1 : Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
                    int going = (int) tree.level(tree.levels()).stream().filter(node -> node.token() != END).count();
                    assertThat(going).isEqualTo(weights.length);
                }
                assertThat(network.forwards()).as("the text, then one pass a position").isEqualTo(1 + tree.levels());
                Set<List<Integer>> drafts = new HashSet<>();
                for (DraftNode node : tree.nodes()) {
                    assertThat(drafts.add(tree.path(node.index()).stream().map(tree::token).toList())).isTrue();
                    double before = node.parent() == DraftNode.ROOT ? 0 : tree.node(node.parent()).value();
                    assertThat(node.value()).isLessThanOrEqualTo(before);
                }
            }
        }
    }

    @Test
    void stopsWhereTheBestContinuationEndsTheText() {
        float[] atEnd = {0, 0, 0, 0, 0, 0, 0, 5};
        float[] nearEnd = {0, 5, 0, 0, 0, 0, 0, 4};
        float[][] table = new float[VOCAB][1];
        Superposed proposer = superposed(5, 2, 4, .5, 0);
        DraftTree tree = new DraftTree(0, VOCAB, 5, new DraftStop("deep", 5, 5), token -> token == END);
        DraftContext context = context(new CommittedTokens(new int[]{0}), new Script(table, nearEnd, atEnd),
                new ArrayList<>());
        assertThat(proposer.extend(tree, context)).as("an end that is not the best is a leaf").isEmpty();
        assertThat(tree.level(1)).extracting(DraftNode::token).containsExactly(1, END, 0);
        assertThat(proposer.extend(tree, context)).hasValueSatisfying(
                stop -> assertThat(stop.reason()).isEqualTo("the best draft ends the text"));
        assertThat(tree.level(2).getFirst().token()).isEqualTo(END);
    }

    @Test
    void anEndThatWasNotTheBestLosesToALongerDraft() {
        float[] nearEnd = {0, 5, 0, 0, 0, 0, 0, 4.9f};
        float[] open = {1, 1, 1, 1, 1, 1, 1, 0};
        Superposed proposer = superposed(2, 1, 8, .5, 0);
        DraftTree tree = new DraftTree(0, VOCAB, 2, new DraftStop("deep", 2, 2), token -> token == END);
        DraftContext context = context(new CommittedTokens(new int[]{0}),
                new Script(new float[VOCAB][1], nearEnd, open),
                new ArrayList<>());
        proposer.extend(tree, context);
        proposer.extend(tree, context);
        assertThat(tree.node(2).token()).isEqualTo(END);
        assertThat(tree.level(2).getFirst().value()).as("the longer draft scores less than the end")
                .isLessThan(tree.node(2).value());
        Walk walk = Walk.down(tree, node -> null, new BestDraft(), new Randomness(1), 0);
        assertThat(walk.accepted().stream().map(tree::token)).containsExactly(1, 0);
    }

    @Test
    void aCorpusSaysWhatTheTextDoesNot() {
        float[] even = {1, .99f, .98f, .97f, 0, 0, 0, 0};
        Script target = new Script(new float[VOCAB][1], even, even);
        DraftTree tree = new DraftTree(5, VOCAB, 2, new DraftStop("deep", 2, 2), token -> token == END);
        Superposed proposer = superposed(2, 1, 4, .5, .5, 0, 3, 0, 3);
        DraftContext context = context(new CommittedTokens(new int[]{5}), target, new ArrayList<>());
        proposer.extend(tree, context);
        proposer.extend(tree, context);
        assertThat(tree.nodes()).extracting(DraftNode::token).as("in the corpus 3 follows 0").containsExactly(0, 3);
    }

    @Test
    void withAllTheWeightOnNgramsTheTargetOnlyNamesTheCandidates() {
        float[] even = {1, .5f, 0, 0, 0, 0, 0, Float.NEGATIVE_INFINITY};
        Script target = new Script(new float[VOCAB][1], even, even);
        DraftTree tree = new DraftTree(5, VOCAB, 2, new DraftStop("deep", 2, 2), token -> token == END);
        Superposed proposer = superposed(2, 1, 8, .5, 1, 0, 2, 0, 2, 0, 1);
        DraftContext context = context(new CommittedTokens(new int[]{5}), target, new ArrayList<>());
        proposer.extend(tree, context);
        proposer.extend(tree, context);
        assertThat(tree.level(2).getFirst().token()).as("2 follows 0 twice, 1 once").isEqualTo(2);
        assertThat(tree.nodes()).extracting(DraftNode::token).doesNotContain(END);
    }

    /// All drafts and all of the target's draws summed out: the law of three tokens is the target's own.
    @Test
    void judgedByTheTargetItKeepsTheTargetsLawExactly() {
        int vocab = 4;
        SamplerChain chain = new SamplerChain(new SamplingSettings(.8, 0, 1, 0));
        for (long seed = 0; seed < 10; seed++) {
            ToyNetwork.Law scores = ToyNetwork.hashed(seed, vocab, 1);
            Exact exact = new Exact(scores, chain, vocab, 3);
            exact.round(List.of(1, 2, 1), 1);
            for (Map.Entry<List<Integer>, Double> text : exact.law.entrySet()) {
                double plain = 1;
                for (int n = 3; n < text.getKey().size(); n++) {
                    plain *= chain.law(new RawLaw(scores.scores(array(text.getKey().subList(0, n)))))
                            .probability(text.getKey().get(n));
                }
                assertThat(text.getValue()).as("seed " + seed + " " + text.getKey()).isCloseTo(plain, within(1e-12));
            }
            assertThat(exact.law).hasSize(64);
            assertThat(exact.accepted).as("some drafts must be right, else nothing is shown").isPositive();
        }
    }

    private static int[] array(List<Integer> tokens) {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private static final class Exact {
        private final ToyNetwork.Law scores;
        private final SamplerChain chain;
        private final int vocab;
        private final int length;
        private final Map<List<Integer>, Double> law = new HashMap<>();
        private double accepted;

        Exact(ToyNetwork.Law scores, SamplerChain chain, int vocab, int more) {
            this.scores = scores;
            this.chain = chain;
            this.vocab = vocab;
            length = 3 + more;
        }

        void round(List<Integer> text, double weight) {
            if (text.size() >= length) {
                law.merge(text.subList(0, length), weight, Double::sum);
                return;
            }
            CommittedTokens committed = new CommittedTokens(array(text));
            Superposed proposer = new Superposed(new Superposed.Settings(2, 2, 3, .5, .5, 5), new int[0],
                    token -> false);
            ReadAhead ahead = over(new ToyNetwork(vocab, true, scores), committed);
            DraftTree tree = new DraftTree(committed.last(), vocab, 2, new DraftStop("deep", 2, 2), token -> false);
            while (tree.full().isEmpty()) {
                proposer.extend(tree, context(committed, ahead, new ArrayList<>()));
            }
            node(tree, DraftNode.ROOT, text, weight);
        }

        private void node(DraftTree tree, int node, List<Integer> text, double weight) {
            TokenDistribution next = chain.law(new RawLaw(scores.scores(array(text))));
            double before = 0;
            for (int token = 0; token < vocab; token++) {
                double middle = before + next.probability(token) / 2;
                before += next.probability(token);
                List<Integer> longer = new ArrayList<>(text);
                longer.add(token);
                double chance = weight * next.probability(token);
                int child = tree.children(node).isEmpty()
                        ? DraftNode.NONE
                        : new TargetSampleMatch().judge(tree, node, row -> next, sibling -> middle).acceptedChild();
                if (child == DraftNode.NONE) {
                    round(longer, chance);
                } else {
                    accepted += chance;
                    node(tree, tree.children(node).get(child), longer, chance);
                }
            }
        }
    }

    @Test
    void namesOnlyTheTokensThatItsLawHolds() {
        float[] scores = IntStream.range(0, VOCAB).collect(() -> new float[][]{new float[VOCAB]},
                (all, i) -> all[0][i] = i == 2 ? 3 : i == 5 ? 2 : Float.NEGATIVE_INFINITY, (a, b) -> {})[0];
        DraftTree tree = new DraftTree(0, VOCAB, 1, new DraftStop("deep", 1, 1), token -> token == END);
        superposed(1, 4, 8, 1, .54).extend(tree, context(new CommittedTokens(new int[]{0}), new Script(
                new float[VOCAB][1], scores), new ArrayList<>()));
        assertThat(tree.nodes()).extracting(DraftNode::token).containsExactly(2, 5);
        assertThat(tree.node(1).top().tokens()).hasSize(2);
        assertThat(tree.node(1).top().tailMass()).isZero();
        double p = 1 / (1 + Math.exp(-1));
        assertThat(tree.node(1).probability()).isCloseTo(p, within(1e-7));
        assertThat(tree.node(1).entropyBits()).isCloseTo(
                -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2), within(1e-7));
    }
}
