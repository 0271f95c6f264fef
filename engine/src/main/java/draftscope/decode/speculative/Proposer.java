package draftscope.decode.speculative;

/// Makes guesses.
public interface Proposer {}
