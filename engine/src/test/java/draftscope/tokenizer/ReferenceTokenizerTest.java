package draftscope.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.format.GgufWriter;
import draftscope.format.ModelFile;
import draftscope.model.ReferenceFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Ids of odd texts and of whole books against llama.cpp, SentencePiece and llama2.c.
class ReferenceTokenizerTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(textBlock = """
            tokenizers/ggml-vocab/ggml-vocab-llama-spm.gguf, llamacpp-llama-spm
            tokenizers/ggml-vocab/ggml-vocab-llama-spm.gguf, sentencepiece-llama2
            tokenizers/ggml-vocab/ggml-vocab-llama-spm.gguf, llama2c-llama2
            weights/stories260K/stories260K-F32.gguf,        llamacpp-stories260K
            weights/stories260K/stories260K-F32.gguf,        llama2c-stories260K
            weights/stories260K/stories260K.bin,             llama2c-stories260K
            tokenizers/llama2/tokenizer.model,               sentencepiece-llama2
            tokenizers/sentencepiece/open_llama.model,       sentencepiece-open-llama
            tokenizers/sentencepiece/test_model.model,       sentencepiece-sp-test-unigram
            tokenizers/sentencepiece/test_ja_model.model,    sentencepiece-sp-test-ja
            tokenizers/ggml-vocab/ggml-vocab-gpt-2.gguf,     llamacpp-gpt-2
            tokenizers/ggml-vocab/ggml-vocab-gpt-2.gguf,     tiktoken-gpt2
            tokenizers/ggml-vocab/ggml-vocab-starcoder.gguf, llamacpp-starcoder
            tokenizers/ggml-vocab/ggml-vocab-refact.gguf,    llamacpp-refact
            tokenizers/ggml-vocab/ggml-vocab-deepseek-coder.gguf, llamacpp-deepseek-coder
            """)
    void textsAndBooksHaveTheIdsOfOtherTokenizers(String vocabulary, String expected) throws IOException {
        List<JsonNode> cases = ReferenceFolder.jsonLines("expected/tokenizers/" + expected + ".jsonl");
        try (ModelFile file = ModelFile.open(ReferenceFolder.file(vocabulary))) {
            check(Tokenizer.of(file), cases, expected);
        }
    }

    /// The Hugging Face library always finds special tokens in a text, so here they are asked for.
    @ParameterizedTest
    @CsvSource(textBlock = """
            tokenizers/gpt2/tokenizer.json,              hf-gpt2
            tokenizers/gpt2-llama3-style/tokenizer.json, hf-gpt2-llama3-style
            weights/tinystories-656k/tokenizer.json,     hf-tinystories-656k
            """)
    void textsHaveTheIdsOfTheHuggingFaceLibrary(String json, String expected) {
        List<JsonNode> cases = ReferenceFolder.jsonLines("expected/tokenizers/" + expected + ".jsonl");
        assertThat(cases).hasSizeGreaterThan(50);
        try (ModelFile file = ModelFile.open(ReferenceFolder.file(json))) {
            Tokenizer tokenizer = Tokenizer.of(file);
            for (JsonNode c : cases) {
                if (c.has("text")) {
                    String text = c.get("text").asString();
                    int[] withSpecial = ReferenceFolder.ints(c.get("ids_add_special"));
                    assertThat(tokenizer.encode(text, false, true)).as("'%s'", text)
                            .containsExactly(ReferenceFolder.ints(c.get("ids")));
                    assertThat(tokenizer.encode(text, true, true)).as("'%s'", text).containsExactly(withSpecial);
                    assertThat(tokenizer.decode(withSpecial))
                            .isEqualTo(shown(c.get("decoded_skip_special").asString()));
                }
            }
        }
    }

    /// What we show for what the library shows: where a special token is marked as normalised (in tinystories-656k all
    /// are) the library puts its name into the text although it is told to skip it. We write nothing for a control token
    /// and U+FFFD for an unknown one; then the text's first space is the one that the normaliser put there.
    private static String shown(String byLibrary) {
        if (!byLibrary.startsWith("<|start_story|>")) {
            return byLibrary;
        }
        String text = byLibrary.substring("<|start_story|>".length()).replace(" <unk>", "\ufffd");
        return text.startsWith(" ") ? text.substring(1) : text;
    }

    /// The split into words is told by the name in `tokenizer.ggml.pre`; here the same vocabulary under each name.
    @ParameterizedTest
    @ValueSource(strings = {"deepseek-llm", "falcon", "gpt-2", "gpt-4o", "llama-bpe", "qwen2", "smollm", "tekken"})
    void eachNamedSplitGivesTheIdsOfLlamaCpp(String name) throws IOException {
        List<JsonNode> cases = ReferenceFolder.jsonLines("expected/tokenizers/llamacpp-gpt-2-pre-" + name + ".jsonl");
        Path renamed = folder.resolve(name + ".gguf");
        try (ModelFile file = ModelFile.open(ReferenceFolder.file("tokenizers/ggml-vocab/ggml-vocab-gpt-2.gguf"))) {
            new GgufWriter().put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", name)
                    .put("tokenizer.ggml.tokens", texts(file, "tokenizer.ggml.tokens"))
                    .put("tokenizer.ggml.merges", texts(file, "tokenizer.ggml.merges"))
                    .put("tokenizer.ggml.token_type",
                            file.array("tokenizer.ggml.token_type", Long.class).orElseThrow().stream()
                                    .mapToInt(Long::intValue).toArray())
                    .put("tokenizer.ggml.bos_token_id", 50256).put("tokenizer.ggml.eos_token_id", 50256).write(renamed);
        }
        try (ModelFile file = ModelFile.open(renamed)) {
            check(Tokenizer.of(file), cases, name);
        }
    }

    private static String[] texts(ModelFile file, String key) {
        return file.array(key, String.class).orElseThrow().toArray(String[]::new);
    }

    private static void check(Tokenizer tokenizer, List<JsonNode> cases, String expected) throws IOException {
        assertThat(cases).hasSizeGreaterThan(50);
        for (JsonNode c : cases) {
            if (c.has("head")) {
                checkHead(tokenizer, c.get("head"));
            } else if (c.has("corpus")) {
                checkCorpus(tokenizer, c);
            } else if (!expected.startsWith("llama2c") || !c.get("text").asString().contains("▁")) {
                // llama2.c's own vocabulary files spell a space as a space, so there ▁ is just another character.
                checkText(tokenizer, c);
            }
        }
    }

    /// Speed, with room for a busy machine; the times are in the report of the test.
    @ParameterizedTest
    @Timeout(20)
    @ValueSource(strings = {"tokenizers/ggml-vocab/ggml-vocab-llama-spm.gguf",
            "tokenizers/ggml-vocab/ggml-vocab-gpt-2.gguf",
            "tokenizers/gpt2-llama3-style/tokenizer.json", "tokenizers/sentencepiece/test_model.model",
            "weights/tinystories-656k/tokenizer.json"})
    void aMegabyteOfShakespeareTakesAboutASecond(String vocabulary) throws IOException {
        String text = Files.readString(ReferenceFolder.file("corpora/tinyshakespeare.txt"));
        try (ModelFile file = ModelFile.open(ReferenceFolder.file(vocabulary))) {
            Tokenizer tokenizer = Tokenizer.of(file);
            long begin = System.nanoTime();
            int[] ids = tokenizer.encode(text, false);
            System.out.printf("%s: %,d tokens in %.2f s%n", vocabulary, ids.length, (System.nanoTime() - begin) / 1e9);
            assertThat(ids).hasSizeGreaterThan(200_000);
        }
    }

    /// The file's own test texts, as its makers ship them beside it.
    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "gpt-2", "starcoder", "deepseek-coder", "refact"})
    void theVocabularysOwnTestsPass(String name) throws IOException {
        String base = "tokenizers/ggml-vocab/ggml-vocab-" + name + ".gguf";
        String[] texts = Files.readString(ReferenceFolder.file(base + ".inp")).split("\n__ggml_vocab_test__\n");
        List<String> lines = Files.readAllLines(ReferenceFolder.file(base + ".out"));
        try (ModelFile file = ModelFile.open(ReferenceFolder.file(base))) {
            Tokenizer tokenizer = Tokenizer.of(file);
            assertThat(lines).hasSizeGreaterThanOrEqualTo(texts.length);
            for (int i = 0; i < texts.length; i++) {
                int[] ids = Arrays.stream(lines.get(i).trim().split(" ")).filter(s -> !s.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray();
                assertThat(tokenizer.encode(texts[i], false)).as("text %d", i).containsExactly(ids);
            }
        }
    }

    private static void checkHead(Tokenizer tokenizer, JsonNode head) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        if (head.has("n_vocab")) {
            assertThat(vocabulary.size()).isEqualTo(head.get("n_vocab").asInt());
            assertThat(vocabulary.bos()).isEqualTo(head.get("bos").asInt());
            assertThat(vocabulary.eos()).isEqualTo(head.get("eos").asInt());
            assertThat(IntStream.range(0, vocabulary.size()).filter(vocabulary::isEnd).toArray())
                    .containsExactly(ReferenceFolder.ints(head.get("eog")));
        }
    }

    private static void checkText(Tokenizer tokenizer, JsonNode c) {
        String text = c.get("text").asString();
        if (c.has("ids")) {
            assertThat(tokenizer.encode(text, false)).as("'%s'", text)
                    .containsExactly(ReferenceFolder.ints(c.get("ids")));
        }
        if (c.has("ids_add_special")) {
            assertThat(tokenizer.encode(text, true)).as("'%s'", text)
                    .containsExactly(ReferenceFolder.ints(c.get("ids_add_special")));
        }
        for (String field : new String[]{"ids_add_special_parse_special", "ids_parse_special"}) {
            if (c.has(field)) {
                assertThat(tokenizer.encode(text, field.contains("add"), true)).as("'%s'", text)
                        .containsExactly(ReferenceFolder.ints(c.get(field)));
            }
        }
        for (String field : new String[]{"detokenized", "decoded"}) {
            if (c.has(field)) {
                // llama.cpp takes the space before "'re" away when it shows a text; we give the exact bytes.
                String shown = field.equals("detokenized") && text.equals("'s 't 're") ? text : c.get(field).asString();
                assertThat(tokenizer.decode(ReferenceFolder.ints(c.get("ids")))).isEqualTo(shown);
            }
        }
    }

    private static void checkCorpus(Tokenizer tokenizer, JsonNode c) throws IOException {
        String text = Files.readString(ReferenceFolder.file("corpora/" + c.get("corpus").asString()));
        int end = text.offsetByCodePoints(0, c.get("first_characters").asInt());
        int[] ids = tokenizer.encode(text.substring(0, end), false);
        assertThat(ids).hasSize(c.get("count").asInt());
        assertThat(ids).startsWith(ReferenceFolder.ints(c.get("first_ids")));
        assertThat(ids).endsWith(ReferenceFolder.ints(c.get("last_ids")));
        assertThat(sha256(ids)).isEqualTo(c.get("sha256_of_int32_le_ids").asString());
        assertThat(tokenizer.decode(ids)).isEqualTo(text.substring(0, end));
    }

    private static String sha256(int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(ids);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
