package draftscope.decode.speculative;

/// Accepts when u < target / draft.
public record RatioVerifier() implements Verifier {}
