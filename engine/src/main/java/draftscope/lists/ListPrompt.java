package draftscope.lists;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// A list task as it is put to a model: `shuffle: a b c d =` or `replace-index 3 x: a b c d =`.
///
/// @param arguments between the task and the colon
/// @param items     between the colon and the equals sign, 1 to [#MOST_ITEMS]
public record ListPrompt(ListTask task, List<String> arguments, List<String> items) {
    /// All orders of so many items are still few enough to be counted in each step.
    public static final int MOST_ITEMS = 8;

    /// Ends a prompt; the answer stands behind it.
    public static final String ANSWER = "=";

    private static final String COLON = ":";
    private static final String FORM = "; accepted: a list task such as ‘shuffle: a b c d =’ or ‘replace-index 3 x: a b c d =’";

    /// @throws IllegalArgumentException in a sentence, where these are no arguments or items of the task
    public ListPrompt {
        arguments = List.copyOf(arguments);
        items = List.copyOf(items);
        if (arguments.size() != task.usualArguments().size()) {
            throw new IllegalArgumentException(task.word() + " has " + arguments.size() + " arguments and needs "
                    + task.usualArguments().size() + FORM);
        }
        if (items.isEmpty() || items.size() > MOST_ITEMS) {
            throw new IllegalArgumentException(
                    "the list has " + items.size() + " items; accepted: 1 to " + MOST_ITEMS);
        }
        if (task == ListTask.LATIN_SQUARE
                && (items.size() != ListTask.SIDE || new HashSet<>(items).size() != ListTask.SIDE)) {
            throw new IllegalArgumentException("a Latin square is made of four different items; got " + items);
        }
        if (task == ListTask.REPLACE_INDEX) {
            place(arguments.getFirst(), items.size());
        }
    }

    /// Reads the words of a prompt.
    ///
    /// @throws IllegalArgumentException in a sentence with an example, where they are no list task
    public static ListPrompt parse(List<String> words) {
        int colon = words.indexOf(COLON);
        int end = words.indexOf(ANSWER);
        if (colon < 1 || end < colon || end != words.size() - 1) {
            throw new IllegalArgumentException("the prompt ‘" + String.join(" ", words) + "’ is no list task" + FORM);
        }
        return new ListPrompt(ListTask.named(words.getFirst()), words.subList(1, colon), words.subList(colon + 1, end));
    }

    /// The prompt as text.
    public String text() {
        List<String> head = new ArrayList<>(List.of(task.word()));
        head.addAll(arguments);
        return String.join(" ", head) + COLON + " " + String.join(" ", items) + " " + ANSWER;
    }

    /// Every right answer once, in a fixed order.
    public List<List<String>> answers() {
        return task.all(this).distinct().toList();
    }

    /// Whether an answer is one of the right ones, apart from space around and between items.
    public boolean accepts(String answer) {
        List<String> given = List.of(answer.strip().split("\\s+"));
        return answers().contains(given);
    }

    /// The place that an index names, from 1.
    int place() {
        return place(arguments.getFirst(), items.size());
    }

    private static int place(String index, int items) {
        if (!index.matches("[1-9]") || Integer.parseInt(index) > items) {
            throw new IllegalArgumentException(
                    "the place ‘" + index + "’ is none of the list's; accepted: 1 to " + items);
        }
        return Integer.parseInt(index);
    }
}
