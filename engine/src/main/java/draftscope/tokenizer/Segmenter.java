package draftscope.tokenizer;

/// Splits a word, a sentence or a whole text, whatever the vocabulary works on, into pieces. Immutable and thread-safe.
interface Segmenter {
    /// Appends the ids of `text`, which is not empty.
    ///
    /// @throws IllegalArgumentException if the vocabulary cannot spell it; the message names the characters
    void segment(String text, IdList ids);
}
