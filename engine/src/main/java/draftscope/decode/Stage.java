package draftscope.decode;

import draftscope.sampling.Randomness;
import draftscope.sampling.SamplerChain;
import java.util.OptionalInt;

/// What every driver works with.
///
/// @param maxTokens most tokens to write
/// @param forced    the token that a person put behind the prompt
record Stage(Participant target, SamplerChain chain, Randomness randomness, int maxTokens, OptionalInt forced,
        Narrator narrator, Tally tally, Phases phases, Pacer pacer) {}
