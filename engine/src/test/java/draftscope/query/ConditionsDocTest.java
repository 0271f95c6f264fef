package draftscope.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The documentation says what the table of fields holds, and every example in it is a condition.
class ConditionsDocTest {
    private final String text;

    ConditionsDocTest() throws IOException {
        Path here = Path.of("docs", "conditions.md");
        text = Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
    }

    @Test
    void listsEveryFieldWithItsUnitPlaceAndMeaning() {
        List<String> rows = Arrays.stream(Field.values()).map(field -> "| "
                + field.names().stream().map(name -> "`" + name + "`").collect(Collectors.joining(" ")) + " | "
                + field.unit() + " | " + field.where().words() + " | " + field.meaning() + " |").toList();
        assertThat(section("## Fields")).containsExactlyElementsOf(rows);
    }

    @Test
    void listsEveryState() {
        List<String> rows = Arrays.stream(State.values()).map(state -> "| `" + state.word() + "`"
                + (state.alias().equals(state.word()) ? "" : " `" + state.alias() + "`") + " | " + state.meaning()
                + " |").toList();
        assertThat(section("## States")).containsExactlyElementsOf(rows);
    }

    @Test
    void everyExampleIsACondition() {
        List<String> examples = Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]+ \\|$").matcher(text.substring(text
                .indexOf("## Examples"))).results().map((MatchResult found) -> found.group(1)).toList();
        assertThat(examples).hasSizeGreaterThan(10);
        assertThat(examples).allSatisfy(example -> assertThat(Condition.parse(example).text()).isEqualTo(example));
    }

    private List<String> section(String heading) {
        String from = text.substring(text.indexOf(heading) + heading.length());
        int end = from.indexOf("\n## ");
        return (end < 0 ? from : from.substring(0, end)).lines().filter(line -> line.startsWith("| `")).toList();
    }
}
