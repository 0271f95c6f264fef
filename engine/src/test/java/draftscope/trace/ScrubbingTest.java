package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScrubbingTest {
    /// Whole numbers that are no tokens. A field that is in neither list is new, and somebody has to say which it is.
    private static final Set<String> NO_TOKENS = Set.of("StepStarted.step", "StepStarted.length", "PhaseFinished.step",
            "PhaseFinished.level", "Drafted.step", "Drafted.level", "DraftStopped.step", "Cut.step", "Cut.nodes",
            "Verified.step", "Judged.step", "Drawn.step", "Planned.step", "Planned.length",
            "Planned.givenUp", "PlannedToken.position", "PlannedToken.node", "Committed.step", "Committed.position",
            "Committed.node",
            "KvChanged.step", "KvChanged.length", "Noted.step", "CanvasOpened.length", "CanvasOpened.attentionBlock",
            "CanvasOpened.stepsBefore", "CanvasOpened.masksBefore", "StandingToken.position", "Predicted.step",
            "Predicted.exact",
            "Predicted.block", "Predicted.rows", "BlockCut.step", "BlockCut.block", "Chosen.step", "Unmasked.step",
            "LookedAgain.step", "SecondLook.position", "Remasked.step", "Edited.step", "Edited.forwards", "Edited.rows",
            "CanvasEdit.position", "CanvasEdit.before", "SamplingSettings.topK",
            "RunSettings.maxTokens", "RunSettings.threads", "RunSettings.capacity", "ModelIdentity.layers",
            "ModelIdentity.kvHeads", "ModelIdentity.vocabulary", "ModelIdentity.context", "TokenMeasures.rank",
            "SamplerStage.kept",
            "DraftNode.index", "DraftNode.parent", "DraftNode.depth", "DraftNode.rank", "DraftNode.draws",
            "TargetRow.node", "TargetRow.position", "TargetRow.slot", "TargetRow.prefix", "TargetRow.visible",
            "Verdict.node", "Verdict.blockedBy", "TargetDraw.after", "KvChange.slot", "KvChange.from",
            "KvChange.position", "KvChange.node", "Note.position", "Note.node", "BlockSpan.from", "BlockSpan.to",
            "Prediction.position", "UnmaskChoice.position", "UnmaskChoice.rank", "UnmaskChoice.anchor",
            "CanvasToken.position", "BatchRead.step", "BatchAdvanced.step", "LaneRows.lane", "LaneRows.firstRow",
            "LaneRows.rows", "LaneRows.cached", "Fork.position", "Fork.promptLength", "Fork.step", "LaneOutcome.lane",
            "LaneOutcome.accepted",
            "RunStats.rounds", "RunStats.targetForwards", "RunStats.draftForwards", "RunStats.drafted",
            "RunStats.judged", "RunStats.accepted", "RunStats.corrected", "RunStats.bonus", "RunStats.plain",
            "RunStats.acceptedLengths");

    @Test
    void everyWholeNumberIsKnownToBeATokenOrNot() {
        Set<String> found = new TreeSet<>();
        for (Class<?> type : TraceFormatDocTest.records()) {
            for (RecordShape.Field field : RecordShape.of(type).fields()) {
                if (field.type() == int.class || field.item() == Integer.class)
                    found.add(field.path());
            }
        }
        Set<String> known = new TreeSet<>(NO_TOKENS);
        known.addAll(Scrubbing.TOKENS);
        assertThat(found).isEqualTo(known);
    }

    @Test
    void noWordOfTheRunIsLeftInTheFile() {
        List<TraceEvent> events = tale();
        String before = lines(events);
        List<String> words = List.of("secret", "lily", "fox", "anna", "geheim", "\u6f22");
        assertThat(words).allMatch(word -> before.toLowerCase(Locale.ROOT).contains(word));
        List<TraceEvent> scrubbed = new Scrubbing((method, parameter) -> parameter.equals("growth")).apply(events);
        assertThat(words).noneMatch(word -> lines(scrubbed).toLowerCase(Locale.ROOT).contains(word));
        assertThat(lines(scrubbed)).contains("\"growth\":\"greedy\"", "\"depth\":\"3\"",
                "\"source\":\"(scrubbed)\"", "\"fingerprint\":\"ab12\"", "\"name\":\"model.gguf\"");
    }

    @Test
    void aFreeTextOfAnyEventIsReplacedUnlessItsKindIsFixed() {
        for (long seed = 0; seed < 50; seed++) {
            for (TraceEvent event : new SampleEvents(seed).all()) {
                TraceEvent scrubbed = new Scrubbing((method, parameter) -> false).apply(event);
                Map<String, List<String>> left = new HashMap<>();
                texts(scrubbed, left);
                left.keySet().removeAll(Scrubbing.KEPT);
                left.remove("ModelIdentity.name");
                left.remove("Unrecognised.kind");
                left.remove("Unrecognised.json");
                assertThat(left.values()).allSatisfy(texts -> assertThat(texts)
                        .allMatch(text -> text.isEmpty() || text.equals(Scrubbing.SCRUBBED)
                                || text.matches("( ?w|<)-?\\d+>?")));
            }
        }
    }

    @Test
    void tokensStayTellableAndNumbersStayAsTheyAre() {
        for (List<TraceEvent> events : TraceTest.runs()) {
            List<TraceEvent> scrubbed = new Scrubbing((method, parameter) -> true).apply(events);
            Trace before = Trace.of(events);
            Trace after = Trace.of(scrubbed);
            assertThat(after.at(after.length()).counts()).isEqualTo(before.at(before.length()).counts());
            Map<Integer, Integer> renamed = new HashMap<>();
            for (int i = 0; i < before.committed().size(); i++) {
                CommittedToken old = before.committed().get(i);
                CommittedToken now = after.committed().get(i);
                assertThat(now.token()).isEqualTo(renamed.computeIfAbsent(old.token(), _ -> now.token()));
                assertThat(Double.compare(now.measures().entropyBits(), old.measures().entropyBits())).isZero();
                assertThat(Double.compare(now.measures().top().tailMass(), old.measures().top().tailMass()))
                        .isZero();
                assertThat(now.provenance()).isEqualTo(old.provenance());
                if (after.piece(now.token()).bytes().length > 0)
                    assertThat(after.piece(now.token()).numbered()).isTrue();
            }
            assertThat(renamed.values()).doesNotHaveDuplicates();
            for (int i = 0; i < scrubbed.size(); i++)
                assertThat(scrubbed.get(i).nanos()).isEqualTo(events.get(i).nanos());
        }
    }

    @Test
    void noIdLeadsBackToAVocabulary() {
        List<Integer> ids = new ArrayList<>();
        new Scrubbing((method, parameter) -> true).apply(tale()).forEach(event -> {
            if (event instanceof TraceEvent.TokensNamed named)
                named.pieces().forEach(piece -> ids.add(piece.id()));
        });
        assertThat(ids).isSortedAccordingTo(Comparator.naturalOrder()).startsWith(0, 1, 2);
    }

    private static List<TraceEvent> tale() {
        RunSettings plain = RunScript.settings("draft-tree", "Speculative", 64, false);
        ModelIdentity target = new ModelIdentity("/home/anna/model.gguf", "llama", 1, 1, 1, 9, 64, 8, "ab12");
        RunSettings settings = new RunSettings(plain.methodId(), plain.methodName(), plain.family(), "",
                Map.of("depth", "3", "growth", "greedy", "source", "my secret"), plain.sampling(), 1, 2, target,
                java.util.Optional.empty(), 1, Observation.LIGHT, 64, "Secret Lily", "0.1.0");
        return new RunScript().start(settings)
                .name(List.of(piece(31, " Lily"), piece(30, " secret"), piece(77, " fox"), piece(78, "\u6f22")))
                .prompt(30, 31)
                .add((s, n) -> new TraceEvent.Noted(s, n, -1,
                        List.of(new Note("source", "copied geheim", List.of(77), 1))))
                .beginStep()
                .draft(1, TraceFixtures.node(1, 0, 1, 0, 77, 0.5))
                .verify(TraceFixtures.row(0, 77, 0.4), TraceFixtures.row(1, 78, 0.4))
                .judge(TraceFixtures.verdict(1, Verdict.Outcome.ACCEPTED, 0.4, 0.5)).draw(1, 78, Provenance.BONUS)
                .commit(77, Provenance.ACCEPTED_DRAFT, 1, 2).commit(78, Provenance.BONUS, DraftNode.NONE, 1)
                .add((s, n) -> new TraceEvent.Unrecognised(s, n, "Dreamed",
                        "{\"event\":\"Dreamed\",\"seq\":" + s + ",\"of\":\"a fox\"}"))
                .add((s, n) -> new TraceEvent.RunFinished(s, n, StopReason.FAILED, "the fox failed",
                        new RunStats(1, 1, 1, 1, 1, 1, 0, 1, 0, List.of(0, 1), Map.of("draft", 5L, "anna", 6L), 9)))
                .events();
    }

    private static TokenPiece piece(int id, String text) {
        return new TokenPiece(id, text, text.getBytes(java.nio.charset.StandardCharsets.UTF_8), false);
    }

    private static String lines(List<TraceEvent> events) {
        // The bytes of a token are hex in the file; read as text they would tell.
        String text = events.stream().map(TraceCodec::write).collect(Collectors.joining("\n"));
        String spelled = events.stream().flatMap(event -> event instanceof TraceEvent.TokensNamed named
                ? named.pieces().stream()
                : Stream.<TokenPiece>empty()).map(piece -> new String(piece.bytes(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .collect(Collectors.joining());
        return text + spelled;
    }

    private static void texts(Object record, Map<String, List<String>> found) {
        for (RecordShape.Field field : RecordShape.of(record.getClass()).fields())
            collect(field.path(), field.of(record), found);
    }

    private static void collect(String path, Object value, Map<String, List<String>> found) {
        switch (value) {
            case String text -> found.computeIfAbsent(path, _ -> new ArrayList<>()).add(text);
            case List<?> list -> list.forEach(item -> collect(path, item, found));
            case java.util.Optional<?> optional -> optional.ifPresent(item -> collect(path, item, found));
            case Record inner -> texts(inner, found);
            default -> {
                // Numbers, names, and the texts by name, which the test of a tale looks at.
            }
        }
    }
}
