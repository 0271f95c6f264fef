package draftscope.decode.speculative;

/// Why drafting ended in a round.
///
/// @param reason in a few words, for people
/// @param value  the number compared; `NaN` when there is none
/// @param limit  what it was compared with
public record DraftStop(String reason, double value, double limit) {}
