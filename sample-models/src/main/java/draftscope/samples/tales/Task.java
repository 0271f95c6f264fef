package draftscope.samples.tales;

/// A small task: an instruction line, the material, and the right answer.
///
/// @param kind the kind of task
/// @param prompt everything up to and with `Answer:`, which has no space after it
/// @param answer the right answer
public record Task(TaskKind kind, String prompt, String answer) {

    /// The whole document, as models are trained on it.
    public String text() {
        return prompt + " " + answer;
    }
}
