package draftscope.samples.tales;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TaskTest {

    private final TaleGenerator generator = new TaleGenerator(5);

    private Stream<Task> tasks(TaskKind kind) {
        return LongStream.range(0, 400).mapToObj(i -> generator.task(kind, i));
    }

    private static String content(Task task) {
        String[] lines = task.prompt().split("\n");
        return String.join("\n", Arrays.asList(lines).subList(1, lines.length - 1));
    }

    @ParameterizedTest
    @EnumSource
    void aTaskIsAnInstructionTheMaterialAndTheAnswer(TaskKind kind) {
        tasks(kind).forEach(task -> {
            assertTrue(task.prompt().matches("(?s)[A-Z][^\n]*\\.\n.+\nAnswer:"), task::prompt);
            assertFalse(task.answer().isBlank());
            assertEquals(task.answer(), task.answer().strip());
            assertEquals(task.prompt() + " " + task.answer(), task.text());
            assertFalse(task.text().contains("\n\n"), "a blank line would end the document");
        });
        assertEquals(generator.task(kind, 3), new TaleGenerator(5).task(kind, 3));
    }

    @Test
    void aCopiedSentenceIsTheSentence() {
        tasks(TaskKind.COPY).forEach(task -> assertEquals(content(task), task.answer()));
    }

    @Test
    void aSentenceToCorrectHasAMistakeAndMostOfTheRightWords() {
        tasks(TaskKind.CORRECT).forEach(task -> {
            assertNotEquals(content(task), task.answer());
            var given = List.of(content(task).toLowerCase().split(" "));
            long kept = Arrays.stream(task.answer().toLowerCase().split(" ")).filter(given::contains).count();
            assertTrue(kept >= task.answer().split(" ").length - 2, task::text);
        });
    }

    @Test
    void aListOperationIsCarriedOut() {
        tasks(TaskKind.LIST).forEach(task -> {
            var words = List.of(content(task).split(", "));
            assertTrue(words.size() >= 3 && words.size() <= 6);
            String instruction = task.prompt().split("\n")[0];
            var replace = Pattern.compile("Replace (\\S+) with (\\S+)\\.").matcher(instruction);
            var expected = switch (instruction) {
                case "Copy the list." -> words;
                case "Reverse the list." -> words.reversed();
                case "Name the first word." -> List.of(words.getFirst());
                case "Name the last word." -> List.of(words.getLast());
                default -> {
                    assertTrue(replace.matches(), instruction);
                    assertTrue(words.contains(replace.group(1)));
                    assertFalse(words.contains(replace.group(2)));
                    yield words.stream().map(word -> word.equals(replace.group(1)) ? replace.group(2) : word).toList();
                }
            };
            assertEquals(String.join(", ", expected), task.answer());
        });
    }

    @Test
    void aQuestionIsAnsweredByTheTaleBeforeIt() {
        tasks(TaskKind.QUESTION).forEach(task -> {
            String[] parts = content(task).split("\nQuestion: ");
            assertEquals(2, parts.length);
            assertTrue(parts[0].contains(task.answer().replaceFirst("^(an?|the|to) ", "")), task::text);
        });
    }

    @Test
    void aRecordHoldsWhatWasToldAndNothingElse() {
        var record = Pattern.compile(
                "\\{\"name\": \"\\w+\", \"animal\": \"\\w+\"(, \"(colour|object|friend|food)\": \"[^\"]+\")+}");
        var value = Pattern.compile(": \"([^\"]+)\"");
        tasks(TaskKind.JSON).forEach(task -> {
            assertTrue(record.matcher(task.answer()).matches(), task::answer);
            value.matcher(task.answer()).results()
                    .forEach(m -> assertTrue(content(task).contains(m.group(1)), task::text));
        });
    }
}
