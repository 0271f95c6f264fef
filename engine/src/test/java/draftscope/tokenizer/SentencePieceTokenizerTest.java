package draftscope.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.format.GgufWriter;
import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.model.ToyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceTokenizerTest {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER = 4;

    @TempDir
    Path folder;

    /// A tokenizer without byte pieces: `<unk>`, `<s>`, then these with their scores.
    private Tokenizer tokenizer(GgufWriter writer, Object... piecesScoresTypes) throws IOException {
        int n = piecesScoresTypes.length / 3 + 2;
        String[] pieces = new String[n];
        float[] scores = new float[n];
        int[] types = new int[n];
        pieces[0] = "<unk>";
        types[0] = UNKNOWN;
        pieces[1] = "<s>";
        types[1] = CONTROL;
        for (int i = 2; i < n; i++) {
            pieces[i] = (String) piecesScoresTypes[3 * (i - 2)];
            scores[i] = ((Number) piecesScoresTypes[3 * (i - 2) + 1]).floatValue();
            types[i] = (Integer) piecesScoresTypes[3 * (i - 2) + 2];
        }
        Path file = folder.resolve("vocabulary.gguf");
        writer.put("tokenizer.ggml.model", "llama").put("tokenizer.ggml.tokens", pieces)
                .put("tokenizer.ggml.scores", scores)
                .put("tokenizer.ggml.token_type", types).put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.unknown_token_id", 0).write(file);
        try (ModelFile opened = ModelFile.open(file)) {
            return Tokenizer.of(opened);
        }
    }

    private static GgufWriter plain() {
        return new GgufWriter().put("tokenizer.ggml.add_space_prefix", false);
    }

    @Test
    void joinsTheHighestScoreFirst() throws IOException {
        Tokenizer t = tokenizer(plain(), "a", 0, NORMAL, "b", 0, NORMAL, "c", 0, NORMAL, "ab", -2, NORMAL, "bc", -1,
                NORMAL);
        assertThat(t.encode("abc", false)).containsExactly(2, 6);
    }

    @Test
    void joinsTheLeftmostFirstOnATie() throws IOException {
        Tokenizer t = tokenizer(plain(), "a", 0, NORMAL, "aa", -1, NORMAL);
        assertThat(t.encode("aaa", false)).containsExactly(3, 2);
    }

    @Test
    void joinsJoinedPiecesAgain() throws IOException {
        Tokenizer t = tokenizer(plain(), "a", 0, NORMAL, "aa", -1, NORMAL, "aaaa", -2, NORMAL);
        assertThat(t.encode("aaaaaaa", false)).containsExactly(4, 3, 2);
    }

    @Test
    void controlPiecesAreNeverMadeFromText() throws IOException {
        Tokenizer t = tokenizer(plain(), "<", 0, NORMAL, "s", 0, NORMAL, ">", 0, NORMAL, "<s", -1, NORMAL);
        assertThat(t.encode("<s>", false)).containsExactly(5, 4);
        assertThat(t.bytes(1)).isEmpty();
    }

    @Test
    void userDefinedPiecesComeFirstAndLongestFirst() throws IOException {
        Tokenizer t = tokenizer(plain(), "a", 0, NORMAL, "b", 0, NORMAL, "ab", 5, NORMAL, "[x]", 0, USER, "[x]b", 0,
                USER, "[", 0,
                NORMAL);
        assertThat(t.encode("a[x]bab[[x]a", false)).containsExactly(2, 6, 4, 7, 5, 2);
        assertThat(t.decode(t.encode("a[x]bab[[x]a", false))).isEqualTo("a[x]bab[[x]a");
    }

    @Test
    void aRunThatNoPieceSpellsIsOneUnknownToken() throws IOException {
        Tokenizer t = tokenizer(plain(), "a", 0, NORMAL);
        assertThat(t.encode("aéé🦙aé", false)).containsExactly(2, 0, 2, 0);
        assertThat(t.decode(new int[]{0})).isEqualTo("\ufffd");
    }

    @Test
    void theSpacePutBeforeTheTextIsTakenAwayAndNoOther() throws IOException {
        Tokenizer t = tokenizer(new GgufWriter(), "▁", 0, NORMAL, "a", 0, NORMAL, "▁a", -1, NORMAL);
        assertThat(t.encode("a", true)).containsExactly(1, 4);
        assertThat(t.decode(t.encode("a", true))).isEqualTo("a");
        assertThat(t.decode(t.encode(" a a", true))).isEqualTo(" a a");
        assertThat(new String(t.bytes(4))).isEqualTo(" a");
    }

    @Test
    void addsEndOnlyWhereTheVocabularyAsks() throws IOException {
        Tokenizer t = tokenizer(
                plain().put("tokenizer.ggml.add_bos_token", false).put("tokenizer.ggml.add_eos_token", true)
                        .put("tokenizer.ggml.eos_token_id", 2),
                "</s>", 0, CONTROL, "a", 0, NORMAL);
        assertThat(t.encode("a", true)).containsExactly(3, 2);
        assertThat(t.encode("a", false)).containsExactly(3);
        assertThat(t.vocabulary().isEnd(2)).isTrue();
        assertThat(t.vocabulary().isEnd(3)).isFalse();
    }

    @Test
    void anyTextComesBackThroughBytePieces() throws IOException {
        Path file = ToyModels.causal(1).write(folder.resolve("toy.gguf"));
        Random random = new Random(7);
        try (ModelFile opened = ModelFile.open(file)) {
            Tokenizer t = Tokenizer.of(opened);
            for (int run = 0; run < 300; run++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(30); length > 0; length--) {
                    int c = switch (random.nextInt(4)) {
                        case 0 -> ' ';
                        case 1 -> random.nextInt(0x20, 0x7f);
                        case 2 -> "the cat saw".charAt(random.nextInt(11));
                        default -> random.nextInt(0x10ffff);
                    };
                    if (Character.isValidCodePoint(c) && (c < 0xd800 || c > 0xdfff) && c != '▁') {
                        text.appendCodePoint(c);
                    }
                }
                assertThat(t.decode(t.encode(text.toString(), run % 2 == 0))).as("seed 7, run %d", run)
                        .isEqualTo(text.toString());
            }
            assertThat(t.decode(t.encode("a\ud800b", true))).isEqualTo("a\ufffdb");
        }
    }

    @Test
    void vocabulariesSayWhereTheyDiffer() throws IOException {
        Vocabulary a = tokenizer(plain(), "▁the", 0, NORMAL, "b", 0, NORMAL).vocabulary();
        Vocabulary same = tokenizer(plain(), "▁the", 0, NORMAL, "b", 0, NORMAL).vocabulary();
        Vocabulary other = tokenizer(plain(), "▁the", 0, NORMAL, "c", 0, NORMAL).vocabulary();
        Vocabulary kind = tokenizer(plain(), "▁the", 0, NORMAL, "b", 0, USER).vocabulary();
        Vocabulary longer = tokenizer(plain(), "▁the", 0, NORMAL, "b", 0, NORMAL, "c", 0, NORMAL).vocabulary();
        assertThat(a.firstDifference(same)).isEmpty();
        assertThat(a.firstDifference(other)).contains("first difference at id 3: 'b' against 'c'");
        assertThat(a.firstDifference(kind)).contains("first difference at id 3: 'b' is normal against user-defined");
        Vocabulary unknown = tokenizer(plain(), "▁the", 0, NORMAL, "b", 0, UNKNOWN).vocabulary();
        Vocabulary control = tokenizer(plain(), "▁the", 0, NORMAL, "b", 0, CONTROL).vocabulary();
        assertThat(unknown.firstDifference(control)).as("neither stands for text").isEmpty();
        assertThat(a.firstDifference(control)).contains("first difference at id 3: 'b' is normal against control");
        assertThat(a.firstDifference(longer)).contains(
                "vocabulary 4 against 5; first difference at id 4");
    }

    @Test
    void anUnknownTokenizerModelStillGivesBytesAndRefusesText() throws IOException {
        Path file = folder.resolve("other.gguf");
        new GgufWriter().put("tokenizer.ggml.model", "rwkv").put("tokenizer.ggml.tokens", new String[]{"a", "é"})
                .write(file);
        try (ModelFile opened = ModelFile.open(file)) {
            Tokenizer t = Tokenizer.of(opened);
            assertThat(t.decode(new int[]{0, 1})).isEqualTo("aé");
            assertThatThrownBy(() -> t.encode("a", true)).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("'rwkv'").hasMessageContaining("'llama'");
        }
    }

    @Test
    void partsThatDoNotFitEachOtherAreNamed() {
        assertThatThrownBy(() -> open(new GgufWriter().put("general.name", "x")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.ggml.tokens");
        assertThatThrownBy(() -> open(tokens("a", "b").put("tokenizer.ggml.scores", new float[3])))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("2 tokens and 3 token scores");
        assertThatThrownBy(() -> open(tokens("a", "b").put("tokenizer.ggml.token_type", new int[]{1, 9})))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("token 1 has type 9");
        assertThatThrownBy(() -> open(tokens("a", "b").put("tokenizer.ggml.bos_token_id", 2)))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("0 to 1 is accepted");
        assertThatThrownBy(() -> open(tokens("a", "<0xZZ>").put("tokenizer.ggml.token_type", new int[]{1, 6})))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("<0x0A>");
        assertThatThrownBy(() -> open(tokens("a").put("tokenizer.ggml.scores", new String[]{"1"})))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("array of String");
    }

    private static GgufWriter tokens(String... pieces) {
        return new GgufWriter().put("tokenizer.ggml.model", "llama").put("tokenizer.ggml.tokens", pieces);
    }

    private void open(GgufWriter writer) throws IOException {
        Path file = folder.resolve("broken.gguf");
        writer.write(file);
        try (ModelFile opened = ModelFile.open(file)) {
            Tokenizer.of(opened);
        }
    }
}
