package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The documentation and the code say the same.
class TraceFormatDocTest {
    private final String text;

    TraceFormatDocTest() throws IOException {
        Path here = Path.of("docs", "trace-format.md");
        text = Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
    }

    @Test
    void describesEveryFieldOfEveryRecordWithItsDefault() {
        for (Class<?> type : records()) {
            String section = section(type.getSimpleName());
            List<RecordShape.Field> fields = RecordShape.of(type).fields();
            List<String> rows = section.lines().filter(line -> line.startsWith("| `")).toList();
            assertThat(rows).as(type.getSimpleName()).hasSize(fields.size());
            for (int i = 0; i < rows.size(); i++) {
                String[] cells = rows.get(i).split("\\|");
                RecordShape.Field field = fields.get(i);
                assertThat(cells[1].strip()).isEqualTo("`" + field.name() + "`");
                if (!field.name().equals("seq") && !field.name().equals("nanos"))
                    assertThat(cells[3].strip()).as(field.path()).isEqualTo(missing(field));
            }
        }
    }

    @Test
    void listsEveryNameThatAFieldMayHold() {
        for (Class<?> type : records()) {
            for (RecordShape.Field field : RecordShape.of(type).fields()) {
                if (field.type().isEnum() && field.type() != Provenance.class)
                    assertThat(Arrays.stream(field.type().getEnumConstants()).map(c -> "`" + c + "`")).as(field.path())
                            .allMatch(section(type.getSimpleName())::contains);
            }
        }
    }

    @Test
    void givesAnExampleThatCanBeRead() {
        String json = text.substring(text.indexOf("```json\n") + 8);
        List<TraceEvent> events = json.substring(0, json.indexOf("```")).lines().map(TraceCodec::read).toList();
        Trace trace = Trace.of(events);
        assertThat(trace.finished()).isPresent();
        assertThat(trace.committed()).extracting(CommittedToken::token).containsExactly(2, 3);
        assertThat(trace.steps().getFirst().rejected()).isEqualTo(1);
        assertThat(trace.piece(4).piece()).isEqualTo(" cat");
    }

    private String section(String name) {
        int begin = text.indexOf("\n### " + name + "\n");
        assertThat(begin).as("a section for " + name).isPositive();
        int end = text.indexOf("\n##", begin + 5);
        return text.substring(begin, end < 0 ? text.length() : end);
    }

    private static String missing(RecordShape.Field field) {
        if (FieldDefaults.required(field))
            return "required";
        if (field.type().isRecord())
            return "its defaults";
        String written = FieldDefaults.written(field);
        return switch (written) {
            case "", "[]", "{}" -> "empty";
            case "Optional.empty" -> "none";
            default -> written;
        };
    }

    /// All kinds of events and the records inside them.
    static Set<Class<?>> records() {
        Deque<Class<?>> open = new ArrayDeque<>(Arrays.asList(TraceEvent.class.getPermittedSubclasses()));
        open.remove(TraceEvent.Unrecognised.class);
        Set<Class<?>> found = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            Class<?> type = open.pop();
            if (!found.add(type))
                continue;
            for (RecordShape.Field field : RecordShape.of(type).fields()) {
                List<Class<?>> inside = new ArrayList<>(List.of(field.type()));
                if (field.item() != null)
                    inside.add(field.item());
                inside.stream().filter(Class::isRecord).forEach(open::add);
            }
        }
        return found;
    }
}
