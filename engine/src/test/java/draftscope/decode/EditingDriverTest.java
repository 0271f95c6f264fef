package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCache;
import draftscope.decode.editing.PlaceLaw;
import draftscope.decode.editing.TextChain;
import draftscope.decode.editing.TextScores;
import draftscope.decode.editing.Weighing;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasEvent;
import draftscope.trace.CanvasState;
import draftscope.trace.Fork;
import draftscope.trace.Observation;
import draftscope.trace.Provenance;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StandingToken;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditingDriverTest {
    private static final int VOCAB = 5;
    private static final int END = 4;
    private static final int[] PROMPT = {1, 2, 0};
    private static final Participant TOY = toy();

    private static Participant toy() {
        return ToyParticipants.causal(ToyNetwork.ofAll(3, VOCAB, 1.5), VOCAB, 200, END);
    }

    private static Map<String, String> values(String start, String words, int steps) {
        return Map.of("start", start, "words", words, "steps", String.valueOf(steps), "longest", "12", "candidates",
                "2", "any", "0.2");
    }

    private static Recording run(Map<String, String> values, SamplingSettings sampling, long seed,
            Observation observation) {
        return Recording.of(Recording.observed(Recording.request("cgmh", values, PROMPT, 40, sampling, seed),
                observation), toy(), null);
    }

    private static Trace trace(Map<String, String> values, long seed) {
        return Trace.of(run(values, Recording.SAMPLED, seed, Observation.FULL).events());
    }

    private static CanvasState end(Trace trace) {
        return trace.at(trace.length()).canvas().orElseThrow();
    }

    /// What the toy says of a text behind the prompt, read from nothing, row by row.
    private static double log(int[] text) {
        double sum = 0;
        int[] all = Arrays.copyOf(PROMPT, PROMPT.length + text.length);
        System.arraycopy(text, 0, all, PROMPT.length, text.length);
        for (int i = PROMPT.length; i <= all.length; i++) {
            int next = i == all.length ? END : all[i];
            KvCache cache = TOY.scorer().newCache(all.length);
            float[] row = new float[VOCAB];
            int[] places = IntStream.range(0, i).toArray();
            TOY.scorer().forward(new Batch(Arrays.copyOf(all, i), places, places, AttentionMask.causal(0, i), null),
                    cache).copyRow(i - 1, row);
            double total = 0;
            for (float score : row) {
                total += Math.exp(score);
            }
            sum += row[next] - Math.log(total);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsToldOfEachEditIsWhatTheTargetSaysOfWholeTexts(long seed) {
        Trace trace = trace(values("abc", "free", 60), seed);
        List<Integer> text = new ArrayList<>(List.of(0, 1, 2));
        List<Integer> places = new ArrayList<>(List.of(3, 4, 5));
        int seen = 0;
        for (int i = 0; i < trace.length(); i++) {
            if (!(trace.event(i) instanceof TraceEvent.Edited edited) || edited.edits().isEmpty()) {
                continue;
            }
            CanvasEdit edit = edited.edits().getFirst();
            List<Integer> next = new ArrayList<>(text);
            int index = switch (edit.kind()) {
                case INSERT -> edit.before() < 0 ? text.size() : places.indexOf(edit.before());
                case REPLACE, DELETE -> places.indexOf(edit.position());
            };
            switch (edit.kind()) {
                case INSERT -> next.add(index, edit.token());
                case REPLACE -> assertThat(next.set(index, edit.token())).isEqualTo(edit.was());
                case DELETE -> assertThat(next.remove(index)).isEqualTo(edit.was());
            }
            double gain = log(ids(next)) - log(ids(text));
            assertThat(edit.gain()).as("step " + edited.step()).isCloseTo(gain,
                    org.assertj.core.data.Offset.offset(1e-5));
            assertThat(edit.acceptance()).isCloseTo(Math.min(1, Math.exp(gain) * edit.back() / edit.forth()),
                    org.assertj.core.data.Offset.offset(1e-4));
            assertThat(edit.taken()).isEqualTo(edit.chance() < edit.acceptance());
            if (edit.taken()) {
                text = next;
                switch (edit.kind()) {
                    case INSERT -> places.add(index, edit.position());
                    case DELETE -> places.remove(index);
                    case REPLACE -> {
                    }
                }
            }
            CanvasState canvas = trace.at(i + 1).canvas().orElseThrow();
            assertThat(canvas.text()).isEqualTo(places);
            assertThat(canvas.text().stream().map(canvas::token)).isEqualTo(text);
            seen++;
        }
        assertThat(seen).isGreaterThan(40);
        assertThat(trace.committed().stream().map(token -> token.token())).isEqualTo(text);
    }

    private static int[] ids(List<Integer> text) {
        return text.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void everyKindOfEventComesAbout() {
        CanvasState canvas = end(trace(values("abc", "free", 120), 5));
        List<CanvasEvent> seen = new ArrayList<>();
        for (int place = PROMPT.length; place < canvas.length(); place++) {
            canvas.history(place).forEach(cell -> seen.add(cell.event()));
        }
        assertThat(seen).contains(CanvasEvent.KEPT, CanvasEvent.INSERTED, CanvasEvent.REPLACED, CanvasEvent.DELETED,
                CanvasEvent.GAP);
        assertThat(IntStream.range(0, canvas.rows()).boxed().flatMap(row -> canvas.edits(row).stream()))
                .anyMatch(edit -> !edit.taken()).anyMatch(CanvasEdit::taken);
    }

    /// One step of the driver against all moves of the chain, over many seeds.
    @Test
    void aStepGoesWhereTheChainSaysAsOftenAsItSays() {
        TextScores scores = new TextReader(stage(), PROMPT, 12);
        TextChain chain = new TextChain(scores, new Weighing(2, 0.2, 1), 12);
        int[] text = {0, 1, 2};
        Map<List<Integer>, Double> expected = new HashMap<>();
        for (CanvasEdit.Kind kind : CanvasEdit.Kind.values()) {
            List<TextChain.Site> sites = chain.sites(kind, text, new boolean[3]);
            for (TextChain.Site site : sites) {
                PlaceLaw law = chain.law(site);
                for (int token = 0; token < END; token++) {
                    TextChain.Move move = chain.move(site, law, token);
                    double proposed = law.probability(token) / sites.size() / 3;
                    expected.merge(IntStream.of(site.text(token)).boxed().toList(), proposed * move.acceptance(),
                            Double::sum);
                    expected.merge(List.of(0, 1, 2), proposed * (1 - move.acceptance()), Double::sum);
                }
            }
        }
        int runs = 4_000;
        Map<List<Integer>, Integer> counts = new HashMap<>();
        for (int seed = 0; seed < runs; seed++) {
            int[] output = run(values("abc", "free", 1), Recording.SAMPLED, seed, Observation.OFF).output();
            counts.merge(IntStream.of(output).boxed().toList(), 1, Integer::sum);
        }
        assertThat(expected.keySet()).containsAll(counts.keySet());
        double square = 0;
        int cells = 0;
        double rest = 0;
        int restSeen = 0;
        for (Map.Entry<List<Integer>, Double> entry : expected.entrySet()) {
            double mean = entry.getValue() * runs;
            int seen = counts.getOrDefault(entry.getKey(), 0);
            if (mean < 8) {
                rest += mean;
                restSeen += seen;
            } else {
                square += (seen - mean) * (seen - mean) / mean;
                cells++;
            }
        }
        square += (restSeen - rest) * (restSeen - rest) / rest;
        // Mean `cells`, standard deviation sqrt(2 cells): five of them above.
        assertThat(square).isLessThan(cells + 5 * Math.sqrt(2.0 * cells));
    }

    private static Stage stage() {
        StopClock clock = new StopClock();
        Tally tally = new Tally();
        Pacer pacer = Pacer.unthrottled();
        Narrator narrator = new Narrator(event -> {}, Observation.OFF, TOY.lexicon());
        return new Stage(TOY, new draftscope.sampling.SamplerChain(Recording.SAMPLED),
                new draftscope.sampling.Randomness(1), 40, java.util.OptionalInt.empty(), narrator, tally,
                new Phases(narrator, tally, pacer, clock), pacer);
    }

    @Test
    void wordsThatStayStayInTheirOrder() {
        for (long seed = 0; seed < 20; seed++) {
            Trace trace = trace(values("abc", "stay", 40), seed);
            CanvasState canvas = end(trace);
            List<Integer> kept = canvas.text().stream().filter(place -> place < PROMPT.length + 3).toList();
            assertThat(kept).containsExactly(3, 4, 5);
            assertThat(kept.stream().map(canvas::token)).containsExactly(0, 1, 2);
            assertThat(trace.committed().stream().filter(token -> token.provenance() == Provenance.FORCED)).hasSize(3);
        }
    }

    @Test
    void aTextIsNeverLongerThanAskedForAndMayBeginWithNothing() {
        Map<String, String> values = new HashMap<>(values("", "stay", 80));
        values.put("longest", "3");
        for (long seed = 0; seed < 10; seed++) {
            Recording recording = run(values, Recording.SAMPLED, seed, Observation.LIGHT);
            assertThat(recording.output().length).isLessThanOrEqualTo(3);
            assertThat(recording.stopReason()).isEqualTo(StopReason.STEPS_DONE);
            CanvasState canvas = end(Trace.of(recording.events()));
            for (int row = 0; row < canvas.rows(); row++) {
                assertThat(canvas.edits(row)).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void atTemperatureZeroTheTextOnlyEverBecomesLikelier() {
        Trace trace = Trace.of(run(values("abcab", "free", 150), SamplingSettings.GREEDY, 4, Observation.LIGHT)
                .events());
        CanvasState canvas = end(trace);
        double gained = 0;
        for (int row = 0; row < canvas.rows(); row++) {
            for (CanvasEdit edit : canvas.edits(row)) {
                if (edit.taken()) {
                    assertThat(edit.gain()).isGreaterThanOrEqualTo(0);
                    gained += edit.gain();
                }
            }
        }
        int[] end = trace.committed().stream().mapToInt(token -> token.token()).toArray();
        assertThat(log(end) - log(new int[]{0, 1, 2, 0, 1})).isCloseTo(gained,
                org.assertj.core.data.Offset.offset(1e-4)).isGreaterThan(1);
    }

    @Test
    void theOutputIsTheSameHoweverMuchIsWatched() {
        int[] off = run(values("abc", "free", 50), Recording.SAMPLED, 9, Observation.OFF).output();
        assertThat(run(values("abc", "free", 50), Recording.SAMPLED, 9, Observation.LIGHT).output()).isEqualTo(off);
        assertThat(run(values("abc", "free", 50), Recording.SAMPLED, 9, Observation.FULL).output()).isEqualTo(off);
    }

    @Test
    void aBranchGoesOnAsTheRunDidFromEveryStep() {
        int steps = 30;
        Trace whole = trace(values("abc", "stay", steps), 12);
        int[] output = whole.committed().stream().mapToInt(token -> token.token()).toArray();
        for (int step = 1; step < steps; step++) {
            CanvasBeginning beginning = CanvasBeginning.of(whole.at(whole.startOfStep(step)).canvas().orElseThrow());
            Recording branch = Recording.of(branch(values("abc", "stay", steps - step), 12, step, beginning), toy(),
                    null);
            assertThat(branch.output()).as("from step " + step).isEqualTo(output);
        }
    }

    private static RunRequest branch(Map<String, String> values, long seed, int step, CanvasBeginning beginning) {
        return new RunRequest("cgmh", values, "", IntStream.of(PROMPT).boxed().toList(), 40, Recording.SAMPLED, seed,
                Observation.LIGHT, 1, Optional.of(new Fork("run", PROMPT.length, PROMPT.length, Fork.NOTHING, step)),
                Optional.of(beginning));
    }

    @Test
    void aTokenThatAPersonLocksOrPutsThereStays() {
        Trace whole = trace(values("abc", "free", 20), 3);
        CanvasBeginning beginning = CanvasBeginning.of(whole.at(whole.startOfStep(1)).canvas().orElseThrow())
                .putting(StandingToken.forced(PROMPT.length + 1, 3));
        for (long seed = 0; seed < 10; seed++) {
            Recording branch = Recording.of(branch(values("abc", "free", 30), seed, 1, beginning), toy(), null);
            CanvasState canvas = end(Trace.of(branch.events()));
            assertThat(canvas.token(PROMPT.length + 1)).isEqualTo(3);
            assertThat(canvas.text()).contains(PROMPT.length + 1);
        }
    }

    @Test
    void refusesWhatItCannotBeginWith() {
        Map<String, String> longStart = new HashMap<>(values("abcabc", "stay", 5));
        longStart.put("longest", "4");
        assertThatThrownBy(() -> run(longStart, Recording.SAMPLED, 1, Observation.LIGHT))
                .isInstanceOf(CannotRunException.class)
                .hasMessage("the text to begin with has 6 tokens; accepted: at most the longest text, 4");
        CanvasBeginning masks = new CanvasBeginning(PROMPT.length + 2, List.of(), List.of(), 0, 0);
        assertThatThrownBy(() -> Recording.of(branch(values("a", "stay", 5), 1, 0, masks), toy(), null))
                .isInstanceOf(CannotRunException.class).hasMessageContaining("a canvas that holds masks");
    }

    @Test
    void stopsAtOnceWhenAPersonCancels() {
        Pacer pacer = Pacer.unthrottled();
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = DecodingRun.prepare(Recording.request("cgmh", values("abc", "free", 100_000), PROMPT, 40,
                Recording.SAMPLED, 1), toy(), Optional.empty(), event -> {
                    events.add(event);
                    if (event instanceof TraceEvent.Edited edited && edited.step() > 5) {
                        pacer.cancel();
                    }
                }, pacer);
        run.run();
        assertThat(run.failure()).isEmpty();
        assertThat(((TraceEvent.RunFinished) events.getLast()).reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(Trace.of(events).steps().size()).isLessThan(10);
    }
}
