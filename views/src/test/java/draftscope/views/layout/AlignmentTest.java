package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlignmentTest {
    /// A line for each text, `–` for no token, then `=` the same, `#` different, `.` over.
    private static String table(int[]... texts) {
        Alignment alignment = Alignment.of(List.of(texts));
        StringBuilder out = new StringBuilder();
        for (int text = 0; text < texts.length; text++) {
            for (int column = 0; column < alignment.size(); column++) {
                int place = alignment.place(column, text);
                out.append(place < 0 ? "–" : Integer.toString(texts[text][place]));
            }
            out.append('\n');
        }
        for (int column = 0; column < alignment.size(); column++)
            out.append(switch (alignment.kind(column)) {
                case SAME -> '=';
                case DIFFERENT -> '#';
                case ENDED -> '.';
            });
        return out.append('\n').toString();
    }

    @Test
    void textsAreHeldTogetherWhereTheyAreAlikeAgain() {
        assertThat(table(new int[]{1, 2, 3, 4, 5, 6}, new int[]{1, 2, 9, 9, 4, 5, 6})).isEqualTo("""
                123–456
                1299456
                ==##===
                """);
        assertThat(table(new int[]{1, 2, 3, 4, 5, 6}, new int[]{1, 4, 5, 6})).isEqualTo("""
                123456
                1––456
                =##===
                """);
        assertThat(table(new int[]{1, 2, 3, 4}, new int[]{1, 7, 2, 3, 4})).isEqualTo("""
                1–234
                17234
                =#===
                """);
    }

    @Test
    void textsThatPartForGoodAreSetSideBySide() {
        assertThat(table(new int[]{1, 2, 3, 4, 5}, new int[]{1, 2, 8, 7, 8, 7, 8})).isEqualTo("""
                12345––
                1287878
                ==###..
                """);
    }

    @Test
    void aTextThatIsOverDiffersFromNone() {
        assertThat(table(new int[]{1, 2, 3, 4}, new int[]{1, 2})).isEqualTo("""
                1234
                12––
                ==..
                """);
        assertThat(table(new int[]{1, 2}, new int[]{1, 2, 3}, new int[]{1, 2, 3, 4})).isEqualTo("""
                12––
                123–
                1234
                ==..
                """);
        assertThat(table(new int[]{}, new int[]{5})).isEqualTo("""
                –
                5
                .
                """);
    }

    @Test
    void severalTextsShareTheirColumns() {
        assertThat(table(new int[]{1, 2, 3, 4, 5}, new int[]{1, 9, 3, 4, 5}, new int[]{1, 2, 6, 3, 4, 5})).isEqualTo("""
                12–345
                19–345
                126345
                =##===
                """);
    }

    @Test
    void theFirstDifferenceAndAllPlacesAreFound() {
        Alignment alignment = Alignment.of(List.of(new int[]{1, 2, 3, 4, 5, 6, 7, 8},
                new int[]{1, 9, 3, 4, 5, 6, 9, 8}));
        assertThat(alignment.firstDifference()).isEqualTo(1);
        assertThat(alignment.differences()).containsExactly(new int[]{1, 1}, new int[]{6, 6});
        assertThat(Alignment.of(List.of(new int[]{1, 2}, new int[]{1, 2})).firstDifference()).isNegative();
    }

    @Test
    void everyTokenOfEveryTextStandsInOneColumnInItsOrder() {
        Random random = new Random(4);
        for (int round = 0; round < 400; round++) {
            List<int[]> texts = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(3); i++)
                texts.add(random.ints(random.nextInt(90), 0, 3).toArray());
            Alignment alignment = Alignment.of(texts);
            for (int t = 0; t < texts.size(); t++) {
                int text = t;
                int[] places = IntStream.range(0, alignment.size()).map(column -> alignment.place(column, text))
                        .filter(place -> place >= 0).toArray();
                assertThat(places).isEqualTo(IntStream.range(0, texts.get(text).length).toArray());
                assertThat(Arrays.stream(places).map(place -> alignment.column(text, place)).toArray()).isSorted();
            }
            for (int column = 0; column < alignment.size(); column++) {
                int at = column;
                assertThat(IntStream.range(0, texts.size()).anyMatch(text -> alignment.place(at, text) >= 0)).isTrue();
            }
        }
    }
}
