package draftscope.chat;

import draftscope.chat.Values.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// The methods of Python's texts, lists and dicts that templates call. None of them changes a value, as in the sandbox that
/// the Hugging Face library runs templates in.
final class Methods {
    private final Budget budget;

    Methods(Budget budget) {
        this.budget = budget;
    }

    /// The method `name` of `value`, if there is one.
    Optional<Function> of(Object value, String name) {
        Function method = switch (value) {
            case String text -> ofText(text, name);
            case Map<?, ?> map -> ofMap(map, name);
            case List<?> list -> ofList(list, name);
            case null, default -> null;
        };
        return Optional.ofNullable(method);
    }

    private Function ofText(String text, String name) {
        return switch (name) {
            case "strip" -> (p, n) -> strip(text, p, true, true);
            case "lstrip" -> (p, n) -> strip(text, p, true, false);
            case "rstrip" -> (p, n) -> strip(text, p, false, true);
            case "split" -> (p, n) -> split(text, p, n, false);
            case "rsplit" -> (p, n) -> split(text, p, n, true);
            case "splitlines" -> (p, n) -> new ArrayList<Object>(text.lines().toList());
            case "startswith" -> (p, n) -> anyOf(p, text::startsWith);
            case "endswith" -> (p, n) -> anyOf(p, text::endsWith);
            case "upper" -> (p, n) -> text.toUpperCase(Locale.ROOT);
            case "lower" -> (p, n) -> text.toLowerCase(Locale.ROOT);
            case "title" -> (p, n) -> title(text);
            case "capitalize" -> (p, n) -> capitalize(text);
            case "replace" ->
                (p, n) -> replace(text, text(p, 0), text(p, 1), p.size() > 2 ? Values.integer(p.get(2)) : -1);
            case "find" -> (p, n) -> place(text, text.indexOf(text(p, 0)));
            case "rfind" -> (p, n) -> place(text, text.lastIndexOf(text(p, 0)));
            case "count" -> (p, n) -> count(text, text(p, 0));
            case "join" -> (p, n) -> join(argument(p, 0), text);
            case "isdigit" -> (p, n) -> all(text, Character::isDigit);
            case "isalpha" -> (p, n) -> all(text, Character::isLetter);
            case "isalnum" -> (p, n) -> all(text, Character::isLetterOrDigit);
            case "isspace" -> (p, n) -> all(text, Methods::isSpace);
            case "isupper" -> (p, n) -> all(text, c -> !Character.isLowerCase(c)) && text.codePoints()
                    .anyMatch(Character::isUpperCase);
            case "islower" -> (p, n) -> all(text, c -> !Character.isUpperCase(c)) && text.codePoints()
                    .anyMatch(Character::isLowerCase);
            case "removeprefix" -> (p, n) -> text.startsWith(text(p, 0)) ? text.substring(text(p, 0).length()) : text;
            case "removesuffix" -> (p, n) -> text.endsWith(text(p, 0))
                    ? text.substring(0, text.length() - text(p, 0).length())
                    : text;
            default -> null;
        };
    }

    private static Function ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> (p, n) -> pairs(map);
            case "keys" -> (p, n) -> new ArrayList<Object>(map.keySet());
            case "values" -> (p, n) -> new ArrayList<Object>(map.values());
            case "get" -> (p, n) -> map.containsKey(argument(p, 0))
                    ? map.get(argument(p, 0))
                    : p.size() > 1 ? p.get(1) : n.get("default");
            default -> null;
        };
    }

    private static Function ofList(List<?> list, String name) {
        return switch (name) {
            case "index" -> (p, n) -> {
                for (int i = 0; i < list.size(); i++) {
                    if (Values.equal(list.get(i), argument(p, 0))) {
                        return (long) i;
                    }
                }
                throw new IllegalArgumentException("the list does not hold what 'index' looks for");
            };
            case "count" -> (p, n) -> list.stream().filter(item -> Values.equal(item, argument(p, 0))).count();
            case "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse" -> (p, n) -> {
                throw new IllegalArgumentException("a list may not be changed with '" + name + "'");
            };
            default -> null;
        };
    }

    static List<Object> pairs(Map<?, ?> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((k, v) -> {
            List<Object> pair = new ArrayList<>();
            pair.add(k);
            pair.add(v);
            pairs.add(pair);
        });
        return pairs;
    }

    private static Object argument(List<Object> arguments, int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException("a method is called with too few arguments");
        }
        return arguments.get(index);
    }

    private static String text(List<Object> arguments, int index) {
        if (argument(arguments, index) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                "a method of a text is called with " + Values.kind(arguments.get(index)) + " where a text is needed");
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static boolean all(String text, IntPredicate predicate) {
        return !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    private static boolean anyOf(List<Object> arguments, Predicate<String> test) {
        return argument(arguments, 0) instanceof List<?> list
                ? list.stream().anyMatch(item -> item instanceof String s && test.test(s))
                : test.test(text(arguments, 0));
    }

    /// Places in a text count characters, not UTF-16 units.
    private static long place(String text, int index) {
        return index < 0 ? -1 : text.codePointCount(0, index);
    }

    static String strip(String text, List<Object> arguments, boolean left, boolean right) {
        boolean blank = arguments.isEmpty() || arguments.getFirst() == null;
        String set = blank ? "" : text(arguments, 0);
        IntPredicate goes = blank ? Methods::isSpace : c -> set.indexOf(c) >= 0;
        int from = 0;
        int to = text.length();
        while (left && from < to && goes.test(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && to > from && goes.test(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private Object split(String text, List<Object> positional, Map<String, Object> named, boolean fromRight) {
        Object separator = positional.isEmpty() ? named.get("sep") : positional.getFirst();
        Object limit = positional.size() > 1 ? positional.get(1) : named.getOrDefault("maxsplit", -1L);
        long splits = Values.integer(limit) < 0 ? Long.MAX_VALUE : Values.integer(limit);
        budget.room(text.length());
        if (separator == null) {
            if (splits != Long.MAX_VALUE) {
                throw new IllegalArgumentException("'split' with a limit needs a separator");
            }
            String stripped = strip(text, List.of(), true, true);
            List<Object> words = new ArrayList<>();
            if (!stripped.isEmpty()) {
                words.addAll(List.of(stripped.split("[\\s\\p{Z}\\x85]+")));
            }
            return words;
        }
        String by = text(List.of(separator), 0);
        if (by.isEmpty()) {
            throw new IllegalArgumentException("'split' needs a separator that is not empty");
        }
        List<Object> parts = new ArrayList<>();
        if (fromRight) {
            int end = text.length();
            for (int at = lastBefore(text, by, end); at >= 0 && splits > 0; at = lastBefore(text, by, end), splits--) {
                parts.addFirst(text.substring(at + by.length(), end));
                end = at;
            }
            parts.addFirst(text.substring(0, end));
        } else {
            int from = 0;
            for (int at = text.indexOf(by); at >= 0 && splits > 0; at = text.indexOf(by, from), splits--) {
                parts.add(text.substring(from, at));
                from = at + by.length();
            }
            parts.add(text.substring(from));
        }
        return parts;
    }

    private static int lastBefore(String text, String by, int end) {
        return end < by.length() ? -1 : text.lastIndexOf(by, end - by.length());
    }

    static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            String letter = Character.toString(c);
            out.append(inWord ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.codePointAt(0));
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first).toLowerCase(Locale.ROOT);
    }

    String replace(String text, String old, String by, long limit) {
        long most = limit < 0 ? Long.MAX_VALUE : limit;
        long found = Math.min(most, old.isEmpty() ? text.length() + 1L : count(text, old));
        budget.room(text.length() + found * Math.max(0, by.length() - old.length()));
        if (found == 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        if (old.isEmpty()) {
            for (; from < text.length() && from < found; from++) {
                out.append(by).append(text.charAt(from));
            }
            return out.append(from < found ? by : "").append(text.substring(from)).toString();
        }
        for (long i = 0; i < found; i++) {
            int at = text.indexOf(old, from);
            out.append(text, from, at).append(by);
            from = at + old.length();
        }
        return out.append(text, from, text.length()).toString();
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.length() + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    String join(Object items, String separator) {
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Object item : Values.items(items)) {
            String text = Values.text(item);
            budget.room((long) text.length() + separator.length());
            out.append(first ? "" : separator).append(text);
            first = false;
        }
        return out.toString();
    }
}
