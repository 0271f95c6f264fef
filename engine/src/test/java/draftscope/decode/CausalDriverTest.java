package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import draftscope.trace.DraftNode;
import draftscope.trace.KvChange;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.RunStats;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TargetDraw;
import draftscope.trace.TargetRow;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CausalDriverTest {
    private static final int VOCAB = 7;
    private static final List<Variant> VARIANTS = Variant.ofCausalMethods().toList();

    /// A run with random settings, models, prompt and method.
    private static Recording random(long seed) {
        Random random = new Random(seed);
        ToyNetwork.Law law = ToyNetwork.hashed(seed, VOCAB, 1);
        int end = random.nextBoolean() ? VOCAB - 1 : ToyParticipants.NO_END;
        int context = 10 + random.nextInt(60);
        Participant target = ToyParticipants.causal(law, VOCAB, context, end);
        Participant draft = ToyParticipants.causal(ToyNetwork.near(law, seed + 1, VOCAB, random.nextInt(3) * .4),
                VOCAB, random.nextInt(4) == 0 ? 12 : context, end);
        Variant variant = VARIANTS.get(random.nextInt(VARIANTS.size()));
        SamplingSettings sampling = switch (random.nextInt(4)) {
            case 0 -> SamplingSettings.GREEDY;
            case 1 -> new SamplingSettings(.7, 3, .9, 0);
            default -> Recording.SAMPLED;
        };
        return Recording
                .of(Recording.request(variant.method().id(), variant.parameters(), random.ints(1 + random.nextInt(8), 0,
                        VOCAB).toArray(), 1 + random.nextInt(40), sampling, seed), target, draft);
    }

    @Test
    void everyTraceAddsUp() {
        for (long seed = 0; seed < 400; seed++) {
            Recording recording = random(seed);
            String as = "seed " + seed;
            RunStats stats = recording.stats();
            assertThat(stats.emitted()).as(as).isEqualTo(recording.output().length);
            List<Verdict> verdicts = recording.all(TraceEvent.Judged.class).stream().flatMap(e -> e.verdicts().stream())
                    .toList();
            long accepted = verdicts.stream().filter(v -> v.outcome() == Verdict.Outcome.ACCEPTED).count();
            long rejected = verdicts.stream().filter(v -> v.outcome() == Verdict.Outcome.REJECTED).count();
            long notReached = verdicts.stream().filter(v -> v.outcome() == Verdict.Outcome.NOT_REACHED).count();
            assertThat(stats.accepted()).as(as).isEqualTo((int) accepted);
            assertThat(stats.judged()).as(as).isEqualTo((int) (accepted + rejected));
            assertThat(stats.drafted()).as(as).isEqualTo((int) (accepted + rejected + notReached)).isEqualTo(
                    recording.all(TraceEvent.Drafted.class).stream().mapToInt(e -> e.nodes().size()).sum());
            long ahead = recording.all(TraceEvent.RunStarted.class).getFirst().settings().methodId()
                    .equals("superposed")
                            ? recording.all(TraceEvent.PhaseFinished.class).stream()
                                    .filter(e -> e.phase() == Phase.DRAFT)
                                    .count()
                            : 0; // it drafts with the target
            assertThat(stats.targetForwards()).as(as).isEqualTo((int) (stats.rounds() + ahead));
            assertThat(stats.rounds()).as(as).isEqualTo(stats.acceptedLengths()
                    .stream().mapToInt(Integer::intValue).sum());
            int weighted = 0;
            for (int length = 0; length < stats.acceptedLengths().size(); length++) {
                weighted += length * stats.acceptedLengths().get(length);
            }
            assertThat(weighted).as(as).isEqualTo(stats.accepted());
            int position = recording.run().promptIds().size();
            for (TraceEvent.Committed committed : recording.all(TraceEvent.Committed.class)) {
                assertThat(committed.position()).as(as).isEqualTo(position++);
                assertThat(committed.measures().surprisalBits()).as(as).isGreaterThanOrEqualTo(0);
                assertThat(committed.node() != DraftNode.NONE).as(as).isEqualTo(committed
                        .provenance() == Provenance.ACCEPTED_DRAFT);
            }
        }
    }

    @Test
    void everyTokenIsNamedBeforeItIsMentioned() {
        for (long seed = 0; seed < 100; seed++) {
            Set<Integer> named = new HashSet<>();
            for (TraceEvent event : random(seed).events()) {
                switch (event) {
                    case TraceEvent.TokensNamed e -> e.pieces().forEach(piece -> assertThat(named.add(piece.id())).as(
                            "once").isTrue());
                    case TraceEvent.PromptIngested e -> assertThat(named).containsAll(e.tokens());
                    case TraceEvent.Drafted e -> e.nodes().forEach(node -> {
                        assertThat(named).contains(node.token());
                        node.top().tokens().forEach(t -> assertThat(named).contains(t.token()));
                    });
                    case TraceEvent.Verified e -> e.rows().forEach(row -> row.raw().tokens().forEach(t -> assertThat(
                            named).contains(t.token())));
                    case TraceEvent.Drawn e -> assertThat(named).contains(e.draw().token());
                    case TraceEvent.Committed e -> assertThat(named).contains(e.token());
                    case TraceEvent.KvChanged e -> e.changes().forEach(change -> assertThat(named).contains(change
                            .token()));
                    default -> {
                    }
                }
            }
        }
    }

    /// Rebuilds both caches from what was told of them, and holds them against the text.
    @Test
    void theToldCacheIsTheCommittedTextWithoutItsRoot() {
        for (long seed = 0; seed < 300; seed++) {
            Recording recording = random(seed);
            String as = "seed " + seed;
            List<Integer> text = new ArrayList<>(recording.run().promptIds());
            Map<KvOwner, Map<Integer, KvChange>> cells = new HashMap<>(Map.of(KvOwner.TARGET, new HashMap<>(),
                    KvOwner.DRAFT, new HashMap<>()));
            int promptLength = text.size();
            int written = 0;
            int kept = 0;
            int rolledBack = 0;
            boolean afterVerdicts = false;
            int read = 0; // nodes that the target read
            for (TraceEvent event : recording.events()) {
                switch (event) {
                    case TraceEvent.StepStarted e -> {
                        written = 0;
                        kept = 0;
                        rolledBack = 0;
                        afterVerdicts = false;
                    }
                    case TraceEvent.Verified e -> {
                        afterVerdicts = true;
                        read = e.rows().size() - 1;
                    }
                    case TraceEvent.Committed e -> {
                        text.add(e.token());
                        written = (int) cells.get(KvOwner.TARGET).values().stream()
                                .filter(cell -> cell.state() == KvState.SCRATCH).count();
                        kept += e.node() == DraftNode.NONE || e.node() > read ? 0 : 1;
                    }
                    case TraceEvent.KvChanged e -> {
                        for (KvChange change : e.changes()) {
                            cells.get(e.owner()).put(change.slot(), change);
                            if (e.owner() == KvOwner.TARGET && afterVerdicts && change
                                    .state() == KvState.ROLLED_BACK) {
                                rolledBack++;
                            }
                        }
                        for (int slot = 0; slot < e.length(); slot++) {
                            KvChange cell = cells.get(e.owner()).get(slot);
                            assertThat(cell.token()).as(as + " " + e).isEqualTo(text.get(slot));
                            assertThat(cell.position()).as(as).isEqualTo(slot);
                            assertThat(cell.state() == KvState.PROMPT).as(as).isEqualTo(slot < promptLength);
                            assertThat(cell.state()).as(as).isNotIn(KvState.SCRATCH, KvState.ROLLED_BACK,
                                    KvState.FREE);
                        }
                    }
                    case TraceEvent.PhaseFinished e -> {
                        if (e.phase() == Phase.COMMIT) {
                            assertThat(rolledBack).as(as + ": losers are rolled back").isEqualTo(written - 1 - kept); // the root stays too
                        }
                    }
                    default -> {
                    }
                }
            }
        }
    }

    @Test
    void copiesAreToldWithTheirSource() {
        int copies = 0;
        for (long seed = 0; seed < 300; seed++) {
            Map<Integer, KvChange> scratch = new HashMap<>();
            for (TraceEvent.KvChanged e : random(seed).all(TraceEvent.KvChanged.class)) {
                if (e.owner() == KvOwner.TARGET) {
                    for (KvChange change : e.changes()) {
                        if (change.from() != KvChange.NOT_COPIED) {
                            copies++;
                            assertThat(change.from()).isGreaterThan(change.slot());
                            assertThat(scratch.get(change.from()).token()).isEqualTo(change.token());
                            assertThat(scratch.get(change.from()).node()).isEqualTo(change.node());
                        }
                    }
                    e.changes().stream().filter(change -> change.state() == KvState.SCRATCH).forEach(
                            change -> scratch.put(change.slot(), change));
                }
            }
        }
        assertThat(copies).isPositive();
    }

    @Test
    void rowsSeeThePrefixTheirAncestorsAndThemselves() {
        for (long seed = 0; seed < 100; seed++) {
            Map<Integer, DraftNode> nodes = new HashMap<>();
            for (TraceEvent event : random(seed).events()) {
                if (event instanceof TraceEvent.StepStarted) {
                    nodes.clear();
                } else if (event instanceof TraceEvent.Drafted e) {
                    e.nodes().forEach(node -> nodes.put(node.index(), node));
                } else if (event instanceof TraceEvent.Verified e) {
                    for (TargetRow row : e.rows()) {
                        List<Integer> expected = new ArrayList<>();
                        for (int at = row.node(); at != DraftNode.ROOT; at = nodes.get(at).parent()) {
                            expected.addFirst(row.prefix() + at);
                        }
                        expected.addFirst(row.prefix());
                        assertThat(row.visible()).isEqualTo(expected);
                        assertThat(row.slot()).isEqualTo(row.prefix() + row.node());
                        assertThat(row.position()).isEqualTo(row.prefix() + expected.size() - 1);
                    }
                }
            }
        }
    }

    /// A trace is valid when a reader who knows only its numbers comes to the same verdicts.
    @Test
    void verdictsFollowFromTheNumbersTold() {
        int notReached = 0;
        for (long seed = 0; seed < 300; seed++) {
            for (TraceEvent.Judged judged : random(seed).all(TraceEvent.Judged.class)) {
                for (Verdict verdict : judged.verdicts()) {
                    boolean accepted = verdict.outcome() == Verdict.Outcome.ACCEPTED;
                    if (verdict.outcome() == Verdict.Outcome.NOT_REACHED) {
                        notReached++;
                        assertThat(judged.verdicts().get(verdict.blockedBy() - 1).outcome()).isNotEqualTo(
                                Verdict.Outcome.NOT_REACHED);
                        continue;
                    }
                    switch (verdict.rule()) {
                        case RATIO, RECURSIVE_WITHOUT_REPLACEMENT, RECURSIVE_WITH_REPLACEMENT, K_SEQ -> {
                            assertThat(accepted).isEqualTo(verdict.draw() < verdict.threshold() || verdict
                                    .residualMass() < 1e-12);
                            assertThat(verdict.threshold()).isEqualTo(Math.min(1, verdict.target() / verdict.draft()));
                        }
                        case GREEDY_MATCH, TARGET_SAMPLE_MATCH -> assertThat(verdict.drawnToken()).isNotNegative();
                        case SHIFTED_RATIO -> assertThat(accepted)
                                .isEqualTo(verdict.draw() < verdict.threshold() || verdict.residualMass() < 1e-12);
                        case BEST_DRAFT -> assertThat(accepted).isTrue();
                    }
                }
            }
        }
        assertThat(notReached).isPositive();
    }

    @Test
    void aDraftLikeTheTargetIsAlwaysAccepted() {
        for (double temperature : new double[]{0, 1}) {
            ToyNetwork.Law law = ToyNetwork.hashed(4, VOCAB, 1);
            Participant model = ToyParticipants.causal(law, VOCAB, 2000, ToyParticipants.NO_END);
            RunStats stats = Recording.of(Recording.request("draft-chain", Map.of("gamma", "4"), new int[]{1}, 1000,
                    new SamplingSettings(temperature, 0, 1, 0), 3), model, model).stats();
            assertThat(stats.acceptanceRate()).isEqualTo(1);
            assertThat(stats.blockEfficiency()).isEqualTo(5);
            assertThat(stats.acceptedLengths()).containsExactly(0, 0, 0, 0, 200);
        }
    }

    @Test
    void blockEfficiencyFollowsTheGeometricLaw() {
        // Context-free laws with acceptance .8 and draft length 4: (1 - .8^5) / (1 - .8) = 3.3616 tokens a round. Over 20,000
        // tokens the standard error is below .03, so .12 fails once in 10,000 seeds.
        Participant target = ToyParticipants.causal(ToyNetwork.constant(.5, .3, .2), 3, 30_000,
                ToyParticipants.NO_END);
        Participant draft = ToyParticipants.causal(ToyNetwork.constant(.3, .5, .2), 3, 30_000, ToyParticipants.NO_END);
        RunStats stats = Recording.of(Recording.unobserved(Recording.request("draft-chain", Map.of("gamma", "4"),
                new int[]{1}, 20_000, Recording.SAMPLED, 5)), target, draft).stats();
        assertThat(stats.blockEfficiency()).isCloseTo(3.3616, within(.12));
    }

    @Test
    void widthsOfOneAreAChain() {
        Recording chain = null;
        for (String method : List.of("draft-chain", "rsd-c")) {
            ToyNetwork.Law law = ToyNetwork.hashed(4, VOCAB, 1);
            Recording recording = Recording.of(Recording.request(method, method.equals("draft-chain")
                    ? Map.of("gamma", "3")
                    : Map.of("widths", "1,1,1"), new int[]{1}, 200, Recording.SAMPLED, 3), ToyParticipants.causal(law,
                            VOCAB, 400, ToyParticipants.NO_END),
                    ToyParticipants.causal(ToyNetwork.near(law, 9, VOCAB,
                            1), VOCAB, 400, ToyParticipants.NO_END));
            if (chain != null) {
                assertThat(recording.output()).containsExactly(chain.output());
                assertThat(recording.stats().accepted()).isEqualTo(chain.stats().accepted());
            }
            chain = recording;
        }
    }

    @Test
    void writesNoBonusAfterAnAcceptedEndOfText() {
        Participant model = ToyParticipants.causal(ToyNetwork.constant(0, 0, 1), 3, 100, 2);
        Recording recording = Recording.of(Recording.request("draft-chain", Map.of("gamma", "5"), new int[]{0}, 50,
                Recording.SAMPLED, 1), model, model);
        assertThat(recording.output()).containsExactly(2);
        assertThat(recording.stats().accepted()).isEqualTo(1);
        assertThat(recording.stats().bonus()).isZero();
        assertThat(recording.stats().drafted()).as("nothing is drafted past the end").isEqualTo(1);
        assertThat(recording.all(TraceEvent.Drawn.class)).isEmpty();
        assertThat(recording.stopReason()).isEqualTo(StopReason.END_OF_TEXT);
        assertThat(recording.all(TraceEvent.DraftStopped.class).getFirst().reason()).isEqualTo("end of text");
    }

    @Test
    void draftsNoDeeperThanTheTokensStillWantedLessOne() {
        Participant model = ToyParticipants.causal(ToyNetwork.hashed(1, VOCAB, 1), VOCAB, 100, ToyParticipants.NO_END);
        for (int max = 1; max <= 12; max++) {
            Recording recording = Recording.of(Recording.request("draft-chain", Map.of("gamma", "5"), new int[]{0}, max,
                    Recording.SAMPLED, 1), model, model);
            assertThat(recording.output()).hasSize(max);
            assertThat(recording.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
        }
        Recording one = Recording.of(Recording.request("draft-chain", Map.of(), new int[]{0}, 1, Recording.SAMPLED, 1),
                model, model);
        assertThat(one.stats().plain()).isEqualTo(1);
        assertThat(one.all(TraceEvent.DraftStopped.class).getFirst().reason()).isEqualTo("no more tokens are wanted");
    }

    @Test
    void theSameSeedTellsTheSameFacts() {
        for (long seed = 0; seed < 60; seed++) {
            List<String> once = Facts.of(random(seed).events(), event -> true);
            List<String> again = Facts.of(random(seed).events(), event -> true);
            assertThat(Facts.firstDifference(once, again)).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void whatIsObservedChangesNoToken() {
        for (long seed = 0; seed < 40; seed++) {
            ToyNetwork.Law law = ToyNetwork.hashed(seed, VOCAB, 1);
            Participant target = ToyParticipants.causal(law, VOCAB, 100, ToyParticipants.NO_END);
            Participant draft = ToyParticipants.causal(ToyNetwork.near(law, 1, VOCAB, .5), VOCAB, 100,
                    ToyParticipants.NO_END);
            RunRequest light = Recording.request("rsd-c", Map.of(), new int[]{1, 2}, 40, new SamplingSettings(.8,
                    5, .95, 0), seed);
            int[] expected = Recording.of(light, target, draft).output();
            for (Observation level : List.of(Observation.OFF, Observation.FULL)) {
                assertThat(Recording.of(Recording.observed(light, level), target, draft).output()).containsExactly(
                        expected);
            }
        }
    }

    @Test
    void tellsOnlyTokensWhenNothingIsObserved() {
        Participant model = ToyParticipants.causal(ToyNetwork.hashed(1, VOCAB, 1), VOCAB, 100, ToyParticipants.NO_END);
        Recording recording = Recording.of(Recording.unobserved(Recording.request("draft-chain", Map.of(), new int[]{
                0}, 20, Recording.SAMPLED, 1)), model, model);
        Set<Class<?>> kinds = new HashSet<>();
        recording.events().forEach(event -> kinds.add(event.getClass()));
        assertThat(kinds).containsExactlyInAnyOrder(TraceEvent.RunStarted.class, TraceEvent.TokensNamed.class,
                TraceEvent.PromptIngested.class, TraceEvent.Committed.class, TraceEvent.RunFinished.class);
        assertThat(recording.all(TraceEvent.Committed.class).getFirst().measures().entropyBits()).isNaN();
    }

    @Test
    void randomNumbersOfOnePurposeDoNotShiftThoseOfAnother() {
        // Two drafts of different width differ in many draft draws, yet the target's bonus in round 0 uses the same number.
        Participant model = ToyParticipants.causal(ToyNetwork.constant(.5, .3, .2), 3, 100, ToyParticipants.NO_END);
        List<Double> draws = new ArrayList<>();
        for (String gamma : List.of("1", "2")) {
            TargetDraw draw = Recording.of(Recording.request("draft-chain", Map.of("gamma", gamma), new int[]{0}, 30,
                    Recording.SAMPLED, 9), model, model).all(TraceEvent.Drawn.class).getFirst().draw();
            draws.add(draw.draw());
        }
        double plain = new draftscope.sampling.Randomness(9).uniform(draftscope.sampling.Randomness.Purpose.BONUS, 0,
                1);
        assertThat(draws.getFirst()).isEqualTo(plain);
        assertThat(draws.get(1)).isEqualTo(new draftscope.sampling.Randomness(9).uniform(
                draftscope.sampling.Randomness.Purpose.BONUS, 0, 2));
    }

    @Test
    void aFailureEndsTheRunAndKeepsWhatWasRecorded() {
        int[] calls = {0};
        ToyNetwork.Law law = context -> {
            if (calls[0]++ == 5) {
                throw new IllegalStateException("the network broke");
            }
            return new float[VOCAB];
        };
        Participant model = ToyParticipants.causal(law, VOCAB, 100, ToyParticipants.NO_END);
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = DecodingRun.prepare(Recording.request("autoregressive", Map.of(), new int[]{0}, 20,
                SamplingSettings.GREEDY, 1), model, Optional.empty(), events::add, Pacer.unthrottled());
        assertThat(run.run().emitted()).isEqualTo(5);
        TraceEvent.RunFinished last = (TraceEvent.RunFinished) events.getLast();
        assertThat(last.reason()).isEqualTo(StopReason.FAILED);
        assertThat(last.message()).isEqualTo("the network broke");
        assertThat(run.outputIds()).hasSize(5);
        assertThat(run.failure()).isPresent();
    }
}
