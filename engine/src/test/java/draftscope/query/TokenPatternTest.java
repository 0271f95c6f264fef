package draftscope.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPatternTest {
    private static boolean find(String pattern, String text) {
        return TokenPattern.of(pattern, false, 0).find(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, value = {
            "not;cannot;true", "\\bnot\\b;cannot;false", "\\bnot\\b; not;true", "^ [A-Z]; The;true",
            "^ [A-Z]; the;false",
            "[^a-z];abc;false", "(ab)+$;xabab;true", "^(ab)+$;aba;false", "a{2}$;caa;true", "^a{2}$;aaa;false",
            "^a{2,}$;aaaa;true", "^(a|bc)*$;abcbca;true", "^(a|bc)*$;acb;false", "\\d\\s\\w;1 x;true",
            "\\D\\S\\W;1 x;false", "colou?r;color;true", "a.c;abc;true", "\\.;abc;false", "é;café;true", "[]a];];true",
            "x*?y;xxy;true", "\\B;a;false", "^$;``;true", "[\\d.]+$;3.5;true"})
    void findsWhatThePatternDescribes(String pattern, String text, boolean found) {
        assertThat(find(pattern, text)).isEqualTo(found);
    }

    @Test
    void capitalsDoNotMatterWhenAskedSo() {
        assertThat(TokenPattern.of("^the[a-z]$", true, 0).find("ThEX")).isTrue();
        assertThat(TokenPattern.of("^the[a-z]$", false, 0).find("ThEX")).isFalse();
    }

    @Test
    void agreesWithTheLibrarysOnRandomPatternsAndTexts() {
        Random random = new Random(11);
        String[] parts = {"a", "b", "c", ".", "[ab]", "[^a]", "\\b", "^", "$", "(a|b)", "(bc)", "(?:a|)", "\\w"};
        String[] repeats = {"", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,}"};
        int found = 0;
        for (int i = 0; i < 3_000; i++) {
            StringBuilder pattern = new StringBuilder();
            int length = 1 + random.nextInt(5);
            for (int p = 0; p < length; p++) {
                String part = parts[random.nextInt(parts.length)];
                boolean edge = part.equals("\\b") || part.equals("^") || part.equals("$");
                pattern.append(part).append(edge ? "" : repeats[random.nextInt(repeats.length)]);
                if (random.nextInt(6) == 0)
                    pattern.append('|');
            }
            StringBuilder text = new StringBuilder();
            for (int c = random.nextInt(7); c > 0; c--)
                text.append("abc ".charAt(random.nextInt(4)));
            boolean expected = Pattern.compile(pattern.toString()).matcher(text).find();
            assertThat(find(pattern.toString(), text.toString())).as("/" + pattern + "/ in \"" + text + "\"")
                    .isEqualTo(expected);
            found += expected ? 1 : 0;
        }
        assertThat(found).as("both answers come").isBetween(500, 2_900);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b", "(a*)*b", "(a|aa)+b", "(a|a?)+b", "((a*)*)*b", "(.*)*(.*)*b",
            "a?a?a?a?a?a?a?a?a?a?b",
            "(a{1,30}){1,30}b"})
    void hostilePatternsTakeNoLongerThanTheirLengthTimesTheText(String pattern) {
        String text = "a".repeat(5_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> assertThat(find(pattern, text)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{100}){100}){100}", "(((){1000}){1000}){1000}", "a{1000}{1000}"})
    void repetitionsThatWouldFillTheMemoryAreRefused(String pattern) {
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> find(pattern, "a"))
                .withMessageContaining("too large");
    }

    @Test
    void deepNestingIsRefused() {
        assertThatExceptionOfType(ConditionException.class)
                .isThrownBy(() -> find("(".repeat(400) + ")".repeat(400), "a")).withMessageContaining("nest too deep");
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> find("a" + "+".repeat(400), "a"))
                .withMessageContaining("accepted are 50");
    }
}
