package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.audit.Auditor;
import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.trace.CommittedToken;
import draftscope.trace.Fork;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Observation;
import draftscope.trace.Provenance;
import draftscope.trace.SamplingSettings;
import draftscope.trace.StopReason;
import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceLog;
import draftscope.trace.TraceState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A run that leaves another one, with the sample models.
class ForkedRunTest {
    private static final String PROMPT = "Once upon a time there was a fox who";
    private static final int TOKENS = 60;

    @TempDir
    static Path folder;

    private static Models models;

    @BeforeAll
    static void open() {
        SampleModels samples = new SampleModels(folder);
        models = new Models(LanguageModel.open(samples.locate("tales-target"), 1),
                Optional.of(LanguageModel.open(samples.locate("tales-draft"), 1)));
    }

    @AfterAll
    static void close() {
        models.target().close();
        models.draft().orElseThrow().close();
    }

    private static RunRequest request(String method, double temperature) {
        return new RunRequest(method, Map.of(), PROMPT, List.of(), TOKENS, new SamplingSettings(temperature, 0, 1, 0),
                5, Observation.LIGHT, 1);
    }

    private static RunRequest fork(RunRequest parent, List<Integer> ids, int maxTokens, int prompt, int forced,
            int step) {
        return new RunRequest(parent.methodId(), parent.parameters(), parent.prompt(), ids, maxTokens,
                parent.sampling(), parent.seed(), parent.observation(), parent.threads(),
                Optional.of(new Fork("the parent", ids.size(), prompt, forced, step)));
    }

    private static Trace run(RunRequest request, RunMemory memory) {
        TraceLog log = new TraceLog();
        DecodingRun run = memory == null
                ? DecodingRun.prepare(request, models, log, Pacer.unthrottled())
                : DecodingRun.prepare(request, models, memory, log, Pacer.unthrottled());
        run.run();
        assertThat(run.failure()).isEmpty();
        return Trace.of(log);
    }

    private static List<Integer> ids(Trace trace) {
        return trace.committed().stream().map(CommittedToken::token).toList();
    }

    private static List<Integer> upTo(Trace trace, int outputs) {
        List<Integer> ids = new ArrayList<>(trace.prompt());
        ids.addAll(ids(trace).subList(0, outputs));
        return ids;
    }

    /// How much of the prompt was taken over in a cache.
    private static int reused(Trace trace, KvOwner owner) {
        TraceState begun = trace.at(trace.startOfStep(0));
        return begun.kv(owner).count(KvState.REUSED);
    }

    @ParameterizedTest
    @CsvSource({"autoregressive, 0", "autoregressive, 1", "draft-chain, 0", "draft-chain, 1", "draft-tree, 1",
            "pearl, 0", "dyspec, 1", "rapid, 1", "token-recycling, 0", "layer-skip, 1", "ems-sd, 0"})
    void aForkWritesWhatARunThatReadsItsTokensAnewWrites(String method, double temperature) {
        RunMemory memory = new RunMemory();
        RunRequest request = request(method, temperature);
        Trace parent = run(request, memory);
        assertThat(ids(parent)).isEqualTo(ids(run(request, null)));
        for (int outputs : new int[]{20, 7, 33, 0, 20}) {
            List<Integer> ids = upTo(parent, outputs);
            RunRequest forked = fork(request, ids, 30, parent.prompt().size(), Fork.NOTHING, 3);
            Trace shared = run(forked, memory);
            Trace fresh = run(forked, null);
            assertThat(ids(shared)).isEqualTo(ids(fresh));
            assertThat(shared.committed().stream().map(CommittedToken::measures).toList())
                    .isEqualTo(fresh.committed().stream().map(CommittedToken::measures).toList());
            assertThat(shared.settings()).isEqualTo(fresh.settings());
            assertThat(shared.prompt()).isEqualTo(ids);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoregressive", "draft-chain"})
    void tenBranchesReadTheirCommonBeginningOnce(String method) {
        RunMemory memory = new RunMemory();
        Trace parent = run(request(method, 1), memory);
        List<Integer> ids = upTo(parent, 25);
        long before = memory.bytes();
        List<Trace> branches = new ArrayList<>();
        for (int forced = 300; forced < 310; forced++) {
            Trace branch = run(fork(request(method, 1), ids, 12, parent.prompt().size(), forced, 1), memory);
            assertThat(reused(branch, KvOwner.TARGET)).isEqualTo(ids.size());
            if (method.equals("draft-chain"))
                assertThat(reused(branch, KvOwner.DRAFT)).isGreaterThanOrEqualTo(ids.size() - 1);
            branches.add(branch);
        }
        assertThat(memory.bytes()).isLessThan(before * 11 / 2); // ten caches more would be 11 times as much
        // Each of them is taken up again at its end, where nothing but its last token has to be read.
        for (Trace branch : branches) {
            List<Integer> all = upTo(branch, branch.committed().size());
            Trace on = run(fork(request(method, 1), all, 3, parent.prompt().size(), Fork.NOTHING, 20), memory);
            assertThat(reused(on, KvOwner.TARGET)).isEqualTo(all.size() - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void aRunThatIsResumedWithoutAChangeGoesOnAsItDid(double temperature) {
        RunRequest request = request("autoregressive", temperature);
        Trace parent = run(request, null);
        for (int outputs : new int[]{1, 17, 40}) {
            int step = parent.committed().get(outputs).step();
            Trace resumed = run(fork(request, upTo(parent, outputs), parent.committed().size() - outputs,
                    parent.prompt().size(), Fork.NOTHING, step), null);
            assertThat(ids(resumed)).isEqualTo(ids(parent).subList(outputs, parent.committed().size()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"draft-chain", "draft-tree", "dyspec"})
    void atTheBeginningOfARoundASpeculativeRunMeetsTheSameLuckToo(String method) {
        RunRequest request = request(method, 1);
        Trace parent = run(request, null);
        int step = 4;
        int outputs = (int) parent.committed().stream().filter(token -> token.step() < step).count();
        Trace resumed = run(fork(request, upTo(parent, outputs), TOKENS - outputs, parent.prompt().size(),
                Fork.NOTHING, step), null);
        assertThat(ids(resumed)).isEqualTo(ids(parent).subList(outputs, parent.committed().size()));
    }

    @Test
    void aForcedTokenIsThePersonsAndTheFirstOfTheOutput() {
        Trace parent = run(request("draft-chain", 0), null);
        List<Integer> ids = upTo(parent, 10);
        Trace branch = run(fork(request("draft-chain", 0), ids, 20, parent.prompt().size(), 400, 2), null);
        CommittedToken first = branch.committed().getFirst();
        assertThat(first.token()).isEqualTo(400);
        assertThat(first.provenance()).isEqualTo(Provenance.FORCED);
        assertThat(first.position()).isEqualTo(ids.size());
        assertThat(first.step()).isEqualTo(-1);
        assertThat(first.event()).isLessThan(branch.startOfStep(0));
        assertThat(branch.committed()).hasSizeLessThanOrEqualTo(20);
        Fork fork = branch.settings().orElseThrow().fork().orElseThrow();
        assertThat(fork).isEqualTo(new Fork("the parent", ids.size(), parent.prompt().size(), 400, 2));
        TraceState end = branch.at(branch.length());
        assertThat(end.counts().emitted()).isEqualTo(branch.committed().size());
        assertThat(end.counts().rounds()).isEqualTo(branch.steps().size());
        assertThat(end.counts().acceptedLengths())
                .isEqualTo(branch.finished().orElseThrow().stats().acceptedLengths());
        assertThat(branch.finished().orElseThrow().stats().emitted()).isEqualTo(branch.committed().size());
    }

    @Test
    void aForcedEndOfTextEndsTheTextAndSoDoesAForcedLastToken() {
        Trace parent = run(request("draft-chain", 0), null);
        int end = models.target().tokenizer().vocabulary().size() > 0 ? endOfText() : -1;
        Trace ended = run(fork(request("draft-chain", 0), upTo(parent, 5), 20, 1, end, 1), null);
        assertThat(ended.finished().map(TraceEvent.RunFinished::reason)).contains(StopReason.END_OF_TEXT);
        assertThat(ids(ended)).containsExactly(end);
        Trace last = run(fork(request("autoregressive", 0), upTo(parent, 5), 1, 1, 400, 1), null);
        assertThat(last.finished().map(TraceEvent.RunFinished::reason)).contains(StopReason.MAX_TOKENS);
        assertThat(ids(last)).containsExactly(400);
    }

    private static int endOfText() {
        for (int id = 0;; id++)
            if (models.target().tokenizer().vocabulary().isEnd(id))
                return id;
    }

    @Test
    void anAuditHoldsNoTokenOfAPersonAgainstTheTarget() {
        Trace parent = run(request("draft-chain", 0), null);
        Trace branch = run(fork(request("draft-chain", 0), upTo(parent, 10), 20, parent.prompt().size(), 400, 2), null);
        Auditor auditor = new Auditor(TokenScorer.of(models.target()), compared -> true);
        auditor.add(branch.events());
        assertThat(auditor.report().findings()).isEmpty();
        assertThat(auditor.report().divergence()).isEmpty();
        assertThat(auditor.report().tokens()).isEqualTo(branch.committed().size() - 1);
    }

    @Test
    void tokensThatMeanSomethingElseToTheModelAreNamed() {
        TokenPiece own = Lexicon.of(models.target().tokenizer()).piece(400);
        assertThat(models.foreign(List.of(own))).isEmpty();
        assertThat(models.foreign(List.of(new TokenPiece(401, own.piece(), own.bytes(), false)))).get().asString()
                .startsWith("token 401 is ‘" + own.piece() + "’ in this run and ‘");
        assertThat(models.foreign(List.of(new TokenPiece(99_999, "x", new byte[]{'x'}, false)))).get().asString()
                .contains("and none in ");
        assertThat(models.foreign(List.of(new TokenPiece(3, "w3", new byte[]{'w'}, false, true)))).get().asString()
                .contains("taken out");
    }

    @Test
    void whatDoesNotFitIsRefusedInOneSentence() {
        RunRequest request = request("draft-chain", 0);
        assertThatThrownBy(() -> run(fork(request, List.of(1, 5), 9, 1, 1 << 20, 0), null))
                .isInstanceOf(CannotRunException.class).hasMessageContaining("id 1048576; accepted: 0 to 2047");
        assertThatThrownBy(() -> run(new RunRequest("draft-chain", Map.of(), PROMPT, List.of(1, 5), 9,
                SamplingSettings.GREEDY, 5, Observation.LIGHT, 1, Optional.of(new Fork("x", 3, 1, -1, 0))), null))
                .isInstanceOf(CannotRunException.class).hasMessageContaining("behind 3 tokens and 2 are given");
        assertThatThrownBy(() -> run(fork(request("ems-sd", 0), List.of(1, 5), 9, 1, 7, 0), null))
                .isInstanceOf(CannotRunException.class).hasMessageContaining("decodes one text");
    }
}
