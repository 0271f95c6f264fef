package draftscope.decode.editing;

/// How tokens are weighed for a place.
///
/// @param candidates  most tokens that are weighed with all that stands on both sides: the likeliest behind what stands on the left
/// @param anyToken    share of the proposals that comes from the whole vocabulary, each token alike, so that every text can be
///                    reached and left
/// @param temperature of the law over texts; 0 keeps the likeliest only
public record Weighing(int candidates, double anyToken, double temperature) {}
