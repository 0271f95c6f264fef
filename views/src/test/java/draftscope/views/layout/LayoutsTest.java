package draftscope.views.layout;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.trace.TokenPiece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutsTest {
    private static final TextMeasure EIGHT = (text, size) -> text.length() * 8.0;

    private static TokenFlow.Item text(String text) {
        return new TokenFlow.Item(new TokenPiece(0, text, text.getBytes(StandardCharsets.UTF_8), false), false);
    }

    private static TokenFlow.Item bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++)
            bytes[i] = (byte) values[i];
        return new TokenFlow.Item(new TokenPiece(0, "?", bytes, false), false);
    }

    @Test
    void keepsWordsOfSeveralTokensWhole() {
        assertThat(
                TokenFlow.of(List.of(text("The"), text(" old"), text(" cot"), text("tage")), EIGHT, 15, 64, 30).dump())
                .isEqualTo("""
                           0 |The| old|
                          30 |cot|tage|
                        """);
    }

    @Test
    void breaksWhereTheTextBreaksAndShowsIt() {
        assertThat(TokenFlow.of(List.of(text("a"), text("\n\n"), text(" b")), EIGHT, 15, 400, 30).dump()).isEqualTo("""
                   0 |a|↵↵|
                  30 |
                  60 |b|
                """);
    }

    @Test
    void bracketsTheBytesOfACharacterAndLeavesAStrayByteAlone() {
        List<TokenFlow.Item> items = List.of(text("x"), bytes(0xE2), bytes(0x9C, 0x93), bytes(0xE2), text(" y"),
                new TokenFlow.Item(new TokenPiece(0, "<|end|>", new byte[0], true), false),
                new TokenFlow.Item(null, true));
        assertThat(TokenFlow.of(items, EIGHT, 15, 900, 30).dump())
                .isEqualTo("   0 |x|[✓ E2 9C 93]|[ E2]| y|<<|end|>>|#|\n");
    }

    @Test
    void findsTokensByPointAndMovesBetweenRows() {
        TokenFlow flow = TokenFlow.of(List.of(text("The"), text(" old"), text(" cot"), text("tage")), EIGHT, 15, 64,
                30);
        assertThat(flow.at(4, 10, 30)).isEqualTo(0);
        assertThat(flow.at(4, 40, 30)).isEqualTo(2);
        assertThat(flow.at(4, 100, 30)).isEqualTo(-1);
        assertThat(flow.vertical(1, 1)).isEqualTo(3);
        assertThat(flow.vertical(3, -1)).isEqualTo(1);
        assertThat(flow.vertical(3, 1)).isEqualTo(3);
    }

    @Test
    void laysOutTwoThousandTokensInsideAFrame() {
        List<TokenFlow.Item> items = new ArrayList<>();
        for (int i = 0; i < 2000; i++)
            items.add(text(" word" + i % 97));
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 30; i++) {
            long start = System.nanoTime();
            TokenFlow.of(items, EIGHT, 15, 900, 30);
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf("text layout, 2,000 tokens: best of 30 %.2f ms%n", best / 1e6);
        assertThat(best / 1e6).isLessThan(16);
    }

    @Test
    void everyShownCellIsFoundWhereItIsDrawn() {
        KvLayout layout = KvLayout.of(List.of(new KvLayout.Cache(512, 70), new KvLayout.Cache(128, 70)), 900, 480, 1);
        assertThat(layout.height()).isLessThanOrEqualTo(480);
        for (KvLayout.Group group : layout.groups()) {
            for (int slot = 0; slot < group.shown(); slot++)
                assertThat(layout.slot(group, layout.x(slot) + 2, layout.y(group, slot) + 2)).isEqualTo(slot);
        }
        assertThat(layout.slot(layout.groups().get(1), 0, 0)).isEqualTo(-1);
    }

    @Test
    void leavesOutTheFreeTailOfALargeCacheOnly() {
        KvLayout.Group large = KvLayout.of(List.of(new KvLayout.Cache(8192, 100)), 900, 400, 1).groups().getFirst();
        assertThat(large.shown()).isBetween(100, 1000);
        KvLayout.Group full = KvLayout.of(List.of(new KvLayout.Cache(8192, 8192)), 900, 400, 1).groups().getFirst();
        assertThat(full.shown()).isEqualTo(8192);
    }

    @Test
    void gridCellsAreFoundWhereTheyAreDrawn() {
        GridLayout grid = GridLayout.of(15, 64, 900, 400, 1);
        assertThat(grid.contentWidth()).isLessThanOrEqualTo(900.5);
        assertThat(grid.contentHeight()).isLessThanOrEqualTo(400.5);
        assertThat(grid.column(grid.x(37) + 1)).isEqualTo(37);
        assertThat(grid.row(grid.y(9) + 1)).isEqualTo(9);
        assertThat(grid.column(3)).isEqualTo(-1);
        for (double scale : new double[]{0.9, 1, 1.15, 2}) {
            GridLayout scaled = GridLayout.of(15, 64, 983.4, 471.8, scale);
            assertThat(List.of(scaled.left(), scaled.top(), scaled.cellWidth(), scaled.cellHeight()))
                    .as("whole pixels at %s", scale).allMatch(size -> size == Math.rint(size));
        }
        GridLayout large = GridLayout.of(256, 1024, 900, 400, 1);
        assertThat(large.contentWidth()).isGreaterThan(900);
        assertThat(large.cellWidth()).isGreaterThanOrEqualTo(7);
    }

    @Test
    void timelineColumnsShrinkThenScroll() {
        assertThat(TimelineLayout.of(10, 1440, 1).columnWidth()).isEqualTo(62);
        TimelineLayout many = TimelineLayout.of(2000, 1440, 1);
        assertThat(many.contentWidth()).isGreaterThan(1440);
        assertThat(many.step(many.x(700, 120) + 1, 120)).isEqualTo(700);
        assertThat(many.step(0, 0)).isZero();
        assertThat(TimelineLayout.of(0, 1440, 1).step(300, 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0,      0.00
            0.004,  <0.01
            0.42,   0.42
            0.996,  >0.99
            1,      1.00
            NaN,    not captured
            """)
    void saysProbabilitiesWithTwoDecimals(double value, String text) {
        assertThat(Numbers.probability(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0.63,   0.26,   0.63
            0.2604, 0.2596, 0.2604
            0.9968, 0.64,   0.997
            0.0004, 0.5,    0.0004
            1,      0.5,    1.00
            """)
    void tellsComparedNumbersApart(double value, double other, String text) {
        assertThat(Numbers.apart(value, other)).isEqualTo(text);
    }

    @Test
    void namesUnits() {
        assertThat(Numbers.bits(1.254)).isEqualTo("1.25 bit");
        assertThat(Numbers.bits(Double.NaN)).isEqualTo("not captured");
        assertThat(Numbers.percent(0.7184)).isEqualTo("71.84 %");
        assertThat(Numbers.percent(0.00005)).isEqualTo("<0.01 %");
        assertThat(Numbers.bytes(278_500)).isEqualTo("278.5 kB");
        assertThat(Numbers.rank(0)).isEqualTo("#1");
        assertThat(Numbers.plural(1, "token")).isEqualTo("1 token");
    }

    @Test
    void showsTokensByteExactly() {
        assertThat(TokenText.visible(text(" a\n").piece())).isEqualTo("·a↵");
        assertThat(TokenText.visible(bytes(0xE2, 0x9C).piece())).isEqualTo("[E2 9C]");
        // A replacement character that the model wrote is shown as one.
        assertThat(TokenText.visible(text("\uFFFD").piece())).isEqualTo("\uFFFD");
    }
}
