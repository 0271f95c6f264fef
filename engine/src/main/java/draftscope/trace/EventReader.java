package draftscope.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads one event's records from a JSON object, and says in one sentence what is wrong with it.
final class EventReader {
    private final long seq;
    private final long nanos;

    /// @param seq   what a missing `seq` reads as
    /// @param nanos what a missing `nanos` reads as
    EventReader(long seq, long nanos) {
        this.seq = seq;
        this.nanos = nanos;
    }

    long seq(JsonNode event) {
        return absent(event.get("seq")) ? seq : whole("seq", event.get("seq"), 0, Long.MAX_VALUE);
    }

    long nanos(JsonNode event) {
        return absent(event.get("nanos")) ? nanos : whole("nanos", event.get("nanos"), 0, Long.MAX_VALUE);
    }

    Object read(JsonNode object, Class<?> type) {
        if (!object.isObject())
            throw refusal(type.getSimpleName(), object, "an object");
        RecordShape shape = RecordShape.of(type);
        boolean event = TraceEvent.class.isAssignableFrom(type);
        Object[] values = new Object[shape.fields().size()];
        for (int i = 0; i < values.length; i++) {
            RecordShape.Field field = shape.fields().get(i);
            if (event && i == 0)
                values[i] = seq(object);
            else if (event && i == 1)
                values[i] = nanos(object);
            else
                values[i] = field(field, object.get(field.name()));
        }
        try {
            return shape.create(values);
        } catch (IllegalArgumentException e) {
            throw new TraceFormatException(type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private Object field(RecordShape.Field field, JsonNode node) {
        if (!absent(node))
            return field.type() == Optional.class
                    ? Optional.of(value(field.path(), node, field.item(), null))
                    : value(field.path(), node, field.type(), field.item());
        if (FieldDefaults.required(field) && !(node != null && field.type() == double.class))
            throw new TraceFormatException(field.path() + " is missing; accepted: " + wanted(field.type()));
        // A null that is written means NaN even where leaving the field out means something else.
        return node != null && field.type() == double.class ? Double.valueOf(Double.NaN) : FieldDefaults.of(field);
    }

    private Object value(String path, JsonNode node, Class<?> type, Class<?> item) {
        if (type == int.class || type == Integer.class)
            return (int) whole(path, node, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (type == long.class || type == Long.class)
            return whole(path, node, Long.MIN_VALUE, Long.MAX_VALUE);
        if (type == double.class)
            return number(path, node);
        if (type.isRecord())
            return read(node, type);
        if (type == List.class)
            return list(path, node, item);
        if (type == Map.class)
            return map(path, node, item);
        if (type == boolean.class && node.isBoolean())
            return node.booleanValue();
        if (type == String.class && node.isString())
            return node.stringValue();
        if (type.isEnum() && node.isString())
            return constant(path, node, type);
        if (type == byte[].class && node.isString())
            return bytes(path, node);
        throw refusal(path, node, wanted(type));
    }

    private static long whole(String path, JsonNode node, long least, long most) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= least
                && node.longValue() <= most)
            return node.longValue();
        throw refusal(path, node, "a whole number from " + least + " to " + most);
    }

    private static double number(String path, JsonNode node) {
        if (node.isNumber())
            return node.doubleValue();
        if (node.isString()) {
            switch (node.stringValue()) {
                case "Infinity" -> {
                    return Double.POSITIVE_INFINITY;
                }
                case "-Infinity" -> {
                    return Double.NEGATIVE_INFINITY;
                }
                case "NaN" -> {
                    return Double.NaN;
                }
                default -> {
                    // Refused below.
                }
            }
        }
        throw refusal(path, node, wanted(double.class));
    }

    private List<Object> list(String path, JsonNode node, Class<?> item) {
        if (!node.isArray())
            throw refusal(path, node, wanted(List.class));
        List<Object> items = new ArrayList<>();
        for (JsonNode child : node)
            items.add(value(path + "[" + items.size() + "]", child, item, null));
        return items;
    }

    private Map<String, Object> map(String path, JsonNode node, Class<?> item) {
        if (!node.isObject())
            throw refusal(path, node, wanted(Map.class));
        Map<String, Object> entries = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties())
            entries.put(entry.getKey(), value(path + "." + entry.getKey(), entry.getValue(), item, null));
        return entries;
    }

    private static Object constant(String path, JsonNode node, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(node.stringValue()))
                return constant;
        }
        throw refusal(path, node, wanted(type));
    }

    private static byte[] bytes(String path, JsonNode node) {
        try {
            return HexFormat.of().parseHex(node.stringValue());
        } catch (IllegalArgumentException e) {
            throw refusal(path, node, wanted(byte[].class));
        }
    }

    private static boolean absent(JsonNode node) {
        return node == null || node.isNull();
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum())
            return Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name())
                    .collect(Collectors.joining(", "));
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class)
            return "a whole number";
        if (type == double.class)
            return "a number, null, \"Infinity\" or \"-Infinity\"";
        if (type == boolean.class)
            return "true or false";
        if (type == byte[].class)
            return "bytes in hex, such as \"c3a9\"";
        if (type == List.class)
            return "a list";
        return type == String.class ? "a text" : "an object";
    }

    private static TraceFormatException refusal(String path, JsonNode found, String accepted) {
        String text = found.toString();
        // Part of a hostile line is enough to find it again.
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "...";
        return new TraceFormatException(path + " is " + shown + "; accepted: " + accepted);
    }
}
