package draftscope.decode.diffusion;

/// Chooses which masked positions take their proposed token.
public interface UnmaskPolicy {}
