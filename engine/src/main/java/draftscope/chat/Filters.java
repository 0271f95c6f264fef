package draftscope.chat;

import draftscope.chat.Values.Undefined;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Jinja's filters, `value | name(arguments)`, as far as chat templates use them.
///
/// Source: the Jinja documentation, "List of Builtin Filters"; `tojson` as the Hugging Face library replaces it.
final class Filters {
    /// Tests one value, by the name of a test and its arguments.
    interface TestCaller {
        boolean test(Object value, String name, List<Object> arguments);
    }

    /// Reads an attribute, or an item, or the end of a path such as `a.b`.
    interface AttributeReader {
        Object read(Object value, Object name);
    }

    private final Budget budget;
    private final Methods methods;
    private final TestCaller tests;
    private final AttributeReader attributes;

    Filters(Budget budget, Methods methods, TestCaller tests, AttributeReader attributes) {
        this.budget = budget;
        this.methods = methods;
        this.tests = tests;
        this.attributes = attributes;
    }

    Object apply(String name, Object value, List<Object> arguments, Map<String, Object> named) {
        return switch (name) {
            case "length", "count" -> length(value);
            case "trim" -> Methods.strip(Values.text(value), arguments, true, true);
            case "upper" -> Values.text(value).toUpperCase(Locale.ROOT);
            case "lower" -> Values.text(value).toLowerCase(Locale.ROOT);
            case "title" -> Methods.title(Values.text(value));
            case "capitalize" -> Methods.capitalize(Values.text(value));
            case "string", "safe" -> Values.text(value);
            case "escape", "e" -> escape(Values.text(value));
            case "replace" -> methods.replace(Values.text(value), Values.text(argument(name, arguments, 0)),
                    Values.text(argument(name, arguments, 1)),
                    arguments.size() > 2 ? Values.integer(arguments.get(2)) : -1);
            case "default", "d" -> withDefault(value, arguments, named);
            case "first" -> end(value, true);
            case "last" -> end(value, false);
            case "list" -> {
                budget.listRoom(length(value));
                yield Values.items(value);
            }
            case "items" -> value instanceof Undefined ? List.of() : Methods.pairs(mapping(name, value));
            case "join" ->
                methods.join(picked(value, named), arguments.isEmpty() ? "" : Values.text(arguments.getFirst()));
            case "reverse" -> value instanceof String s
                    ? new StringBuilder(s).reverse().toString()
                    : Values.items(value).reversed();
            case "sort" -> sorted(value, arguments, named);
            case "unique" -> unique(value);
            case "min", "max" -> extreme(value, name.equals("max"));
            case "sum" -> sum(picked(value, named));
            case "map" -> map(value, arguments, named);
            case "select", "reject" -> selected(value, arguments, name.equals("select"), Optional.empty());
            case "selectattr", "rejectattr" ->
                selected(value, arguments.subList(Math.min(1, arguments.size()), arguments.size()),
                        name.equals("selectattr"), Optional.of(argument(name, arguments, 0)));
            case "groupby" -> groups(value, argument(name, arguments, 0));
            case "dictsort" -> dictSorted(mapping(name, value));
            case "abs" ->
                value instanceof Double d ? (Object) Math.abs(d) : (Object) Math.absExact(Values.integer(value));
            case "int" -> integer(value, arguments);
            case "float" -> real(value, arguments);
            case "round" -> round(value, arguments);
            case "indent" -> indent(Values.text(value), arguments, named);
            case "format" -> format(Values.text(value), arguments);
            case "tojson" -> json(value, arguments, named);
            default -> throw new IllegalArgumentException("the filter '" + name + "' is not known");
        };
    }

    private static Object argument(String filter, List<Object> arguments, int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException("the filter '" + filter + "' needs " + (index + 1) + " arguments");
        }
        return arguments.get(index);
    }

    private static Map<?, ?> mapping(String filter, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("the filter '" + filter + "' is used on " + Values.kind(value)
                + " and needs a mapping");
    }

    static long length(Object value) {
        return switch (value) {
            case String s -> s.codePointCount(0, s.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Undefined u -> 0;
            case null, default -> throw new IllegalArgumentException(Values.kind(value) + " has no length");
        };
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;").replace("\"",
                "&#34;");
    }

    private static Object withDefault(Object value, List<Object> arguments, Map<String, Object> named) {
        Object absent = arguments.isEmpty() ? named.getOrDefault("default_value", "") : arguments.getFirst();
        boolean alsoFalse = Values.isTrue(arguments.size() > 1 ? arguments.get(1) : named.get("boolean"));
        return value instanceof Undefined || alsoFalse && !Values.isTrue(value) ? absent : value;
    }

    private static Object end(Object value, boolean first) {
        List<Object> items = Values.items(value);
        return items.isEmpty() ? new Undefined("an item of an empty list") : first ? items.getFirst() : items.getLast();
    }

    /// The items, or with `attribute=` that attribute of each.
    private Object picked(Object value, Map<String, Object> named) {
        return named.containsKey("attribute")
                ? Values.items(value).stream().map(item -> attributes.read(item, named.get("attribute"))).toList()
                : value;
    }

    private List<Object> sorted(Object value, List<Object> arguments, Map<String, Object> named) {
        List<Object> items = Values.items(value);
        budget.room(items.size());
        boolean reversed = Values.isTrue(arguments.isEmpty() ? named.get("reverse") : arguments.getFirst());
        Comparator<Object> order = Values.order(Values.isTrue(named.get("case_sensitive")));
        Comparator<Object> by = named.containsKey("attribute")
                ? (a, b) -> order.compare(attributes.read(a, named.get("attribute")),
                        attributes.read(b, named.get("attribute")))
                : order;
        items.sort(reversed ? by.reversed() : by);
        return items;
    }

    private List<Object> unique(Object value) {
        List<Object> out = new ArrayList<>();
        for (Object item : Values.items(value)) {
            budget.spend(out.size());
            if (out.stream().noneMatch(seen -> Values.order(false).compare(seen, item) == 0)) {
                out.add(item);
            }
        }
        return out;
    }

    private static Object extreme(Object value, boolean greatest) {
        List<Object> items = Values.items(value);
        Object best = items.isEmpty() ? new Undefined("an item of an empty list") : items.getFirst();
        for (Object item : items) {
            int order = Values.order(false).compare(item, best);
            best = greatest ? order > 0 ? item : best : order < 0 ? item : best;
        }
        return best;
    }

    private static Object sum(Object value) {
        long whole = 0;
        double real = 0;
        boolean isReal = false;
        for (Object item : Values.items(value)) {
            isReal |= item instanceof Double;
            real += Values.number(item);
            whole = item instanceof Double ? whole : Math.addExact(whole, Values.integer(item));
        }
        return isReal ? (Object) real : (Object) whole;
    }

    private Object map(Object value, List<Object> arguments, Map<String, Object> named) {
        List<Object> out = new ArrayList<>();
        for (Object item : Values.items(value)) {
            if (named.containsKey("attribute")) {
                Object read = attributes.read(item, named.get("attribute"));
                out.add(read instanceof Undefined && named.containsKey("default") ? named.get("default") : read);
            } else {
                String filter = Values.text(argument("map", arguments, 0));
                out.add(apply(filter, item, arguments.subList(1, arguments.size()), named));
            }
        }
        budget.room(out.size());
        return out;
    }

    private List<Object> selected(Object value, List<Object> arguments, boolean wanted, Optional<Object> attribute) {
        List<Object> out = new ArrayList<>();
        for (Object item : Values.items(value)) {
            Object seen = attribute.isPresent() ? attributes.read(item, attribute.get()) : item;
            boolean holds = arguments.isEmpty()
                    ? Values.isTrue(seen)
                    : tests.test(seen, Values.text(arguments.getFirst()), arguments.subList(1, arguments.size()));
            if (holds == wanted) {
                out.add(item);
            }
        }
        budget.room(out.size());
        return out;
    }

    private List<Object> groups(Object value, Object attribute) {
        List<Object> items = Values.items(value);
        budget.room(items.size());
        items.sort((a, b) -> Values.order(false).compare(attributes.read(a, attribute), attributes.read(b, attribute)));
        Map<Object, List<Object>> groups = new LinkedHashMap<>();
        for (Object item : items) {
            groups.computeIfAbsent(attributes.read(item, attribute), key -> new ArrayList<>()).add(item);
        }
        return Methods.pairs(groups);
    }

    private List<Object> dictSorted(Map<?, ?> map) {
        List<Object> pairs = Methods.pairs(map);
        pairs.sort((a, b) -> Values.order(false).compare(((List<?>) a).getFirst(), ((List<?>) b).getFirst()));
        return pairs;
    }

    private static Object integer(Object value, List<Object> arguments) {
        Object absent = arguments.isEmpty() ? (Object) 0L : arguments.getFirst();
        try {
            return switch (value) {
                case Double d -> (long) (double) d;
                case String s -> s.contains(".")
                        ? (Object) (long) Double.parseDouble(s.strip())
                        : (Object) Long.parseLong(s.strip());
                case Long n -> n;
                case Boolean b -> b ? 1L : 0L;
                case null, default -> absent;
            };
        } catch (NumberFormatException e) {
            return absent;
        }
    }

    private static Object real(Object value, List<Object> arguments) {
        try {
            return value instanceof String s ? (Object) Double.parseDouble(s.strip()) : (Object) Values.number(value);
        } catch (IllegalArgumentException e) {
            return arguments.isEmpty() ? 0.0 : arguments.getFirst();
        }
    }

    private static Object round(Object value, List<Object> arguments) {
        long digits = arguments.isEmpty() ? 0 : Values.integer(arguments.getFirst());
        String way = arguments.size() > 1 ? Values.text(arguments.get(1)) : "common";
        double scale = Math.pow(10, digits);
        double scaled = Values.number(value) * scale;
        return switch (way) {
            case "common" -> Math.rint(scaled) / scale;
            case "ceil" -> Math.ceil(scaled) / scale;
            case "floor" -> Math.floor(scaled) / scale;
            default -> throw new IllegalArgumentException("'round' knows common, ceil and floor, not '" + way + "'");
        };
    }

    private String indent(String text, List<Object> arguments, Map<String, Object> named) {
        Object width = arguments.isEmpty() ? named.getOrDefault("width", 4L) : arguments.getFirst();
        boolean first = Values.isTrue(arguments.size() > 1 ? arguments.get(1) : named.get("first"));
        boolean blank = Values.isTrue(arguments.size() > 2 ? arguments.get(2) : named.get("blank"));
        long size = width instanceof String s ? s.length() : Values.integer(width);
        String[] lines = text.split("\n", -1);
        budget.room(text.length() + Math.max(0, size) * lines.length);
        String margin = width instanceof String s ? s : " ".repeat((int) Math.max(0, size));
        StringBuilder out = new StringBuilder(first ? margin : "");
        for (int i = 0; i < lines.length; i++) {
            out.append(i == 0 ? "" : lines[i].isEmpty() && !blank ? "\n" : "\n" + margin).append(lines[i]);
        }
        return out.toString();
    }

    /// Python's `%` formatting, for texts and whole numbers.
    private static String format(String pattern, List<Object> arguments) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%' || i + 1 == pattern.length()) {
                out.append(c);
                continue;
            }
            char kind = pattern.charAt(++i);
            switch (kind) {
                case '%' -> out.append('%');
                case 's' -> out.append(Values.text(argument("format", arguments, next++)));
                case 'd' -> out.append(Values.integer(argument("format", arguments, next++)));
                default -> throw new IllegalArgumentException("'format' knows %s, %d and %%, not '%" + kind + "'");
            }
        }
        return out.toString();
    }

    private String json(Object value, List<Object> arguments, Map<String, Object> named) {
        Object indent = named.containsKey("indent")
                ? named.get("indent")
                : arguments.size() > 1 ? arguments.get(1) : null;
        long width = indent == null ? -1 : Values.integer(indent);
        if (width > 16) {
            throw new IllegalArgumentException("'tojson' indents by up to 16, not by " + width);
        }
        String json = Values.json(value, (int) Math.max(-1, width), Values.isTrue(named.get("sort_keys")));
        budget.room(json.length());
        return json;
    }
}
