package draftscope.app.bench;

import draftscope.lists.ListPrompt;
import java.util.List;
import java.util.Optional;

/// A prompt, and what is right behind it where that is known: one answer, or any right one of a list task.
///
/// @param answer empty for none
/// @param list   the prompt as a list task; empty for any other
public record Task(String prompt, Optional<String> answer, Optional<ListPrompt> list) {
    /// Stands where an answer stands, behind a prompt that is a list task.
    public static final String LIST = "<list>";

    /// Reads a line of a file of prompts: the prompt, and behind a tab the answer, or [#LIST]. `\n` stands for a new line.
    ///
    /// @throws IllegalArgumentException in a sentence, where a prompt that is said to be a list task is none
    public static Task parse(String line) {
        String[] parts = line.split("\t", 2);
        String prompt = newLines(parts[0]);
        if (parts.length == 2 && parts[1].strip().equals(LIST)) {
            return of(ListPrompt.parse(List.of(prompt.replace(":", " :").strip().split("\\s+"))));
        }
        return new Task(prompt, parts.length < 2 ? Optional.empty() : Optional.of(newLines(parts[1])),
                Optional.empty());
    }

    /// A list task.
    public static Task of(ListPrompt list) {
        return new Task(list.text(), Optional.empty(), Optional.of(list));
    }

    private static String newLines(String text) {
        return text.replace("\\n", "\n");
    }

    /// Whether it is known what is right.
    boolean asked() {
        return answer.isPresent() || list.isPresent();
    }

    /// Whether a text is right, apart from space around it; false where that is not known.
    boolean right(String text) {
        return list.map(prompt -> prompt.accepts(text))
                .orElseGet(() -> answer.filter(known -> known.strip().equals(text.strip())).isPresent());
    }
}
