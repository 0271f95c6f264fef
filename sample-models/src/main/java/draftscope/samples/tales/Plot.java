package draftscope.samples.tales;

import java.util.List;

/// What happens in one kind of tale: the things that it needs, its beats in order, and questions that it answers.
///
/// @param id the plot's name, such as `lost-toy`
/// @param heroIsChild whether the hero must be a girl or a boy rather than an animal
/// @param lets the slots drawn from word lists
/// @param fixed the slots with one value, as slot and value
/// @param beats the parts of the tale in order
/// @param questions questions with their answers
record Plot(String id, boolean heroIsChild, List<Let> lets, List<Let> fixed, List<Beat> beats,
        List<Question> questions) {

    /// A slot and the list (or, if fixed, the value) that fills it.
    record Let(String slot, String source) {}

    /// One step of the plot, told in one of several ways.
    ///
    /// @param optional told in half of the tales only
    /// @param newLine begins a new line of the tale
    /// @param alternatives the ways to tell it
    record Beat(boolean optional, boolean newLine, List<Template> alternatives) {}

    /// A question about the tale and its answer.
    record Question(Template question, Template answer) {}
}
