package draftscope.decode.speculative;

import draftscope.sampling.Randomness;

/// What a proposer may know in a round.
///
/// @param committed  all tokens so far; the last one is the root of the draft
/// @param step       number of the round, a key of its random numbers
/// @param captured   how many of a law's likeliest tokens to note on each node; 0 to note neither them nor entropies
/// @param checkpoint called now and then inside long work; throws when the run is cancelled
public record DraftContext(CommittedTokens committed, int step, Randomness randomness, int captured,
        Runnable checkpoint) {}
