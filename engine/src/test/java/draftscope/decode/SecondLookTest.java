package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.ToyModels;
import draftscope.sampling.RawLaw;
import draftscope.trace.CanvasToken;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.SecondLook;
import draftscope.trace.SecondLook.Outcome;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that look a second time at what they wrote.
class SecondLookTest {
    private static final int VOCAB = 9;
    private static final int MASK = VOCAB - 1;
    private static final int END = VOCAB - 2;
    private static final int[] PROMPT = {1, 2};
    private static final int LENGTH = 14;

    private static ToyNetwork.Law law(long seed) {
        return ToyNetwork.ofPosition(seed, VOCAB, 1.2);
    }

    private static RunRequest request(Map<String, String> more, long seed) {
        Map<String, String> parameters = new TreeMap<>(more);
        parameters.putIfAbsent("length", "" + LENGTH);
        parameters.putIfAbsent("block", "7");
        parameters.putIfAbsent("rounds", "5");
        return Recording.request("second-look", parameters, PROMPT, 30,
                seed % 2 == 0 ? SamplingSettings.GREEDY : Recording.SAMPLED, seed);
    }

    private static Recording run(Map<String, String> more, long seed) {
        return Recording.of(request(more, seed), model(seed), null);
    }

    private static Participant model(long seed) {
        return ToyParticipants.diffusion(law(seed), VOCAB, 100, seed % 3 == 0 ? END : ToyParticipants.NO_END);
    }

    /// What the model says of the token at a position of a canvas where a mask stands in its place, from the law itself.
    private static double leftOut(long seed, int[] canvas, int position) {
        int[] context = Arrays.copyOf(canvas, canvas.length + 1);
        context[position] = MASK;
        context[canvas.length] = position;
        float[] scores = law(seed).scores(context);
        double sum = 0;
        for (int token = 0; token < MASK; token++) {
            sum += Math.exp(scores[token]);
        }
        return Math.exp(scores[canvas[position]]) / sum;
    }

    @Test
    void eachLookIsTheProbabilityWithAMaskInTheTokensPlaceAndIsJudgedByTheRule() {
        Map<Outcome, Integer> seen = new HashMap<>();
        for (long seed = 0; seed < 200; seed++) {
            int looks = (int) (seed % 5);
            Recording recording = run(Map.of("looks", "" + looks, "drop", "0.1"), seed);
            int[] canvas = new int[PROMPT.length + LENGTH];
            double[] written = new double[canvas.length];
            Arrays.fill(canvas, MASK);
            System.arraycopy(PROMPT, 0, canvas, 0, PROMPT.length);
            int[] read = canvas.clone(); // as the step's forward saw it
            int block = -1;
            int round = 0;
            int extra = 0;
            for (TraceEvent event : recording.events()) {
                switch (event) {
                    case TraceEvent.Predicted e -> {
                        round = e.block() == block ? round + 1 : 1;
                        block = e.block();
                        read = canvas.clone();
                        assertThat(e.rows() % canvas.length).isZero();
                        extra = e.rows() / canvas.length - 1;
                        assertThat(extra).as("canvases beside the one that is filled").isBetween(0, looks);
                    }
                    case TraceEvent.Unmasked e -> e.tokens().forEach(token -> {
                        canvas[token.position()] = token.token();
                        written[token.position()] = token.confidence();
                    });
                    case TraceEvent.LookedAgain e -> {
                        assertThat(e.looks()).as("a canvas each").hasSize(extra);
                        double limit = .3 + .4 * (round - 1) / 4;
                        for (SecondLook look : e.looks()) {
                            seen.merge(look.outcome(), 1, Integer::sum);
                            assertThat(look.token()).isEqualTo(read[look.position()]).isNotEqualTo(MASK);
                            assertThat(look.written()).isEqualTo(written[look.position()]);
                            assertThat(look.now()).isCloseTo(leftOut(seed, read, look.position()),
                                    Offset.offset(1e-6));
                            assertThat(look.limit()).isCloseTo(limit, Offset.offset(1e-12));
                            assertThat(look.drop()).isEqualTo(.1);
                        }
                        assertThat(e.looks().stream().filter(SecondLook::takenBack).map(SecondLook::position).toList())
                                .as("seed " + seed).isEqualTo(takenBack(e.looks()));
                        assertThat(round).as("not in the last round").isLessThan(5);
                    }
                    case TraceEvent.Remasked e -> e.tokens().forEach(token -> canvas[token.position()] = MASK);
                    default -> {
                    }
                }
            }
        }
        assertThat(seen.get(Outcome.STAYS)).isGreaterThan(300);
        assertThat(seen.get(Outcome.BELOW_LIMIT)).isGreaterThan(100);
        assertThat(seen.get(Outcome.DROPPED)).isGreaterThan(20);
        assertThat(seen.get(Outcome.SPARED)).isGreaterThan(2);
    }

    @Test
    void onANetworkALookSaysWhatAForwardOfThatCanvasAloneSaysBitForBit(@TempDir Path folder) {
        int looked = 0;
        try (LanguageModel model = ToyModels.bidirectional(3).open(folder, 1)) {
            int[] prompt = IntStream.range(0, 5).map(i -> 260 + i).toArray();
            Recording recording = Recording.of(Recording.request("second-look", Map.of("length", "24", "block", "12",
                    "rounds", "6", "looks", "4"), prompt, 24, SamplingSettings.GREEDY, 1), Participant.of(model), null);
            int mask = model.config().maskToken();
            int[] canvas = Arrays.copyOf(prompt, prompt.length + 24);
            Arrays.fill(canvas, prompt.length, canvas.length, mask);
            int[] read = canvas.clone();
            for (TraceEvent event : recording.events()) {
                switch (event) {
                    case TraceEvent.Predicted _ -> read = canvas.clone();
                    case TraceEvent.Unmasked e -> e.tokens().forEach(token -> canvas[token.position()] = token.token());
                    case TraceEvent.Remasked e -> e.tokens().forEach(token -> canvas[token.position()] = mask);
                    case TraceEvent.LookedAgain e -> {
                        for (SecondLook look : e.looks()) {
                            looked++;
                            assertThat(look.now()).isEqualTo(alone(model, read, look.position(), mask));
                        }
                    }
                    default -> {
                    }
                }
            }
        }
        assertThat(looked).isGreaterThan(10);
    }

    private static double alone(LanguageModel model, int[] canvas, int position, int mask) {
        int[] without = canvas.clone();
        without[position] = mask;
        int[] places = IntStream.range(0, canvas.length).toArray();
        int[] ends = new int[canvas.length];
        Arrays.fill(ends, canvas.length);
        boolean[] want = new boolean[canvas.length];
        want[position] = true;
        TokenScorer scorer = TokenScorer.of(model);
        float[] row = new float[scorer.vocabSize()];
        scorer.forward(new Batch(without, places, places, AttentionMask.upTo(ends), want),
                scorer.newCache(canvas.length)).copyRow(position, row);
        row[mask] = Float.NEGATIVE_INFINITY;
        return new RawLaw(row).probability(canvas[position]);
    }

    /// The rule once more, from the numbers that were told.
    private static List<Integer> takenBack(List<SecondLook> looks) {
        List<Integer> back = new ArrayList<>();
        looks.stream().filter(look -> look.now() < look.limit()).forEach(look -> back.add(look.position()));
        looks.stream().filter(look -> look.now() >= look.limit() && look.written() - look.now() > look.drop())
                .max(Comparator.comparingDouble((SecondLook look) -> look.written() - look.now())
                        .thenComparing(Comparator.comparingInt(SecondLook::position).reversed()))
                .ifPresent(look -> back.add(look.position()));
        back.sort(null);
        return back;
    }

    @Test
    void everyPositionIsWrittenOnceMoreThanItIsTakenBackAndARunEndsWithItsRounds() {
        int back = 0;
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int rounds = 1 + random.nextInt(14);
            int again = random.nextInt(4);
            Recording recording = run(Map.of("rounds", "" + rounds, "again", "" + again, "looks",
                    "" + random.nextInt(9), "block", "" + (1 + random.nextInt(LENGTH)), "first-limit",
                    "" + random.nextInt(10) / 10.0, "order", random.nextBoolean() ? "margin" : "confidence", "score",
                    random.nextInt(4) == 0 ? "written" : "left-out"), seed);
            int[] balance = new int[PROMPT.length + LENGTH];
            int[] opened = new int[balance.length];
            List<Integer> steps = new ArrayList<>();
            for (TraceEvent event : recording.events()) {
                switch (event) {
                    case TraceEvent.Predicted e -> {
                        while (steps.size() <= e.block()) {
                            steps.add(0);
                        }
                        steps.set(e.block(), steps.get(e.block()) + 1);
                    }
                    case TraceEvent.Unmasked e -> {
                        for (CanvasToken token : e.tokens()) {
                            assertThat(++balance[token.position()]).as("seed " + seed).isEqualTo(1);
                        }
                    }
                    case TraceEvent.Remasked e -> {
                        assertThat(e.tokens()).isNotEmpty();
                        for (CanvasToken token : e.tokens()) {
                            assertThat(--balance[token.position()]).isZero();
                            opened[token.position()]++;
                        }
                    }
                    default -> {
                    }
                }
            }
            assertThat(steps).allMatch(count -> count <= rounds);
            assertThat(recording.stats().targetForwards()).isEqualTo(steps.stream().mapToInt(count -> count).sum());
            assertThat(Arrays.stream(opened).max().orElse(0)).isLessThanOrEqualTo(again);
            back += Arrays.stream(opened).sum();
            List<TraceEvent.Committed> committed = recording.all(TraceEvent.Committed.class);
            for (int i = 0; i < committed.size(); i++) {
                assertThat(committed.get(i).position()).as("once, in order").isEqualTo(PROMPT.length + i);
                assertThat(committed.get(i).token()).isNotEqualTo(MASK);
                assertThat(balance[PROMPT.length + i]).isEqualTo(1);
            }
            assertThat(recording.stopReason()).isIn(StopReason.CANVAS_FILLED, StopReason.END_OF_TEXT);
            if (recording.stopReason() == StopReason.CANVAS_FILLED) {
                assertThat(committed).hasSize(LENGTH);
            }
        }
        assertThat(back).as("tokens that were taken back").isGreaterThan(200);
    }

    @Test
    void oneRoundFillsABlockAtOnce() {
        for (long seed = 0; seed < 20; seed++) {
            Recording once = run(Map.of("rounds", "1"), seed);
            Recording all = Recording.of(Recording.request("diffusion-threshold", Map.of("length", "" + LENGTH, "block",
                    "7", "threshold", "0"), PROMPT, 30, request(Map.of(), seed).sampling(), seed), model(seed), null);
            assertThat(Facts.firstDifference(facts(once), facts(all))).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void withoutLooksItIsTheScheduleAlone() {
        for (long seed = 0; seed < 40; seed++) {
            Recording none = run(Map.of("looks", "0"), seed);
            assertThat(none.all(TraceEvent.LookedAgain.class)).isEmpty();
            assertThat(none.all(TraceEvent.Remasked.class)).isEmpty();
            assertThat(none.all(TraceEvent.Predicted.class)).allMatch(e -> e.rows() == PROMPT.length + LENGTH);
            assertThat(Facts.firstDifference(facts(none), facts(run(Map.of("again", "0"), seed)))).isEmpty();
            assertThat(Facts.firstDifference(facts(none), facts(run(Map.of("again", "0", "score", "written"), seed))))
                    .isEmpty();
        }
    }

    // Without the settings, and the choices, whose reasons differ by name.
    private static List<String> facts(Recording recording) {
        return Facts.of(recording.events(), event -> !(event instanceof TraceEvent.RunStarted)
                && !(event instanceof TraceEvent.Chosen));
    }

    @Test
    void theScoreAtWritingAsksTheModelNothing() {
        int back = 0;
        for (long seed = 0; seed < 40; seed++) {
            Recording recording = run(Map.of("score", "written"), seed);
            assertThat(recording.all(TraceEvent.Predicted.class)).allMatch(e -> e.rows() == PROMPT.length + LENGTH);
            for (TraceEvent.LookedAgain e : recording.all(TraceEvent.LookedAgain.class)) {
                assertThat(e.looks()).allMatch(look -> !look.asked()
                        && look.takenBack() == look.written() < look.limit());
                back += (int) e.looks().stream().filter(SecondLook::takenBack).count();
            }
        }
        assertThat(back).isPositive();
    }

    /// Two positions that must be equal are written at once, each from its own law, and differ; the second look opens one of them.
    @Test
    void twoWordsThatDoNotGoTogetherAreTold() {
        Participant model = ToyParticipants.diffusion(context -> {
            int position = context[context.length - 1];
            float[] scores = new float[VOCAB];
            Arrays.fill(scores, -20);
            if (position > 2) {
                scores[3] = position == 8 ? 5 : .4f; // the last is sure, the others are not
                scores[4] = 0;
            } else {
                int other = context[3 - position];
                scores[1] = other == MASK ? position == 1 ? 1 : -1.2f : other == 1 ? 5 : -5;
                scores[2] = 0;
            }
            return scores;
        }, VOCAB, 100, ToyParticipants.NO_END);
        Map<String, String> parameters = Map.of("length", "8", "block", "8", "rounds", "4", "looks", "1", "first-limit",
                "0.4", "last-limit", "0.4");
        Recording looking = Recording.of(Recording.request("second-look", parameters, new int[]{1}, 8,
                SamplingSettings.GREEDY, 1), model, null);
        // 1, 3, 5 and 8 stand: the two are written in the second round and looked at in the third.
        assertThat(looking.all(TraceEvent.Unmasked.class).get(1).tokens()).extracting(CanvasToken::position)
                .containsExactlyInAnyOrder(1, 2);
        assertThat(looking.all(TraceEvent.Remasked.class)).singleElement().satisfies(e -> {
            assertThat(e.step()).isEqualTo(2);
            assertThat(e.tokens()).extracting(CanvasToken::position).containsExactly(1);
        });
        assertThat(looking.output()).startsWith(2, 2);
        Recording blind = Recording.of(Recording.request("second-look", Map.of("length", "8", "block", "8", "rounds",
                "4", "looks", "0"), new int[]{1}, 8, SamplingSettings.GREEDY, 1), model, null);
        assertThat(blind.output()).startsWith(1, 2);
    }

    @Test
    void aRunThatIsNotObservedWritesTheSame() {
        for (long seed = 0; seed < 30; seed++) {
            RunRequest request = request(Map.of(), seed);
            int[] observed = Recording.of(request, model(seed), null).output();
            assertThat(Recording.of(Recording.unobserved(request), model(seed), null).output()).isEqualTo(observed);
            assertThat(Recording.of(Recording.observed(request, Observation.FULL), model(seed), null).output())
                    .isEqualTo(observed);
        }
    }

    @Test
    void theCanvasKeepsWhatCameOfEachLook() {
        Recording recording = run(Map.of(), 4);
        Trace trace = Trace.of(recording.events());
        int found = 0;
        for (TraceEvent.LookedAgain e : recording.all(TraceEvent.LookedAgain.class)) {
            for (SecondLook look : e.looks()) {
                assertThat(trace.at(trace.length()).canvas().orElseThrow().look(e.step(), look.position()))
                        .contains(look);
                found++;
            }
        }
        assertThat(found).isPositive();
    }
}
