package draftscope.trace;

import java.io.StringWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
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
    private static final JsonMapper JSON = JsonMapper
            .builder(JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build())
            .build();
    private static final Map<String, Class<?>> KINDS = Arrays.stream(TraceEvent.class.getPermittedSubclasses())
            .filter(kind -> kind != TraceEvent.Unrecognised.class)
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, kind -> kind));

    private TraceCodec() {}

    /// One event as one line of JSON, without the line's end.
    public static String write(TraceEvent event) {
        if (event instanceof TraceEvent.Unrecognised unknown)
            return unknown.json();
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
        return read(() -> JSON.createParser(line), () -> line, 0, 0);
    }

    /// The event that the line just read tells.
    ///
    /// @param seq   what a missing `seq` reads as
    /// @param nanos what a missing `nanos` reads as
    static TraceEvent read(LineReader line, long seq, long nanos) {
        return read(() -> JSON.createParser(line.array(), line.offset(), line.length()), line::text, seq, nanos);
    }

    private static TraceEvent read(Supplier<JsonParser> line, Supplier<String> text, long seq, long nanos) {
        try (JsonParser in = line.get()) {
            if (in.nextToken() == JsonToken.START_OBJECT && "event".equals(in.nextName())
                    && in.nextToken() == JsonToken.VALUE_STRING) {
                Class<?> type = KINDS.get(in.getString());
                if (type != null) {
                    TraceEvent event = new EventReader(in, seq, nanos).event(type);
                    requireEnd(in);
                    return event;
                }
            }
        } catch (JacksonException e) {
            throw notJson(e);
        }
        return readWhole(line, text, seq, nanos);
    }

    /// A line that does not begin with its kind, or whose kind is not known.
    private static TraceEvent readWhole(Supplier<JsonParser> line, Supplier<String> text, long seq, long nanos) {
        JsonNode node = tree(line);
        if (!node.isObject())
            throw new TraceFormatException("is not a JSON object; accepted: one object a line, such as "
                    + "{\"event\":\"StepStarted\",\"seq\":3,\"nanos\":1200,\"step\":0,\"length\":5}");
        JsonNode kind = node.get("event");
        if (kind == null || !kind.isString())
            throw new TraceFormatException("has no text \"event\"; accepted: the kind of event, such as \"Committed\"");
        try (JsonParser in = JSON.treeAsTokens(node)) {
            in.nextToken();
            EventReader reader = new EventReader(in, seq, nanos);
            Class<?> type = KINDS.get(kind.stringValue());
            return type != null ? reader.event(type) : reader.unrecognised(kind.stringValue(), text.get());
        }
    }

    private static JsonNode tree(Supplier<JsonParser> line) {
        try (JsonParser in = line.get()) {
            JsonNode node = JSON.readTree(in);
            if (node == null || node.isMissingNode())
                throw new TraceFormatException("is empty; accepted: one JSON object");
            requireEnd(in);
            return node;
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    private static void requireEnd(JsonParser in) {
        if (in.nextToken() != null)
            throw new TraceFormatException("is not JSON at column " + in.currentTokenLocation().getColumnNr()
                    + " (something stands behind the object); accepted: one JSON object");
    }

    private static TraceFormatException notJson(JacksonException e) {
        int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
        String what = e.getOriginalMessage().lines().findFirst().orElse("cannot be parsed");
        return new TraceFormatException(
                "is not JSON at column " + column + " (" + what + "); accepted: one JSON object", e);
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
