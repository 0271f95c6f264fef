package draftscope.decode;

import draftscope.sampling.Randomness;
import draftscope.sampling.SamplerChain;

/// What every driver works with.
///
/// @param maxTokens most tokens to write
record Stage(Participant target, SamplerChain chain, Randomness randomness, int maxTokens, Narrator narrator,
        Tally tally, Phases phases, Pacer pacer) {}
