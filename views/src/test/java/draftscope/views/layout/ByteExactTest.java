package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.TokenPiece;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is shown of a text is its bytes and nothing else.
class ByteExactTest {
    private static final TextMeasure EIGHT = (text, size) -> text.codePointCount(0, text.length()) * 8.0;
    private static final String TEXT = "A naïve 🦊 reads 漢字 and 日本語。 سلام عليكم שלום 👩‍👩‍👧 end €5 é\u0301 \uFFFD ok";

    private static TokenFlow.Item item(byte... bytes) {
        return new TokenFlow.Item(new TokenPiece(7, "?", bytes, false), false);
    }

    private static TokenFlow.Item text(String text) {
        return item(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<TokenFlow.Box> boxes(List<TokenFlow.Item> items) {
        return TokenFlow.of(items, EIGHT, 15, 1e9, 30).rows().stream().flatMap(row -> row.boxes().stream()).toList();
    }

    /// The bytes that the boxes say, and the characters over the complete groups.
    private static byte[] told(List<TokenFlow.Box> boxes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (TokenFlow.Box box : boxes)
            bytes.writeBytes(box.shape() == TokenFlow.Shape.BYTES
                    ? HexFormat.ofDelimiter(" ").parseHex(box.text())
                    : box.text().equals("␣")
                            ? new byte[]{' '}
                            : box.text().replace(TokenFlow.JOINER, "").getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @Test
    void howeverATextIsCutIntoTokensItsBytesAreShownAndItsCharactersStandOverThem() {
        String text = TEXT.replace(TokenFlow.JOINER, ""); // the joiner is our own mark here
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int longest = 1 + random.nextInt(6);
            List<TokenFlow.Item> items = new ArrayList<>();
            for (int at = 0; at < bytes.length;) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(longest));
                items.add(item(Arrays.copyOfRange(bytes, at, end)));
                at = end;
            }
            List<TokenFlow.Box> boxes = boxes(items);
            assertThat(boxes).hasSize(items.size());
            assertThat(told(boxes)).as("seed %d", seed).isEqualTo(bytes);
            String read = boxes.stream().map(box -> box.shape() == TokenFlow.Shape.BYTES
                    ? box.character()
                    : box.text().replace("␣", " ").replace(TokenFlow.JOINER, "")).collect(Collectors.joining());
            assertThat(read.replace("␣", " ")).as("seed %d", seed).isEqualTo(text);
        }
    }

    @Test
    void aByteOfNoCharacterStandsAloneAndNothingIsReplaced() {
        // 20 E4 BD A0 E5: a space, a whole character and the beginning of another, which the next token does not complete.
        List<TokenFlow.Box> boxes = boxes(List.of(item((byte) 0x20, (byte) 0xE4, (byte) 0xBD, (byte) 0xA0, (byte) 0xE5),
                text("x"), item((byte) 0xFF), item((byte) 0xF0), item((byte) 0x9F), item((byte) 0xA6),
                item((byte) 0x8A), item((byte) 0x8A)));
        assertThat(boxes).extracting(TokenFlow.Box::text).containsExactly("20 E4 BD A0 E5", "x", "FF", "F0", "9F", "A6",
                "8A", "8A");
        assertThat(boxes).extracting(TokenFlow.Box::character).containsExactly("", "", "", "🦊", "", "", "", "");
        assertThat(boxes).extracting(TokenFlow.Box::lonely).containsExactly(true, true, true, false, false, false,
                false, true);
        assertThat(boxes.get(3).group()).isGreaterThan(boxes.get(3).width());
        assertThat(boxes.stream().map(box -> box.text() + box.character()))
                .noneMatch(shown -> shown.contains("\uFFFD"));
    }

    @Test
    void aReplacementCharacterIsShownWhereTheModelWroteOne() {
        assertThat(boxes(List.of(text("\uFFFD")))).extracting(TokenFlow.Box::text).containsExactly("\uFFFD");
        assertThat(TokenText.visible(text("\uFFFD").piece())).isEqualTo("\uFFFD");
    }

    @Test
    void noTwoTextsLookAlikeOnACard() {
        List<String> texts = List.of(" ", "  ", "\t", "\n", "·", "␣", "⇥", "↵", " a", "·a", "a ", "a\u00A0", "a",
                "\u200B",
                "a\u200B", "\u202E", "\uFEFF", "\u2003", "\u0000", "\u007f", "\u0085", "\r", "\r\n");
        Set<String> shown = new HashSet<>();
        for (String text : texts)
            assertThat(shown.add(TokenText.visible(text(text).piece()))).as("%s", text.codePoints().boxed().toList())
                    .isTrue();
        assertThat(shown).contains("␣", "␣␣", "⇥", "↵", "·a", "[U+00B7]", "[U+202E]").noneMatch(String::isBlank);
    }

    @Test
    void marksStandForBlanksInTheRunningText() {
        assertThat(boxes(List.of(text("a"), text(" "), text("\t"), text("b")))).extracting(TokenFlow.Box::text)
                .containsExactly("a", "␣", "⇥", "b");
    }

    @Test
    void tokensOfAScriptThatRunsFromRightToLeftStandFromRightToLeft() {
        List<TokenFlow.Box> boxes = boxes(List.of(text("He said"), text(" של"), text("ום"), text(" לכם"), text(" and"),
                text(" left")));
        double[] x = boxes.stream().mapToDouble(TokenFlow.Box::x).toArray();
        assertThat(x[0]).isZero();
        assertThat(x[3]).isLessThan(x[2]);
        assertThat(x[2]).isLessThan(x[1]);
        assertThat(x[4]).isGreaterThan(x[1]);
        assertThat(x[5]).isGreaterThan(x[4]);
        List<TokenFlow.Box> inPlace = new ArrayList<>(boxes);
        inPlace.sort((one, other) -> Double.compare(one.x(), other.x()));
        double end = 0;
        for (TokenFlow.Box box : inPlace) { // without gap and without overlap
            assertThat(box.x()).isEqualTo(end);
            end = box.x() + box.width();
        }
        TokenFlow flow = TokenFlow.of(List.of(text("של"), text("ום")), EIGHT, 15, 1e9, 30);
        assertThat(flow.at(2, 5, 30)).isEqualTo(1);
    }

    @Test
    void arabicLettersJoinAcrossTokens() {
        List<TokenFlow.Box> boxes = boxes(List.of(text("سل"), text("ام"), text(" ع")));
        assertThat(boxes).extracting(TokenFlow.Box::text).containsExactly("سل" + TokenFlow.JOINER,
                TokenFlow.JOINER + "ام", " ع");
    }
}
