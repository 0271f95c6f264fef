package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.audit.AuditReport;
import draftscope.audit.Auditor;
import draftscope.audit.Fault;
import draftscope.audit.Finding;
import draftscope.cache.KvCache;
import draftscope.decode.speculative.CausalParts;
import draftscope.decode.speculative.DraftContext;
import draftscope.decode.speculative.DraftStop;
import draftscope.decode.speculative.DraftTree;
import draftscope.decode.speculative.GreedyMatch;
import draftscope.decode.speculative.Proposer;
import draftscope.decode.speculative.RatioTest;
import draftscope.decode.speculative.RecursiveWithoutReplacement;
import draftscope.decode.speculative.Verifier;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.ToyModels;
import draftscope.sampling.Randomness.Purpose;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import draftscope.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Methods and runs with a fault planted in them: the auditor names each, and stays silent on those without.
class PlantedFaultsTest {
    private static final int VOCAB = 12;
    private static final ToyNetwork.Law TARGET = ToyNetwork.hashed(5, VOCAB, 1);
    private static final ToyNetwork.Law DRAFT = ToyNetwork.near(TARGET, 9, VOCAB, .6);

    /// What a proposer does with the siblings that it drew.
    private interface Tampering {
        List<Integer> keep(List<Integer> drawn, TokenDistribution law);
    }

    /// Drafts from [#DRAFT], `width` children a node and one child each below, and tampers with what it drew.
    private record Tampered(SamplerChain chain, int width, int maxDepth, Tampering tampering) implements Proposer {
        @Override
        public int maxNodes() {
            return width * maxDepth;
        }

        @Override
        public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
            List<Integer> parents = tree.frontier().stream().filter(node -> !tree.ends(node)).toList();
            int before = tree.size();
            for (int parent : parents) {
                int[] path = tree.path(parent).stream().mapToInt(tree::token).toArray();
                int[] text = IntStream.concat(IntStream.of(context.committed().range(0, context.committed().size())),
                        IntStream.of(path)).toArray();
                TokenDistribution law = chain.law(new RawLaw(DRAFT.scores(text)));
                draw(tree, parent, law, context);
            }
            return tree.size() > before ? Optional.empty() : Optional.of(new DraftStop("nothing was kept", 0, 1));
        }

        private void draw(DraftTree tree, int parent, TokenDistribution law, DraftContext context) {
            List<Integer> drawn = new ArrayList<>();
            Map<Integer, Double> chances = new java.util.HashMap<>();
            Optional<TokenDistribution> left = Optional.of(law);
            for (int i = 0; i < (parent == DraftNode.ROOT ? width : 1) && left.isPresent(); i++) {
                int token = left.get().draw(
                        context.randomness().uniform(Purpose.DRAFT, context.step(), parent, i));
                drawn.add(token);
                chances.put(token, left.get().probability(token));
                left = left.get().without(token);
            }
            tree.drawFrom(parent, law);
            for (int token : tampering.keep(drawn, law)) {
                tree.add(parent, token, law.probability(token), chances.get(token), "draft", law.entropyBits(),
                        law.top(VOCAB - 2));
            }
        }
    }

    private static List<TraceEvent> run(Tampering tampering, Verifier verifier, int width, SamplingSettings sampling,
            int tokens, long seed) {
        DecodingMethod method = new DecodingMethod("planted", "Planted", Family.SPECULATIVE, "A fault.",
                new Paper("Nobody", 2000, "None", ""), "", Set.of(Need.CAUSAL_MODEL), List.of(),
                new CausalComposition((values, ingredients) -> new CausalParts(
                        new Tampered(ingredients.chain(), width, 3, tampering), verifier)));
        List<TraceEvent> events = new ArrayList<>();
        DecodingRun run = DecodingRun.prepare(method,
                Recording.request("planted", Map.of(), new int[]{1, 2, 3}, tokens, sampling, seed),
                ToyParticipants.causal(TARGET, VOCAB, 5000, ToyParticipants.NO_END), Optional.empty(), events::add,
                Pacer.unthrottled());
        run.run();
        assertThat(run.failure()).isEmpty();
        return events;
    }

    private static AuditReport audit(List<TraceEvent> events) {
        Auditor auditor = new Auditor(new ToyNetwork(VOCAB, true, TARGET), compared -> true);
        auditor.add(events);
        return auditor.report();
    }

    private static List<Fault> faults(AuditReport report) {
        return report.findings().stream().map(Finding::fault).distinct().toList();
    }

    @Test
    void aProposerThatTampersWithNothingIsClean() {
        AuditReport chain = audit(run((drawn, law) -> drawn, new RatioTest(), 1, Recording.SAMPLED, 4000, 1));
        assertThat(chain.findings()).isEmpty();
        assertThat(chain.draftTokens()).isGreaterThan(1000);
        assertThat(chain.tokens()).isEqualTo(4000);
        AuditReport tree = audit(run((drawn, law) -> drawn, new RecursiveWithoutReplacement(), 3, Recording.SAMPLED,
                4000, 2));
        assertThat(tree.findings()).isEmpty();
        assertThat(audit(run((drawn, law) -> drawn, new GreedyMatch(), 3, SamplingSettings.GREEDY, 500, 3))
                .sentence()).isEqualTo("Identical to the target alone for 500 tokens.");
    }

    static Stream<Variant> exactMethods() {
        return Variant.ofEachExactCausalMethod();
    }

    @ParameterizedTest
    @MethodSource("exactMethods")
    void noExactMethodOfTheCatalogIsAccused(Variant variant) {
        List<TraceEvent> events = Recording.of(Recording.request(variant.method().id(), variant.parameters(), new int[]{
                1, 2, 3}, 1500, Recording.SAMPLED, 4),
                ToyParticipants.causal(TARGET, VOCAB, 5000, ToyParticipants.NO_END),
                ToyParticipants.causal(DRAFT, VOCAB, 5000, ToyParticipants.NO_END)).events();
        assertThat(audit(events).findings()).isEmpty();
    }

    @Test
    void aDroppedLowConfidenceTokenIsNamed() {
        AuditReport report = audit(run((drawn, law) -> drawn.stream().filter(t -> law.probability(t) >= .15).toList(),
                new RatioTest(), 1, Recording.SAMPLED, 4000, 1));
        assertThat(faults(report)).contains(Fault.DROPPED_DRAFT, Fault.LAW);
        assertThat(report.clean()).isFalse();
    }

    @Test
    void aGreedyDraftTestedAsIfSampledIsNamed() {
        AuditReport report = audit(run((drawn, law) -> List.of(drawn.stream().max(Comparator.comparingDouble(
                law::probability)).orElseThrow()), new RatioTest(), 3, Recording.SAMPLED, 4000, 1));
        assertThat(faults(report)).contains(Fault.PROPOSAL, Fault.LAW);
    }

    @Test
    void reorderedSiblingsAreNamed() {
        AuditReport report = audit(run((drawn, law) -> drawn.stream().sorted().toList(),
                new RecursiveWithoutReplacement(), 3, Recording.SAMPLED, 2000, 1));
        assertThat(faults(report)).contains(Fault.SIBLING_ORDER);
        assertThat(report.sentence()).startsWith("Not the target's own: siblings reordered.");
    }

    @Test
    void anUnverifiedTailIsNamed() {
        List<TraceEvent> events = new ArrayList<>();
        List<DraftNode> drafted = new ArrayList<>();
        for (TraceEvent event : run((drawn, law) -> drawn, new GreedyMatch(), 1, SamplingSettings.GREEDY, 40, 1)) {
            if (event instanceof TraceEvent.Drafted d) {
                drafted.addAll(d.nodes());
            } else if (event instanceof TraceEvent.StepStarted) {
                drafted.clear();
            }
            // A loop that ends when committed and pending tokens together are enough returns the pending ones as they are.
            if (event instanceof TraceEvent.Committed c && c.provenance() == Provenance.CORRECTION
                    && c.position() > 20) {
                DraftNode pending = drafted.get((int) events.stream().filter(e -> e instanceof TraceEvent.Committed o
                        && o.step() == c.step()).count());
                events.add(new TraceEvent.Committed(c.seq(), c.nanos(), c.step(), c.position(), pending.token(),
                        Provenance.ACCEPTED_DRAFT, pending.index(), c.measures()));
                break;
            }
            events.add(event);
        }
        AuditReport report = audit(events);
        assertThat(faults(report)).contains(Fault.UNVERIFIED);
        assertThat(report.divergence()).get().satisfies(d -> assertThat(d.finding().fault())
                .isEqualTo(Fault.UNVERIFIED));
    }

    @Test
    void aLossyMethodDiffersByDesignAndItsReasonIsSaid() {
        List<TraceEvent> events = run((drawn, law) -> List.of(drawn.stream().max(Comparator.comparingDouble(
                law::probability)).orElseThrow()), new GreedyMatch(), 1, Recording.SAMPLED, 1000, 1);
        TraceEvent.RunStarted start = (TraceEvent.RunStarted) events.getFirst();
        RunSettings s = start.settings();
        events.set(0, new TraceEvent.RunStarted(start.seq(), start.nanos(), new RunSettings(s.methodId(),
                s.methodName(), s.family(), "It always takes the likeliest.", s.parameters(), s.sampling(), s.seed(),
                s.maxTokens(), s.target(), s.draft(), s.threads(), s.observation(), s.capacity(), s.prompt(),
                s.engine())));
        AuditReport report = audit(events);
        assertThat(faults(report)).containsExactly(Fault.NON_STRICT);
        assertThat(report.findings().getFirst().sentence()).contains("more likely than the target's law").endsWith(
                "It always takes the likeliest.");
        assertThat(report.clean()).isTrue();
        assertThat(report.sentence()).startsWith("Differs from the target: non-strict rule, by design.");
    }

    @Test
    void withoutATargetTheFactsAloneAreCheckedAndItSaysSo() {
        List<TraceEvent> events = run((drawn, law) -> drawn.stream().sorted().toList(),
                new RecursiveWithoutReplacement(), 3, Recording.SAMPLED, 2000, 1);
        Auditor faulty = Auditor.ofFacts();
        faulty.add(events);
        assertThat(faults(faulty.report())).contains(Fault.SIBLING_ORDER).doesNotContain(Fault.LAW);
        assertThat(faulty.report().findings().getFirst().node()).isGreaterThan(DraftNode.ROOT);
        Auditor right = Auditor.ofFacts();
        right.add(run((drawn, law) -> drawn, new RatioTest(), 1, Recording.SAMPLED, 300, 1));
        AuditReport report = right.report();
        assertThat(report.clean()).isTrue();
        assertThat(report.shadowed()).isFalse();
        assertThat(report.tokens()).isZero();
        assertThat(report.rounds()).isPositive();
        assertThat(report.chiSquare()).isNaN();
        assertThat(report.sentence()).endsWith("the target was not at hand.");
    }

    @Test
    void anAuditCanBeCancelledAndReportsWhatItSaw() {
        List<TraceEvent> events = run((drawn, law) -> drawn, new GreedyMatch(), 3, SamplingSettings.GREEDY, 100, 3);
        List<Integer> told = new ArrayList<>();
        Auditor auditor = new Auditor(new ToyNetwork(VOCAB, true, TARGET), compared -> {
            told.add(compared);
            return compared < 7;
        });
        auditor.add(events);
        assertThat(auditor.report().tokens()).isEqualTo(7);
        assertThat(told).isSorted().endsWith(6, 7);
    }

    static List<Integer> shifts() {
        return List.of(-2, -1, 1, 2);
    }

    /// The driver is right and tells what it asked for; the network reads a second sibling elsewhere. Only the law can tell.
    @ParameterizedTest
    @MethodSource("shifts")
    void aWrongPositionForASiblingIsNamed(int shift, @TempDir Path folder) {
        try (LanguageModel model = ToyModels.causal(3).open(folder, 1)) {
            Participant honest = Participant.of(model);
            TokenScorer shifting = new OuterScorer() {
                @Override
                public TokenScorer network() {
                    return honest.scorer();
                }

                @Override
                public Scores forward(Batch batch, KvCache cache) {
                    int[] positions = batch.positions().clone();
                    for (int row = 2; row < positions.length && positions[row] == positions[1]
                            && positions[0] + 1 == positions[1] && batch.mask().visible(row) == batch.mask().visible(
                                    1); row++) {
                        positions[row] += shift;
                    }
                    return honest.scorer().forward(
                            new Batch(batch.tokens(), positions, batch.slots(), batch.mask(), null), cache);
                }
            };
            Participant faulty = new Participant("faulty", honest.config(), honest.lexicon(), shifting,
                    honest.identity(), honest.engine());
            Auditor auditor = new Auditor(honest.scorer(), compared -> true);
            auditor.add(sampledSecondSiblings(folder, faulty));
            AuditReport report = auditor.report();
            assertThat(faults(report)).contains(Fault.POSITION).doesNotContain(Fault.ROW, Fault.MASK, Fault.CHOICE);
            assertThat(report.findings().getFirst().sentence()).contains("instead of");
        }
    }

    /// A run in which second siblings are accepted now and then, and the rows after them decide.
    private static List<TraceEvent> sampledSecondSiblings(Path folder, Participant target) {
        try (LanguageModel draft = ToyModels.causal(4).open(folder, 1)) {
            List<TraceEvent> events = new ArrayList<>();
            DecodingRun run = DecodingRun.prepare(
                    Recording.request("rsd-c", Map.of("widths", "4,2"), new int[]{1, 70, 80, 90}, 60,
                            Recording.SAMPLED, 1),
                    target, Optional.of(Participant.of(draft)), events::add, Pacer.unthrottled());
            run.run();
            return events;
        }
    }
}
