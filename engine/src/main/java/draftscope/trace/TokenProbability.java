package draftscope.trace;

/// A token with its probability under some law.
public record TokenProbability(int token, double probability) {}
