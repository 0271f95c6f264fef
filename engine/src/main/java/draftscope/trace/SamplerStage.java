package draftscope.trace;

/// What one sampler of the chain did to the law it was given, as noted while sampling. What it keeps are the likeliest tokens,
/// in the order of the raw law, which no sampler changes.
///
/// @param setting its setting in this run
/// @param kept    tokens that it left in
/// @param mass    probability that these held before it: the cumulative probability at its cut; 1 when it cut nothing
/// @param law     the likeliest tokens after it, where it changes the ratio of probabilities: a temperature other than 0 and 1.
///                Not captured where the ratios stay, because then a kept token's probability is that before it / `mass`; nor for
///                the last sampler of a [TargetRow], whose law is the row's own
public record SamplerStage(Sampler sampler, double setting, int kept, double mass, TopTokens law) {}
