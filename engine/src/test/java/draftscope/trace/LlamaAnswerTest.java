package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers in the shapes that the server's README and its pull requests 4714 and 10783 show, with words of our own.
class LlamaAnswerTest {
    private static final String NEWER = """
            {"index":0,"content":" red fox","tokens":[],"id_slot":0,"stop":true,"model":"little","tokens_predicted":2,
             "tokens_evaluated":5,"generation_settings":{"n_predict":2,"seed":4294967295,"temperature":0.8,"top_k":40,
             "top_p":0.95,"min_p":0.05},"prompt":"<s> Lily saw a","truncated":false,"stop_type":"limit",
             "stopping_word":"","timings":{"predicted_n":2,"predicted_ms":12.5,"predicted_per_second":160.0},
             "completion_probabilities":[
              {"id":310,"token":" red","bytes":[32,114,101,100],"logprob":-0.5,"top_logprobs":[
                {"id":309,"token":" big","bytes":[32,98,105,103],"logprob":-1.5},
                {"id":310,"token":" red","bytes":[32,114,101,100],"logprob":-0.5}]},
              {"id":400,"token":"\\ufffd","bytes":[195],"logprob":-2.0,"top_logprobs":[
                {"id":77,"token":" fox","bytes":[32,102,111,120],"logprob":-0.25}]}]}""";

    @TempDir
    Path folder;

    @Test
    void theNewerShapeTellsRawLawsWithIdsAndBytes() throws IOException {
        Recording recording = open(NEWER);
        assertThat(recording.loss()).isEmpty();
        Trace trace = recording.trace();
        RunSettings settings = trace.settings().orElseThrow();
        assertThat(settings.prompt()).isEqualTo("<s> Lily saw a");
        assertThat(settings.sampling()).isEqualTo(new SamplingSettings(0.8, 40, 0.95, 0.05));
        assertThat(settings.seed()).isEqualTo(4294967295L);
        assertThat(settings.target().name()).isEqualTo("little");
        assertThat(trace.prompt()).as("its tokens are not in the answer").isEmpty();
        assertThat(trace.steps()).hasSize(2);
        CommittedToken red = trace.committed().getFirst();
        assertThat(red.token()).isEqualTo(310);
        assertThat(red.position()).isEqualTo(5);
        assertThat(red.provenance()).isEqualTo(Provenance.TARGET);
        assertThat(red.measures().probability()).isCloseTo(Math.exp(-0.5), within(1e-12));
        assertThat(red.measures().surprisalBits()).isCloseTo(0.5 / Math.log(2), within(1e-12));
        assertThat(red.measures().rank()).as("sorted by probability").isZero();
        assertThat(red.measures().marginRaw()).isCloseTo(Math.exp(-0.5) - Math.exp(-1.5), within(1e-12));
        assertThat(red.measures().entropyBits()).as("not captured").isNaN();
        assertThat(red.measures().top().tailMass()).isCloseTo(1 - Math.exp(-0.5) - Math.exp(-1.5), within(1e-12));
        CommittedToken part = trace.committed().getLast();
        assertThat(trace.piece(400).bytes()).containsExactly(0xc3);
        assertThat(part.measures().rank()).as("not among those listed").isEqualTo(-1);
        assertThat(part.measures().marginRaw()).as("one listed token has no margin").isNaN();
        assertThat(trace.at(trace.length()).counts().targetForwards()).as("one a token").isEqualTo(2);
        assertThat(trace.at(trace.length()).counts().engineNanos()).as("no phase was timed").isZero();
        assertThat(trace.finished().orElseThrow().reason()).isEqualTo(StopReason.MAX_TOKENS);
        assertThat(trace.at(trace.length()).runNotes()).singleElement()
                .satisfies(note -> assertThat(note.value()).isEqualTo(160));
        assertThat(trace.piece(310).numbered()).isFalse();
    }

    @Test
    void probabilitiesAfterTheSamplersAreALawOfTheDrawAndNotRaw() throws IOException {
        Trace trace = open("""
                {"content":" red","stop":true,"stop_type":"eos","tokens_evaluated":3,"completion_probabilities":[
                 {"id":310,"token":" red","bytes":[32,114,101,100],"prob":0.75,"top_probs":[
                   {"id":310,"token":" red","bytes":[32,114,101,100],"prob":0.75},
                   {"id":309,"token":" big","bytes":[32,98,105,103],"prob":0.25}]}]}""").trace();
        TraceState end = trace.at(trace.length());
        TargetDraw draw = end.tree().draw().orElseThrow();
        assertThat(draw.probability()).isEqualTo(0.75);
        assertThat(draw.law().tokens()).hasSize(2);
        assertThat(draw.law().tailMass()).isZero();
        assertThat(draw.draw()).as("the uniform number is not told").isNaN();
        assertThat(trace.committed().getFirst().measures()).isEqualTo(TokenMeasures.NOT_CAPTURED);
        assertThat(trace.finished().orElseThrow().reason()).isEqualTo(StopReason.END_OF_TEXT);
    }

    @Test
    void theOlderShapeHasNoIdsSoTokensAreOnlyToldApart() throws IOException {
        Recording recording = open("""
                {"completion_probabilities":[
                  {"content":" to","probs":[{"prob":0.9,"tok_str":" to"},{"prob":0.1,"tok_str":" not"}]},
                  {"content":" be","probs":[{"prob":0.6,"tok_str":" to"},{"prob":0.4,"tok_str":" be"}]},
                  {"content":"byte: \\\\xE6","probs":[{"prob":1.0,"tok_str":"byte: \\\\xE6"}]}],
                 "content":" to be","generation_settings":{"temperature":-1.0,"model":"old.gguf"},"prompt":"So",
                 "stop":true,"stopped_eos":false,"stopped_limit":true,"stopped_word":false,"tokens_evaluated":2}""");
        Trace trace = recording.trace();
        assertThat(recording.loss()).isEmpty();
        assertThat(text(trace)).startsWith(" to be");
        CommittedToken be = trace.committed().get(1);
        assertThat(trace.piece(be.token()).numbered()).isTrue();
        assertThat(trace.at(trace.length()).tree().draw().orElseThrow().law().tokens()).hasSize(1);
        assertThat(trace.piece(trace.committed().get(2).token()).bytes()).containsExactly(0xe6);
        assertThat(trace.committed().get(0).token()).isNotEqualTo(be.token());
        assertThat(trace.settings().orElseThrow().target().name()).isEqualTo("old.gguf");
    }

    @Test
    void aStreamIsReadChunkByChunk() throws IOException {
        String stream = """
                data: {"index":0,"content":" red","tokens":[310],"stop":false,"completion_probabilities":[{"id":310,"token":" red","bytes":[32,114,101,100],"logprob":-0.5,"top_logprobs":[]}]}

                data: {"index":0,"content":" fox","tokens":[77],"stop":false,"completion_probabilities":[{"id":77,"token":" fox","bytes":[32,102,111,120],"logprob":-0.1,"top_logprobs":[]}]}

                data: {"index":0,"content":"","stop":true,"stop_type":"word","stopping_word":"Tim","tokens_evaluated":4,"prompt":"a"}

                data: [DONE]
                """;
        Recording whole = open(stream);
        assertThat(text(whole.trace())).isEqualTo(" red fox");
        assertThat(whole.loss()).isEmpty();
        assertThat(whole.trace().finished().orElseThrow().message()).isEqualTo("stopped before “Tim”");
        Recording cut = open(stream.substring(0, stream.indexOf("\"stop_type\"")));
        assertThat(text(cut.trace())).isEqualTo(" red fox");
        assertThat(cut.loss()).contains("This recording breaks off in step 2, after 2 tokens: the rest of that step"
                + " and what followed it were never written.");
    }

    @Test
    void anAnswerThatADraftModelHadAHandInIsRefusedBecauseItDoesNotTellWhere() {
        String drafted = NEWER.replace("\"predicted_n\":2", "\"predicted_n\":2,\"draft_n\":8,\"draft_n_accepted\":3");
        assertThatThrownBy(() -> open(drafted)).isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("does not tell which of its tokens came from the server's draft model")
                .hasMessageContaining("which wrote 8; accepted: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"content":"a","stop":true}                               | is an answer without completion_probabilities; accepted: an answer asked for with n_probs above 0
            {"content":"a","completion_probabilities":[3]}            | cannot be shown: completion_probabilities[0] is 3; accepted: an object
            {"content":"a","completion_probabilities":[{"id":1}]}     | cannot be shown: completion_probabilities[0].token is missing; accepted: a text
            {"content":"a","completion_probabilities":[{"id":-1,"token":"a","logprob":0}]}   | cannot be shown: completion_probabilities[0].id is -1; accepted: a whole number from 0
            {"content":"a","completion_probabilities":[{"id":1,"token":"a","logprob":1}]}    | cannot be shown: completion_probabilities[0].logprob is 1; accepted: 0 or less
            {"content":"a","completion_probabilities":[{"id":1,"token":"a","prob":2}]}       | cannot be shown: completion_probabilities[0].prob is 2; accepted: 0 to 1
            {"content":"a","completion_probabilities":[{"id":1,"token":"a","bytes":[256],"prob":1}]} | cannot be shown: completion_probabilities[0].bytes is 256; accepted: whole numbers from 0 to 255
            {"content":"a","completion_probabilities":[{"content":"a","probs":{}}]}          | cannot be shown: completion_probabilities[0].probs is {}; accepted: a list
            {"content":"a","error":{"code":500}}                      | is an answer that tells of an error instead of a text
            {"content":"a","completion_probabilities":[               | cannot be shown: the answer is not JSON
            data: 5                                                   | is an answer without completion_probabilities
            {"content":"a","generation_settings":{"top_p":9},"completion_probabilities":[{"id":1,"token":"a","prob":1}]} | cannot be shown: generation_settings: top-p is 9.0
            """)
    void whatIsNoSuchAnswerIsRefusedInOneSentence(String json, String sentence) {
        assertThatThrownBy(() -> open(json)).isInstanceOf(TraceFormatException.class)
                .hasMessageContaining(" " + sentence)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").contains("accepted: "));
    }

    private Recording open(String json) throws IOException {
        return Recording.open(Files.writeString(Files.createTempFile(folder, "answer", ".json"), json));
    }

    private static String text(Trace trace) {
        List<byte[]> bytes = trace.committed().stream().map(token -> trace.piece(token.token()).bytes()).toList();
        return bytes.stream().map(String::new).collect(Collectors.joining());
    }
}
