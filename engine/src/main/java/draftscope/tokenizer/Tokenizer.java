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
        if ("tokenizer.json".equals(file.metadata().get("draftscope.tokenizer.source"))) {
            return TokenizerJsonParts.tokenizer(file, vocabulary);
        }
        return switch (model) {
            case "llama" -> GgufTokenizers.sentencePieceMerges(file, vocabulary);
            case "t5" -> GgufTokenizers.sentencePieceUnigram(file, vocabulary);
            case "gpt2" -> GgufTokenizers.byteLevel(file, vocabulary);
            default -> new IdTokenizer(vocabulary, GgufTokenizers.sentencePieceBytes(file, vocabulary),
                    "the tokenizer model '" + model + "' is not known, only 'llama', 'gpt2' and 't5'");
        };
    }

    /// The ids of `text`, which never becomes a special token: `<s>` in it is three characters. Pieces that the vocabulary
    /// adds as text are found.
    ///
    /// As [#encode(String, boolean, boolean)] with `parseSpecial` false.
    default int[] encode(String text, boolean addSpecial) {
        return encode(text, addSpecial, false);
    }

    /// The ids of `text`. A lone surrogate counts as U+FFFD.
    ///
    /// @param addSpecial   add the begin and end tokens that the vocabulary asks for
    /// @param parseSpecial special tokens spelt in the text become those tokens, as a chat template wants it
    /// @throws UnsupportedOperationException where this vocabulary's way of splitting text is not known; the message names it
    /// @throws IllegalArgumentException      where the vocabulary can spell some character neither as a piece nor in bytes
    ///                                       nor as unknown, or its split pattern would take too long; the message says which
    int[] encode(String text, boolean addSpecial, boolean parseSpecial);

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
