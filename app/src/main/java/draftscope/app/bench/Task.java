package draftscope.app.bench;

import java.util.Optional;

/// A prompt, and the answer that is right where there is one.
public record Task(String prompt, Optional<String> answer) {
    /// Reads a line of a file of prompts: the prompt, and behind a tab the answer. `\n` stands for a new line.
    public static Task parse(String line) {
        String[] parts = line.split("\t", 2);
        return new Task(newLines(parts[0]), parts.length < 2 ? Optional.empty() : Optional.of(newLines(parts[1])));
    }

    private static String newLines(String text) {
        return text.replace("\\n", "\n");
    }

    /// Whether a text is the answer, apart from space around it; false where no answer is known.
    boolean right(String text) {
        return answer.filter(known -> known.strip().equals(text.strip())).isPresent();
    }
}
