package draftscope.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Makes events of every kind with random content, odd numbers and odd texts included, from the records themselves.
final class SampleEvents {
    private static final String[] TEXTS = {"", "plain", "\"quoted\"\\ \n\t\u2028", "naïve 🦊 日本", "\u0000"};
    private static final double[] NUMBERS = {Double.NaN, 0, -0.0, 1, 0.1, 1e-300, Double.MIN_VALUE, Double.MAX_VALUE,
            Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Math.PI};
    private static final int[] WHOLES = {0, 1, -1, 17, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private final Random random;

    SampleEvents(long seed) {
        random = new Random(seed);
    }

    /// Every permitted kind once. A kind that this cannot make fails the test that asks for it.
    List<TraceEvent> all() {
        List<TraceEvent> events = new ArrayList<>();
        for (Class<?> kind : TraceEvent.class.getPermittedSubclasses()) {
            long seq = random.nextLong(1L << 40);
            events.add(kind == TraceEvent.Unrecognised.class
                    ? new TraceEvent.Unrecognised(seq, 5, "Dreamed",
                            "{\"event\":\"Dreamed\", \"seq\": " + seq + ", \"nanos\": 5, \"deep\": {\"a\": [1, 2.50]}}")
                    : (TraceEvent) record(kind));
        }
        return events;
    }

    private Object record(Class<?> type) {
        if (type == SamplingSettings.class)
            return new SamplingSettings(0.7, 40, 0.9, 0.05);
        RecordShape shape = RecordShape.of(type);
        Object[] values = shape.fields().stream().map(this::value).toArray();
        if (TraceEvent.class.isAssignableFrom(type)) {
            values[0] = random.nextLong(1L << 40);
            values[1] = random.nextLong(1L << 40);
        }
        return shape.create(values);
    }

    private Object value(RecordShape.Field field) {
        if (field.type() == List.class) {
            List<Object> items = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--)
                items.add(single(field.item()));
            return items;
        }
        if (field.type() == Map.class)
            return Map.of("width", single(field.item()), "ä b", single(field.item()));
        if (field.type() == Optional.class)
            return random.nextBoolean() ? Optional.empty() : Optional.of(single(field.item()));
        return single(field.type());
    }

    private Object single(Class<?> type) {
        if (type == int.class || type == Integer.class)
            return WHOLES[random.nextInt(WHOLES.length)];
        if (type == long.class || type == Long.class)
            return random.nextLong();
        if (type == double.class)
            return NUMBERS[random.nextInt(NUMBERS.length)];
        if (type == boolean.class)
            return random.nextBoolean();
        if (type == String.class)
            return TEXTS[random.nextInt(TEXTS.length)];
        if (type.isEnum())
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        if (type.isRecord())
            return record(type);
        if (type == byte[].class) {
            byte[] bytes = new byte[random.nextInt(5)];
            random.nextBytes(bytes);
            return bytes;
        }
        throw new AssertionError("no sample for " + type);
    }
}
