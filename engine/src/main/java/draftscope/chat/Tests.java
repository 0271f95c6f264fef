package draftscope.chat;

import draftscope.chat.Values.Function;
import draftscope.chat.Values.Undefined;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Jinja's tests, `value is name(arguments)`.
///
/// Source: the Jinja documentation, "List of Builtin Tests".
final class Tests {
    private Tests() {}

    static boolean test(Object value, String name, List<Object> arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "number" -> Values.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "mapping" -> value instanceof Map<?, ?>;
            case "sequence" -> value instanceof List<?> || value instanceof Map<?, ?> || value instanceof String;
            case "iterable" -> value instanceof List<?> || value instanceof Map<?, ?> || value instanceof String
                    || value instanceof Undefined;
            case "callable" -> value instanceof Function;
            case "odd" -> Math.floorMod(Values.integer(value), 2) == 1;
            case "even" -> Math.floorMod(Values.integer(value), 2) == 0;
            case "divisibleby" -> Values.integer(value) % divisor(arguments) == 0;
            case "lower" -> Values.text(value).equals(Values.text(value).toLowerCase(Locale.ROOT));
            case "upper" -> Values.text(value).equals(Values.text(value).toUpperCase(Locale.ROOT));
            case "equalto", "eq", "==", "sameas" -> Values.equal(value, argument(name, arguments));
            case "ne", "!=" -> !Values.equal(value, argument(name, arguments));
            case "lt", "lessthan", "<" -> Values.compare(value, argument(name, arguments)) < 0;
            case "le", "<=" -> Values.compare(value, argument(name, arguments)) <= 0;
            case "gt", "greaterthan", ">" -> Values.compare(value, argument(name, arguments)) > 0;
            case "ge", ">=" -> Values.compare(value, argument(name, arguments)) >= 0;
            case "in" -> contains(argument(name, arguments), value);
            default -> throw new IllegalArgumentException("the test '" + name + "' is not known");
        };
    }

    /// Whether `item` is in `holder`.
    static boolean contains(Object holder, Object item) {
        return switch (holder) {
            case String text when item instanceof String part -> text.contains(part);
            case List<?> list -> list.stream().anyMatch(one -> Values.equal(one, item));
            case Map<?, ?> map -> map.containsKey(item);
            case Undefined u -> false;
            case null, default -> throw new IllegalArgumentException(
                    Values.kind(item) + " cannot be looked for in " + Values.kind(holder));
        };
    }

    private static Object argument(String name, List<Object> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("the test '" + name + "' needs a value to compare with");
        }
        return arguments.getFirst();
    }

    private static long divisor(List<Object> arguments) {
        long divisor = Values.integer(argument("divisibleby", arguments));
        if (divisor == 0) {
            throw new IllegalArgumentException("a number is divided by zero");
        }
        return divisor;
    }
}
