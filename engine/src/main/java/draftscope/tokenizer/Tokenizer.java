package draftscope.tokenizer;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;

/// Turns text into token ids and ids into bytes. Immutable and thread-safe.
public interface Tokenizer {
    /// The tokenizer inside a model file.
    ///
    /// A file whose way of splitting text is not known still gives ids and bytes; only [#encode(String, boolean)] refuses.
    ///
    /// @throws ModelFormatException if there is no vocabulary, or its parts do not fit each other
    static Tokenizer of(ModelFile file) {
        String model = file.metadata().containsKey("tokenizer.ggml.model")
                ? file.string("tokenizer.ggml.model")
                : "none";
        Vocabulary vocabulary = Vocabulary.of(file);
        return model.equals("llama")
                ? new SentencePieceTokenizer(file, vocabulary)
                : new IdTokenizer(model, vocabulary);
    }

    /// The ids of `text`. Text never becomes a control token. A lone surrogate counts as U+FFFD.
    ///
    /// @param addSpecial add the begin and end tokens that the vocabulary asks for
    /// @throws UnsupportedOperationException where this vocabulary's way of splitting text is not known; the message names it
    int[] encode(String text, boolean addSpecial);

    /// The exact bytes that `id` contributes to the text; none for control tokens. A piece's `▁` is a space here.
    byte[] bytes(int id);

    /// The text of `ids`: their bytes joined, read as UTF-8 (a broken sequence becomes U+FFFD). The space that
    /// [#encode(String, boolean)] puts before a text is taken away again, and no other.
    ///
    /// Take care with a continuation: its first piece begins with a space of its own, which this would take away; join
    /// [#bytes(int)] there.
    String decode(int[] ids);

    /// The pieces behind the ids.
    Vocabulary vocabulary();
}
