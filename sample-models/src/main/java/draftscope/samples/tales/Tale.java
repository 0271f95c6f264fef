package draftscope.samples.tales;

import java.util.List;
import java.util.Map;

/// A made-up children's tale together with what the generator knows about it.
///
/// @param text the tale; sentences are separated by spaces, paragraphs by single newlines
/// @param plot the plot's name
/// @param facts what the text mentions, by role: `name`, `kind`, `friend`, `colour`, `object`, `place`, ...
/// @param questions questions that the text answers
public record Tale(String text, String plot, Map<String, String> facts, List<Question> questions) {

    /// A question about a tale and its answer, a span of the tale (up to its article).
    public record Question(String question, String answer) {}
}
