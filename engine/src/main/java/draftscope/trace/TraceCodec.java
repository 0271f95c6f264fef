package draftscope.trace;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Events as JSON lines: one event, one line, in UTF-8. The format is described in `docs/trace-format.md`.
///
/// The first key is `event`, the kind; the others are the names of the record's components. A number that is `NaN` is written
/// as `null`, one that is infinite as the text `Infinity` or `-Infinity`, bytes as hex. Keys that are not known are skipped, and
/// kinds that are not known are kept whole as [TraceEvent.Unrecognised]: a newer file stays readable, and is not damaged by
/// being written back.
///
/// Thread-safe; holds no state.
public final class TraceCodec {
    /// Version of the format that is written.
    public static final int FORMAT = 1;

    /// Python writes a bare `NaN`; it is read as what it means, though never written.
    private static final JsonMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final Map<String, Class<?>> KINDS = Arrays.stream(TraceEvent.class.getPermittedSubclasses())
            .filter(kind -> kind != TraceEvent.Unrecognised.class)
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, kind -> kind));

    private TraceCodec() {}

    /// One event as one line of JSON, without the line's end.
    public static String write(TraceEvent event) {
        if (event instanceof TraceEvent.Unrecognised unknown)
            // Outside of a text a line end is space, and inside of one JSON has none.
            return unknown.json().replace('\n', ' ').replace('\r', ' ');
        StringWriter line = new StringWriter(256);
        try (JsonGenerator out = JSON.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringProperty("event", event.getClass().getSimpleName());
            if (event instanceof TraceEvent.RunStarted)
                out.writeNumberProperty("format", FORMAT);
            writeFields(out, event);
            out.writeEndObject();
        }
        return line.toString();
    }

    /// The event that a line tells. Missing `seq` and `nanos` read as 0.
    ///
    /// @throws TraceFormatException when the line is not an event
    public static TraceEvent read(String line) {
        return read(line, 0, 0);
    }

    /// All events of a file.
    ///
    /// Empty lines are skipped. A missing `seq` continues the count, a missing `nanos` repeats the one before. When the last line
    /// has no line end and cannot be read, the writer was stopped in the middle of it: it is left out.
    ///
    /// @throws TraceFormatException when a line is not an event; the sentence begins with the line's number
    /// @throws IOException          when the file cannot be read
    public static List<TraceEvent> readAll(Path file) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        try (Reader reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            LineReader lines = new LineReader(reader);
            long nanos = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank())
                    continue;
                try {
                    TraceEvent event = read(line, events.size(), nanos);
                    nanos = event.nanos();
                    events.add(event);
                } catch (TraceFormatException e) {
                    if (lines.torn())
                        break;
                    throw new TraceFormatException("line " + lines.number() + ": " + e.getMessage(), e);
                }
            }
        }
        return events;
    }

    private static TraceEvent read(String line, long seq, long nanos) {
        JsonNode node = parse(line);
        if (!node.isObject())
            throw new TraceFormatException("is not a JSON object; accepted: one object a line, such as "
                    + "{\"event\":\"StepStarted\",\"seq\":3,\"nanos\":1200,\"step\":0,\"length\":5}");
        JsonNode kind = node.get("event");
        if (kind == null || !kind.isString())
            throw new TraceFormatException("has no text \"event\"; accepted: the kind of event, such as \"Committed\"");
        EventReader reader = new EventReader(seq, nanos);
        Class<?> type = KINDS.get(kind.stringValue());
        if (type == null) {
            // Kept as it came, but on one line, since it is written back as one.
            String whole = line.indexOf('\n') < 0 && line.indexOf('\r') < 0 ? line : node.toString();
            return new TraceEvent.Unrecognised(reader.seq(node), reader.nanos(node), kind.stringValue(), whole);
        }
        return (TraceEvent) reader.read(node, type);
    }

    private static JsonNode parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node == null || node.isMissingNode())
                throw new TraceFormatException("is empty; accepted: one JSON object");
            return node;
        } catch (JacksonException e) {
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            String what = e.getOriginalMessage().lines().findFirst().orElse("cannot be parsed");
            throw new TraceFormatException(
                    "is not JSON at column " + column + " (" + what + "); accepted: one JSON object", e);
        }
    }

    private static void writeFields(JsonGenerator out, Object record) {
        for (RecordShape.Field field : RecordShape.of(record.getClass()).fields()) {
            out.writeName(field.name());
            writeValue(out, field.of(record));
        }
    }

    private static void writeValue(JsonGenerator out, Object value) {
        switch (value) {
            case Integer i -> out.writeNumber(i);
            case Long l -> out.writeNumber(l);
            case Double d -> writeDouble(out, d);
            case Boolean b -> out.writeBoolean(b);
            case String s -> out.writeString(s);
            case Enum<?> e -> out.writeString(e.name());
            case byte[] bytes -> out.writeString(HexFormat.of().formatHex(bytes));
            case Optional<?> optional -> {
                if (optional.isPresent())
                    writeValue(out, optional.get());
                else
                    out.writeNull();
            }
            case List<?> list -> {
                out.writeStartArray();
                for (Object item : list)
                    writeValue(out, item);
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((key, item) -> {
                    out.writeName(String.valueOf(key));
                    writeValue(out, item);
                });
                out.writeEndObject();
            }
            case Record record -> {
                out.writeStartObject();
                writeFields(out, record);
                out.writeEndObject();
            }
            default -> throw new IllegalStateException("no form in the file for " + value.getClass());
        }
    }

    private static void writeDouble(JsonGenerator out, double value) {
        if (Double.isNaN(value))
            out.writeNull();
        else if (Double.isInfinite(value))
            out.writeString(value > 0 ? "Infinity" : "-Infinity");
        else
            out.writeNumber(value);
    }
}
