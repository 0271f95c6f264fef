package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.trace.CanvasState;
import draftscope.trace.CanvasToken;
import draftscope.trace.Fork;
import draftscope.trace.Observation;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StandingToken;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A diffusion run that leaves another one, with its canvas.
class SteeredCanvasTest {
    private static final int VOCAB = 9;
    private static final int MASK = VOCAB - 1;
    private static final int END = VOCAB - 2;
    private static final int[] PROMPT = {1, 2};
    private static final int LENGTH = 14;

    private static ToyNetwork.Law law(long seed) {
        return ToyNetwork.ofPosition(seed, VOCAB, 1.2);
    }

    private static Participant model(long seed) {
        return ToyParticipants.diffusion(law(seed), VOCAB, 100, seed % 3 == 0 ? END : ToyParticipants.NO_END);
    }

    private static RunRequest request(String method, Map<String, String> more, double temperature, long seed) {
        Map<String, String> parameters = new TreeMap<>(more);
        parameters.put("length", "" + LENGTH);
        if (!Set.of("dream", "block-diffusion", "fast-dllm-v2").contains(method))
            parameters.putIfAbsent("block", "7");
        if (Set.of("diffusion-low-confidence", "rcr", "remdm", "prophet", "dream").contains(method))
            parameters.putIfAbsent("steps", "8");
        return Recording.request(method, parameters, PROMPT, 30, new SamplingSettings(temperature, 0, 1, 0), seed);
    }

    private static RunRequest branch(RunRequest parent, CanvasBeginning beginning, int step) {
        return new RunRequest(parent.methodId(), parent.parameters(), "", parent.promptIds(), parent.maxTokens(),
                parent.sampling(), parent.seed(), parent.observation(), 1,
                Optional.of(new Fork("the parent", PROMPT.length, PROMPT.length, Fork.NOTHING, step)),
                Optional.of(beginning));
    }

    private static CanvasState before(Trace trace, int step) {
        return trace.at(trace.startOfStep(step)).canvas().orElseThrow();
    }

    /// What each step wrote and took back.
    private static List<String> told(Recording run, int from) {
        return run.events().stream().<String>mapMulti((event, told) -> {
            switch (event) {
                case TraceEvent.Unmasked e when e.step() >= from -> told
                        .accept((e.step() - from) + " writes " + e.tokens());
                case TraceEvent.Remasked e when e.step() >= from -> told
                        .accept((e.step() - from) + " takes back " + e.tokens());
                default -> {
                }
            }
        }).toList();
    }

    @ParameterizedTest
    @CsvSource({"diffusion-low-confidence, '', 0", "diffusion-low-confidence, order=chance, 1",
            "diffusion-low-confidence, end=last, 0", "dream, '', 0", "dream, luck=1, 1", "diffusion-threshold, '', 1",
            "diffusion-threshold, rule=factor, 0", "fast-dllm, cache=none, 0", "adablock, sure=0.1, 0",
            "adablock, '', 1", "localleap, '', 0", "freedave, '', 0", "freedave, '', 1", "remdm, '', 0",
            "remdm, corrections=2, 1", "rcr, '', 0", "rcr, '', 1",
            "second-look, again=16, 0", "second-look, again=16, 1"})
    void aBranchWithoutAChangeGoesOnExactlyAsItsRunDidFromAnyStep(String method, String given, double temperature) {
        int branches = 0;
        for (long seed = 0; seed < 25; seed++) {
            Map<String, String> more = given.isEmpty()
                    ? Map.of()
                    : Map.of(given.split("=")[0], given.split("=")[1]);
            RunRequest request = request(method, more, temperature, seed);
            Recording parent = Recording.of(request, model(seed), null);
            Trace trace = Trace.of(parent.events());
            for (int step = 0; step < trace.steps().size(); step++, branches++) {
                Recording branch = Recording.of(branch(request, CanvasBeginning.of(before(trace, step)), step),
                        model(seed), null);
                String at = "seed " + seed + ", step " + step;
                assertThat(told(branch, 0)).as(at).isEqualTo(told(parent, step));
                assertThat(branch.output()).as(at).isEqualTo(parent.output());
                assertThat(branch.stopReason()).isEqualTo(parent.stopReason());
            }
        }
        assertThat(branches).isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource({"fast-dllm, cache, dual", "fast-dllm, cache, prefix", "freedave, cache, dual", "credit, weight, 0.7",
            "second-look, again, 1"})
    void whatAMethodKeepsInMindWithinABlockBeginsAnewSoItGoesOnExactlyFromABlocksFirstStep(String method, String name,
            String value) {
        int branches = 0;
        for (long seed = 0; seed < 40; seed++) {
            RunRequest request = request(method, Map.of(name, value), 0, seed);
            Recording parent = Recording.of(request, model(seed), null);
            Trace trace = Trace.of(parent.events());
            for (int step = 0; step < trace.steps().size(); step++) {
                CanvasBeginning beginning = CanvasBeginning.of(before(trace, step));
                Recording branch = Recording.of(branch(request, beginning, step), model(seed), null);
                if (beginning.stepsBefore() == 0) {
                    branches++;
                    assertThat(told(branch, 0)).isEqualTo(told(parent, step));
                }
            }
        }
        assertThat(branches).isGreaterThan(60);
    }

    /// A model that sees blocks of four. Where a branch begins inside one, the finished ones before it are read in a step of their own.
    @ParameterizedTest
    @CsvSource({"block-diffusion, threshold, 0.5", "block-diffusion, rule, quota", "block-diffusion, cache, none",
            "fast-dllm-v2, threshold, 0.4", "fast-dllm-v2, sub-block, 2", "fast-dllm-v2, cache, none",
            "fast-dllm-v2, cache, sub-blocks"})
    void aBranchOfABlockModelReadsFinishedBlocksAndThenGoesOnExactly(String method, String name, String value) {
        int at = 0;
        int later = 0;
        for (long seed = 0; seed < 40; seed++) {
            Participant model = ToyParticipants.withBlocks(model(seed), 4, seed % 2 == 0);
            RunRequest request = request(method, Map.of(name, value), seed / 2 % 2, seed);
            Recording parent = Recording.of(request, model, null);
            Trace trace = Trace.of(parent.events());
            for (int step = 0; step < trace.steps().size(); step++) {
                CanvasBeginning beginning = CanvasBeginning.of(before(trace, step));
                if (value.equals("sub-blocks") && !untouched(beginning))
                    continue; // what was kept within the block is computed anew
                Recording branch = Recording.of(branch(request, beginning, step), model, null);
                String as = "seed " + seed + ", step " + step;
                if (writes(branch, 0) == writes(parent, step)) {
                    at++;
                    assertThat(told(branch, 0)).as(as).isEqualTo(told(parent, step));
                    assertThat(branch.output()).as(as).isEqualTo(parent.output());
                } else {
                    assertThat(writes(branch, 0)).as("reads only").isFalse();
                    if (request.sampling().temperature() == 0) { // above, the random numbers are those of a step later
                        later++;
                        assertThat(told(branch, 1)).as(as).isEqualTo(told(parent, step));
                        assertThat(branch.output()).as(as).isEqualTo(parent.output());
                    }
                }
            }
        }
        assertThat(at).as("branches that go on at once").isGreaterThan(60);
        assertThat(later).as("branches that read first").isGreaterThan(value.equals("sub-blocks") ? -1 : 60);
    }

    private static boolean writes(Recording run, int step) {
        return run.all(TraceEvent.Unmasked.class).stream().anyMatch(e -> e.step() == step && !e.tokens().isEmpty());
    }

    /// Whether nothing stands in the model's block with the first mask, but for the prompt.
    private static boolean untouched(CanvasBeginning canvas) {
        Set<Integer> standing = canvas.standing().stream().map(StandingToken::position).collect(Collectors.toSet());
        int mask = PROMPT.length;
        while (standing.contains(mask))
            mask++;
        int from = Math.max(PROMPT.length, mask / 4 * 4);
        return IntStream.range(from, from + 4).noneMatch(
                position -> position / 4 == from / 4 && standing.contains(position));
    }

    /// The canvas of a branch is as long as it was at first, so what the run had cut off is read again.
    @ParameterizedTest
    @CsvSource({"off, 0", "off, 1", "sure, 0", "published, 0", "published, 1"})
    void learn2pdGoesOnExactlyFromAnyStepBeforeItsFirstCut(String cut, double temperature) {
        int exact = 0;
        int again = 0;
        for (long seed = 0; seed < 80; seed++) {
            Participant model = ToyParticipants.diffusion(law(seed), VOCAB, 100, END);
            RunRequest request = request("learn2pd", Map.of("cut", cut, "threshold", "0.6"), temperature, seed);
            Recording parent = Recording.of(request, model, null);
            Trace trace = Trace.of(parent.events());
            int firstCut = parent.all(TraceEvent.Noted.class).stream()
                    .filter(e -> e.notes().stream().anyMatch(note -> note.topic().equals("end of text")))
                    .mapToInt(TraceEvent.Noted::step).min().orElse(Integer.MAX_VALUE);
            for (int step = 0; step < trace.steps().size(); step++) {
                Recording branch = Recording.of(branch(request, CanvasBeginning.of(before(trace, step)), step), model,
                        null);
                if (step <= firstCut) {
                    exact++;
                    assertThat(told(branch, 0)).as("seed " + seed + ", step " + step).isEqualTo(told(parent, step));
                    assertThat(branch.output()).isEqualTo(parent.output());
                } else if (!branch.all(TraceEvent.Predicted.class).isEmpty()) {
                    again++;
                    assertThat(branch.all(TraceEvent.Predicted.class).getFirst().rows())
                            .isEqualTo(PROMPT.length + LENGTH);
                    assertThat(parent.all(TraceEvent.Predicted.class).get(step).rows())
                            .isLessThan(PROMPT.length + LENGTH);
                }
            }
        }
        assertThat(exact).isGreaterThan(60);
        assertThat(again > 0).as("steps behind a cut").isEqualTo(!cut.equals("off"));
    }

    @Test
    void aBranchOfABranchGoesOnExactlyToo() {
        RunRequest request = request("remdm", Map.of("block", "14", "steps", "14"), 1, 4);
        Recording parent = Recording.of(request, model(4), null);
        Trace trace = Trace.of(parent.events());
        Recording first = Recording.of(branch(request, CanvasBeginning.of(before(trace, 3)), 3), model(4), null);
        Recording second = Recording.of(
                branch(request, CanvasBeginning.of(before(Trace.of(first.events()), 2)), 5), model(4), null);
        assertThat(told(second, 0)).isEqualTo(told(parent, 5));
    }

    /// Random changes at a random step, for methods that take much back, and for others.
    @ParameterizedTest
    @ValueSource(strings = {"diffusion-low-confidence", "rcr", "remdm", "dream", "fast-dllm", "adablock", "credit",
            "prophet", "freedave", "localleap", "second-look"})
    void whatAPersonPutOrLockedStaysAndAllElseIsFilled(String method) {
        for (long seed = 1; seed < 120; seed++) {
            Random random = new Random(seed);
            RunRequest request = request(method, Map.of(), seed % 2, seed);
            Recording parent = Recording.of(request, model(1), null);
            Trace trace = Trace.of(parent.events());
            int step = random.nextInt(trace.steps().size());
            CanvasBeginning beginning = CanvasBeginning.of(before(trace, step));
            for (int change = random.nextInt(6); change > 0; change--) {
                beginning = changed(beginning, random);
            }
            Recording branch = Recording.of(branch(request, beginning, step), model(1), null);
            check(branch, beginning, "seed " + seed);
        }
    }

    private static CanvasBeginning changed(CanvasBeginning canvas, Random random) {
        int position = PROMPT.length + random.nextInt(LENGTH);
        Optional<StandingToken> there = canvas.standing().stream().filter(token -> token.position() == position)
                .findFirst();
        return switch (random.nextInt(3)) {
            case 0 -> canvas.putting(StandingToken.forced(position, random.nextInt(END)));
            case 1 -> there.map(token -> canvas.putting(token.lock())).orElse(canvas);
            default -> canvas.masking(position);
        };
    }

    private static void check(Recording branch, CanvasBeginning beginning, String as) {
        Map<Integer, StandingToken> kept = beginning.standing().stream().filter(StandingToken::locked)
                .collect(Collectors.toMap(StandingToken::position, token -> token));
        Set<Integer> touched = new HashSet<>();
        for (TraceEvent event : branch.events()) {
            List<Integer> here = switch (event) {
                case TraceEvent.Predicted e -> e.predictions().stream().map(Prediction::position).toList();
                case TraceEvent.Unmasked e -> e.tokens().stream().map(CanvasToken::position).toList();
                case TraceEvent.Remasked e -> e.tokens().stream().map(CanvasToken::position).toList();
                default -> List.of();
            };
            touched.addAll(here);
        }
        assertThat(kept.keySet()).as(as).noneMatch(touched::contains);
        List<TraceEvent.Committed> committed = branch.all(TraceEvent.Committed.class);
        assertThat(branch.stopReason()).as(as).isEqualTo(StopReason.CANVAS_FILLED);
        assertThat(committed).as(as).extracting(TraceEvent.Committed::position)
                .isEqualTo(IntStream.range(PROMPT.length, beginning.length()).boxed().toList());
        Map<Integer, StandingToken> standing = beginning.standing().stream()
                .collect(Collectors.toMap(StandingToken::position, token -> token));
        for (TraceEvent.Committed token : committed) {
            StandingToken there = standing.get(token.position());
            if (kept.containsKey(token.position())) {
                assertThat(token.token()).isEqualTo(there.token());
            }
            assertThat(token.token()).isNotEqualTo(MASK);
            boolean written = there == null || touched.contains(token.position());
            assertThat(token.provenance()).isEqualTo(written ? Provenance.UNMASKED : there.provenance());
        }
        long own = committed.stream().filter(token -> token.provenance() != Provenance.TAKEN_OVER).count();
        RunStats stats = branch.stats();
        assertThat(stats.emitted()).as("what was taken over is no output of the branch").isEqualTo((int) own);
        Trace trace = Trace.of(branch.events());
        assertThat(trace.at(trace.length()).counts().emitted()).isEqualTo((int) own);
        assertThat(trace.at(trace.length()).canvas().orElseThrow().written()).isEqualTo((int) own);
        CanvasState begun = before(trace, 0);
        assertThat(begun.masks()).isEqualTo(beginning.masks(PROMPT.length));
        assertThat(CanvasBeginning.of(begun).standing()).isEqualTo(beginning.standing());
    }

    @Test
    void fullBlocksAreOutputBeforeTheFirstStepAndCostNoForward() {
        RunRequest request = request("diffusion-low-confidence", Map.of(), 0, 1);
        Trace trace = Trace.of(Recording.of(request, model(1), null).events());
        CanvasBeginning end = CanvasBeginning.of(trace.at(trace.length()).canvas().orElseThrow());
        Recording whole = Recording.of(branch(request, end.putting(StandingToken.forced(5, 3)), 8), model(1), null);
        assertThat(whole.stats().targetForwards()).isZero();
        assertThat(whole.stopReason()).isEqualTo(StopReason.CANVAS_FILLED);
        assertThat(whole.all(TraceEvent.Committed.class)).hasSize(LENGTH).extracting(TraceEvent.Committed::step)
                .containsOnly(-1);
        assertThat(whole.stats().emitted()).as("the person's alone").isEqualTo(1);

        Recording again = Recording.of(branch(request, end.masking(10).masking(12), 8), model(1), null);
        List<TraceEvent.Committed> committed = again.all(TraceEvent.Committed.class);
        assertThat(committed.subList(0, 7)).extracting(TraceEvent.Committed::step).containsOnly(-1);
        assertThat(committed.subList(7, LENGTH)).extracting(TraceEvent.Committed::step).containsOnly(1);
        assertThat(again.all(TraceEvent.StepStarted.class)).as("one token a step").hasSize(2);
        assertThat(again.stats().emitted()).isEqualTo(2);
    }

    @Test
    void aForcedEndOfTextEndsTheTextOnceAllBeforeItStands() {
        RunRequest request = request("diffusion-low-confidence", Map.of(), 0, 3);
        CanvasBeginning empty = new CanvasBeginning(PROMPT.length + LENGTH, List.of(), List.of(), 0, 0);
        Participant model = ToyParticipants.diffusion(context -> {
            float[] scores = law(3).scores(context);
            scores[END] = Float.NEGATIVE_INFINITY;
            return scores;
        }, VOCAB, 100, END);
        Recording branch = Recording.of(branch(request, empty.putting(StandingToken.forced(6, END)), 0), model, null);
        assertThat(branch.stopReason()).isEqualTo(StopReason.END_OF_TEXT);
        assertThat(branch.output()).hasSize(5).endsWith(END);
        assertThat(branch.all(TraceEvent.Committed.class).getLast().provenance()).isEqualTo(Provenance.FORCED);
    }

    @Test
    void aScheduleBelongsToItsBlock() {
        RunRequest request = request("diffusion-low-confidence", Map.of(), 0, 1);
        Trace trace = Trace.of(Recording.of(request, model(1), null).events());
        CanvasBeginning canvas = CanvasBeginning.of(before(trace, 2));
        assertThat(canvas.stepsBefore()).isEqualTo(2);
        assertThat(canvas.masksBefore()).isEqualTo(7);
        assertThat(canvas.masking(3).stepsBefore()).isZero();
        CanvasBeginning full = canvas;
        for (int position = 2; position < 9; position++)
            full = full.putting(StandingToken.forced(position, 3));
        assertThat(full.stepsBefore()).as("the next block begins").isZero();
        assertThat(canvas.putting(StandingToken.forced(12, 3)).stepsBefore()).isEqualTo(2);
    }

    @Test
    void withoutObservationTheTextIsTheSame() {
        RunRequest request = request("rcr", Map.of(), 1, 5);
        Trace trace = Trace.of(Recording.of(request, model(5), null).events());
        RunRequest observed = branch(request, CanvasBeginning.of(before(trace, 3)).putting(StandingToken.forced(8, 0)),
                3);
        RunRequest not = new RunRequest(observed.methodId(), observed.parameters(), "", observed.promptIds(),
                observed.maxTokens(), observed.sampling(), observed.seed(), Observation.OFF, 1, observed.fork(),
                observed.beginning());
        assertThat(Recording.of(not, model(5), null).output())
                .isEqualTo(Recording.of(observed, model(5), null).output());
    }

    @Test
    void whatIsNoCanvasIsRefusedInOneSentence() {
        RunRequest request = request("diffusion-low-confidence", Map.of(), 0, 1);
        Stream.of(new Refused(canvas(200), "no room for a canvas of 198 masks"),
                new Refused(canvas(2), "the canvas has 2 positions and the prompt 2 tokens; accepted: a canvas that"),
                new Refused(canvas(8, StandingToken.forced(1, 3)), "a token stands at position 1; accepted: by rising"),
                new Refused(canvas(8, StandingToken.forced(4, 3), StandingToken.forced(4, 3)),
                        "a token stands at position 4; accepted: by rising position, 2 to 7"),
                new Refused(canvas(8, StandingToken.forced(4, MASK)),
                        "token id 8 stands at position 4; accepted: 0 to 8 but for the mask, 8"),
                new Refused(canvas(8, new StandingToken(4, 3, 1, Provenance.BONUS, false)),
                        "the token at position 4 is said to be BONUS; accepted: TAKEN_OVER or FORCED"))
                .forEach(refused -> assertThatThrownBy(
                        () -> Recording.of(branch(request, refused.canvas(), 0), model(1), null))
                        .isInstanceOf(CannotRunException.class).hasMessageContaining(refused.sentence()));
        RunRequest causal = Recording.request("autoregressive", Map.of(), PROMPT, 9, SamplingSettings.GREEDY, 1);
        Participant left = ToyParticipants.causal(law(1), VOCAB, 50, END);
        assertThatThrownBy(() -> Recording.of(branch(causal, canvas(8), 0), left, null))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("writes from left to right and cannot go on with a canvas");
    }

    private record Refused(CanvasBeginning canvas, String sentence) {}

    private static CanvasBeginning canvas(int length, StandingToken... standing) {
        return new CanvasBeginning(length, new ArrayList<>(List.of(standing)), List.of(), 0, 0);
    }
}
