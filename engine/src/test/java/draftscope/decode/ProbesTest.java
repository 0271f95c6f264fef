package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.decode.speculative.CausalParts;
import draftscope.decode.speculative.CommittedTokens;
import draftscope.decode.speculative.DraftContext;
import draftscope.decode.speculative.DraftStop;
import draftscope.decode.speculative.DraftTree;
import draftscope.decode.speculative.Probe;
import draftscope.decode.speculative.Proposer;
import draftscope.decode.speculative.TargetReading;
import draftscope.decode.speculative.TargetSampleMatch;
import draftscope.sampling.Randomness;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.trace.DraftNode;
import draftscope.trace.Observation;
import draftscope.trace.StopReason;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever tree of probes rides beside whatever draft, each row's law is that of the text, its ancestors and its own token.
class ProbesTest {
    private static final int VOCAB = 9;
    private static final ToyNetwork.Law LAW = context -> {
        // Depends on every token of the context and its place.
        float[] scores = new float[VOCAB];
        Random random = new Random(java.util.Arrays.hashCode(context));
        for (int i = 0; i < VOCAB; i++) {
            scores[i] = (float) random.nextGaussian();
        }
        return scores;
    };

    /// Guesses, asks and checks at random.
    private static final class Curious implements Proposer {
        private final Random random = new Random(7);
        private DraftTree tree;
        private List<Probe> probes;
        private int[] before;
        private int checked;
        private int promptRows;

        @Override
        public int maxDepth() {
            return 4;
        }

        @Override
        public int maxNodes() {
            return 12;
        }

        @Override
        public int maxProbes() {
            return 10;
        }

        @Override
        public boolean learnsFromPrompt() {
            return true;
        }

        @Override
        public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
            int before = tree.size();
            for (int parent : tree.frontier()) {
                if (random.nextBoolean() && tree.size() < maxNodes()) {
                    tree.add(parent, random.nextInt(VOCAB), 1, 1, "chance", Double.NaN, TopTokens.NOT_CAPTURED);
                }
            }
            return tree.size() > before ? Optional.empty() : Optional.of(new DraftStop("chance", 0, 0));
        }

        @Override
        public List<Probe> probes(DraftTree tree, DraftContext context) {
            this.tree = tree;
            before = context.committed().range(0, context.committed().size());
            probes = new ArrayList<>();
            for (int i = random.nextInt(maxProbes() + 1); i > 0; i--) {
                probes.add(new Probe(random.nextInt(probes.size() + 1), random.nextInt(VOCAB)));
            }
            return probes;
        }

        @Override
        public void learn(TargetReading reading, DraftContext context) {
            CommittedTokens text = context.committed();
            if (reading.ofPrompt()) {
                for (int row = 0; row < reading.tokens().length; row++) {
                    check(reading.laws().apply(row), text.range(0, ++promptRows), new int[0]);
                }
                return;
            }
            assertThat(reading.nodes()).isEqualTo(tree.size() + 1);
            for (int node = 0; node < reading.nodes(); node++) {
                check(reading.laws().apply(node), before, tree.path(node).stream().mapToInt(tree::token).toArray());
            }
            for (int number = 1; number <= probes.size(); number++) {
                List<Integer> path = new ArrayList<>();
                for (int at = number; at != DraftNode.ROOT; at = probes.get(at - 1).parent()) {
                    path.addFirst(probes.get(at - 1).token());
                }
                check(reading.probe(number), before, path.stream().mapToInt(token -> token).toArray());
            }
            int[] committed = reading.path().stream().skip(1).mapToInt(row -> reading.tokens()[row]).toArray();
            assertThat(text.range(before.length, before.length + committed.length)).containsExactly(committed);
        }

        private void check(RawLaw law, int[] text, int[] more) {
            int[] context = IntStream.concat(IntStream.of(text), IntStream.of(more)).toArray();
            assertThat(law.mode()).isEqualTo(new RawLaw(LAW.scores(context)).mode());
            assertThat(law.entropyBits()).isEqualTo(new RawLaw(LAW.scores(context)).entropyBits());
            checked++;
        }
    }

    @ParameterizedTest
    @EnumSource(Observation.class)
    void everyRowSeesTheTextItsAncestorsAndItself(Observation observation) {
        int[] prompt = new Random(3).ints(40, 0, VOCAB).toArray();
        Participant target = ToyParticipants.causal(LAW, VOCAB, 400, ToyParticipants.NO_END);
        Tally tally = new Tally();
        Pacer pacer = Pacer.unthrottled();
        Narrator narrator = new Narrator(event -> {}, observation, target.lexicon());
        Stage stage = new Stage(target, new SamplerChain(Recording.SAMPLED), new Randomness(1), 200,
                OptionalInt.empty(), narrator, tally, new Phases(narrator, tally, pacer, new StopClock()), pacer);
        Curious curious = new Curious();
        CausalDriver driver = new CausalDriver(stage, new CausalParts(curious, new TargetSampleMatch()), prompt);
        assertThat(driver.drive()).isEqualTo(StopReason.MAX_TOKENS);
        assertThat(driver.committed().size()).isEqualTo(240);
        assertThat(curious.promptRows).as("all of the prompt but its last token, the first root").isEqualTo(39);
        assertThat(curious.checked).isGreaterThan(1000);
        assertThat(tally.stats().drafted()).as("probes are not counted as drafted").isLessThan(curious.checked / 2);
    }
}
