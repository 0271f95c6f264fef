package draftscope.tokenizer;

/// Turns text into token ids and ids into bytes. Immutable and thread-safe.
public interface Tokenizer {
    /// The ids of `text`. Text never becomes a control token.
    ///
    /// @param addSpecial add the begin and end tokens that the vocabulary asks for
    /// @throws UnsupportedOperationException where this vocabulary's way of splitting text is not known; the message names it
    int[] encode(String text, boolean addSpecial);

    /// The exact bytes that `id` contributes to the text; none for control tokens. A piece's `▁` is a space here.
    byte[] bytes(int id);

    /// The text of `ids`: their bytes joined, read as UTF-8 (a broken sequence becomes U+FFFD). The space that
    /// [#encode(String, boolean)] put before the text is taken away again, and no other.
    String decode(int[] ids);

    /// The pieces behind the ids.
    Vocabulary vocabulary();
}
