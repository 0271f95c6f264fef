package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.Note;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import draftscope.trace.UnmaskChoice.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Learn2pdRunTest {
    private static final int VOCAB = 9;
    private static final int MASK = VOCAB - 1;
    private static final int END = VOCAB - 2;
    private static final int[] PROMPT = {1, 2};
    private static final int LENGTH = 40;

    /// Scores that depend on the position and a little on the whole canvas; the end is likely from some place on.
    private static ToyNetwork.Law law(long seed) {
        ToyNetwork.Law most = ToyNetwork.ofPosition(seed, VOCAB, 0.7);
        return context -> {
            float[] scores = most.scores(context);
            scores[END] += context[context.length - 1] > 12 + seed % 20 ? 6 : -4;
            return scores;
        };
    }

    private static Recording run(String method, Map<String, String> parameters, long seed) {
        Participant model = ToyParticipants.diffusion(law(seed), VOCAB, 100, END);
        return Recording.of(Recording.request(method, parameters, PROMPT, LENGTH, SamplingSettings.GREEDY, seed), model,
                null);
    }

    private static Map<String, String> parameters(String threshold, String cut) {
        return Map.of("length", "" + LENGTH, "block", "16", "threshold", threshold, "cut", cut);
    }

    private static List<TraceEvent.Unmasked> written(Recording recording) {
        return recording.all(TraceEvent.Unmasked.class);
    }

    private static List<Integer> rows(Recording recording) {
        return recording.all(TraceEvent.Predicted.class).stream().map(
                predicted -> predicted.computed().stream().mapToInt(span -> span.to() - span.from()).sum()).toList();
    }

    private static List<Integer> cuts(Recording recording) {
        return recording.all(TraceEvent.Noted.class).stream().flatMap(noted -> noted.notes().stream())
                .filter(note -> note.topic().equals("end of text")).map(Note::position).toList();
    }

    @Test
    void aThresholdOfOneWithoutCutsWritesOneTokenAStepLikeTheReference() {
        for (long seed = 0; seed < 20; seed++) {
            Recording reference = run("diffusion-low-confidence",
                    Map.of("length", "" + LENGTH, "block", "16", "steps", "4096"), seed);
            Recording filtered = run("learn2pd", parameters("1", "off"), seed);
            assertThat(written(filtered).stream().map(TraceEvent.Unmasked::tokens)).containsExactlyElementsOf(
                    written(reference).stream().map(TraceEvent.Unmasked::tokens).toList());
            assertThat(filtered.output()).isEqualTo(reference.output());
        }
    }

    @Test
    void withoutCutsTheWholeCanvasIsReadInEveryStep() {
        for (long seed = 0; seed < 20; seed++) {
            Recording recording = run("learn2pd", parameters("0.6", "off"), seed);
            assertThat(cuts(recording)).isEmpty();
            assertThat(rows(recording)).containsOnly(PROMPT.length + LENGTH);
        }
    }

    @Test
    void behindACutNothingIsReadOrOutputAnyMore() {
        int cutRuns = 0;
        for (long seed = 0; seed < 30; seed++) {
            for (String cut : List.of("sure", "published")) {
                Recording recording = run("learn2pd", parameters("0.6", cut), seed);
                List<Integer> cuts = cuts(recording);
                cutRuns += cuts.isEmpty() ? 0 : 1;
                List<Integer> limits = new ArrayList<>(List.of(PROMPT.length + LENGTH));
                cuts.forEach(position -> limits.add(position + 1));
                assertThat(limits).as("each cut is further in").isSortedAccordingTo((a, b) -> b - a)
                        .doesNotHaveDuplicates();
                List<Integer> rows = rows(recording);
                assertThat(rows).as("the canvas never grows").isSortedAccordingTo((a, b) -> b - a);
                assertThat(limits).containsAll(rows);
                assertThat(PROMPT.length + recording.output().length).isLessThanOrEqualTo(limits.getLast());
                assertThat(recording.stats().targetForwards()).isLessThanOrEqualTo(LENGTH);
                if (!cuts.isEmpty() && PROMPT.length + recording.output().length == limits.getLast()
                        && cut.equals("sure")) {
                    assertThat(recording.output()[recording.output().length - 1]).isEqualTo(END);
                }
            }
        }
        assertThat(cutRuns).as("runs that were cut").isGreaterThan(30);
    }

    @Test
    void theCanvasTellsWhatTheFilterThoughtOfEachGuess() {
        Recording recording = run("learn2pd", parameters("0.6", "off"), 3);
        TraceEvent.Predicted first = recording.all(TraceEvent.Predicted.class).getFirst();
        List<Note> told = recording.all(TraceEvent.Noted.class).stream().filter(noted -> noted.step() == 0)
                .flatMap(noted -> noted.notes().stream()).filter(note -> note.topic().equals("filter")).toList();
        assertThat(told).hasSize(16).allSatisfy(note -> assertThat(note.value()).isBetween(0.0, 1.0));
        assertThat(told.stream().map(Note::position)).containsExactlyElementsOf(
                first.predictions().stream().map(prediction -> prediction.position()).limit(16).toList());
        recording.all(TraceEvent.Chosen.class).getFirst().choices().stream()
                .filter(choice -> choice.reason() == Reason.FILTER).forEach(choice -> assertThat(told).anySatisfy(
                        note -> {
                            assertThat(note.position()).isEqualTo(choice.position());
                            assertThat(note.value()).isEqualTo(choice.score()).isGreaterThan(0.6);
                        }));
    }

    @Test
    void theReplayThatFiltersLearnFromWritesTheSameTextInNoMoreSteps() {
        int fewer = 0;
        for (long seed = 0; seed < 30; seed++) {
            Participant model = ToyParticipants.diffusion(law(seed), VOCAB, 100, END);
            OracleReplay.Replayed replayed = OracleReplay.of(model, PROMPT, LENGTH, 16, END);
            assertThat(replayed.again()).isEqualTo(replayed.text());
            assertThat(replayed.steps()).isLessThanOrEqualTo(LENGTH);
            fewer += replayed.steps() < replayed.text().length ? 1 : 0;
            assertThat(replayed.rows()).allSatisfy(row -> assertThat(row.confidences()).hasSameSizeAs(row.stays()));
        }
        assertThat(fewer).isGreaterThan(20);
    }
}
