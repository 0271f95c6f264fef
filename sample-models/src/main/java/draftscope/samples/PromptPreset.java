package draftscope.samples;

/// A prompt that shows something worth watching.
///
/// @param name a short name for a menu
/// @param model the model that it is meant for
/// @param method the decoding method that it suits, by name, or the family of them in plain words
/// @param text the prompt; a task ends with `Answer:`. Several prompts at once are divided by lines of only `---`
public record PromptPreset(String name, String model, String method, String text) {}
