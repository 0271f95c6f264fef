package draftscope.samples.tales;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TaleGeneratorTest {

    private static final Pattern WORD = Pattern.compile("[A-Za-z]+(?:[-'][a-z]+)*");

    private static TaleGenerator generator;
    private static List<Tale> tales;

    @BeforeAll
    static void tellTales() {
        generator = new TaleGenerator(11);
        tales = LongStream.range(0, 6000).mapToObj(generator::tale).toList();
    }

    @Test
    void thereAreMoreThanFortyPlotsAndEachIsTold() {
        assertTrue(generator.plots().size() >= 40);
        assertEquals(generator.plots().size(), new HashSet<>(generator.plots()).size(), "plots have different names");
        assertEquals(
                new TreeSet<>(generator.plots()),
                tales.stream().map(Tale::plot).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void thereAreMoreThanThreeHundredSentencePatterns() {
        assertTrue(generator.sentencePatterns() >= 300, () -> "only " + generator.sentencePatterns());
    }

    @Test
    void theTalesUseMoreThanFifteenHundredDifferentWords() {
        Set<String> words = tales.stream()
                .flatMap(tale -> WORD.matcher(tale.text()).results())
                .map(match -> match.group().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertTrue(words.size() >= 1500, () -> "only " + words.size());
    }

    @Test
    void aTaleHasSixtyToTwoHundredWords() {
        for (var tale : tales) {
            int words = tale.text().split("[ \n]").length;
            assertTrue(words >= 60 && words <= 200, () -> words + " words: " + tale.text());
        }
    }

    @Test
    void theSameSeedAndIndexGiveTheSameTaleInAnyOrderAndOtherOnesDoNot() {
        var again = new TaleGenerator(11);
        for (int i = 99; i >= 0; i--) {
            assertEquals(tales.get(i), again.tale(i));
        }
        assertNotEquals(tales.get(0).text(), new TaleGenerator(12).tale(0).text());
        assertTrue(tales.stream().map(Tale::text).distinct().count() > 5990);
    }

    @Test
    void theArticleFitsTheWordThatFollows() {
        assertNowhere("\\b[Aa] [aeiouAEIOU]", "\\b[Aa]n (?!honest)[^aeiouAEIOU]", "\\(n\\)");
    }

    @Test
    void noWordAndNoSpaceIsDoubledAndNoBracketIsLeftOver() {
        assertNowhere("\\b(\\w+) \\1\\b", "  ", " \\.", "\"\"", "[{}<>\\[\\]|]", "\n\n", "^\\s|\\s$");
    }

    @Test
    void everySentenceStartsWithACapitalLetterAndEndsWithAMark() {
        assertNowhere("[.!?] [a-z]", "\\.\" [a-z]", "(^|\n)\"?[a-z]", "[^.!?\"](\n|$)");
    }

    @Test
    void quotationMarksComeInPairs() {
        for (var tale : tales) {
            for (String line : tale.text().split("\n")) {
                assertEquals(0, line.chars().filter(c -> c == '"').count() % 2, line);
            }
        }
    }

    @Test
    void aFriendIsIntroducedAsOneBeforeTheNameStandsAlone() {
        for (var tale : tales) {
            String friend = tale.facts().get("friend");
            if (friend == null) {
                continue;
            }
            String before = tale.text().substring(0, tale.text().indexOf(friend));
            assertTrue(before.endsWith("friend ") || before.endsWith(" named "), tale::text);
            assertTrue(before.chars().filter(c -> c == '"').count() % 2 == 0,
                    () -> "introduced by someone who speaks: " + tale.text());
        }
    }

    @Test
    void nobodyEntersATaleButTheHeroTheFriendAndTheElder() {
        var grammar = Grammar.load();
        Set<String> names = new HashSet<>();
        for (String list : List.of("girl", "boy")) {
            grammar.lists().get(list).rows().forEach(row -> names.add(row.getFirst()));
        }
        names.removeAll(Set.of("Rose", "Polly", "Bob", "Fred"));
        for (var tale : tales) {
            Set<String> met = new HashSet<>();
            WORD.matcher(tale.text()).results().map(m -> m.group().replaceFirst("'s$", "")).filter(names::contains)
                    .forEach(met::add);
            met.remove(tale.facts().get("name"));
            met.remove(tale.facts().get("friend"));
            assertTrue(met.isEmpty(), () -> met + " in " + tale.text());
        }
    }

    @Test
    void theHeroIsCalledByOnePronounWhereNobodyElseCouldBeMeant() {
        var grammar = Grammar.load();
        Set<String> girls = grammar.lists().get("girl").rows().stream().map(List::getFirst).collect(Collectors.toSet());
        for (var tale : tales) {
            String opening = tale.text().split("\n")[0];
            if (tale.facts().containsKey("elder") || opening.contains("friend")) {
                continue;
            }
            boolean girl = girls.contains(tale.facts().get("name"));
            boolean wrong = Pattern.compile(girl ? "\\b([Hh]is|[Hh]im|himself)\\b" : "\\b([Hh]er|herself)\\b")
                    .matcher(opening).find();
            assertFalse(wrong && !opening.matches("(?s).*\\b(mum|dad|Grand|grand).*"), tale::text);
        }
    }

    @Test
    void theKindTheColourAndTheObjectOfATaleStayTheSame() {
        var grammar = Grammar.load();
        Set<String> colours = grammar.lists().get("colour").rows().stream().map(List::getFirst)
                .collect(Collectors.toSet());
        for (var tale : tales) {
            String colour = tale.facts().get("colour");
            String object = tale.facts().get("object");
            if (colour == null || object == null || !tale.text().contains(colour + " " + object)) {
                continue;
            }
            var named = Pattern.compile("\\b(\\w+) " + Pattern.quote(object) + "\\b").matcher(tale.text()).results()
                    .map(m -> m.group(1))
                    .filter(colours::contains)
                    .collect(Collectors.toSet());
            assertEquals(Set.of(colour), named, tale::text);
        }
    }

    @Test
    void theAnswerToAQuestionAboutATaleStandsInTheTale() {
        for (var tale : tales) {
            for (var question : tale.questions()) {
                assertTrue(question.question().endsWith("?"));
                assertTrue(tale.text().contains(question.answer().replaceFirst("^(an?|the|to) ", "")),
                        () -> question + "\n" + tale.text());
            }
        }
    }

    @Test
    void mostTalesStartLikeTales() {
        long once = tales.stream().filter(tale -> tale.text().startsWith("Once upon a time, there was a")).count();
        assertTrue(once > tales.size() / 2);
    }

    private static void assertNowhere(String... patterns) {
        assertAll(List.of(patterns).stream().map(pattern -> () -> {
            var compiled = Pattern.compile(pattern);
            for (var tale : tales) {
                var match = compiled.matcher(tale.text());
                assertFalse(match.find(), () -> pattern + " in " + tale.plot() + ": " + tale.text());
            }
        }));
    }
}
