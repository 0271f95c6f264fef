package draftscope.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// A method for causal models that decodes several prompts at once, each in a lane of its own.
///
/// @param assembly makes the parts of one lane, from ingredients with that lane's prompt. Its drafts are chains, made before the
///                 target reads; it neither probes nor learns from the prompt
public record RaggedComposition(CausalComposition.Assembly assembly) implements Composition {
    /// Most prompts of a batch.
    public static final int MOST_LANES = 32;

    private static final String DIVIDER = "---";

    /// The prompts that a text holds: the lines between those of only `---`. A text without such a line is one prompt, as it is.
    ///
    /// @throws CannotRunException one sentence for an empty prompt or too many
    public static List<String> prompts(String text) {
        List<String> lines = text.lines().toList();
        if (lines.stream().noneMatch(RaggedComposition::divides)) {
            return List.of(text);
        }
        List<String> prompts = new ArrayList<>();
        StringJoiner prompt = new StringJoiner("\n");
        for (String line : lines) {
            if (divides(line)) {
                prompts.add(prompt.toString());
                prompt = new StringJoiner("\n");
            } else {
                prompt.add(line);
            }
        }
        prompts.add(prompt.toString());
        if (prompts.size() > MOST_LANES) {
            throw new CannotRunException("the lines of only " + DIVIDER + " divide the prompt into " + prompts.size()
                    + "; accepted: at most " + MOST_LANES + " prompts at once");
        }
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.get(i).isBlank()) {
                throw new CannotRunException("prompt " + (i + 1) + " of " + prompts.size()
                        + " is empty; accepted: text above and below each line of only " + DIVIDER);
            }
        }
        return prompts;
    }

    private static boolean divides(String line) {
        return line.strip().equals(DIVIDER);
    }
}
