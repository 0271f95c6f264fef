package draftscope.decode.speculative;

/// Judges guesses.
public interface Verifier {}
