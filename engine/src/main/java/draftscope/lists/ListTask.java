package draftscope.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A task on a short list whose right answers can all be written down.
///
/// Where there are several they are equally right, so an answer is a choice, and how far its items depend on each other is known
/// exactly. That makes the tasks a measure of what filling several positions at once costs.
///
/// Source: the waiting line and the Latin squares of ParallelBench (Kang et al., 2025, arXiv 2510.04767). We differ: items are single
/// tokens, and a shuffled list may be the list itself, which makes the law of shuffles uniform over all orders.
public enum ListTask {
    /// The list itself.
    COPY("copy") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return Stream.of(prompt.items());
        }
    },
    /// The list from its end.
    REVERSE("reverse") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return Stream.of(prompt.items().reversed());
        }
    },
    /// The items in the order of the alphabet.
    SORT("sort") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return Stream.of(prompt.items().stream().sorted().toList());
        }
    },
    /// The item at the place given, counted from 1, gives way to the one given.
    REPLACE_INDEX("replace-index", "3", "x") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return Stream.of(with(prompt.items(), prompt.place() - 1, prompt.arguments().getLast()));
        }
    },
    /// Any one item gives way to the one given.
    REPLACE_RANDOM("replace-random", "x") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return places(prompt.items().size()).map(at -> with(prompt.items(), at, prompt.arguments().getLast()));
        }
    },
    /// The item given is put anywhere.
    INSERT_RANDOM("insert-random", "x") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return places(prompt.items().size() + 1).map(at -> {
                List<String> more = new ArrayList<>(prompt.items());
                more.add(at, prompt.arguments().getLast());
                return more;
            });
        }
    },
    /// Any one item is left out.
    REMOVE_RANDOM("remove-random") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return places(prompt.items().size()).map(at -> without(prompt.items(), at));
        }
    },
    /// The items in any order.
    SHUFFLE("shuffle") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return orders(prompt.items());
        }
    },
    /// Four rows of the four items, none twice in a row or in a column, one row after the other.
    LATIN_SQUARE("latin-square") {
        @Override
        Stream<List<String>> all(ListPrompt prompt) {
            return squares(prompt.items(), List.of());
        }
    };

    /// Side of a Latin square.
    static final int SIDE = 4;

    private final String word;
    private final List<String> usual;

    ListTask(String word, String... usual) {
        this.word = word;
        this.usual = List.of(usual);
    }

    /// What a prompt calls it.
    public String word() {
        return word;
    }

    /// What it is called where there is room: `replace random`.
    public String label() {
        return word.replace('-', ' ');
    }

    /// Arguments that a prompt of it might have, as many as it needs.
    public List<String> usualArguments() {
        return usual;
    }

    /// Whether every prompt has exactly one right answer, which then leaves nothing to depend on.
    public boolean determined() {
        return this == COPY || this == REVERSE || this == SORT || this == REPLACE_INDEX;
    }

    /// The task of this word.
    ///
    /// @throws IllegalArgumentException for any other word; the message lists those that are known
    public static ListTask named(String word) {
        return Stream.of(values()).filter(task -> task.word.equals(word.toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("‘" + word + "’ is no list task; known are "
                        + Stream.of(values()).map(ListTask::word).collect(Collectors.joining(", "))));
    }

    /// Every right answer, possibly more than once.
    abstract Stream<List<String>> all(ListPrompt prompt);

    private static Stream<Integer> places(int count) {
        return IntStream.range(0, count).boxed();
    }

    private static List<String> with(List<String> items, int at, String other) {
        List<String> changed = new ArrayList<>(items);
        changed.set(at, other);
        return changed;
    }

    private static List<String> without(List<String> items, int at) {
        List<String> fewer = new ArrayList<>(items);
        fewer.remove(at);
        return fewer;
    }

    private static Stream<List<String>> orders(List<String> items) {
        return items.isEmpty()
                ? Stream.of(List.of())
                : places(items.size()).flatMap(at -> orders(without(items, at)).map(rest -> joined(
                        List.of(items.get(at)), rest)));
    }

    private static Stream<List<String>> squares(List<String> items, List<String> rows) {
        return rows.size() == SIDE * SIDE
                ? Stream.of(rows)
                : orders(items).filter(row -> fits(rows, row)).flatMap(row -> squares(items, joined(rows, row)));
    }

    private static boolean fits(List<String> rows, List<String> row) {
        return IntStream.range(0, rows.size()).noneMatch(cell -> rows.get(cell).equals(row.get(cell % SIDE)));
    }

    private static List<String> joined(List<String> one, List<String> other) {
        List<String> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
