package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.audit.AuditReport;
import draftscope.audit.Auditor;
import draftscope.audit.Fault;
import draftscope.audit.Finding;
import draftscope.cache.KvCache;
import draftscope.cache.KvCells;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.ToyModels;
import draftscope.samples.SampleModels;
import draftscope.trace.DraftNode;
import draftscope.trace.KvChange;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Note;
import draftscope.trace.Rule;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import draftscope.trace.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs of superposed decoding.
class SuperposedRunTest {
    private static final int VOCAB = 12;
    private static final int[] PROMPT = {1, 2, 3, 1, 2};

    private static Recording run(Map<String, String> parameters, int tokens, SamplingSettings sampling) {
        return Recording.of(Recording.request("superposed", parameters, PROMPT, tokens, sampling, 1), target(), null);
    }

    private static Participant target() {
        return ToyParticipants.causal(ToyNetwork.hashed(4, VOCAB, 1), VOCAB, 400, ToyParticipants.NO_END);
    }

    @Test
    void withOneDraftAndNoNgramsItIsGreedyDecoding() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int end = random.nextInt(3) == 0 ? ToyParticipants.NO_END : VOCAB - 1;
            // Scores that lie close together, so that an end is often the second best.
            Participant target = ToyParticipants.causal(ToyNetwork.hashed(seed, VOCAB, .05), VOCAB, 8 + random.nextInt(
                    60), end);
            int[] prompt = random.ints(1 + random.nextInt(6), 0, VOCAB).toArray();
            int max = 1 + random.nextInt(50);
            Recording plain = Recording.of(Recording.request("autoregressive", Map.of(), prompt, max,
                    SamplingSettings.GREEDY, 1), target, null);
            Recording one = Recording.of(Recording.request("superposed", Map.of("drafts", "1", "alpha", "0", "length",
                    String.valueOf(1 + random.nextInt(12))), prompt, max, SamplingSettings.GREEDY, 1), target, null);
            assertThat(one.output()).as("seed " + seed).containsExactly(plain.output());
            assertThat(one.stopReason()).isEqualTo(plain.stopReason());
        }
    }

    @Test
    void withARealModelOneDraftIsGreedyDecodingTooAndTheTargetsVerdictMakesAnyNumberExact(@TempDir Path folder) {
        try (LanguageModel model = LanguageModel.open(new SampleModels(folder).locate("tales-target"), 1)) {
            int[] prompt = model.tokenizer().encode("Once upon a time there was a", true);
            int[] plain = write(model, "autoregressive", Map.of(), prompt);
            assertThat(plain).hasSize(90);
            assertThat(write(model, "superposed", Map.of("drafts", "1", "alpha", "0"), prompt)).containsExactly(plain);
            for (String corpus : List.of("", "text")) {
                for (String k : List.of("1", "3", "8")) {
                    assertThat(write(model, "superposed", Map.of("drafts", k, "keep", "verified", "corpus", corpus),
                            prompt)).containsExactly(plain);
                }
            }
            assertThat(write(model, "superposed", Map.of("corpus", "text"), prompt)).as("unjudged it is another text")
                    .isNotEqualTo(plain);
        }
    }

    private static int[] write(LanguageModel model, String method, Map<String, String> parameters, int[] prompt) {
        return Recording.of(Recording.unobserved(Recording.request(method, parameters, prompt, 90,
                SamplingSettings.GREEDY, 1)), Participant.of(model), null).output();
    }

    @Test
    void aRoundCostsOnePassAPositionAndOneMoreWhateverTheNumberOfDrafts() {
        for (int k = 1; k <= 5; k++) {
            ToyNetwork network = new ToyNetwork(VOCAB, true, ToyNetwork.hashed(4, VOCAB, 1));
            Participant target = ToyParticipants.participant(network, VOCAB, 400, ToyParticipants.NO_END, -1);
            Recording recording = Recording.of(Recording.request("superposed", Map.of("drafts", String.valueOf(k)),
                    PROMPT, 110, SamplingSettings.GREEDY, 1), target, null);
            assertThat(recording.stats().rounds()).isEqualTo(10);
            assertThat(recording.stats().targetForwards()).isEqualTo(10 * (10 + 1));
            assertThat(recording.stats().draftForwards()).isZero();
            assertThat(recording.stats().blockEfficiency()).isEqualTo(1);
            assertThat(network.forwards()).as("the prompt, then ten positions and a reading a round").isEqualTo(1 + 10
                    * (10 + 1));
            assertThat(network.rows()).as("a mixture is one row").isEqualTo(PROMPT.length - 1 + 100 + 10 + recording
                    .stats().drafted());
            assertThat(recording.stats().drafted()).isBetween(100, 100 * k);
        }
    }

    @Test
    void eachPositionTakesOneSlotOfTheTargetsCacheWhateverTheNumberOfDrafts() {
        for (int k = 1; k <= 5; k++) {
            int root = 0; // the slot of the last committed token
            int pass = -1; // none is made
            int looked = 0;
            for (TraceEvent event : run(Map.of("drafts", String.valueOf(k), "corpus", "text"), 80,
                    SamplingSettings.GREEDY).events()) {
                if (event instanceof TraceEvent.StepStarted started) {
                    root = started.length() - 1;
                    pass = 0;
                } else if (event instanceof TraceEvent.Verified) {
                    pass = -1;
                } else if (event instanceof TraceEvent.KvChanged changed && pass >= 0) {
                    assertThat(changed.owner()).isEqualTo(KvOwner.TARGET);
                    assertThat(changed.changes()).extracting(KvChange::slot).containsExactly(root + pass);
                    assertThat(changed.changes().getFirst().state()).isEqualTo(KvState.SCRATCH);
                    assertThat(changed.length()).as("nothing is committed by drafting").isEqualTo(root);
                    pass++;
                    looked++;
                }
            }
            assertThat(looked).isGreaterThan(60);
        }
    }

    /// The cache after a run holds, bit for bit, what the committed text leaves behind when it is read by its tokens.
    @Test
    void noMixtureSurvivesInTheCache(@TempDir Path folder) {
        try (LanguageModel model = ToyModels.causal(5).open(folder, 1)) {
            for (Map<String, String> parameters : List.of(Map.<String, String>of(), Map.of("keep", "verified"),
                    Map.of("drafts", "6", "corpus", "text", "tau", "1"))) {
                KvCache[] made = new KvCache[1];
                Participant honest = Participant.of(model);
                Participant watched = new Participant(honest.name(), honest.config(), honest.lexicon(),
                        new Watched(honest.scorer(), made), honest.identity(), honest.engine());
                Recording recording = Recording.of(Recording.request("superposed", parameters, new int[]{1, 40, 41}, 60,
                        SamplingSettings.GREEDY, 1), watched, null);
                List<Integer> text = new ArrayList<>(recording.run().promptIds());
                Arrays.stream(recording.output()).forEach(text::add);
                int held = made[0].length();
                assertThat(held).as("a root, or an end of text that was drafted").isBetween(text.size() - 1,
                        text.size());
                KvCache plain = honest.scorer().newCache(text.size());
                honest.scorer().forward(Batch.next(0, text.subList(0, held).stream().mapToInt(Integer::intValue)
                        .toArray()), plain);
                for (int layer = 0; layer < plain.layers(); layer++) {
                    int floats = held * plain.kvDim();
                    assertThat(Arrays.copyOf(made[0].keys(layer), floats)).containsExactly(Arrays.copyOf(plain.keys(
                            layer), floats));
                    assertThat(Arrays.copyOf(made[0].values(layer), floats)).containsExactly(Arrays.copyOf(plain.values(
                            layer), floats));
                }
                for (int slot = held; slot < made[0].capacity(); slot++) {
                    assertThat(made[0].cells().state(slot)).isIn(KvCells.State.FREE, KvCells.State.ROLLED_BACK);
                }
            }
        }
    }

    private record Watched(TokenScorer network, KvCache[] made) implements OuterScorer {
        @Override
        public KvCache newCache(int capacity, int[] text) {
            made[0] = network.newCache(capacity, text);
            return made[0];
        }

    }

    @Test
    void ngramsHaveASayWhenAFileIsNamedOrTheTextIsAskedFor(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("letters.txt"), "abcdefgh".repeat(40));
        String none = ngramNotes(Map.of("alpha", "0.9"));
        assertThat(none).doesNotContain("n-grams");
        assertThat(ngramNotes(Map.of("corpus", "text"))).contains("n-grams gave", "no overlap");
        assertThat(ngramNotes(Map.of("corpus", file.toString()))).contains("n-grams gave");
        assertThat(run(Map.of("corpus", file.toString(), "alpha", "0.95", "tau", "2"), 40, SamplingSettings.GREEDY)
                .run().text()).as("what follows what in the file").contains("bcdef");
        assertThat(run(Map.of("alpha", "0.9"), 40, SamplingSettings.GREEDY).output())
                .containsExactly(run(Map.of("alpha",
                        "0"), 40, SamplingSettings.GREEDY).output());
    }

    private static String ngramNotes(Map<String, String> parameters) {
        return run(parameters, 40, SamplingSettings.GREEDY).all(TraceEvent.Noted.class).stream().flatMap(noted -> noted
                .notes().stream()).map(Note::text).distinct().collect(Collectors.joining("|"));
    }

    @Test
    void saysThatItIsLossyUnlessTheTargetJudges() {
        DecodingMethod method = MethodCatalog.byId("superposed");
        assertThat(method.exact()).isFalse();
        assertThat(method.lossyReason(Map.of("keep", "best draft"))).contains("nobody judges it");
        assertThat(method.lossyReason(Map.of("keep", "verified"))).isEmpty();
        assertThat(run(Map.of(), 20, Recording.SAMPLED).all(TraceEvent.RunStarted.class).getFirst().settings().exact())
                .isFalse();
        Recording verified = run(Map.of("keep", "verified"), 40, Recording.SAMPLED);
        assertThat(verified.all(TraceEvent.RunStarted.class).getFirst().settings().exact()).isTrue();
        assertThat(verified.all(TraceEvent.Judged.class)).flatMap(TraceEvent.Judged::verdicts).extracting(Verdict::rule)
                .containsOnly(Rule.TARGET_SAMPLE_MATCH);
    }

    @Test
    void theBestDraftIsTakenWholeAndNobodyElseIsJudged() {
        Recording recording = run(Map.of(), 110, Recording.SAMPLED);
        List<DraftNode> nodes = new ArrayList<>();
        int dropped = 0;
        for (TraceEvent event : recording.events()) {
            switch (event) {
                case TraceEvent.StepStarted _ -> nodes.clear();
                case TraceEvent.Drafted drafted -> nodes.addAll(drafted.nodes());
                case TraceEvent.Judged judged -> {
                    DraftNode best = nodes.stream().max(Comparator.comparingInt(DraftNode::depth).thenComparingDouble(
                            DraftNode::value)).orElseThrow();
                    Set<Integer> path = new HashSet<>();
                    for (int at = best.index(); at != DraftNode.ROOT; at = nodes.get(at - 1).parent()) {
                        path.add(at);
                    }
                    for (Verdict verdict : judged.verdicts()) {
                        assertThat(verdict.rule()).isEqualTo(Rule.BEST_DRAFT);
                        assertThat(verdict.outcome()).isEqualTo(path.contains(verdict.node())
                                ? Verdict.Outcome.ACCEPTED
                                : Verdict.Outcome.NOT_REACHED);
                        assertThat(verdict.threshold()).isNaN();
                        assertThat(verdict.targetProbability()).as("what the target says is told").isBetween(0.0, 1.0);
                        dropped += path.contains(verdict.node()) ? 0 : 1;
                    }
                }
                default -> {
                }
            }
        }
        assertThat(dropped).isPositive();
        assertThat(recording.stats().corrected()).isZero();
        assertThat(recording.stats().bonus()).isEqualTo(recording.stats().rounds());
    }

    @Test
    void theAuditCallsItsDifferencesByDesign() {
        for (SamplingSettings sampling : List.of(SamplingSettings.GREEDY, Recording.SAMPLED)) {
            AuditReport report = audit(run(Map.of("drafts", "4", "corpus", "text"), 300, sampling).events());
            assertThat(report.findings()).extracting(Finding::fault).containsOnly(Fault.NON_STRICT);
        }
    }

    @Test
    void theAuditFindsADraftThatWasTakenThoughAnotherScoredHigher() {
        List<TraceEvent> tampered = new ArrayList<>();
        for (TraceEvent event : run(Map.of("drafts", "4", "corpus", "text"), 60, SamplingSettings.GREEDY).events()) {
            tampered.add(event instanceof TraceEvent.Drafted(var seq, var nanos, var step, var level, var nodes)
                    ? new TraceEvent.Drafted(seq, nanos, step, level, nodes.stream().map(
                            SuperposedRunTest::turned).toList())
                    : event);
        }
        assertThat(Auditor.ofFacts()).satisfies(auditor -> {
            auditor.add(tampered);
            assertThat(auditor.report().findings()).isNotEmpty().allSatisfy(finding -> {
                assertThat(finding.fault()).isEqualTo(Fault.VERDICT);
                assertThat(finding.sentence()).contains("was taken with a score of");
            });
        });
    }

    private static DraftNode turned(DraftNode n) {
        return new DraftNode(n.index(), n.parent(), n.depth(), n.rank(), n.token(), n.probability(),
                n.drawProbability(), n.pathProbability(), n.source(), n.entropyBits(), n.top(), n.draws(), -n.value());
    }

    private static AuditReport audit(List<TraceEvent> events) {
        Auditor auditor = new Auditor(new ToyNetwork(VOCAB, true, ToyNetwork.hashed(4, VOCAB, 1)), compared -> true);
        auditor.add(events);
        return auditor.report();
    }

    @Test
    void refusesParametersThatMakeNoSense() {
        Map<String, String> wrong = Map.of("keep", "some", "length", "0", "drafts", "17", "kept", "-1", "tau", "0",
                "alpha", "NaN", "delta", "1e9", "corpus", "/no/such/file");
        wrong.forEach((name, value) -> assertThatThrownBy(() -> DecodingRun.prepare(Recording.request("superposed",
                Map.of(name, value), PROMPT, 10, SamplingSettings.GREEDY, 1), target(), Optional.empty(), event -> {},
                Pacer.unthrottled())).isInstanceOf(CannotRunException.class).hasMessageContaining(value)
                .hasMessageContaining("accepted: ").hasMessageNotContaining("\n"));
    }
}
