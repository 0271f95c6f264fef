package draftscope.views;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.*;
import draftscope.views.Why.Explanation;
import draftscope.views.Why.Line;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Running;
import draftscope.views.skin.LegendStrip;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class WhyTest {
    private static final int THE = 1;
    private static final int TINY = 2;
    private static final int SHE = 3;
    private static final int BIRD = 4;
    private static final double NAN = Double.NaN;

    private final List<TraceEvent> events = new ArrayList<>();

    private WhyTest add(LongFunction<TraceEvent> event) {
        events.add(event.apply(events.size()));
        return this;
    }

    private WhyTest begin() {
        List<TokenPiece> pieces = new ArrayList<>();
        for (String word : List.of("<|end|>", " the", " tiny", " She", " bird"))
            pieces.add(
                    new TokenPiece(pieces.size(), word, word.getBytes(StandardCharsets.UTF_8), word.startsWith("<")));
        return add(s -> new TraceEvent.TokensNamed(s, s, pieces))
                .add(s -> new TraceEvent.PromptIngested(s, s, List.of(THE)))
                .add(s -> new TraceEvent.StepStarted(s, s, 0, 1));
    }

    private static DraftNode node(int index, int parent, int depth, int rank, int token, double q) {
        return new DraftNode(index, parent, depth, rank, token, q, q, q, "draft model", 1, TopTokens.NOT_CAPTURED);
    }

    private WhyTest draft(DraftNode... nodes) {
        return add(s -> new TraceEvent.Drafted(s, s, 0, 1, List.of(nodes)));
    }

    private WhyTest judge(Verdict... verdicts) {
        return add(s -> new TraceEvent.Judged(s, s, 0, List.of(verdicts)));
    }

    private static Verdict verdict(int node, Verdict.Outcome outcome, Rule rule, double target, double draft,
            double threshold, double draw, int drawn) {
        return new Verdict(node, outcome, rule, target, draft, threshold, draw, drawn, target, DraftNode.NONE,
                TopTokens.NOT_CAPTURED, outcome == Verdict.Outcome.REJECTED ? 0.34 : NAN);
    }

    private static Verdict unreached(int node, int blockedBy) {
        return new Verdict(node, Verdict.Outcome.NOT_REACHED, Rule.RATIO, NAN, NAN, NAN, NAN, -1, NAN, blockedBy,
                TopTokens.NOT_CAPTURED, NAN);
    }

    private WhyTest draw(int after, int token, Provenance provenance, double draw, double probability) {
        return add(s -> new TraceEvent.Drawn(s, s, 0,
                new TargetDraw(after, token, provenance, draw, probability, TopTokens.NOT_CAPTURED)));
    }

    private TraceState state() {
        return Toolkit.end(events);
    }

    private Explanation explain(int node) {
        return Why.explain(state(), new Selection.Node(0, node));
    }

    /// Quoted tokens hold a space that does not break; sentences are compared with plain ones.
    private String sentence(int node) {
        return explain(node).sentence().replace('\u00a0', ' ');
    }

    private String number(int node, String name) {
        return explain(node).numbers().stream().filter(line -> line.name().equals(name)).findFirst().orElseThrow()
                .value();
    }

    @Test
    void ratioRejects() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.42))
                .judge(verdict(1, Verdict.Outcome.REJECTED, Rule.RATIO, 0.11, 0.42, 0.11 / 0.42, 0.63, -1));
        assertThat(sentence(1))
                .isEqualTo("The draft gave it 0.42, the target only 0.11, so it is kept with probability "
                        + "min(1, p/q) = 0.26. The draw was 0.63, so it is rejected.");
        assertThat(number(1, "draft q")).isEqualTo("0.4200");
        assertThat(number(1, "target p")).isEqualTo("0.1100");
        assertThat(number(1, "min(1, p/q)")).isEqualTo("0.2619");
        assertThat(number(1, "verdict")).isEqualTo("0.63 ≥ 0.26, rejected");
        assertThat(number(1, "mass of max(0, p − q)")).isEqualTo("0.3400");
    }

    @Test
    void ratioAcceptsByTheDraw() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.42))
                .judge(verdict(1, Verdict.Outcome.ACCEPTED, Rule.RATIO, 0.21, 0.42, 0.5, 0.1, -1));
        assertThat(sentence(1)).endsWith("min(1, p/q) = 0.50. The draw was 0.10, so it is accepted.");
        assertThat(number(1, "verdict")).isEqualTo("0.10 < 0.50, accepted");
    }

    @Test
    void ratioAcceptsWhatTheTargetLikesMore() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.3))
                .judge(verdict(1, Verdict.Outcome.ACCEPTED, Rule.RATIO, 0.6, 0.3, 1, NAN, -1));
        assertThat(sentence(1)).contains("draft q = 0.30", "p = 0.60", "min(1, p/q) = 1.00", "always accepted");
        assertThat(number(1, "draw u")).isEqualTo("none needed");
    }

    @Test
    void aShiftedTestSaysWhatTheShiftChanged() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.6))
                .judge(new Verdict(1, Verdict.Outcome.ACCEPTED, Rule.SHIFTED_RATIO, 0.57, 0.6, 0.95, 0.6, -1, 0.24,
                        DraftNode.NONE, TopTokens.NOT_CAPTURED, NAN));
        assertThat(sentence(1))
                .isEqualTo("The draft gave it draft q = 0.60. The target's own p = 0.24 was first shifted "
                        + "towards the draft, to p' = 0.57, so it is kept with probability min(1, p'/q) = 0.95. The draw was 0.60, "
                        + "so it is accepted. Without the shift it would have been rejected.");
        assertThat(number(1, "min(1, p/q), without the shift")).isEqualTo("0.4000");
    }

    @Test
    void aCopyUnderAMatchRuleSaysWhereItCameFrom() {
        begin().draft(new DraftNode(1, 0, 1, 0, TINY, 1, 1, 1, "copy of source token 4", NAN, TopTokens.NOT_CAPTURED))
                .judge(verdict(1, Verdict.Outcome.ACCEPTED, Rule.GREEDY_MATCH, 0.9, 1, NAN, NAN, TINY));
        assertThat(number(1, "proposed by")).isEqualTo("copy of source token 4");
    }

    @Test
    void aRoundTellsWhatTheMethodNoted() {
        begin().add(s -> new TraceEvent.Noted(s, s, 0, List.of(
                new Note("source", "copied after a match of as many tokens", List.of(TINY, BIRD), 17, DraftNode.NONE,
                        2),
                new Note("search", "a path and its score", List.of(TINY), .25))))
                .draw(0, TINY, Provenance.TARGET, NAN, 0.9);
        List<Line> lines = Why.explain(state(), new Selection.Step(0)).numbers();
        assertThat(lines).filteredOn(line -> line.name().equals("source")).extracting(Line::value).singleElement()
                .asString().startsWith("copied after a match of as many tokens: ").endsWith(" (2)");
        assertThat(lines).filteredOn(line -> line.name().equals("search")).extracting(Line::value).singleElement()
                .asString().endsWith(" (0.2500)");
    }

    @Test
    void aCloseDrawIsToldWithAsManyDigitsAsItTakes() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.5))
                .judge(verdict(1, Verdict.Outcome.REJECTED, Rule.RATIO, 0.1298, 0.5, 0.2596, 0.2604, -1));
        assertThat(number(1, "verdict")).isEqualTo("0.2604 ≥ 0.2596, rejected");
    }

    @Test
    void recursiveNamesTheSiblingsBeforeAndRAndD() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.5), node(2, 0, 1, 1, SHE, 0.3)).judge(
                verdict(1, Verdict.Outcome.REJECTED, Rule.RECURSIVE_WITHOUT_REPLACEMENT, 0.1, 0.5, 0.2, 0.7, -1),
                verdict(2, Verdict.Outcome.ACCEPTED, Rule.RECURSIVE_WITHOUT_REPLACEMENT, 0.3, 0.6, 0.5, 0.4, -1));
        assertThat(sentence(1)).startsWith("It was tested first among its siblings");
        assertThat(sentence(2))
                .isEqualTo("It was tested after “ tiny” was rejected. That left R of the target, and D of "
                        + "the draft with the earlier siblings taken out. R = 0.30 against D = 0.60 keeps it with probability "
                        + "min(1, R/D) = 0.50. The draw was 0.40, so it is accepted.");
        assertThat(number(2, "D, when it was drawn")).isEqualTo("0.6000");
        assertThat(number(2, "R, left of the target")).isEqualTo("0.3000");
        assertThat(number(2, "draft q")).isEqualTo("0.3000");
    }

    @Test
    void recursiveWithReplacementSaysThatTheDraftStaysTheSame() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.5), node(2, 0, 1, 1, SHE, 0.3)).judge(
                verdict(1, Verdict.Outcome.REJECTED, Rule.RECURSIVE_WITH_REPLACEMENT, 0.1, 0.5, 0.2, 0.7, -1),
                verdict(2, Verdict.Outcome.REJECTED, Rule.RECURSIVE_WITH_REPLACEMENT, 0.1, 0.3, 0.333, 0.4, -1));
        assertThat(sentence(2)).contains("the draft draws again from the same law, so D is draft q")
                .endsWith("rejected.");
    }

    @Test
    void drawsThatCameUpAgainAreOneNodeWithSeveralTests() {
        DraftNode twice = new DraftNode(1, 0, 1, 0, TINY, 0.5, 0.5, 0.5, "draft model", 1, TopTokens.NOT_CAPTURED, List
                .of(0, 2), NAN);
        begin().draft(twice).judge(
                verdict(1, Verdict.Outcome.REJECTED, Rule.RECURSIVE_WITH_REPLACEMENT, 0.1, 0.5, 0.2, 0.7, -1));
        assertThat(sentence(1)).endsWith("It came up in 2 draws, so it had up to 2 tests; these are the numbers of the "
                + "one that decided.");
    }

    @Test
    void kSeqTestsEveryDrawAgainstTheSameDeflatedRatio() {
        DraftNode twice = new DraftNode(1, 0, 1, 0, TINY, 0.5, 0.5, 0.5, "draft model", 1, TopTokens.NOT_CAPTURED, List
                .of(0, 1), NAN);
        DraftNode once = new DraftNode(2, 0, 1, 1, SHE, 0.25, 0.25, 0.25, "draft model", 1, TopTokens.NOT_CAPTURED, List
                .of(2), NAN);
        begin().draft(twice, once).judge(
                verdict(1, Verdict.Outcome.REJECTED, Rule.K_SEQ, 0.25, 0.8, 0.3125, 0.7, -1),
                verdict(2, Verdict.Outcome.ACCEPTED, Rule.K_SEQ, 0.3, 0.4, 0.75, 0.4, -1));
        assertThat(sentence(2))
                .isEqualTo("3 independent draws stand here, and each is tested against the same p/(ρq). The "
                        + "draft gave it q = 0.25, the target p = 0.30, and ρ = 1.60 makes up for the many tries, so it is kept with "
                        + "probability min(1, p/(ρq)) = 0.75. The draw was 0.40, so it is accepted.");
        assertThat(number(2, "ρ")).isEqualTo("1.6000");
        assertThat(number(1, "draws here, k")).isEqualTo("3");
        assertThat(number(1, "chance that no draw is kept")).isEqualTo("0.3400");
        assertThat(sentence(1)).contains("It came up in 2 draws");
    }

    @Test
    void showsWhatANodeWasRankedByWhereCandidatesCompeted() {
        begin().draft(
                new DraftNode(1, 0, 1, 0, TINY, 0.5, 0.5, 0.5, "draft model", 1, TopTokens.NOT_CAPTURED, List.of(),
                        -1.25),
                node(2, 0, 1, 1, SHE, 0.3));
        assertThat(number(1, "rank value when drafted")).isEqualTo("-1.2500");
        assertThat(explain(2).numbers()).noneMatch(line -> line.name().startsWith("rank value"));
    }

    @Test
    void greedyMatch() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.5), node(2, 1, 2, 0, SHE, 0.5)).judge(
                verdict(1, Verdict.Outcome.ACCEPTED, Rule.GREEDY_MATCH, 0.9, 0.5, NAN, NAN, TINY),
                verdict(2, Verdict.Outcome.REJECTED, Rule.GREEDY_MATCH, 0.1, 0.5, NAN, NAN, BIRD));
        assertThat(sentence(1)).contains("first choice", "“ tiny”", "accepted");
        assertThat(sentence(2))
                .isEqualTo("At temperature 0 the target takes its first choice. Here that is “ bird”, not "
                        + "“ She”, so it is rejected.");
    }

    @Test
    void targetSampleMatch() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.5), node(2, 1, 2, 0, SHE, 0.5)).judge(
                verdict(1, Verdict.Outcome.ACCEPTED, Rule.TARGET_SAMPLE_MATCH, 0.9, 0.5, NAN, 0.3, TINY),
                verdict(2, Verdict.Outcome.REJECTED, Rule.TARGET_SAMPLE_MATCH, 0.1, 0.5, NAN, 0.8, BIRD));
        assertThat(sentence(1)).contains("with the draw 0.30", "It got “ tiny”", "accepted");
        assertThat(sentence(2)).contains("It got “ bird”, not “ She”", "rejected");
    }

    @Test
    void correctionFromTheResidual() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.42))
                .judge(verdict(1, Verdict.Outcome.REJECTED, Rule.RATIO, 0.11, 0.42, 0.26, 0.63, -1))
                .draw(0, SHE, Provenance.CORRECTION, 0.44, 0.71);
        assertThat(sentence(Selection.Node.DRAW))
                .isEqualTo("The draft's “ tiny” was rejected. The target then draws from "
                        + "what the rejection left of it, max(0, p − q) made to sum to 1. There “ She” holds 0.71, and the draw "
                        + "0.44 fell on it.");
        assertThat(number(Selection.Node.DRAW, "share of the residual")).isEqualTo("0.7100");
    }

    @Test
    void correctionOfAMatchRuleIsTheTargetsOwnDraw() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.42))
                .judge(verdict(1, Verdict.Outcome.REJECTED, Rule.TARGET_SAMPLE_MATCH, 0.11, 0.42, NAN, 0.63, SHE))
                .draw(0, SHE, Provenance.CORRECTION, 0.63, 0.5);
        assertThat(sentence(Selection.Node.DRAW)).contains("had already drawn its own token, “ She”")
                .doesNotContain("max(0");
    }

    @Test
    void greedyCorrectionAndBonus() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.42))
                .judge(verdict(1, Verdict.Outcome.REJECTED, Rule.GREEDY_MATCH, 0.11, 0.42, NAN, NAN, SHE))
                .draw(0, SHE, Provenance.CORRECTION, NAN, 0.8);
        assertThat(sentence(Selection.Node.DRAW)).contains("its own first choice there: “ She”");
        assertThat(number(Selection.Node.DRAW, "draw u")).isEqualTo("none, greedy");
    }

    @Test
    void bonusAndPlain() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.42))
                .judge(verdict(1, Verdict.Outcome.ACCEPTED, Rule.RATIO, 0.5, 0.42, 1, 0.2, -1))
                .draw(1, SHE, Provenance.BONUS, 0.12, 0.31);
        assertThat(sentence(Selection.Node.DRAW)).contains("Every draft token on the path was accepted",
                "“ She”, drawn with 0.12 from target p, which gives it 0.31");
        events.clear();
        begin().draw(0, SHE, Provenance.TARGET, 0.12, 0.31);
        assertThat(sentence(Selection.Node.DRAW))
                .isEqualTo("No draft was in play. The target gives “ She” p = 0.31, and the draw 0.12 fell on it.");
    }

    @Test
    void ghostsSayWhoStoodInTheWay() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.5), node(2, 0, 1, 1, SHE, 0.3), node(3, 1, 2, 0, BIRD, 0.5),
                node(4, 3, 3, 0, THE, 0.5), node(5, 2, 2, 0, THE, 0.5)).judge(
                        verdict(1, Verdict.Outcome.REJECTED, Rule.RATIO, 0.1, 0.5, 0.2, 0.7, -1),
                        verdict(2, Verdict.Outcome.ACCEPTED, Rule.RATIO, 0.3, 0.3, 1, 0.4, -1), unreached(3, 1),
                        unreached(4, 1), unreached(5, DraftNode.NONE));
        assertThat(sentence(3)).isEqualTo("Never judged: its parent “ tiny” was rejected.");
        assertThat(sentence(4)).isEqualTo("Never judged: its ancestor “ tiny” was rejected.");
        assertThat(sentence(5)).isEqualTo("Never judged: the walk ended before it.");
        events.clear();
        begin().draft(node(1, 0, 1, 0, TINY, 0.5), node(2, 0, 1, 1, SHE, 0.3)).judge(
                verdict(1, Verdict.Outcome.ACCEPTED, Rule.RATIO, 0.5, 0.5, 1, 0.4, -1), unreached(2, 1));
        assertThat(sentence(2)).isEqualTo("Never judged: its sibling “ tiny” was accepted.");
    }

    @Test
    void awaitingAndCut() {
        begin().draft(node(1, 0, 1, 0, TINY, 0.5), node(2, 0, 1, 1, SHE, 0.02))
                .add(s -> new TraceEvent.Cut(s, s, 0, List.of(2), "budget 1"));
        assertThat(sentence(1)).isEqualTo("The draft gave it draft q = 0.50. The target has not read it yet.");
        assertThat(sentence(2)).contains("left out before the target read the tree: budget 1.");
        assertThat(number(1, "target p")).isEqualTo("not captured");
    }

    private static DraftNode scored(int index, int parent, int depth, int rank, int token, double score) {
        return new DraftNode(index, parent, depth, rank, token, 0.5, 0.5, 0.5, "the target after a mixture of 3", 1,
                TopTokens.NOT_CAPTURED, List.of(), score);
    }

    private static Verdict unjudged(int node, Verdict.Outcome outcome, int blockedBy) {
        return new Verdict(node, outcome, Rule.BEST_DRAFT, NAN, NAN, NAN, NAN, -1, 0.25, blockedBy,
                TopTokens.NOT_CAPTURED, NAN);
    }

    /// Two positions: the first token of the draft that is taken scored less than its sibling; a third was lost on the way.
    private WhyTest superposed() {
        return begin()
                .draft(scored(1, 0, 1, 0, TINY, -0.1), scored(2, 0, 1, 1, SHE, -0.2), scored(3, 0, 1, 2, BIRD, -3),
                        scored(4, 2, 2, 0, TINY, -0.9), scored(5, 1, 2, 0, BIRD, -2.125))
                .add(s -> new TraceEvent.Noted(s, s, 0,
                        List.of(new Note("score", "pi, and the n-grams gave 0.0500", List.of(), Note.NOWHERE, 4, 0.5),
                                new Note("window", "of the round", List.of(), NAN))))
                .judge(unjudged(1, Verdict.Outcome.NOT_REACHED, 2), unjudged(2, Verdict.Outcome.ACCEPTED, -1),
                        unjudged(3, Verdict.Outcome.NOT_REACHED, 2), unjudged(4, Verdict.Outcome.ACCEPTED, -1),
                        unjudged(5, Verdict.Outcome.NOT_REACHED, 2));
    }

    @Test
    void aDraftThatIsTakenUnjudgedSaysSo() {
        superposed();
        assertThat(explain(2).title()).isEqualTo("Why it was taken");
        assertThat(sentence(2))
                .isEqualTo("It stands in the draft with the best score, which became output whole; nobody "
                        + "judged it. The target, asked afterwards, gives it p = 0.25.");
        assertThat(number(2, "score of the draft that was taken")).isEqualTo("-0.9000");
        assertThat(number(4, "rank value when drafted")).isEqualTo("-0.9000");
        assertThat(number(4, "proposed by")).isEqualTo("the target after a mixture of 3");
        assertThat(explain(4).numbers()).noneMatch(line -> line.name().startsWith("min(1"));
    }

    @Test
    void aDroppedDraftSaysWhatScoredHigher() {
        superposed();
        assertThat(explain(1).title()).isEqualTo("Why it was dropped");
        assertThat(sentence(1))
                .startsWith("Another draft scored higher: -0.90 against -2.13 for the best one through this "
                        + "token. Nobody judged it.");
        assertThat(sentence(5)).startsWith("Another draft scored higher: -0.90 against -2.13");
        assertThat(sentence(3))
                .startsWith("Another draft scored higher. No draft through this token was among the kept ones "
                        + "to the end, and nobody judged it.");
        assertThat(number(1, "best score through this token")).isEqualTo("-2.1250");
        assertThat(explain(3).numbers()).noneMatch(line -> line.name().equals("best score through this token"));
    }

    @Test
    void aNodesCardTellsWhatItsMethodNotedAboutItAndTheRoundsCardTheRest() {
        superposed();
        assertThat(number(4, "score")).isEqualTo("pi, and the n-grams gave 0.0500 (0.5000)");
        assertThat(explain(5).numbers()).noneMatch(line -> line.name().equals("score"));
        List<Line> round = Why.explain(state(), new Selection.Step(0)).numbers();
        assertThat(round).anyMatch(line -> line.name().equals("window")).noneMatch(line -> line.name().equals("score"));
    }

    @Test
    void aRoundThatJudgedNobodyDoesNotSpeakOfJudging() {
        superposed().draw(4, SHE, Provenance.BONUS, NAN, 0.9)
                .add(s -> new TraceEvent.Committed(s, s, 0, 1, SHE, Provenance.ACCEPTED_DRAFT, 2,
                        TokenMeasures.NOT_CAPTURED))
                .add(s -> new TraceEvent.Committed(s, s, 0, 2, TINY, Provenance.ACCEPTED_DRAFT, 4,
                        TokenMeasures.NOT_CAPTURED))
                .add(s -> new TraceEvent.Committed(s, s, 0, 3, SHE, Provenance.BONUS, -1,
                        TokenMeasures.NOT_CAPTURED));
        Explanation round = Why.explain(state(), new Selection.Step(0));
        assertThat(round.sentence()).isEqualTo("It drafted 5 tokens and took the 2 of the draft with the best score; "
                + "nobody judged them. The target added 1 token of its own.");
        assertThat(round.numbers()).noneMatch(line -> line.name().equals("judged"))
                .contains(new Line("taken unjudged", "2"), new Line("dropped", "3"),
                        new Line("committed", "3 = 2 taken + 0 corrected + 1 bonus + 0 plain"));
        assertThat(Why.explain(state(), new Selection.Node(0, Selection.Node.DRAW)).sentence())
                .startsWith("The best draft was taken whole").doesNotContain("accepted");
        assertThat(state().trace().unjudged()).isTrue();
        assertThat(Running.of(state())).extracting(Running.Item::status).containsExactly(NodeStatus.ROOT,
                NodeStatus.TAKEN, NodeStatus.TAKEN, NodeStatus.BONUS);
    }

    @Test
    void theTreesLegendNamesWhatThereIsWhenNobodyIsJudged() {
        TraceState taken = superposed().state();
        Toolkit.run(() -> {
            DraftTreeView view = new DraftTreeView();
            view.setState(taken);
            assertThat(((LegendStrip) view.newLegend()).words()).containsExactly("awaiting", "taken unjudged",
                    "dropped", "bonus");
            OutputView text = new OutputView();
            text.setState(taken);
            assertThat(((LegendStrip) text.newLegend()).words()).contains("taken unjudged").doesNotContain("accepted",
                    "corrected");
        });
    }

    @Test
    void aMixtureInTheCacheIsNoToken() {
        begin().add(s -> new TraceEvent.KvChanged(s, s, 0, KvOwner.TARGET, 1,
                List.of(new KvChange(0, KvState.SCRATCH, KvChange.NOT_COPIED, THE, 0, DraftNode.NONE),
                        new KvChange(1, KvState.SCRATCH, KvChange.NOT_COPIED, -1, 1, DraftNode.NONE))));
        assertThat(Why.explain(state(), new Selection.Cell(KvOwner.TARGET, 0)).sentence())
                .contains("read behind the committed cells and not kept so far");
        assertThat(Why.explain(state(), new Selection.Cell(KvOwner.TARGET, 1)).sentence())
                .startsWith("Scratch: the target drafts, and read a mixture of several drafts' tokens here.");
    }

    @Test
    void copiedTokensSayWhereTheyCameFrom() {
        begin().draft(new DraftNode(1, 0, 1, 0, TINY, 1, 1, 1, "copy from 17", NAN, TopTokens.NOT_CAPTURED))
                .judge(verdict(1, Verdict.Outcome.REJECTED, Rule.RATIO, 0.11, 1, 0.11, 0.63, -1));
        assertThat(sentence(1)).startsWith("The draft (copy from 17) gave it 1.00");
    }

    @Test
    void whatWasNotCapturedIsSaidInWords() {
        begin().add(s -> new TraceEvent.Committed(s, s, 0, 1, SHE, Provenance.ACCEPTED_DRAFT, 7,
                TokenMeasures.NOT_CAPTURED));
        Explanation why = Why.explain(state(), new Selection.Token(0));
        assertThat(why.sentence()).contains("not captured");
        assertThat(why.numbers()).allMatch(line -> line.value().equals("not captured"));
        assertThat(Why.explain(state(), Selection.none())).isEqualTo(why);
        assertThat(Why.explain(null, Selection.none()).sentence()).contains("Start a run");
    }

    @Test
    void aCommittedTokenIsExplainedByItsNode() {
        TraceState state = Toolkit.end(Tales.trees(7));
        for (CommittedToken token : state.committed()) {
            Explanation why = Why.explain(state, new Selection.Token(token.index()));
            assertThat(why.sentence()).doesNotContain("NaN");
            Selection node = new Selection.Node(token.step(), token.node() > 0 ? token.node() : Selection.Node.DRAW);
            assertThat(why).isEqualTo(Why.explain(state, node));
        }
    }

    @Test
    void canvasPositionsNameRuleAndNumbers() {
        TraceState state = Toolkit.end(Tales.diffusion(5));
        CanvasState canvas = state.canvas().orElseThrow();
        List<String> seen = new ArrayList<>();
        for (int row = 0; row < canvas.rows(); row++) {
            for (int p = canvas.promptLength(); p < canvas.length(); p++) {
                Explanation why = Why.explain(state, new Selection.CanvasPosition(row, p));
                assertThat(why.sentence()).isNotBlank().doesNotContain("NaN");
                canvas.choice(row, p).ifPresent(choice -> seen.add(choice.reason() + " " + why.sentence()));
            }
        }
        assertThat(seen).anyMatch(s -> s.startsWith("QUOTA") && s.contains("best positions"))
                .anyMatch(s -> s.startsWith("THRESHOLD") && s.contains("reaches the threshold 0.60"))
                .anyMatch(s -> s.startsWith("RANK_LIMIT") && s.contains("each rank has a limit of its own"))
                .anyMatch(s -> s.startsWith("ANCHOR") && s.contains("is an anchor: near it"))
                .anyMatch(s -> s.startsWith("RELAXED") && s.contains("is an anchor, 2 away"))
                .anyMatch(s -> s.startsWith("ALL") && s.contains("masks of the block"))
                .anyMatch(s -> s.startsWith("FORCED") && s.contains("Nothing qualified"));
        assertThat(Why.explain(state, new Selection.CanvasPosition(0, 0)).title()).isEqualTo("Part of the prompt");
    }

    @Test
    void aKeptTokenSaysWhyItWasWrittenWhenItWas() {
        TraceState state = Toolkit.end(Tales.diffusion(5));
        CanvasState canvas = state.canvas().orElseThrow();
        int kept = 0;
        for (int p = canvas.promptLength(); p < canvas.length(); p++) {
            int written = canvas.unmaskedAtRow(p);
            if (written < 0 || written >= canvas.rows() - 1 || canvas.cell(written + 1, p).event() != CanvasEvent.KEPT)
                continue;
            kept++;
            String then = Why.explain(state, new Selection.CanvasPosition(written, p)).sentence();
            assertThat(Why.explain(state, new Selection.CanvasPosition(written + 1, p)).sentence())
                    .contains("was unmasked at step " + (written + 1)).contains("Why at step " + (written + 1) + ": ")
                    .contains(then.substring(0, then.indexOf('.')));
        }
        assertThat(kept).isPositive();
    }

    @Test
    void aTrainedFilterIsNamedWithWhatItExpects() {
        List<TraceEvent> events = new ArrayList<>(Tales.diffusion(5));
        events.replaceAll(event -> event instanceof TraceEvent.Chosen chosen
                ? new TraceEvent.Chosen(chosen.seq(), chosen.nanos(), chosen.step(), chosen.choices().stream().map(
                        choice -> new UnmaskChoice(choice.position(), choice.token(), UnmaskChoice.Reason.FILTER, 0.97,
                                0.96, choice.rank(), UnmaskChoice.Score.FILTER, UnmaskChoice.NO_ANCHOR))
                        .toList())
                : event);
        TraceState state = Toolkit.end(events);
        CanvasState canvas = state.canvas().orElseThrow();
        int taken = canvas.promptLength();
        while (canvas.choice(0, taken).isEmpty())
            taken++;
        int left = canvas.promptLength();
        while (canvas.choice(0, left).isPresent())
            left++;
        Explanation why = Why.explain(state, new Selection.CanvasPosition(0, taken));
        assertThat(why.sentence()).contains("A filter that was trained on finished texts")
                .contains("will stay here it takes for 0.97 likely, more than the threshold 0.96");
        assertThat(why.numbers()).anyMatch(line -> line.name().equals("filter probability"));
        assertThat(Why.explain(state, new Selection.CanvasPosition(0, left)).sentence())
                .contains("The filter does not expect it to stay");
    }

    @Test
    void blocksInTheCacheAndRulesByEntropyAreExplained() {
        TraceState state = Toolkit.end(Tales.blocks(5));
        CanvasState canvas = state.canvas().orElseThrow();
        int reading = 0; // the first step that reads a block of which a part was written by the run
        while (!canvas.readFinished(reading) || canvas.exact(reading) <= canvas.promptLength())
            reading++;
        int next = canvas.exact(reading);
        assertThat(Why.explain(state, new Selection.Step(reading)).sentence())
                .contains("It read 8 positions of finished text into the cache");
        Explanation first = Why.explain(state, new Selection.CanvasPosition(reading, next));
        assertThat(first.sentence()).contains("read the finished text before this block").contains("this one position");
        Explanation finished = Why.explain(state, new Selection.CanvasPosition(reading, next - 1));
        assertThat(finished.sentence()).contains("read again, now without masks");
        assertThat(finished.numbers()).contains(new Why.Line("keys and values",
                "computed without masks, exact from now on"));
        Explanation later = Why.explain(state, new Selection.CanvasPosition(reading + 1, next - 1));
        assertThat(later.sentence()).doesNotContain("read again");
        assertThat(later.numbers()).contains(new Why.Line("keys and values", "in the cache, exact"));
        assertThat(Why.explain(state, new Selection.CanvasPosition(0, canvas.length() - 1)).sentence())
                .contains("sees blocks of 8 positions and what is before them");
        List<String> seen = new ArrayList<>();
        for (int row = 0; row < canvas.rows(); row++)
            for (int p = canvas.promptLength(); p < canvas.length(); p++) {
                Explanation why = Why.explain(state, new Selection.CanvasPosition(row, p));
                assertThat(why.sentence()).isNotBlank().doesNotContain("NaN");
                canvas.choice(row, p).ifPresent(choice -> seen.add(choice.reason() + " " + why.sentence()));
            }
        assertThat(seen).anyMatch(s -> s.startsWith("THRESHOLD") && s.contains("at most the limit of 0.72 bit:"))
                .anyMatch(s -> s.startsWith("FORCED") && s.contains("With an entropy of "));
    }

    @Test
    void cellsTellTheirStory() {
        TraceState state = Toolkit.end(Tales.trees(7));
        KvMap map = state.kv(KvOwner.TARGET);
        for (int slot = 0; slot < map.capacity(); slot++) {
            Explanation why = Why.explain(state, new Selection.Cell(KvOwner.TARGET, slot));
            assertThat(why.sentence()).isNotBlank();
            if (map.state(slot) == KvState.GENERATED)
                assertThat(why.sentence()).contains("a draft token that the target accepted");
        }
        assertThat(Why.explain(state, new Selection.Cell(KvOwner.TARGET, 0)).sentence()).contains("part of the prompt");
    }

    @Test
    void roundsReconcile() {
        TraceState state = Toolkit.end(Tales.trees(7));
        for (StepSummary step : state.trace().steps())
            assertThat(Why.explain(state, new Selection.Step(step.step())).numbers())
                    .anyMatch(line -> line.name().equals("committed")
                            && line.value().startsWith(step.committed() + " = "));
        assertThat(Why.explain(state, new Selection.Step(999)).sentence()).contains("has not begun");
        assertThat(Why.explain(state, new Selection.PromptToken(0)).sentence()).contains("was given, not chosen");
    }
}
