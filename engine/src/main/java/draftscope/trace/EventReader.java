package draftscope.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads one event's records from JSON as it comes, and says in one sentence what is wrong with it.
///
/// Nothing is built in between: a recording holds millions of small records, and a tree of nodes for each line would cost more
/// than the records themselves.
final class EventReader {
    /// What is looked up for each record of a type: its fields with what they read as when they are missing.
    private record Form(RecordShape shape, Object[] defaults, boolean[] required) {
        private static final Map<Class<?>, Form> KNOWN = new ConcurrentHashMap<>();

        static Form of(Class<?> type) {
            Form form = KNOWN.get(type);
            return form != null ? form : KNOWN.computeIfAbsent(type, Form::make);
        }

        private static Form make(Class<?> type) {
            RecordShape shape = RecordShape.of(type);
            int count = shape.fields().size();
            Object[] defaults = new Object[count];
            boolean[] required = new boolean[count];
            for (int i = 0; i < count; i++) {
                RecordShape.Field field = shape.fields().get(i);
                required[i] = FieldDefaults.required(field);
                defaults[i] = required[i] ? null : FieldDefaults.of(field);
            }
            return new Form(shape, defaults, required);
        }

        /// The place of a field; -1 when the record has none of this name. Writers keep the order of the fields, so the next
        /// one is tried first.
        int place(String name, int next) {
            List<RecordShape.Field> fields = shape.fields();
            if (next < fields.size() && fields.get(next).name().equals(name))
                return next;
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).name().equals(name))
                    return i;
            }
            return -1;
        }
    }

    private static final int NO_ITEM = -1;

    private final JsonParser in;
    private final long seq;
    private final long nanos;

    /// @param in    stands within the event's object, where the next name comes
    /// @param seq   what a missing `seq` reads as
    /// @param nanos what a missing `nanos` reads as
    EventReader(JsonParser in, long seq, long nanos) {
        this.in = in;
        this.seq = seq;
        this.nanos = nanos;
    }

    /// The rest of an event's object.
    TraceEvent event(Class<?> type) {
        Form form = Form.of(type);
        Object[] values = values(form);
        values[0] = counted("seq", (Long) values[0], seq);
        values[1] = counted("nanos", (Long) values[1], nanos);
        return (TraceEvent) create(form, values);
    }

    /// The rest of an event of a kind that is not known.
    ///
    /// @param whole its line
    TraceEvent unrecognised(String kind, String whole) {
        Long ownSeq = null;
        Long ownNanos = null;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            boolean told = in.nextToken() != JsonToken.VALUE_NULL;
            if (told && name.equals("seq"))
                ownSeq = whole(name, NO_ITEM, 0, Long.MAX_VALUE);
            else if (told && name.equals("nanos"))
                ownNanos = whole(name, NO_ITEM, 0, Long.MAX_VALUE);
            else
                in.skipChildren();
        }
        return new TraceEvent.Unrecognised(counted("seq", ownSeq, seq), counted("nanos", ownNanos, nanos), kind,
                whole);
    }

    private static long counted(String name, Long told, long missing) {
        if (told != null && told < 0)
            throw refusal(name, told.toString(), "a whole number from 0 to " + Long.MAX_VALUE);
        return told == null ? missing : told;
    }

    private Object record(Class<?> type) {
        if (in.currentToken() != JsonToken.START_OBJECT)
            throw refusal(type.getSimpleName(), "an object");
        Form form = Form.of(type);
        return create(form, values(form));
    }

    /// The values of a record's fields; null for what is missing.
    private Object[] values(Form form) {
        List<RecordShape.Field> fields = form.shape.fields();
        Object[] values = new Object[fields.size()];
        int next = 0;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            int place = form.place(name, next);
            if (place < 0) {
                in.skipChildren();
            } else {
                values[place] = field(fields.get(place));
                next = place + 1;
            }
        }
        return values;
    }

    private static Object create(Form form, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                RecordShape.Field field = form.shape.fields().get(i);
                if (form.required[i])
                    throw new TraceFormatException(field.path() + " is missing; accepted: " + wanted(field.type()));
                values[i] = form.defaults[i];
            }
        }
        try {
            return form.shape.create(values);
        } catch (IllegalArgumentException e) {
            throw new TraceFormatException(form.shape.name() + ": " + e.getMessage(), e);
        }
    }

    /// The value of a field; null when what is written there is `null` and that says no more than leaving it out.
    private Object field(RecordShape.Field field) {
        if (in.currentToken() == JsonToken.VALUE_NULL)
            // A null that is written means NaN even where leaving the field out means something else.
            return field.type() == double.class ? Double.NaN : null;
        if (field.type() == Optional.class)
            return Optional.of(value(field.path(), NO_ITEM, field.item(), null));
        return value(field.path(), NO_ITEM, field.type(), field.item());
    }

    /// @param index number of the item in a list, or [#NO_ITEM]
    private Object value(String path, int index, Class<?> type, Class<?> item) {
        JsonToken token = in.currentToken();
        if (type == int.class || type == Integer.class)
            return (int) whole(path, index, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (type == double.class)
            return number(path, index);
        if (type == long.class || type == Long.class)
            return whole(path, index, Long.MIN_VALUE, Long.MAX_VALUE);
        if (type.isRecord())
            return record(type);
        if (type == List.class && token == JsonToken.START_ARRAY)
            return list(path, item);
        if (type == Map.class && token == JsonToken.START_OBJECT)
            return map(path, item);
        if (type == boolean.class && token.isBoolean())
            return in.getBooleanValue();
        if (token == JsonToken.VALUE_STRING) {
            if (type == String.class)
                return in.getString();
            if (type.isEnum())
                return constant(path, index, type);
            if (type == byte[].class)
                return bytes(path, index);
        }
        throw refusal(at(path, index), wanted(type));
    }

    private long whole(String path, int index, long least, long most) {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
                && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = in.getLongValue();
            if (value >= least && value <= most)
                return value;
        }
        throw refusal(at(path, index), "a whole number from " + least + " to " + most);
    }

    private double number(String path, int index) {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT)
            return in.getDoubleValue();
        if (token == JsonToken.VALUE_STRING) {
            switch (in.getString()) {
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
        throw refusal(at(path, index), wanted(double.class));
    }

    private List<Object> list(String path, Class<?> item) {
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(path, items.size(), item, null));
        }
        return items;
    }

    private Map<String, Object> map(String path, Class<?> item) {
        Map<String, Object> entries = new TreeMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            entries.put(name, value(path + "." + name, NO_ITEM, item, null));
        }
        return entries;
    }

    private Object constant(String path, int index, Class<?> type) {
        String name = in.getString();
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name))
                return constant;
        }
        throw refusal(at(path, index), wanted(type));
    }

    private byte[] bytes(String path, int index) {
        try {
            return HexFormat.of().parseHex(in.getString());
        } catch (IllegalArgumentException e) {
            throw refusal(at(path, index), wanted(byte[].class));
        }
    }

    private static String at(String path, int index) {
        return index == NO_ITEM ? path : path + "[" + index + "]";
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

    private TraceFormatException refusal(String path, String accepted) {
        return refusal(path, in.readValueAsTree().toString(), accepted);
    }

    private static TraceFormatException refusal(String path, String found, String accepted) {
        // Part of a hostile line is enough to find it again.
        String shown = found.length() <= 60 ? found : found.substring(0, 60) + "...";
        return new TraceFormatException(path + " is " + shown + "; accepted: " + accepted);
    }
}
