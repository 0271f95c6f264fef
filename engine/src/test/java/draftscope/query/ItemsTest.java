package draftscope.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceFixtures;
import draftscope.trace.TreeNode;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Conditions asked of runs that are small enough to be followed on paper.
class ItemsTest {
    private static Items items(List<TraceEvent> events) {
        Trace trace = Trace.of(events);
        return Items.of(trace.events(), trace.steps());
    }

    /// What matches, as `step/token`, steps counted from 1.
    private static String found(List<TraceEvent> events, String condition) {
        Items items = items(events);
        return String.join(" ", Arrays.stream(Condition.parse(condition).matches(items, () -> false))
                .mapToObj(items::get).map(item -> item.facts().step() + 1 + "/" + item.token()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "state == accepted | 1/20 2/25 2/26", "state == rejected | 1/22 3/27", "state == corrected | 1/30 3/34",
            "state == bonus | 2/33", "state == plain | 4/35", "state == cut | 1/24",
            "state == not-reached | 1/21 1/23 3/28 3/29",
            "state != accepted && step == 2 | 2/33",
            "accepted == 0 | 3/27 3/28 3/29 3/34 4/35", "accepted < 2 && entropy > 3.5 | 1/22 1/30 3/27 3/34",
            "state == rejected && p > 0.04 | 1/22", "state == rejected && p > 0.05 | none",
            "rejected > 0 && state == bonus | none", "drafted == 5 && depth == 3 | 1/24",
            "judged == 2 && depth == 1 | 1/20 1/21 2/25",
            "level == 3 | 3/29", "position == 4 | 1/22 1/23 1/30", "rank == 1 && step == 4 | 4/35",
            "q > .55 && q < .7 | 1/20", "draft == .3 | 1/21", "p(draft) >= .9 | 2/25", "id == 33 | 2/33",
            "token == \" w33\" | 2/33", "token == \"w33\" | none", "token ~ /w2[56]/ | 2/25 2/26",
            "token ~ \"\\bw3\" && accepted == 2 | 2/33", "margin > .05 && step == 4 | 4/35",
            "surprisal == 1.5 && step == 4 | 4/35",
            "probability == .35 && step == 4 | 4/35", "rollback > 2 | 1/20 1/21 1/22 1/23 1/24 1/30",
            "rollback > 3 | none",
            "kv.used == .125 && state == corrected | 1/30", "token == draftTop1 && step == 2 | 2/25 2/26",
            "draftTop1 != targetTop1 && p(target) > .9 | 3/34", "targetTop1 == 34 && depth == 1 | 3/27",
            "stop | none", "stop in draft | none", "token ~ /21/ in draft && state == corrected | 1/30",
            "accepted < 2 for 2 steps | 4/35", "accepted < 3 for 4 steps | 4/35", "accepted < 3 for 5 steps | none",
            "flip | none", "!flip | none"})
    void aSpeculativeRunIsAskedOnPaper(String condition, String expected) {
        assertThat(found(TraceFixtures.speculative(), condition)).isEqualTo(expected.equals("none") ? "" : expected);
    }

    @Test
    void whatWasNotCapturedMatchesNeitherAConditionNorItsOpposite() {
        List<TraceEvent> run = TraceFixtures.speculative();
        // The walk came to none of these, and the places below them were never committed to.
        String unjudged = "state == not-reached && step == 3 && ";
        assertThat(found(run, unjudged + "entropy > 1")).isEmpty();
        assertThat(found(run, unjudged + "!(entropy > 1)")).isEmpty();
        assertThat(found(run, unjudged + "entropy != 1")).isEmpty();
        assertThat(found(run, unjudged + "(entropy > 1 || depth == 2)")).isEqualTo("3/28");
        assertThat(found(run, unjudged + "!(entropy > 1 && depth == 9)")).isEqualTo("3/28 3/29");
        assertThat(found(run, "!(q > .1) && state == bonus")).as("nothing drafted it").isEmpty();
        assertThat(found(run, "draftTop1 != targetTop1 && step == 4")).as("nothing was drafted").isEmpty();
    }

    @Test
    void aDiffusionRunKnowsNoDraftAndSaysWhereATokenWasExchanged() {
        List<TraceEvent> run = TraceFixtures.diffusion();
        assertThat(found(run, "state == unmasked")).isEqualTo("3/23 3/24 3/25 3/26 4/27 4/28 4/29");
        assertThat(found(run, "accepted == 0 && position > 7")).isEqualTo("4/28 4/29");
        assertThat(found(run, "p > 0 || q > 0 || kv.used >= 0 || rollback >= 0 || entropy >= 0")).isEmpty();
        assertThat(found(run, "flip")).as("position 5 was masked again and got its token back").isEmpty();
        assertThat(found(run, "!flip")).isEqualTo("3/23 3/24 3/25 3/26 4/27 4/28 4/29");
        List<TraceEvent> exchanged = new ArrayList<>(run);
        for (int i = 0; i < exchanged.size(); i++) {
            if (exchanged.get(i) instanceof TraceEvent.Unmasked e && e.step() == 0)
                exchanged.set(i, new TraceEvent.Unmasked(e.seq(), e.nanos(), 0, e.tokens().stream()
                        .map(t -> t.position() == 5 ? new draftscope.trace.CanvasToken(5, 40, t.confidence()) : t)
                        .toList()));
            if (exchanged.get(i) instanceof TraceEvent.Remasked e)
                exchanged.set(i, new TraceEvent.Remasked(e.seq(), e.nanos(), 1,
                        List.of(new draftscope.trace.CanvasToken(5, 40, 0.3))));
        }
        assertThat(found(exchanged, "flip")).isEqualTo("3/25");
    }

    @Test
    void aStretchThatStoodInTheOutputBeforeIsFoundAtItsLastToken() {
        int[] output = {20, 21, 22, 20, 21, 22, 20, 5};
        draftscope.trace.RunScript run = new draftscope.trace.RunScript().name(TraceFixtures.names(64));
        run.prompt(20, 21, 22);
        for (int token : output)
            run.beginStep().commit(token, draftscope.trace.Provenance.TARGET, DraftNode.NONE, 1);
        assertThat(found(run.events(), "repeat(n=3)")).isEqualTo("6/22 7/20");
        assertThat(found(run.events(), "repeat(n=4)")).isEqualTo("7/20");
        assertThat(found(run.events(), "repeat")).isEmpty();
        assertThat(found(run.events(), "!repeat(n=3) && id == 20")).isEqualTo("1/20 4/20");
    }

    @Test
    void aControlTokenInADraftIsFoundInItsStep() {
        draftscope.trace.RunScript run = new draftscope.trace.RunScript().name(TraceFixtures.names(64)).prompt(10, 11);
        run.beginStep().draft(1, node(1, 0, 1, 2)).commit(30, draftscope.trace.Provenance.CORRECTION, DraftNode.NONE,
                1);
        run.beginStep().draft(1, node(1, 0, 1, 9)).commit(31, draftscope.trace.Provenance.CORRECTION, DraftNode.NONE,
                1);
        assertThat(found(run.events(), "stop in draft")).isEqualTo("1/2 1/30");
        assertThat(found(run.events(), "stop")).isEqualTo("1/2");
        assertThat(found(run.events(), "!stop in draft")).isEqualTo("2/9 2/31");
    }

    @Test
    void draftsThatNobodyJudgesAreTakenOrDropped() {
        draftscope.trace.RunScript run = new draftscope.trace.RunScript().name(TraceFixtures.names(64)).prompt(10, 11);
        run.beginStep().draft(1, node(1, 0, 1, 30), node(2, 0, 1, 31)).judge(
                unjudged(1, Verdict.Outcome.ACCEPTED), unjudged(2, Verdict.Outcome.NOT_REACHED))
                .commit(30, draftscope.trace.Provenance.ACCEPTED_DRAFT, 1, 1);
        assertThat(found(run.events(), "state == taken")).isEqualTo("1/30");
        assertThat(found(run.events(), "state == dropped")).isEqualTo("1/31");
        assertThat(found(run.events(), "state == accepted || state == not-reached")).isEmpty();
    }

    private static Verdict unjudged(int node, Verdict.Outcome outcome) {
        return new Verdict(node, outcome, draftscope.trace.Rule.BEST_DRAFT, Double.NaN, Double.NaN, Double.NaN,
                Double.NaN, -1, Double.NaN, DraftNode.NONE, draftscope.trace.TopTokens.NOT_CAPTURED, Double.NaN);
    }

    private static DraftNode node(int index, int parent, int depth, int token) {
        return new DraftNode(index, parent, depth, 0, token, 0.5, 0.5, 0.5, "draft model", 1,
                draftscope.trace.TopTokens.NOT_CAPTURED);
    }

    @Test
    void everyTokenAndNodeOfALongRunIsThereOnceWithTheNumbersOfItsState() {
        Trace trace = Trace.of(TraceFixtures.synthetic(300, 5));
        Items items = Items.of(trace.events(), trace.steps());
        int nodes = trace.steps().stream().mapToInt(StepSummary::drafted).sum();
        int accepted = trace.steps().stream().mapToInt(StepSummary::accepted).sum();
        assertThat(items.size()).isEqualTo(nodes + trace.committed().size() - accepted);
        for (CommittedToken token : trace.committed()) {
            Item item = items.get(items.ofOutput(token.index()).orElseThrow());
            assertThat(item.token()).isEqualTo(token.token());
            assertThat(item.output()).isEqualTo(token.index());
            assertThat(item.position()).isEqualTo(token.position());
            assertThat(item.facts().step()).isEqualTo(token.step());
            assertThat(item.entropyBits()).isEqualTo(token.measures().entropyBits());
        }
        for (StepSummary step : trace.steps()) {
            for (TreeNode node : trace.at(step.endEvent()).tree().nodes()) {
                Item item = items.get(items.ofNode(step.step(), node.node().index()).orElseThrow());
                assertThat(item.target()).isEqualTo(Double.valueOf(node.targetProbability()));
                assertThat(item.output() >= 0).isEqualTo(node.committed());
                assertThat(item.level()).isEqualTo(node.level());
            }
        }
    }

    @Test
    void stepsThatSeveralStatesAskAreCountedAsTheTimelineCountsThem() {
        Trace trace = Trace.of(TraceFixtures.synthetic(200, 9));
        Items items = Items.of(trace.events(), trace.steps());
        for (StepSummary step : trace.steps()) {
            String in = "step == " + (step.step() + 1) + " && state == ";
            assertThat(Condition.parse(in + "accepted && accepted == " + step.accepted()).matches(items, () -> false))
                    .hasSize(step.accepted());
            assertThat(Condition.parse(in + "rejected && rejected == " + step.rejected()).matches(items, () -> false))
                    .hasSize(step.rejected());
            assertThat(Condition.parse(in + "not-reached").matches(items, () -> false)).hasSize(step.notReached());
        }
    }

    @Test
    void aTraceWithoutStepsStillHasItsTokens() {
        List<TraceEvent> tokens = TraceFixtures.speculative().stream().filter(
                event -> !(event instanceof TraceEvent.StepStarted || event instanceof TraceEvent.Drafted
                        || event instanceof TraceEvent.Cut || event instanceof TraceEvent.Verified
                        || event instanceof TraceEvent.Judged || event instanceof TraceEvent.Drawn
                        || event instanceof TraceEvent.PhaseFinished || event instanceof TraceEvent.KvChanged
                        || event instanceof TraceEvent.DraftStopped))
                .toList();
        Items items = Items.of(tokens, List.of());
        int[] all = Condition.parse("position >= 0").matches(items, () -> false);
        assertThat(Arrays.stream(all).map(i -> items.get(i).token())).containsExactly(20, 30, 25, 26, 33, 34, 35);
        assertThat(Condition.parse("accepted >= 0 || drafted >= 0 || rollback >= 0").matches(items, () -> false))
                .isEmpty();
        assertThat(items.ofNode(1, DraftNode.NONE)).hasValue(2);
    }

    @Test
    void aRunThatIsReadPieceByPieceGivesWhatItGivesAsAWhole() {
        for (List<TraceEvent> run : List.of(TraceFixtures.speculative(), TraceFixtures.diffusion(),
                TraceFixtures.synthetic(12, 4))) {
            ItemReader reader = new ItemReader();
            List<Items> handedOut = new ArrayList<>();
            for (int length = 1; length <= run.size(); length++) {
                Trace trace = Trace.of(run.subList(0, length));
                handedOut.add(reader.read(trace.events(), trace.steps()));
            }
            for (int length = 1; length <= run.size(); length++) {
                Items whole = items(run.subList(0, length));
                Items pieces = handedOut.get(length - 1);
                assertThat(pieces.size()).isEqualTo(whole.size());
                for (int i = 0; i < whole.size(); i++)
                    assertThat(pieces.get(i)).isEqualTo(whole.get(i));
                assertThat(pieces.outputs()).isEqualTo(whole.outputs());
                assertThat(pieces.steps()).isEqualTo(whole.steps());
            }
        }
    }

    @Test
    void aConditionThatIsTakenBackStops() {
        Items items = items(TraceFixtures.speculative());
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> Condition.parse("flip").matches(items, () -> true));
    }

    @Test
    void aNodeWhoseStepGoesOnAwaitsItsVerdict() {
        List<TraceEvent> all = TraceFixtures.speculative();
        int judged = 0;
        while (!(all.get(judged) instanceof TraceEvent.Judged))
            judged++;
        assertThat(found(all.subList(0, judged), "state == awaiting")).isEqualTo("1/20 1/21 1/22 1/23");
    }
}
