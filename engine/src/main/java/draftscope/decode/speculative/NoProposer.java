package draftscope.decode.speculative;

/// Never guesses: plain decoding is speculation with nothing to check.
public record NoProposer() implements Proposer {}
