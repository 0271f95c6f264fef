package draftscope.findings;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.CanvasToken;
import draftscope.trace.DraftNode;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.RunScript;
import draftscope.trace.TargetRow;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// Each rule speaks on a run that shows what it looks for, and keeps silent on one that does not.
class FindingsTest {
    /// A round that drafts a chain: so many tokens, of which the first so many pass.
    private record Round(int drafted, int passed, int token, double draftSure, double targetSure) {
        static Round of(int drafted, int passed) {
            return new Round(drafted, passed, -1, .6, .6);
        }
    }

    private static TopTokens law(int token, double probability) {
        return new TopTokens(List.of(new TokenProbability(token, probability)), 1 - probability);
    }

    private static Evidence run(int rounds, IntFunction<Round> each) {
        RunScript script = new RunScript().prompt(1, 2);
        int next = 100;
        for (int i = 0; i < rounds; i++) {
            Round round = each.apply(i);
            script.beginStep();
            List<DraftNode> nodes = new ArrayList<>();
            List<TargetRow> rows = new ArrayList<>();
            List<Verdict> verdicts = new ArrayList<>();
            for (int depth = 1; depth <= round.drafted; depth++) {
                boolean passed = depth <= round.passed;
                boolean tested = depth <= round.passed + 1;
                int token = round.token >= 0 ? round.token : next + depth;
                nodes.add(new DraftNode(depth, depth - 1, depth, 0, token, round.draftSure, round.draftSure, .5,
                        "draft model", 1, law(token, round.draftSure)));
                verdicts.add(new Verdict(depth, passed
                        ? Verdict.Outcome.ACCEPTED
                        : tested ? Verdict.Outcome.REJECTED : Verdict.Outcome.NOT_REACHED,
                        draftscope.trace.Rule.RATIO, .5, .5, 1, .5, -1, .5,
                        tested ? DraftNode.NONE : round.passed + 1, TopTokens.NOT_CAPTURED, Double.NaN));
            }
            for (int node = 0; node <= round.drafted; node++) {
                rows.add(new TargetRow(node, node, node, 0, List.of(), 1, law(7, round.targetSure),
                        law(7, round.targetSure)));
            }
            if (round.drafted > 0) {
                script.draft(1, nodes.toArray(DraftNode[]::new));
            }
            script.verify(rows.toArray(TargetRow[]::new)).judge(verdicts.toArray(Verdict[]::new));
            for (int node = 1; node <= round.passed; node++) {
                script.commit(nodes.get(node - 1).token(), Provenance.ACCEPTED_DRAFT, node, 1);
            }
            int own = round.token >= 0 ? round.token : next + 50;
            script.draw(round.passed, own, round.passed == round.drafted ? Provenance.BONUS : Provenance.CORRECTION)
                    .commit(own, round.passed == round.drafted ? Provenance.BONUS : Provenance.CORRECTION,
                            DraftNode.NONE, 1)
                    .phase(Phase.COMMIT);
            next += 100;
        }
        return evidence(script.events());
    }

    private static Evidence evidence(List<TraceEvent> events) {
        Trace trace = Trace.of(events);
        return new Evidence(trace, trace.length());
    }

    private static List<Finding> look(String rule, Evidence evidence) {
        return Findings.rules().stream().filter(one -> one.id().equals(rule)).findFirst().orElseThrow().look(evidence);
    }

    @Test
    void aCliffInDepthIsFoundAndAGentleSlopeIsNot() {
        List<Finding> found = look("acceptance-cliff", run(40, i -> Round.of(5, i % 4 == 0 ? 4 : 2)));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().sentence())
                .startsWith("At depth 3 only 25 % of 40 tests pass, at depth 2 100 % of 40.");
        assertThat(look("acceptance-cliff", run(40, i -> Round.of(3, i % 4)))).isEmpty();
        assertThat(look("acceptance-cliff", run(5, i -> Round.of(5, 2)))).as("too few").isEmpty();
    }

    @Test
    void depthThatNeverHelpsIsFound() {
        List<Finding> found = look("useless-depth", run(20, i -> Round.of(6, i % 3)));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().sentence())
                .startsWith("Nothing beyond depth 2 was accepted in 20 rounds, yet the draft goes to depth 6.");
        assertThat(look("useless-depth", run(20, i -> Round.of(6, i % 7)))).isEmpty();
        assertThat(look("useless-depth", run(20, i -> Round.of(6, 0)))).as("nothing passes at all").isEmpty();
    }

    @Test
    void aDeclineOverTheTextIsFoundAndPointsAtItsBeginning() {
        List<Finding> found = look("later-decline", run(40, i -> Round.of(4, i < 20 ? 4 : 1)));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().step()).isEqualTo(20);
        assertThat(found.getFirst().sentence())
                .startsWith("From round 21 on 50 % of 40 tests pass, before it 100 % of 80.");
        assertThat(look("later-decline", run(40, i -> Round.of(4, 2 + i % 2)))).isEmpty();
    }

    @Test
    void theFirstTokenThatDiffersFromAnotherTextIsFound() {
        Evidence alone = run(3, i -> Round.of(2, 1));
        List<Integer> own = new ArrayList<>(alone.trace().prompt());
        alone.state().committed().forEach(token -> own.add(token.token()));
        List<Integer> other = new ArrayList<>(own);
        other.set(5, 7);
        other.set(6, 8);
        Evidence held = beside(alone, own, other);
        List<Finding> found = look("first-divergence", held);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().sentence())
                .isEqualTo("Token 4 is the first that differs from run 1: id " + own.get(5)
                        + " here, id 7 there. It was so meant.");
        assertThat(found.getFirst().position()).isEqualTo(5);
        assertThat(found.getFirst().step()).isEqualTo(alone.state().committed().get(3).step());
        assertThat(look("first-divergence", beside(alone, own))).as("the same text").isEmpty();
        assertThat(look("first-divergence", beside(alone, own.subList(0, 4)))).as("a shorter one").isEmpty();
        assertThat(look("first-divergence", beside(alone, List.of(99, 98, 97)))).as("of another prompt").isEmpty();
        assertThat(look("first-divergence", alone)).as("held against nothing").isEmpty();
    }

    @SafeVarargs
    private static Evidence beside(Evidence alone, List<Integer>... texts) {
        List<Evidence.Beside> all = new ArrayList<>();
        for (List<Integer> text : texts)
            all.add(new Evidence.Beside("run " + all.size(), text, "It was so meant."));
        return new Evidence(alone.trace(), alone.trace().length(), all);
    }

    @Test
    void aTextThatRepeatsItselfIsALoop() {
        List<Finding> found = look("loop", run(10, i -> new Round(4, 4, i < 3 ? -1 : 9, .6, .6)));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().sentence())
                .startsWith("35 tokens from token 16 on are the same 1 token over and over.");
        assertThat(found.getFirst().position()).isEqualTo(17);
        assertThat(found.getFirst().step()).isEqualTo(3);
        assertThat(look("loop", run(10, i -> Round.of(4, 4)))).isEmpty();
    }

    @Test
    void aDraftThatIsNeverRightLooksLikeGarble() {
        assertThat(look("garble", run(60, i -> Round.of(3, 0)))).hasSize(1);
        assertThat(look("garble", run(60, i -> Round.of(3, i % 4)))).isEmpty();
        assertThat(look("garble", run(10, i -> Round.of(3, 0)))).as("too few").isEmpty();
    }

    @Test
    void aDraftThatIsFarSurerHasAnotherTemperature() {
        List<Finding> found = look("unlike-sharpness", run(12, i -> new Round(3, 2, -1, .9, .5)));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().sentence()).startsWith("Over 36 places the draft gives its first choice 0.40 more");
        assertThat(look("unlike-sharpness", run(12, i -> new Round(3, 2, -1, .62, .5)))).isEmpty();
    }

    @Test
    void copyingThatTakesAFifthOfTheTimeIsFound() {
        assertThat(look("costly-copy", copying(30_000))).hasSize(1);
        assertThat(look("costly-copy", copying(3_000))).isEmpty();
    }

    /// Rounds of plain decoding whose commit takes so long, beside a pass of 100 microseconds.
    private static Evidence copying(long nanos) {
        List<TraceEvent> events = new ArrayList<>();
        long now = 0;
        events.add(new TraceEvent.PromptIngested(events.size(), now, List.of(1)));
        for (int step = 0; step < 20; step++) {
            events.add(new TraceEvent.StepStarted(events.size(), now, step, 1 + step));
            now += 100_000;
            events.add(new TraceEvent.PhaseFinished(events.size(), now, step, Phase.VERIFY, 0, 100_000, 90_000, 0, 0));
            events.add(new TraceEvent.Committed(events.size(), now, step, 1 + step, 5 + step, Provenance.TARGET,
                    DraftNode.NONE, draftscope.trace.TokenMeasures.NOT_CAPTURED));
            now += nanos;
            events.add(new TraceEvent.PhaseFinished(events.size(), now, step, Phase.COMMIT, 0, nanos, 0, 0, 0));
        }
        return evidence(events);
    }

    @Test
    void positionsThatAreMaskedAgainAndAgainAreUnstable() {
        List<Finding> found = look("unstable-positions", remasked(3));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().sentence())
                .isEqualTo("1 position was masked again at least twice, the one at 4 most often, 3 times.");
        assertThat(found.getFirst().position()).isEqualTo(4);
        assertThat(found.getFirst().step()).isEqualTo(2);
        assertThat(look("unstable-positions", remasked(1))).isEmpty();
    }

    private static Evidence remasked(int times) {
        RunScript script = new RunScript();
        script.add((s, n) -> new TraceEvent.CanvasOpened(s, n, List.of(1, 2), 8, 9, List.of()));
        for (int i = 0; i < times; i++) {
            script.beginStep();
            int step = script.step();
            CanvasToken token = new CanvasToken(4, 5, .5);
            script.add((s, n) -> new TraceEvent.Unmasked(s, n, step, List.of(token)));
            script.add((s, n) -> new TraceEvent.Remasked(s, n, step, List.of(token)));
        }
        return evidence(script.events());
    }

    @Test
    void whatMattersMostComesFirstAndMutedRulesKeepSilent() {
        Evidence evidence = run(60, i -> Round.of(6, i % 2));
        List<Finding> found = Findings.of(evidence, Set.of());
        assertThat(found).extracting(finding -> finding.rule().id()).contains("useless-depth");
        assertThat(found).extracting(Finding::score).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(Findings.of(evidence, Set.of("useless-depth"))).extracting(finding -> finding.rule().id())
                .doesNotContain("useless-depth");
    }

    @Test
    void anEmptyTraceSaysNothing() {
        assertThat(Findings.of(evidence(List.of()), Set.of())).isEmpty();
    }

    @Test
    void everyRuleSaysWhatItLooksForAndWhen() {
        assertThat(Findings.rules()).extracting(Rule::id).doesNotHaveDuplicates();
        assertThat(Findings.rules()).allSatisfy(rule -> {
            assertThat(rule.title()).isNotBlank();
            assertThat(rule.when()).endsWith(".");
        });
    }

    @Test
    void thePageForPeopleListsEveryRuleAsItIs() throws java.io.IOException {
        String page = java.nio.file.Files.readString(java.nio.file.Path.of("..", "docs", "findings.md"));
        assertThat(Findings.rules()).allSatisfy(
                rule -> assertThat(page).contains("| " + rule.title() + " | " + rule.when() + " |"));
    }
}
