package draftscope.decode.editing;

/// The parts of a method that changes a text in place.
///
/// @param start   the text that stands first, behind the prompt; leave it alone
/// @param stays   whether the tokens of `start` stay, in their order
/// @param steps   changes to propose
/// @param longest most tokens of the text
public record EditingParts(int[] start, boolean stays, int steps, int longest, Weighing weighing) {}
