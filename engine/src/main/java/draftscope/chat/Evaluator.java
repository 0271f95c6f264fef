package draftscope.chat;

import draftscope.chat.Expression.Arguments;
import draftscope.chat.Values.Function;
import draftscope.chat.Values.Namespace;
import draftscope.chat.Values.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Computes the expressions of a template, with Python's rules.
final class Evaluator {
    private static final int STEP = 20; // what computing an expression costs, in characters looked at

    // They look at a value, not at all that is in it.
    private static final Set<String> CHEAP_FILTERS = Set.of("length", "count", "first", "last", "default", "d");

    private final Budget budget;
    private final Methods methods;
    private final Filters filters;

    Evaluator(Budget budget) {
        this.budget = budget;
        methods = new Methods(budget);
        filters = new Filters(budget, methods, Tests::test, this::path);
    }

    static ChatTemplateException broken(int line, String what) {
        return new ChatTemplateException(line > 0
                ? "The chat template stops at line " + line + ": " + what + "."
                : "The chat template stops: " + what + ".");
    }

    /// What `action` gives; what goes wrong in it is told with the line.
    <T> T guarded(int line, Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException e) {
            throw broken(line, e.getMessage());
        } catch (ArithmeticException e) {
            throw broken(line, "a number becomes too large, or is divided by zero");
        }
    }

    Object value(Expression expression, Scope scope) {
        return guarded(expression.line(), () -> {
            budget.enter();
            budget.spend(STEP);
            Object value = compute(expression, scope);
            if (value instanceof List<?> || value instanceof Map<?, ?>) {
                budget.check(value);
            }
            budget.leave();
            return value;
        });
    }

    boolean isTrue(Expression expression, Scope scope) {
        return Values.isTrue(value(expression, scope));
    }

    /// What is printed for `expression`.
    String text(Expression expression, Scope scope) {
        Object value = value(expression, scope);
        return guarded(expression.line(), () -> {
            budget.look(value);
            String text = Values.text(value);
            budget.room(text.length());
            return text;
        });
    }

    List<Object> items(Expression expression, Scope scope) {
        return guarded(expression.line(), () -> {
            Object value = value(expression, scope);
            budget.listRoom(value instanceof String text ? text.length() : 0);
            return Values.items(value);
        });
    }

    private Object compute(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Name name -> scope.get(name.name());
            case Expression.ListOf list -> values(list.items(), scope);
            case Expression.DictOf dict -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                dict.entries().forEach(e -> map.put(value(e.getKey(), scope), value(e.getValue(), scope)));
                yield map;
            }
            case Expression.Attribute attribute -> attribute(value(attribute.value(), scope), attribute.name());
            case Expression.Item item -> item(value(item.value(), scope), value(item.key(), scope));
            case Expression.Slice slice -> slice(value(slice.value(), scope), part(slice.from(), scope),
                    part(slice.to(), scope), part(slice.step(), scope));
            case Expression.Call call -> call(call, scope);
            case Expression.Filter filter -> {
                Object value = value(filter.value(), scope);
                if (!CHEAP_FILTERS.contains(filter.name())) {
                    budget.look(value);
                }
                yield filters.apply(filter.name(), value, values(filter.arguments().positional(), scope),
                        named(filter.arguments(), scope));
            }
            case Expression.Test test -> {
                Object value = value(test.value(), scope);
                List<Object> arguments = values(test.arguments().positional(), scope);
                arguments.forEach(budget::look);
                yield Tests.test(value, test.name(), arguments);
            }
            case Expression.Not not -> !isTrue(not.value(), scope);
            case Expression.Sign sign -> signed(value(sign.value(), scope), sign.negative());
            case Expression.Binary binary -> binary(binary, scope);
            case Expression.Comparison comparison -> compared(comparison, scope);
            case Expression.Choice choice -> isTrue(choice.condition(), scope)
                    ? value(choice.yes(), scope)
                    : choice.no().isPresent() ? value(choice.no().get(), scope) : new Undefined("a missing 'else'");
        };
    }

    private List<Object> values(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>();
        for (Expression expression : expressions) {
            values.add(value(expression, scope));
        }
        return values;
    }

    private Map<String, Object> named(Arguments arguments, Scope scope) {
        Map<String, Object> named = new LinkedHashMap<>();
        arguments.named().forEach((name, expression) -> named.put(name, value(expression, scope)));
        return named;
    }

    private Optional<Long> part(Optional<Expression> expression, Scope scope) {
        Object value = expression.isPresent() ? value(expression.get(), scope) : null;
        return value == null ? Optional.empty() : Optional.of(Values.integer(value));
    }

    private Object call(Expression.Call call, Scope scope) {
        Object function = value(call.function(), scope);
        if (function instanceof Function f) {
            return f.call(values(call.arguments().positional(), scope), named(call.arguments(), scope));
        }
        String name = switch (call.function()) {
            case Expression.Name n -> n.name();
            case Expression.Attribute a -> a.name();
            default -> "this";
        };
        throw new IllegalArgumentException("'" + name + "' is no function that is known");
    }

    // Parts of values

    /// `value.name`: a method or attribute first, an item else.
    private Object attribute(Object value, String name) {
        if (value instanceof Undefined u) {
            throw new IllegalArgumentException("'" + u.name() + "' is not defined, so it has no '" + name + "'");
        }
        if (value instanceof Namespace namespace) {
            return namespace.attributes.containsKey(name) ? namespace.attributes.get(name) : new Undefined(name);
        }
        budget.look(value instanceof String ? value : name); // a text's methods look at all of it
        Optional<Function> method = methods.of(value, name);
        return method.isPresent() ? method.get() : found(value, name);
    }

    /// `value[key]`: an item first, a method or attribute else.
    private Object item(Object value, Object key) {
        if (value instanceof Undefined u) {
            throw new IllegalArgumentException("'" + u.name() + "' is not defined, so it has no items");
        }
        Object item = found(value, key);
        return item instanceof Undefined && key instanceof String name ? attribute(value, name) : item;
    }

    private Object found(Object value, Object key) {
        if (value instanceof Map<?, ?> map) {
            return map.containsKey(key) ? map.get(key) : new Undefined(Values.text(key));
        }
        if ((value instanceof List<?> || value instanceof String) && Values.isInteger(key)) {
            budget.look(value instanceof String ? value : "");
            long size = Filters.length(value);
            long index = Values.integer(key) < 0 ? Values.integer(key) + size : Values.integer(key);
            if (index >= 0 && index < size) {
                return value instanceof String text
                        ? Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) index)))
                        : ((List<?>) value).get((int) index);
            }
        }
        return new Undefined(Values.text(key));
    }

    /// An attribute by name, by number, or by a path with dots; what is missing is undefined.
    private Object path(Object value, Object name) {
        Object current = value;
        for (String part : Values.text(name).split("\\.")) {
            current = current instanceof Undefined
                    ? current
                    : item(current, part.chars().allMatch(Character::isDigit) && !part.isEmpty() && part.length() < 10
                            ? (Object) Long.parseLong(part)
                            : part);
        }
        return current;
    }

    private Object slice(Object value, Optional<Long> from, Optional<Long> to, Optional<Long> step) {
        if (!(value instanceof List<?> || value instanceof String)) {
            throw new IllegalArgumentException(Values.kind(value) + " cannot be sliced");
        }
        if (value instanceof String text) {
            budget.listRoom(text.length());
        }
        List<Object> items = Values.items(value);
        long by = step.orElse(1L);
        if (by == 0) {
            throw new IllegalArgumentException("a slice steps by zero");
        }
        long size = items.size();
        long low = by > 0 ? 0 : -1;
        long high = by > 0 ? size : size - 1;
        long first = from.map(n -> bounded(n, size, low, high)).orElse(by > 0 ? low : high);
        long last = to.map(n -> bounded(n, size, low, high)).orElse(by > 0 ? high : low);
        budget.listRoom(size);
        List<Object> out = new ArrayList<>();
        for (long i = first; by > 0 ? i < last : i > last; i = Math.addExact(i, by)) {
            out.add(items.get((int) i));
        }
        return value instanceof String ? methods.join(out, "") : out;
    }

    private static long bounded(long index, long size, long low, long high) {
        return Math.max(low, Math.min(high, index < 0 ? index + size : index));
    }

    // Operators

    private static Object signed(Object value, boolean negative) {
        if (value instanceof Double d) {
            return negative ? -d : d;
        }
        return negative ? Math.negateExact(Values.integer(value)) : Values.integer(value);
    }

    private Object binary(Expression.Binary binary, Scope scope) {
        Object left = value(binary.left(), scope);
        if (binary.operator().equals("and") || binary.operator().equals("or")) {
            return Values.isTrue(left) == binary.operator().equals("or") ? left : value(binary.right(), scope);
        }
        Object right = value(binary.right(), scope);
        budget.look(left);
        budget.look(right);
        if (binary.operator().equals("~")) {
            return joined(Values.text(left), Values.text(right));
        }
        if (binary.operator().equals("+") && left instanceof String a && right instanceof String b) {
            return joined(a, b);
        }
        if (binary.operator().equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
            budget.listRoom((long) a.size() + b.size());
            List<Object> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        }
        if (binary.operator().equals("*") && left instanceof String text && Values.isInteger(right)) {
            return repeated(text, Values.integer(right));
        }
        if (binary.operator().equals("*") && right instanceof String text && Values.isInteger(left)) {
            return repeated(text, Values.integer(left));
        }
        if (!Values.isNumber(left) || !Values.isNumber(right)) {
            throw new IllegalArgumentException(
                    "'" + binary.operator() + "' does not go with " + Values.kind(left) + " and "
                            + Values.kind(right));
        }
        return left instanceof Double || right instanceof Double || binary.operator().equals("/")
                ? (Object) reals(binary.operator(), Values.number(left), Values.number(right))
                : wholes(binary.operator(), Values.integer(left), Values.integer(right));
    }

    private String joined(String a, String b) {
        budget.room((long) a.length() + b.length());
        return a + b;
    }

    private String repeated(String text, long times) {
        long count = Math.max(0, times);
        budget.room(Math.multiplyExact(text.length(), count));
        return text.repeat(text.isEmpty() ? 0 : (int) count);
    }

    private static double reals(String operator, double a, double b) {
        if (b == 0 && (operator.startsWith("/") || operator.equals("%"))) {
            throw new IllegalArgumentException("a number is divided by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - Math.floor(a / b) * b;
            default -> Math.pow(a, b);
        };
    }

    private static Object wholes(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            default -> power(a, b);
        };
    }

    private static Object power(long base, long exponent) {
        if (exponent < 0) {
            return Math.pow(base, exponent);
        }
        if (Math.abs((double) base) <= 1) {
            return base == 0 && exponent > 0 ? 0L : base == -1 && exponent % 2 == 1 ? -1L : 1L;
        }
        long power = 1;
        for (long i = 0; i < exponent; i++) { // ends by overflow after 63 turns at most
            power = Math.multiplyExact(power, base);
        }
        return power;
    }

    private boolean compared(Expression.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (Map.Entry<String, Expression> next : comparison.rest()) {
            Object right = value(next.getValue(), scope);
            budget.look(left);
            budget.look(right);
            boolean holds = switch (next.getKey()) {
                case "==" -> Values.equal(left, right);
                case "!=" -> !Values.equal(left, right);
                case "in" -> Tests.contains(right, left);
                case "not in" -> !Tests.contains(right, left);
                case "<" -> Values.compare(left, right) < 0;
                case "<=" -> Values.compare(left, right) <= 0;
                case ">" -> Values.compare(left, right) > 0;
                default -> Values.compare(left, right) >= 0;
            };
            if (!holds) {
                return false;
            }
            left = right;
        }
        return true;
    }
}
