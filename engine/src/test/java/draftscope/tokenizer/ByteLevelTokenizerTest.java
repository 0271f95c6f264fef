package draftscope.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.format.GgufWriter;
import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ByteLevelTokenizerTest {
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER = 4;

    @TempDir
    Path folder;

    /// All 256 bytes as pieces 0 to 255, then what each merge makes, then `<end>` and the added piece `[x]`.
    private Tokenizer tokenizer(String pre, String... merges) throws IOException {
        List<String> pieces = new ArrayList<>(
                IntStream.range(0, 256).mapToObj(b -> String.valueOf(ByteLevel.character(b))).toList());
        for (String merge : merges) {
            pieces.add(merge.replaceFirst("(?<=.) ", ""));
        }
        pieces.add("<end>");
        pieces.add("[x]");
        int[] types = IntStream.range(0, pieces.size())
                .map(i -> i == pieces.size() - 2 ? CONTROL : i == pieces.size() - 1 ? USER : NORMAL).toArray();
        return open(new GgufWriter().put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", pre)
                .put("tokenizer.ggml.tokens", pieces.toArray(String[]::new)).put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.merges", merges).put("tokenizer.ggml.bos_token_id", pieces.size() - 2));
    }

    private Tokenizer open(GgufWriter writer) throws IOException {
        Path file = folder.resolve("vocabulary.gguf");
        writer.write(file);
        try (ModelFile opened = ModelFile.open(file)) {
            return Tokenizer.of(opened);
        }
    }

    @Test
    void theFirstMergeInTheListIsDoneFirstAndTheLeftmostOnATie() throws IOException {
        Tokenizer t = tokenizer("gpt-2", "b c", "a b", "a a");
        assertThat(t.encode("abc", false)).containsExactly('a', 256);
        assertThat(t.encode("aaa", false)).containsExactly(258, 'a');
    }

    @Test
    void aWholeWordIsTakenAsItIsWhereTheSplitSaysSo() throws IOException {
        String[] merges = {"b c", "a b", "ab c"};
        assertThat(tokenizer("gpt-2", merges).encode("abc", false)).containsExactly('a', 256);
        assertThat(tokenizer("llama-bpe", merges).encode("abc", false)).containsExactly(258);
        assertThat(tokenizer("llama-bpe", merges).encode("abc", true)).containsExactly(259, 258);
    }

    @Test
    void specialPiecesCountOnlyWhenAskedForAndAddedOnesAlways() throws IOException {
        Tokenizer t = tokenizer("gpt-2", "e n");
        assertThat(t.encode("<end>[x]", false)).containsExactly('<', 256, 'd', '>', 258);
        assertThat(t.encode("a<end>[x]", false, true)).containsExactly('a', 257, 258);
        assertThat(t.bytes(257)).isEmpty();
        assertThat(t.decode(new int[]{'a', 257, 258})).isEqualTo("a[x]");
    }

    @Test
    void aCharacterThatIsSplitOverTokensKeepsItsBytes() throws IOException {
        Tokenizer t = tokenizer("gpt-2");
        int[] ids = t.encode("🦙", false);
        assertThat(ids).containsExactly(0xf0, 0x9f, 0xa6, 0x99);
        assertThat(t.bytes(ids[1])).containsExactly((byte) 0x9f);
        assertThat(t.decode(new int[]{ids[0], ids[1]})).isEqualTo("\ufffd");
        assertThat(t.decode(ids)).isEqualTo("🦙");
    }

    @Test
    void anyTextComesBackUnderEveryNamedSplit() throws IOException {
        Random random = new Random(3);
        for (String pre : KnownSplits.names()) {
            Tokenizer t = tokenizer(pre, "t h", "th e", "Ġ the", "Ġ Ġ", "Ċ Ċ", "' s");
            for (int run = 0; run < 40; run++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(30); length > 0; length--) {
                    int c = switch (random.nextInt(5)) {
                        case 0 -> " \n\r\t\u00a0\u2003\u0085\u2028".charAt(random.nextInt(8));
                        case 1 -> random.nextInt(0x20, 0x7f);
                        case 2 -> "the's 123".charAt(random.nextInt(9));
                        case 3 -> random.nextInt(0x3000);
                        default -> random.nextInt(0x10ffff);
                    };
                    text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 'x' : c);
                }
                assertThat(t.decode(t.encode(text.toString(), true))).as("seed 3, %s, run %d", pre, run)
                        .isEqualTo(text.toString());
            }
        }
    }

    @Test
    @Timeout(30)
    void aWordOfAMillionLettersTakesNoLongerThanAMillionWords() throws IOException {
        for (String pre : KnownSplits.names()) {
            Tokenizer t = tokenizer(pre, "a a", "aa aa", "aaaa aaaa", "Ġ Ġ");
            assertThat(t.encode("a".repeat(1 << 17), false)).as(pre).hasSize(1 << 14);
            for (String unit : new String[]{" ", "\n", "A", "1", "!", " a", "\u3000", "'s", "é", "한"}) {
                String text = unit.repeat(1 << 13) + "1";
                assertThat(t.decode(t.encode(text, false))).as("%s '%s'", pre, unit).isEqualTo(text);
            }
        }
    }

    @Test
    void anUnknownSplitIsNamedWithThoseThatAreKnown() throws IOException {
        Tokenizer t = tokenizer("nobody");
        assertThat(t.decode(new int[]{'a'})).isEqualTo("a");
        assertThatThrownBy(() -> t.encode("a", false)).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("'nobody'").hasMessageContaining("llama-bpe").hasMessageContaining("qwen2");
    }

    @Test
    void hostileVocabulariesGetOneSentence() {
        assertThatThrownBy(() -> tokenizer("gpt-2", "ab")).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("merge 0 is 'ab'");
        assertThatThrownBy(() -> tokenizer("gpt-2", "a ")).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("two parts");
        assertThatThrownBy(() -> open(new GgufWriter().put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.tokens", new String[]{"a"}))).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.ggml.merges");
        assertThatThrownBy(() -> open(new GgufWriter().put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.tokens", new String[]{"x".repeat(1 << 20)})
                .put("tokenizer.ggml.token_type", new int[]{CONTROL}).put("tokenizer.ggml.merges", new String[0])))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("token 0 is 1048576 characters long");
        assertThatThrownBy(() -> open(new GgufWriter().put("tokenizer.ggml.model", "t5")
                .put("tokenizer.ggml.tokens", new String[]{"a"})
                .put("tokenizer.ggml.precompiled_charsmap", new int[]{255, 255, 255, 127, 0, 0, 0, 0})))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("character map has 8 bytes");
    }

    @Test
    void duplicatesCyclesAndHugePiecesWorkAsFarAsTheyMeanAnything() throws IOException {
        Tokenizer t = tokenizer("gpt-2", "a b", "b a", "ab a", "a ba", "aba b", "a b", "x".repeat(1 << 20) + " x");
        assertThat(t.decode(t.encode("ababababxxx", false))).isEqualTo("ababababxxx");
        assertThat(t.encode("ab", false)).containsExactly(256); // of two pieces alike the first counts
    }
}
