package draftscope.tokenizer;

/// What a vocabulary makes of a text before it is split into pieces. Immutable and thread-safe.
@FunctionalInterface
interface Normalizer {
    /// `text`, normalised.
    String normalize(String text);
}
