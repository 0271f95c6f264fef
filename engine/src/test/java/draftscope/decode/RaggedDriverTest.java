package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.trace.BatchState;
import draftscope.trace.LaneRows;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RaggedDriverTest {
    private static final int VOCAB = 5;

    /// What a lane came to.
    private record Written(List<Integer> tokens, Optional<StopReason> end) {}

    private static RunRequest request(String method, Map<String, String> parameters, List<String> prompts, int max,
            SamplingSettings sampling, long seed) {
        return new RunRequest(method, parameters, String.join("\n---\n", prompts), List.of(), max, sampling, seed,
                Observation.LIGHT, 1);
    }

    private static Recording batch(List<String> prompts, int max, SamplingSettings sampling, long seed,
            Participant target) {
        return Recording.of(request("ems-sd", Map.of(), prompts, max, sampling, seed), target, null);
    }

    private static List<Written> written(Recording recording) {
        Trace trace = Trace.of(recording.events());
        return trace.at(trace.length()).batch().orElseThrow().lanes().stream()
                .map(lane -> new Written(List.copyOf(lane.output()), lane.end())).toList();
    }

    /// Letters of the toy vocabulary, less the last, which may end a text. Pairs come again, so that there is what to copy.
    private static String prompt(Random random, int length) {
        return random.ints(length, 0, VOCAB - 1).mapToObj(id -> String.valueOf((char) ('a' + id)))
                .collect(Collectors.joining());
    }

    private static List<String> prompts(Random random, int most, int longest) {
        return IntStream.range(0, 1 + random.nextInt(most)).mapToObj(i -> prompt(random, 1 + random.nextInt(longest)))
                .toList();
    }

    private static Participant target(long seed, int context, int end) {
        return ToyParticipants.causal(ToyNetwork.hashed(seed, VOCAB, 2), VOCAB, context, end);
    }

    @Test
    void everyLaneWritesWhatItWritesAloneAtAnyTemperature() {
        int ended = 0;
        int full = 0;
        int early = 0;
        int accepted = 0;
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int end = random.nextBoolean() ? VOCAB - 1 : ToyParticipants.NO_END;
            Participant target = target(seed, 45 + random.nextInt(30), end);
            SamplingSettings sampling = seed % 2 == 0 ? SamplingSettings.GREEDY : new SamplingSettings(.8, 4, .95, 0);
            List<String> prompts = prompts(random, 6, 40);
            int max = 1 + random.nextInt(50);
            List<Written> lanes = written(batch(prompts, max, sampling, seed, target));
            for (int lane = 0; lane < prompts.size(); lane++) {
                Recording alone = batch(List.of(prompts.get(lane)), max, sampling, seed, target);
                String as = "seed " + seed + ", lane " + (lane + 1);
                assertThat(lanes.get(lane)).as(as).isEqualTo(written(alone).getFirst());
                assertThat(lanes.get(lane).tokens()).as(as)
                        .containsExactlyElementsOf(IntStream.of(alone.output()).boxed().toList());
                if (sampling.equals(SamplingSettings.GREEDY)) {
                    Recording plain = Recording.of(request("autoregressive", Map.of(), List.of(prompts.get(lane)), max,
                            sampling, 1), target, null);
                    assertThat(lanes.get(lane).tokens()).as(as)
                            .containsExactlyElementsOf(IntStream.of(plain.output()).boxed().toList());
                    assertThat(lanes.get(lane).end()).as(as).contains(plain.stopReason());
                }
                accepted += alone.stats().accepted();
                ended += lanes.get(lane).end().equals(Optional.of(StopReason.END_OF_TEXT)) ? 1 : 0;
                full += lanes.get(lane).end().equals(Optional.of(StopReason.CONTEXT_FULL)) ? 1 : 0;
                early += lanes.get(lane).tokens().size() < lanes.getLast().tokens().size() ? 1 : 0;
            }
        }
        assertThat(ended).as("lanes that ended by themselves").isGreaterThan(20);
        assertThat(full).as("contexts that were filled").isGreaterThan(20);
        assertThat(early).as("lanes that were over before the last one").isGreaterThan(50);
        assertThat(accepted).as("copies that were right").isGreaterThan(100);
    }

    @Test
    void theFirstLaneTellsTheStoryThatItTellsAlone() {
        Predicate<TraceEvent> story = event -> switch (event) {
            case TraceEvent.Drafted _,TraceEvent.DraftStopped _,TraceEvent.Verified _,TraceEvent.Judged _,TraceEvent.Drawn _,TraceEvent.Planned _,TraceEvent.Committed _,TraceEvent.KvChanged _,TraceEvent.Noted _,TraceEvent.PromptIngested _ ->
                true;
            default -> false;
        };
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Participant target = target(seed, 60, VOCAB - 1);
            List<String> prompts = prompts(random, 5, 30);
            Recording all = batch(prompts, 25, Recording.SAMPLED, seed, target);
            Recording alone = batch(prompts.subList(0, 1), 25, Recording.SAMPLED, seed, target);
            assertThat(Facts.firstDifference(unnumbered(all, story), unnumbered(alone, story))).isEmpty();
            assertThat(all.run().promptIds()).isEqualTo(alone.run().promptIds());
            assertThat(all.stopReason()).isEqualTo(alone.stopReason());
            assertThat(all.stats().targetForwards()).isEqualTo(alone.stats().targetForwards());
            assertThat(all.stats().drafted()).isEqualTo(alone.stats().drafted());
            assertThat(all.stats().accepted()).isEqualTo(alone.stats().accepted());
        }
    }

    private static List<String> unnumbered(Recording recording, Predicate<TraceEvent> which) {
        return Facts.of(recording.events(), which).stream().map(fact -> fact.replaceAll("seq=\\d+", "")).toList();
    }

    @Test
    void anotherOrderOfThePromptsIsAnotherOrderOfTheTexts() {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            Participant target = target(seed, 80, VOCAB - 1);
            List<String> prompts = new ArrayList<>(prompts(random, 8, 30));
            List<Integer> order = new ArrayList<>(IntStream.range(0, prompts.size()).boxed().toList());
            Collections.shuffle(order, random);
            List<Written> one = written(batch(prompts, 30, Recording.SAMPLED, 7, target));
            List<Written> other = written(batch(order.stream().map(prompts::get).toList(), 30, Recording.SAMPLED, 7,
                    target));
            assertThat(other).isEqualTo(order.stream().map(one::get).toList());
        }
    }

    /// Counts the rows of every forward.
    private static final class Counting implements OuterScorer {
        private final TokenScorer network;
        private final List<Integer> rows = new ArrayList<>();

        Counting(TokenScorer network) {
            this.network = network;
        }

        @Override
        public TokenScorer network() {
            return network;
        }

        @Override
        public Scores forward(Batch batch, KvCache cache) {
            rows.add(batch.rows());
            return network.forward(batch, cache);
        }
    }

    @Test
    void aRoundReadsTheRowsOfTheLanesThatGoOnAndNoOther() {
        for (long seed = 0; seed < 20; seed++) {
            Counting network = new Counting(new ToyNetwork(VOCAB, true, ToyNetwork.hashed(seed, VOCAB, 2)));
            Participant target = ToyParticipants.participant(network, VOCAB, 70, VOCAB - 1, -1);
            List<String> prompts = prompts(new Random(seed), 6, 30);
            Recording recording = batch(prompts, 30, SamplingSettings.GREEDY, 1, target);
            List<TraceEvent.BatchRead> rounds = recording.all(TraceEvent.BatchRead.class);
            int toRead = prompts.stream().mapToInt(String::length).sum() - prompts.size();
            int chunks = (toRead + 15) / 16;
            assertThat(network.rows.stream().limit(chunks).mapToInt(i -> i).sum()).isEqualTo(toRead);
            assertThat(network.rows.stream().skip(chunks).toList()).isEqualTo(rounds.stream()
                    .map(round -> round.lanes().stream().mapToInt(LaneRows::rows).sum()).toList());
            assertThat(recording.stats().rounds()).isEqualTo(rounds.size());
        }
    }

    @Test
    void aLaneIsInTheCacheAsFarAsItsTokensAreCommitted() {
        Participant target = target(3, 90, ToyParticipants.NO_END);
        Recording recording = batch(List.of("abcabdabc", "ad", "cabcab"), 30, SamplingSettings.GREEDY, 1, target);
        Trace trace = Trace.of(recording.events());
        for (int step = 0; step < trace.steps().size(); step++) {
            TraceState state = trace.at(trace.endOfStep(step));
            for (BatchState.Lane lane : state.batch().orElseThrow().lanes()) {
                if (lane.rows() > 0) {
                    assertThat(lane.cached() + lane.kept()).as("step " + step).isEqualTo(lane.length() - 1);
                }
            }
            assertThat(state.kv(draftscope.trace.KvOwner.TARGET).length()).isEqualTo(
                    state.prompt().size() + state.committed().size() - 1);
        }
    }

    @Test
    void anEndOfTextTakesOneLaneOutAndTheOthersGoOn() {
        // After d comes the end, after every other letter the next of a, b, c.
        float[][] next = new float[VOCAB][VOCAB];
        for (int token = 0; token < VOCAB; token++) {
            next[token][token == 3 ? 4 : (token + 1) % 3] = 9;
        }
        Participant target = ToyParticipants.causal(context -> next[context[context.length - 1]], VOCAB, 60, 4);
        Recording recording = batch(List.of("ad", "abcabcabcabcabc", "b"), 20, SamplingSettings.GREEDY, 1, target);
        assertThat(written(recording)).extracting(Written::end).containsExactly(Optional.of(StopReason.END_OF_TEXT),
                Optional.of(StopReason.MAX_TOKENS), Optional.of(StopReason.MAX_TOKENS));
        assertThat(written(recording)).extracting(lane -> lane.tokens().size()).containsExactly(1, 20, 20);
        assertThat(recording.stopReason()).isEqualTo(StopReason.END_OF_TEXT);
        List<TraceEvent.BatchRead> rounds = recording.all(TraceEvent.BatchRead.class);
        assertThat(rounds.getFirst().lanes()).containsExactly(new LaneRows(1, 0, 1, 1), new LaneRows(2, 1, 8, 14),
                new LaneRows(3, 9, 1, 0));
        assertThat(rounds.get(1).lanes()).extracting(LaneRows::lane).containsExactly(2, 3);
        assertThat(rounds.getLast().lanes()).extracting(LaneRows::lane).containsExactly(3);
        assertThat(recording.all(TraceEvent.Verified.class)).as("only the first lane's own rounds").hasSize(1);
        TraceState end = Trace.of(recording.events()).at(recording.events().size());
        assertThat(end.batch().orElseThrow().inputPadding()).isEqualTo(rounds.stream().mapToInt(round -> {
            int most = round.lanes().stream().mapToInt(LaneRows::rows).max().orElseThrow();
            return round.lanes().stream().mapToInt(lane -> most - lane.rows()).sum();
        }).sum()).isPositive();
        assertThat(end.batch().orElseThrow().cachePadding()).isPositive();
    }

    @Test
    void aFullContextTakesOneLaneOutAndTheOthersGoOn() {
        Participant target = target(5, 24, ToyParticipants.NO_END);
        List<Written> lanes = written(batch(List.of("abcdabcdabcdabcdabcd", "ab"), 1000, SamplingSettings.GREEDY, 1,
                target));
        assertThat(lanes).extracting(lane -> lane.tokens().size()).containsExactly(4, 22);
        assertThat(lanes).extracting(Written::end).containsOnly(Optional.of(StopReason.CONTEXT_FULL));
    }

    @Test
    void aCancelledBatchLeavesTheBeginningOfEveryText() {
        List<String> prompts = List.of("abcabdabc", "ad", "cabcab");
        Participant target = target(3, 200, ToyParticipants.NO_END);
        List<Written> whole = written(batch(prompts, 100, SamplingSettings.GREEDY, 1, target));
        for (int after : new int[]{1, 5, 60}) {
            List<TraceEvent> events = new ArrayList<>();
            Pacer pacer = Pacer.unthrottled();
            DecodingRun run = DecodingRun.prepare(request("ems-sd", Map.of(), prompts, 100, SamplingSettings.GREEDY,
                    1), target, Optional.empty(), event -> {
                        events.add(event);
                        if (event instanceof TraceEvent.Committed c && c.position() == 8 + after) {
                            pacer.cancel();
                        }
                    }, pacer);
            run.run();
            assertThat(((TraceEvent.RunFinished) events.getLast()).reason()).isEqualTo(StopReason.CANCELLED);
            Trace trace = Trace.of(events);
            List<BatchState.Lane> lanes = trace.at(trace.length()).batch().orElseThrow().lanes();
            for (BatchState.Lane lane : lanes) {
                assertThat(whole.get(lane.number() - 1).tokens()).startsWith(lane.output().toArray(Integer[]::new));
                assertThat(lane.end()).isEmpty();
            }
        }
    }

    @Test
    void unobservedLanesStillTellTheirTokens() {
        Participant target = target(3, 90, VOCAB - 1);
        RunRequest light = request("ems-sd", Map.of(), List.of("abcabdabc", "ad", "cabcab"), 30, Recording.SAMPLED, 4);
        Recording off = Recording.of(Recording.unobserved(light), target, null);
        assertThat(written(off)).isEqualTo(written(Recording.of(light, target, null)));
        assertThat(off.all(TraceEvent.BatchRead.class)).isEmpty();
    }

    @Test
    void withoutCopiesALaneIsPlainDecoding() {
        Participant target = target(3, 90, VOCAB - 1);
        List<String> prompts = List.of("abcabdabc", "ad", "cabcab");
        Recording batch = Recording.of(request("ems-sd", Map.of("draft-length", "0"), prompts, 30, Recording.SAMPLED,
                4), target, null);
        for (int lane = 0; lane < prompts.size(); lane++) {
            Recording plain = Recording.of(request("autoregressive", Map.of(), prompts.subList(lane, lane + 1), 30,
                    Recording.SAMPLED, 4), target, null);
            assertThat(written(batch).get(lane).tokens())
                    .containsExactlyElementsOf(IntStream.of(plain.output()).boxed().toList());
        }
    }

    @Test
    void onlyLinesOfThreeDashesDivideAPrompt() {
        assertThat(RaggedComposition.prompts("one\ntwo\n")).containsExactly("one\ntwo\n");
        assertThat(RaggedComposition.prompts("one\n two\r\n --- \r\nthree ---\n----\n---\nfour\n"))
                .containsExactly("one\n two", "three ---\n----", "four");
        assertThat(RaggedComposition.prompts("")).containsExactly("");
    }

    @Test
    void promptsThatCannotRunAreRefusedInOneSentence() {
        assertRefused(Collections.nCopies(65, "ab"), "the lines of only --- divide the prompt into 65; accepted:"
                + " at most 32 prompts at once");
        assertRefused(List.of("ab", " ", "cd"), "prompt 2 of 3 is empty; accepted: text above and below each line of"
                + " only ---");
        assertRefused(List.of("ab", "cd", ""), "prompt 3 of 3 is empty");
        assertRefused(List.of("ab", "a".repeat(40)), "prompt 2 has 40 tokens, which leaves no room for at least one"
                + " token to write in the context of 40; accepted: a prompt of at most 39 tokens");
        assertRefused(List.of(""), "the prompt is empty");
        assertThat(written(batch(Collections.nCopies(32, "ab"), 3, SamplingSettings.GREEDY, 1,
                target(1, 40, ToyParticipants.NO_END)))).hasSize(32);
        int huge = 2_000_000_000;
        assertThatThrownBy(() -> batch(List.of("ab", "cd"), huge, SamplingSettings.GREEDY, 1,
                target(1, huge, ToyParticipants.NO_END))).isInstanceOf(CannotRunException.class)
                .hasMessageContaining("2 prompts need a cache of 4000000014 slots; accepted: fewer prompts");
    }

    private static void assertRefused(List<String> prompts, String sentence) {
        assertThatThrownBy(() -> batch(prompts, 5, SamplingSettings.GREEDY, 1, target(1, 40, ToyParticipants.NO_END)))
                .isInstanceOf(CannotRunException.class).hasMessageContaining(sentence)
                .message().doesNotContain("\n");
    }

    @Test
    void idsAreOnePrompt() {
        Recording recording = Recording.of(Recording.request("ems-sd", Map.of(), new int[]{0, 1, 2}, 5,
                SamplingSettings.GREEDY, 1), target(1, 40, ToyParticipants.NO_END), null);
        assertThat(written(recording)).hasSize(1);
        assertThat(written(recording).getFirst().tokens()).isEqualTo(Arrays.stream(recording.output()).boxed()
                .toList());
    }
}
