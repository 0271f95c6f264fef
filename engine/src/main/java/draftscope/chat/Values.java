package draftscope.chat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Python's view of values: what is true, what is equal, how a value is written. Values are null (`none`), [Undefined],
/// Boolean, Long, Double, String, List, Map, [Namespace] and [Function].
final class Values {
    /// A name that nothing was given to; written as nothing, false, empty.
    record Undefined(String name) {}

    /// A bag of attributes that a template may change: `namespace(found=false)`.
    static final class Namespace {
        final Map<String, Object> attributes = new LinkedHashMap<>();
    }

    /// What can be called.
    @FunctionalInterface
    interface Function {
        Object call(List<Object> positional, Map<String, Object> named);
    }

    private Values() {}

    static boolean isTrue(Object value) {
        return switch (value) {
            case null -> false;
            case Undefined u -> false;
            case Boolean b -> b;
            case Long n -> n != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static boolean equal(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return compareNumbers(a, b) == 0;
        }
        if (a instanceof Undefined && b instanceof Undefined) {
            return true;
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!equal(x.get(i), y.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(a, b);
    }

    /// Less than, equal to or greater than zero, as `a` stands to `b`.
    ///
    /// @throws IllegalArgumentException if they have no order
    static int compare(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return compareNumbers(a, b);
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                if (!equal(x.get(i), y.get(i))) {
                    return compare(x.get(i), y.get(i));
                }
            }
            return Integer.compare(x.size(), y.size());
        }
        throw new IllegalArgumentException(kind(a) + " and " + kind(b) + " have no order");
    }

    /// The order that sorting uses; texts without regard to case unless asked.
    static Comparator<Object> order(boolean caseSensitive) {
        return (a, b) -> !caseSensitive && a instanceof String x && b instanceof String y
                ? x.toLowerCase(Locale.ROOT).compareTo(y.toLowerCase(Locale.ROOT))
                : compare(a, b);
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    static long integer(Object value) {
        return switch (value) {
            case Long n -> n;
            case Boolean b -> b ? 1 : 0;
            case null, default -> throw new IllegalArgumentException(kind(value) + " is no whole number");
        };
    }

    static double number(Object value) {
        return value instanceof Double d ? d : integer(value);
    }

    private static int compareNumbers(Object a, Object b) {
        return a instanceof Double || b instanceof Double
                ? Double.compare(number(a) + 0.0, number(b) + 0.0) // -0 equals 0
                : Long.compare(integer(a), integer(b));
    }

    static String kind(Object value) {
        return switch (value) {
            case null -> "none";
            case Undefined u -> "'" + u.name + "', which is not defined,";
            case Boolean b -> "a truth value";
            case Long n -> "a number";
            case Double d -> "a number";
            case String s -> "a text";
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a mapping";
            case Namespace n -> "a namespace";
            default -> "a function";
        };
    }

    /// The items that a loop or a filter goes over.
    static List<Object> items(Object value) {
        return switch (value) {
            case Undefined u -> List.of();
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String s -> new ArrayList<>(s.codePoints().mapToObj(Character::toString).toList());
            case null, default -> throw new IllegalArgumentException(kind(value) + " has no items to go over");
        };
    }

    /// As it is printed.
    static String text(Object value) {
        return switch (value) {
            case null -> "None";
            case Undefined u -> "";
            case String s -> s;
            default -> literal(value);
        };
    }

    private static String literal(Object value) {
        return switch (value) {
            case null -> "None";
            case Undefined u -> "Undefined";
            case Boolean b -> b ? "True" : "False";
            case Long n -> n.toString();
            case Double d -> real(d);
            case String s -> quoted(s);
            case List<?> list -> {
                StringBuilder out = new StringBuilder("[");
                for (Object item : list) {
                    out.append(out.length() > 1 ? ", " : "").append(literal(item));
                }
                yield out.append("]").toString();
            }
            case Map<?, ?> map -> {
                StringBuilder out = new StringBuilder("{");
                map.forEach((k, v) -> out.append(out.length() > 1 ? ", " : "").append(literal(k)).append(": ")
                        .append(literal(v)));
                yield out.append("}").toString();
            }
            default -> "<" + kind(value) + ">";
        };
    }

    private static String real(double d) {
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return Double.isNaN(d) ? "nan" : d > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(d);
        if (size != 0 && (size < 1e-4 || size >= 1e16)) {
            String[] parts = Double.toString(d).toLowerCase(Locale.ROOT).split("e");
            String mantissa = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
            int exponent = Integer.parseInt(parts[1]);
            return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        String plain = new BigDecimal(Double.toString(d)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\');
                    }
                    if (c < 0x20 || c == 0x7f) {
                        out.append("\\x%02x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append(quote).toString();
    }

    /// As JSON, in the way of Python's `json.dumps`; `indent` below 0 for one line.
    static String json(Object value, int indent, boolean sorted) {
        StringBuilder out = new StringBuilder();
        json(value, indent, 0, sorted, out);
        return out.toString();
    }

    private static void json(Object value, int indent, int level, boolean sorted, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Boolean b -> out.append(b);
            case Long n -> out.append(n);
            case Double d ->
                out.append(Double.isNaN(d) ? "NaN" : Double.isInfinite(d) ? d > 0 ? "Infinity" : "-Infinity" : real(d));
            case String s -> jsonText(s, out);
            case List<?> list -> {
                out.append('[');
                int before = out.length();
                for (Object item : list) {
                    jsonBreak(out.length() > before, indent, level + 1, out);
                    json(item, indent, level + 1, sorted, out);
                }
                jsonEnd(list.isEmpty(), indent, level, out);
                out.append(']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                int before = out.length();
                List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
                if (sorted) {
                    entries.sort(Comparator.comparing(e -> text(e.getKey())));
                }
                for (Map.Entry<?, ?> entry : entries) {
                    jsonBreak(out.length() > before, indent, level + 1, out);
                    jsonText(text(entry.getKey()), out);
                    out.append(": ");
                    json(entry.getValue(), indent, level + 1, sorted, out);
                }
                jsonEnd(map.isEmpty(), indent, level, out);
                out.append('}');
            }
            default -> throw new IllegalArgumentException(kind(value) + " cannot be written as JSON");
        }
    }

    private static void jsonBreak(boolean follows, int indent, int level, StringBuilder out) {
        if (indent >= 0) {
            out.append(follows ? ",\n" : "\n").repeat(' ', indent * level);
        } else if (follows) {
            out.append(", ");
        }
    }

    private static void jsonEnd(boolean empty, int indent, int level, StringBuilder out) {
        if (indent >= 0 && !empty) {
            out.append('\n').repeat(' ', indent * level);
        }
    }

    private static void jsonText(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
