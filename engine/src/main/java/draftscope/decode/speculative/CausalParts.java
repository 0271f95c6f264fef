package draftscope.decode.speculative;

/// The parts that the causal driver composes.
///
/// @param proposer guesses; [NoProposer] for plain decoding
/// @param verifier judges
public record CausalParts(Proposer proposer, Verifier verifier) {}
