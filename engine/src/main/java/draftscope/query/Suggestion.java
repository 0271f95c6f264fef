package draftscope.query;

/// What may stand where a person writes.
///
/// @param text    what to put there
/// @param meaning what it says, in a few words
/// @param from    index of the first character that it replaces
/// @param end     index behind the last one
public record Suggestion(String text, String meaning, int from, int end) {}
