package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.lab.Replay;
import draftscope.lab.Rounds;
import draftscope.lab.Shape;
import draftscope.lab.Shape.Order;
import draftscope.trace.DraftNode;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a replay says that a part of a draft would have accepted, beside real rounds of the smaller shape.
///
/// At temperature 0 nothing is random, and each place of a recording is tried. Above it, a random number belongs to (purpose,
/// round, node), so a real round is the same as a part of another only in a round of the same number and where the part's nodes
/// keep their numbers: for chains, for levels of a tree, and for a beginning of what was drafted. There, first rounds from many
/// places and seeds are compared. A narrower tree numbers its nodes anew; above temperature 0 it has the same law, and other luck.
class SubTreeReplayTest {
    private static final int VOCAB = 6;
    private static final ToyNetwork.Law TARGET = ToyNetwork.hashed(5, VOCAB, 1.5);
    private static final Participant BIG = ToyParticipants.causal(TARGET, VOCAB, 400, ToyParticipants.NO_END);
    private static final Participant SMALL = ToyParticipants.causal(ToyNetwork.near(TARGET, 9, VOCAB, 0.7), VOCAB, 400,
            ToyParticipants.NO_END);
    private static final SamplingSettings GREEDY = new SamplingSettings(0, 0, 1, 0);
    private static final int WIDE = 99;

    /// @param now what the smaller shape is as parameters of the method
    private record Smaller(Shape shape, Map<String, String> now) {}

    private static Shape shape(int depth, int width, int nodes) {
        return new Shape(depth, width, nodes, Order.DRAFTED, 0);
    }

    private static Trace run(String method, Map<String, String> parameters, int[] prompt, int tokens,
            SamplingSettings sampling, long seed) {
        return Trace.of(
                Recording.of(Recording.request(method, parameters, prompt, tokens, sampling, seed), BIG, SMALL)
                        .events());
    }

    /// The text as it stood when a round began.
    private static int[] before(Trace trace, int step) {
        int length = ((TraceEvent.StepStarted) trace.event(trace.startOfStep(step))).length();
        return Stream.concat(trace.prompt().stream(), trace.committed().stream().map(token -> token.token()))
                .limit(length).mapToInt(Integer::intValue).toArray();
    }

    private static int first(String method, Map<String, String> parameters, int[] prompt, int tokens,
            SamplingSettings sampling, long seed) {
        Rounds rounds = Rounds.of(run(method, parameters, prompt, tokens, sampling, seed));
        return Replay.acceptedLengths(rounds, rounds.shape()).getFirst();
    }

    static Stream<Arguments> greedy() {
        return Stream.of(
                Arguments.of("draft-chain", Map.of("gamma", "6"),
                        IntStream.rangeClosed(1, 6).mapToObj(g -> new Smaller(shape(g, 1, WIDE),
                                Map.of("gamma", Integer.toString(g)))).toList()),
                Arguments.of("draft-chain", Map.of("gamma", "6"),
                        Stream.of(.3, .5, .8).map(c -> new Smaller(new Shape(6, 1, WIDE, Order.DRAFTED, c),
                                Map.of("gamma", "6", "length", "confidence", "confidence", Double.toString(c))))
                                .toList()),
                Arguments.of("draft-tree", Map.of("widths", "3,2,2"), List.of(
                        new Smaller(shape(1, 3, WIDE), Map.of("widths", "3")),
                        new Smaller(shape(2, 3, WIDE), Map.of("widths", "3,2")),
                        new Smaller(shape(3, 2, WIDE), Map.of("widths", "2,2,2")),
                        new Smaller(shape(3, 1, WIDE), Map.of("widths", "1,1,1")),
                        new Smaller(shape(WIDE, WIDE, 3), Map.of("widths", "3")))),
                Arguments.of("rsd-c", Map.of("widths", "3,2,1"), List.of(
                        new Smaller(shape(2, 2, WIDE), Map.of("widths", "2,2")),
                        new Smaller(shape(3, 1, WIDE), Map.of("widths", "1,1,1")))),
                Arguments.of("dyspec", Map.of("nodes", "12"), IntStream.rangeClosed(1, 12)
                        .mapToObj(n -> new Smaller(shape(WIDE, WIDE, n), Map.of("nodes", Integer.toString(n))))
                        .toList()));
    }

    @ParameterizedTest
    @MethodSource
    void greedy(String method, Map<String, String> whole, List<Smaller> smaller) {
        Trace trace = run(method, whole, new int[]{0, 1}, 60, GREEDY, 1);
        Rounds rounds = Rounds.of(trace);
        assertThat(rounds.obstacle()).isEmpty();
        assertThat(rounds.count()).isBetween(trace.steps().size() - 1, trace.steps().size()); // the text may end within the last
        for (Smaller one : smaller) {
            List<Integer> real = new ArrayList<>();
            for (int step = 0; step < rounds.count(); step++) {
                int[] prompt = before(trace, step);
                // With as many tokens left to write as there were: the last rounds draft no deeper than that.
                real.add(first(method, one.now(), prompt, 62 - prompt.length, GREEDY, 1));
            }
            assertThat(Replay.acceptedLengths(rounds, one.shape())).as(one.toString()).isEqualTo(real);
        }
    }

    static Stream<Arguments> sampled() {
        return Stream.of(
                Arguments.of("draft-chain", Map.of("gamma", "5"),
                        IntStream.rangeClosed(1, 5).mapToObj(g -> new Smaller(shape(WIDE, WIDE, g),
                                Map.of("gamma", Integer.toString(g)))).toList()),
                Arguments.of("draft-chain", Map.of("gamma", "5"),
                        Stream.of(.3, .6).map(c -> new Smaller(new Shape(5, 1, WIDE, Order.DRAFTED, c),
                                Map.of("gamma", "5", "length", "confidence", "confidence", Double.toString(c))))
                                .toList()),
                Arguments.of("draft-tree", Map.of("widths", "3,2,2"), List.of(
                        new Smaller(shape(1, WIDE, WIDE), Map.of("widths", "3")),
                        new Smaller(shape(1, 2, WIDE), Map.of("widths", "2")),
                        new Smaller(shape(2, WIDE, WIDE), Map.of("widths", "3,2")))),
                Arguments.of("rsd-c", Map.of("widths", "3,2,2"), List.of(
                        new Smaller(shape(1, WIDE, WIDE), Map.of("widths", "3")),
                        new Smaller(shape(1, 2, WIDE), Map.of("widths", "2")),
                        new Smaller(shape(2, WIDE, WIDE), Map.of("widths", "3,2")))),
                Arguments.of("dyspec", Map.of("nodes", "10"), IntStream.rangeClosed(1, 10)
                        .mapToObj(n -> new Smaller(shape(WIDE, WIDE, n), Map.of("nodes", Integer.toString(n))))
                        .toList()));
    }

    @ParameterizedTest
    @MethodSource
    void sampled(String method, Map<String, String> whole, List<Smaller> smaller) {
        int different = 0;
        for (long seed = 0; seed < 40; seed++) {
            int[] prompt = {(int) (seed % VOCAB), (int) (seed / VOCAB % VOCAB), 2};
            Rounds rounds = Rounds.of(run(method, whole, prompt, 16, Recording.SAMPLED, seed));
            int all = Replay.acceptedLengths(rounds, rounds.shape()).getFirst();
            for (Smaller one : smaller) {
                int replayed = Replay.acceptedLengths(rounds, one.shape()).getFirst();
                assertThat(replayed).as("seed " + seed + ", " + one)
                        .isEqualTo(first(method, one.now(), prompt, 16, Recording.SAMPLED, seed));
                different += replayed == all ? 0 : 1;
            }
        }
        assertThat(different).as("parts that accept less than the whole").isPositive();
    }

    /// No method sends its likeliest paths only, so here the target's own greedy text says what they would accept.
    @Test
    void theLikeliestPathsAcceptWhatTheTargetItselfWouldWrite() {
        Trace trace = run("draft-tree", Map.of("widths", "3,2,2"), new int[]{0, 1}, 80, GREEDY, 1);
        Rounds rounds = Rounds.of(trace);
        for (int nodes : List.of(1, 2, 4, 7, 12)) {
            for (double least : List.of(0., .2, .5)) {
                Shape shape = new Shape(3, 2, nodes, Order.PATH_PROBABILITY, least);
                List<Integer> lengths = Replay.acceptedLengths(rounds, shape);
                for (int step = 0; step < rounds.count(); step++) {
                    List<DraftNode> kept = shape.of(trace.at(trace.endOfStep(step)).tree().nodes().stream()
                            .map(node -> node.node()).toList());
                    assertThat(lengths.get(step)).isEqualTo(greedyLength(kept, before(trace, step)));
                }
            }
        }
    }

    private static int greedyLength(List<DraftNode> kept, int[] context) {
        int length = 0;
        int at = DraftNode.ROOT;
        while (true) {
            float[] scores = TARGET.scores(context);
            int best = IntStream.range(0, VOCAB).reduce((a, b) -> scores[b] > scores[a] ? b : a).orElseThrow();
            int parent = at;
            Optional<DraftNode> next = kept.stream()
                    .filter(node -> node.parent() == parent && node.token() == best).findFirst();
            if (next.isEmpty())
                return length;
            at = next.get().index();
            length++;
            context = Arrays.copyOf(context, context.length + 1);
            context[context.length - 1] = best;
        }
    }

    @Test
    void saysWhyARunCannotBeReplayed() {
        assertThat(Rounds.of(run("autoregressive", Map.of(), new int[]{0, 1}, 20, GREEDY, 1)).obstacle())
                .isEqualTo("Nothing was drafted in this run.");
        assertThat(Rounds.of(Trace.of(List.of())).obstacle()).isEqualTo("No round is complete yet.");
        assertThat(Rounds.of(run("spectr", Map.of(), new int[]{0, 1}, 20, Recording.SAMPLED, 1)).obstacle())
                .startsWith("The rule of this run weighs all drafts");
        assertThat(Rounds.of(run("specinfer", Map.of(), new int[]{0, 1}, 20, Recording.SAMPLED, 1)).obstacle())
                .startsWith("The rule of this run weighs all drafts");
        assertThat(Rounds.of(run("pearl", Map.of(), new int[]{0, 1}, 20, Recording.SAMPLED, 1)).obstacle())
                .startsWith("This run drafts beside the target's pass");
    }
}
